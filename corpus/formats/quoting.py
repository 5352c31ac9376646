"""Takes off the marks of quoted mail."""

import re

_MARKS = re.compile(r"(?: ?>)+ ?")


def remove_quote_marks(text: str) -> str:
    """Return a text without `> ` at the start of its lines; where the depth changes, a paragraph begins."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        marks = _MARKS.match(line)
        quoted = marks[0].count(">") if marks else 0
        words = line[marks.end() if marks else 0 :]
        if quoted != depth and words.strip() and lines and lines[-1].strip():
            lines.append("")
        lines.append(words)
        depth = quoted
    return "\n".join(lines)
