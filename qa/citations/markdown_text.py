"""Texts of articles in Markdown, escaped so that no renderer interprets them."""

import re

from qa.citations.hidden import reveal, reveal_line

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$=^@:])")
_INDENT = re.compile(r"^[ \t]+")


def plain_line(text: str) -> str:
    """Return a text in one line that Markdown shows character by character."""
    return plain_text(reveal_line(text))


def plain_text(text: str) -> str:
    """Return a text that Markdown shows character by character, with hidden characters revealed.

    Spaces at the start of a line are written as references, because they would start a code block.
    """
    lines = (_SIGNS.sub(r"\\\1", line) for line in reveal(text).split("\n"))
    return "\n".join(_INDENT.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), line) for line in lines)
