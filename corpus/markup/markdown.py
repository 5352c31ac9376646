"""Takes out of Markdown what a rendered page does not show; every other line stays as it is in the file.

Left out are comments, images, embeds, shortcodes, rules, fences, tags alone on their line, footnote marks, definitions
of links, and the addresses of links. An underlined title gets the mark `#`, and code in a fence is indented instead.
Emphasis stays. The time is linear in the length of the text: no expression spans more than a line.
"""

import re
from itertools import islice

from corpus.markup.markdown_inline import LINK_DEFINITION, InlineCleaner

ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd"})
"""Endings of the names of Markdown files."""

MAX_TITLE_LENGTH = 300
"""Maximum length, in characters, of a line that is a title because it is underlined."""

_MAX_TAG_LINES = 30
"""Maximum number of lines of a tag or shortcode."""

_QUOTE = re.compile(r" {0,3}>[ \t]?")
_CALLOUT = re.compile(r"\[!\w[\w-]*\][+-]?[ \t]*")
_FENCE = re.compile(r"(?P<indent>[ \t]{0,12})(?:[-*+] )?(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)")
_NOT_SHOWN = re.compile(r"[{\s.]*(?:mermaid|dataview(?:js)?|plantuml|graphviz|dot|=\w+)\b", re.IGNORECASE)
"""Fences that are rendered as a picture or result, not as code."""

_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{3,})[ \t]*")
_NO_TITLE = re.compile(r"\s*(?:[-*+>|•]|\d+[.)]\s|#{1,6}\s)|.*[.|]\s*\Z|(?: {4}|\t)")
_THEMATIC_BREAK = re.compile(r" {0,3}([-*_])[ \t]*+(?:\1[ \t]*+){2,}")
_BAR = re.compile(r"(?<!\\)\|")
_HARD_BREAK = re.compile(r"(?<!\\)\\[ \t]*\Z")
_FENCED_DIV = re.compile(r"[ \t]{0,12}:{3,}[^\n]*")
_DIV_TITLE = re.compile(r"\{[^{}]*\}|^[\w-]+")
_TAG_LINE = re.compile(r"[ \t]*(?:</?[A-Za-z][^<>]*>[ \t]*)+")
_OPEN_TAG = re.compile(r"[ \t]*<[A-Za-z][\w.:-]*(?:\s[^<>]*)?")
_UNSEEN = re.compile(r"[ \t]*<(?P<name>script|style|template)\b", re.IGNORECASE)
_SHORTCODE_LINE = re.compile(
    r"[ \t]*(?:(?:\{\{[<%][^{}]*[%>]\}\}|\{%[^%]*%\}|\{:[^{}]*\}|\[TOC\]|\[\[_TOC_\]\])[ \t]*)+"
)
_OPEN_SHORTCODE = re.compile(r"[ \t]*\{\{[<%][^{}]*")
_MODULE_LINE = re.compile(r"(?:import\s[^\n]*?['\"]|export\s(?:const|default|let|function)\b|import\s*\{)")

_FOOTNOTE = re.compile(r" {0,3}\[\^[^\[\]\s]{1,100}\]:[ \t]*")
_DEFINITION = re.compile(r" {0,3}[:~][ \t]{1,3}(?=\S)")


def clean_markdown(text: str, *, with_modules: bool = False) -> str:
    """Return a Markdown text without its hidden parts; `with_modules` for MDX, whose imports are left out too."""
    return "\n".join(_MarkdownCleaner(text, with_modules).clean())


class _MarkdownCleaner:
    """Cleans the lines of a text one after the other."""

    def __init__(self, text: str, with_modules: bool) -> None:
        self._lines = text.split("\n")
        self._with_modules = with_modules
        self._inline = InlineCleaner(text)
        self._out: list[str] = []
        self._place = 0
        self._depth = 0
        self._fence, self._fence_depth, self._indent, self._is_shown = "", 0, 0, True
        self._in_table = False
        self._unclosed: set[str] = set()

    def clean(self) -> list[str]:
        """Return the lines that are left."""
        while self._place < len(self._lines):
            line = self._lines[self._place]
            self._place += 1
            self._take(line)
        self._flush_notes()
        return self._out

    def _take(self, line: str) -> None:
        depth, line = self._strip_quote(line)
        if self._fence and depth >= self._fence_depth:
            self._take_code(line)
            return
        self._fence = ""
        if depth != self._depth and line.strip() and (depth > self._depth or depth):
            self._put_blank()
        self._depth = depth
        if callout := _CALLOUT.match(line) if depth else None:
            self._put(self._inline.clean(line[callout.end() :]))
            self._put_blank()
        elif fence := self._open_fence(line):
            self._put_blank()
            self._fence, self._fence_depth, self._indent = fence["mark"], depth, len(fence["indent"].expandtabs(4))
            self._is_shown = not _NOT_SHOWN.match(fence["info"])
        elif not (self._skip_block(line) or self._take_table(line) or self._take_title(line)):
            self._take_text(line)

    def _strip_quote(self, line: str) -> tuple[int, str]:
        """Return how deep a line is quoted, and the line without the marks; code keeps those of its own."""
        depth, start, most = 0, 0, self._fence_depth if self._fence else len(line)
        while depth < most and (mark := _QUOTE.match(line, start)):
            depth, start = depth + 1, mark.end()
        return depth, line[start:]

    def _open_fence(self, line: str) -> re.Match[str] | None:
        fence = _FENCE.fullmatch(line)
        return fence if fence and not (fence["mark"][0] == "`" and "`" in fence["info"]) else None

    def _take_code(self, line: str) -> None:
        closing = _FENCE.fullmatch(line)
        if closing and closing["mark"].startswith(self._fence) and not closing["info"].strip():
            self._fence = ""
            self._put_blank()
        elif self._is_shown:
            kept = line.expandtabs(4) if line[:1] in "\t " else line
            indent = min(self._indent, len(kept) - len(kept.lstrip()))
            self._out.append(f"{' ' * (4 + self._indent)}{kept[indent:]}" if line.strip() else "")

    def _skip_block(self, line: str) -> bool:
        """Skip a line, or several, that show nothing."""
        if unseen := _UNSEEN.match(line):
            self._skip_to(f"</{unseen['name'].lower()}>", len(self._lines), self._place - 1)
        elif line.lstrip().startswith("<!--") and "-->" not in line:
            return self._skip_to("-->", len(self._lines)) and self._put_blank()
        elif line.lstrip().startswith("%%") and line.count("%%") == 1:
            return self._skip_to("%%", len(self._lines)) and self._put_blank()
        elif (_OPEN_SHORTCODE.fullmatch(line) and self._skip_to("}}", _MAX_TAG_LINES)) or (
            _OPEN_TAG.fullmatch(line) and self._skip_to(">", _MAX_TAG_LINES)
        ):
            return self._put_blank()
        elif _FENCED_DIV.fullmatch(line):
            self._put_blank()
            self._put(_DIV_TITLE.sub("", line.strip(" \t:")).strip())
        elif not self._is_unseen(line):
            return False
        return self._put_blank()

    def _is_unseen(self, line: str) -> bool:
        return bool(
            _TAG_LINE.fullmatch(line)
            or _SHORTCODE_LINE.fullmatch(line)
            or LINK_DEFINITION.fullmatch(line)
            or _THEMATIC_BREAK.fullmatch(line)
            or _UNDERLINE.fullmatch(line)
            or line.strip() == "$$"
            or (line.startswith("+") and _is_rule(line, "+-=: \t"))
            or (self._with_modules and _MODULE_LINE.match(line))
        )

    def _skip_to(self, end: str, most: int, first: int | None = None) -> bool:
        """Skip the lines up to one with an end mark; False, and nothing is skipped, if there is none."""
        first = self._place if first is None else first
        if end in self._unclosed:
            return False
        following = islice(range(first, len(self._lines)), most)
        found = next((place for place in following if end in self._lines[place].lower()), None)
        if found is None:
            if most == len(self._lines):
                # The text is searched to its end only once.
                self._unclosed.add(end)
            return False
        self._place = found + 1
        rest = self._lines[found][self._lines[found].lower().index(end) + len(end) :]
        if rest.strip():
            self._put_blank()
            self._lines[found] = rest
            self._place = found
        return True

    def _take_table(self, line: str) -> bool:
        """Leave out the line below the head of a table, and give its rows their outer bars."""
        if self._in_table and "|" in line:
            self._put(_add_bars(self._inline.clean(line)))
            return True
        if self._in_table:
            # What follows without a blank line continues no row.
            self._put_blank()
        self._in_table = False
        if "|" in line and _is_rule(line, "|:- \t") and self._out and "|" in self._out[-1]:
            self._out[-1] = _add_bars(self._out[-1])
            self._in_table = True
        return self._in_table

    def _take_title(self, line: str) -> bool:
        """Take a line that is underlined by the next one."""
        following = self._lines[self._place] if self._place < len(self._lines) else ""
        _, following = self._strip_quote(following)
        is_alone = not self._out or not self._out[-1].strip()
        if not (is_alone and line.strip() and _UNDERLINE.fullmatch(following)):
            return False
        if len(line) > MAX_TITLE_LENGTH or _NO_TITLE.match(line):
            return False
        self._place += 1
        self._put(f"{'#' if '=' in following else '##'} {self._inline.clean(line).strip()}")
        return self._put_blank()

    def _take_text(self, line: str) -> None:
        if mark := _FOOTNOTE.match(line) or (_DEFINITION.match(line) if self._out and self._out[-1].strip() else None):
            self._put_blank()
            line = line[mark.end() :]
        if not line.strip():
            self._flush_notes()
            self._out.append("")
            return
        cleaned = self._inline.clean(_HARD_BREAK.sub("", line))
        # A line that held only a picture ends no paragraph.
        if cleaned.strip(" \t>-*+"):
            self._put(cleaned)

    def _put(self, line: str) -> None:
        if line.strip():
            self._out.append(line)

    def _put_blank(self) -> bool:
        self._flush_notes()
        if self._out and self._out[-1].strip():
            self._out.append("")
        return True

    def _flush_notes(self) -> None:
        """Put the notes of a paragraph below it."""
        notes, self._inline.notes = self._inline.notes, []
        for note in notes:
            self._out += ["", note]
        if notes:
            self._out.append("")


def _is_rule(line: str, signs: str) -> bool:
    return "-" in line and not line.strip(signs)


def _add_bars(row: str) -> str:
    row = row.strip()
    if row.startswith("|"):
        return row
    return f"| {' | '.join(cell.strip() for cell in _BAR.split(row.removesuffix('|')))} |"
