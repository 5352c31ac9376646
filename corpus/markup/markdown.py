"""Takes out of Markdown what a rendered page does not show; every other line stays as it is in the file.

Left out are comments, images, embeds, shortcodes, rules, fences, tags alone on their line, footnote marks, definitions
of links, and the addresses of links. An underlined title gets the mark `#`, and code in a fence is indented instead.
Emphasis stays. The time is linear in the length of the text: no expression spans more than a line.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice

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
_SHORTCODE = re.compile(r"\{\{[<%]\s*+(?:/\s*+)?([\w-]++)[^{}]*+(?<=[%>])\}\}")
_PAIRED = re.compile(r"\{\{[<%]\s*/\s*([\w-]+)\s*[%>]\}\}")
_MODULE_LINE = re.compile(r"(?:import\s[^\n]*?['\"]|export\s(?:const|default|let|function)\b|import\s*\{)")

_LINK_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*(?:<[^<>\n]*>|\S+)[^\n]*$", re.MULTILINE)
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\[\]\s]{1,100}\]:[ \t]*")
_DEFINITION = re.compile(r" {0,3}[:~][ \t]{1,3}(?=\S)")

_INLINE = re.compile(r"[\[<{%\\&^]")
_TICKS = re.compile(r"`+")
_ASIDE = re.compile(r" ?(?<!\w)%%[^%\n]+%%")
_DESTINATION = (
    r"\([ \t]*(?:<[^<>\n]*>|(?:\{\{[^{}\n]*\}\}|[^\s()\n]|\([^\s()\n]*\))*+)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\)(?:\{[^{}\n]*\})?"
)
_WORDS = r"(?:[^\[\]\n]|\[[^\[\]\n]*\])*+"
_EMBED = re.compile(
    rf" ?!\[\[[^\[\]\n]*\]\]| ?!\[{_WORDS}\](?:\((?:[^()\n]|\([^()\n]*\))*+\)|\[[^\[\]\n]*\])(?:\{{[^{{}}\n]*\}})?"
)
_IMAGE_TAG = re.compile(r" ?<img\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(rf"\[({_WORDS})\]{_DESTINATION}")
_REFERENCE = re.compile(r"\[([^\[\]\n]*)\](?:[ ]?\[([^\[\]\n]*)\])?(?![(:])")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|\\\n]*)(?:\\?\|([^\[\]\n]*))?\]\](?!\()")
_FOOTNOTE_MARK = re.compile(r" ?\[\^[^\[\]\s]{1,100}\](?!:)")
_INLINE_NOTE = re.compile(r"\^\[([^\[\]\n]+)\]")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_BLOCK_NAME = re.compile(r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]+[ \t]*$")
_ESCAPED = re.compile(r"(?<=[^\s\\])\\([_*.&~<>'\"-])|(?<=\s)\\([_*&~<>'\"])")
_ENTITY = re.compile(r"&(?!lt;|gt;|#0*6[02];)(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_HEADING_NAME = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*\{[#.][^{}\n]*\}[ \t]*$")


def clean_markdown(text: str, *, with_modules: bool = False) -> str:
    """Return a Markdown text without what is not shown; `with_modules` for MDX, whose imports are left out too."""
    return "\n".join(_MarkdownCleaner(text, with_modules).clean())


class _MarkdownCleaner:
    """Cleans the lines of a text one after the other."""

    def __init__(self, text: str, with_modules: bool) -> None:
        self._lines = text.split("\n")
        self._with_modules = with_modules
        self._references = {found[1].casefold().strip() for found in _LINK_DEFINITION.finditer(text)}
        self._paired = {found[1] for found in _PAIRED.finditer(text)}
        self._out: list[str] = []
        self._notes: list[str] = []
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
            self._put(self._clean_inline(line[callout.end() :]))
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
            or _LINK_DEFINITION.fullmatch(line)
            or _THEMATIC_BREAK.fullmatch(line)
            or _UNDERLINE.fullmatch(line)
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
            self._put(_add_bars(self._clean_inline(line)))
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
        self._put(f"{'#' if '=' in following else '##'} {self._clean_inline(line).strip()}")
        return self._put_blank()

    def _take_text(self, line: str) -> None:
        if mark := _FOOTNOTE.match(line) or (_DEFINITION.match(line) if self._out and self._out[-1].strip() else None):
            self._put_blank()
            line = line[mark.end() :]
        if not line.strip():
            self._flush_notes()
            self._out.append("")
            return
        cleaned = self._clean_inline(_HARD_BREAK.sub("", line))
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
        for note in self._notes:
            self._out += ["", note]
        if self._notes:
            self._out.append("")
        self._notes = []

    def _clean_inline(self, line: str) -> str:
        line = _BLOCK_NAME.sub("", line) if "^" in line else line
        if not _INLINE.search(line):
            return line
        if len(line) <= MAX_TITLE_LENGTH:
            line = _HEADING_NAME.sub(r"\1", line)
        return "".join(part if is_code else self._clean_words(part) for part, is_code in _split_code(line))

    def _clean_words(self, words: str) -> str:
        words = _drop_comments(words)
        for pattern in (_IMAGE_TAG, _ASIDE, _EMBED, _FOOTNOTE_MARK):
            words = pattern.sub("", words)
        self._notes += [found.strip() for found in _INLINE_NOTE.findall(words)]
        words = _INLINE_NOTE.sub("", words)
        words = _WIKI_LINK.sub(lambda link: link[2] or link[1].strip("#").replace("#", " > "), words)
        words = _REFERENCE.sub(self._resolve, _LINK.sub(r"\1", words)) if self._references else _LINK.sub(r"\1", words)
        words = self._drop_paired(words) if "{{" in words else words
        words = _ESCAPED.sub(lambda sign: sign[1] or sign[2], _ADDRESS.sub(r"\1", words))
        return _ENTITY.sub(lambda entity: html.unescape(entity[0]).replace("\n", " "), words)

    def _resolve(self, link: re.Match[str]) -> str:
        """Return the words of a link whose address is defined elsewhere, anything else in brackets as it is."""
        name = (link[2] or link[1]).casefold().strip()
        return link[1] if name in self._references else link[0]

    def _drop_paired(self, words: str) -> str:
        """Drop the shortcodes around text; any other may stand for words, without which the sentence is another."""
        return _SHORTCODE.sub(lambda code: "" if code[1] in self._paired else code[0], words)


def _drop_comments(words: str) -> str:
    kept, start = [], 0
    while (opening := words.find("<!--", start)) >= 0 and (closing := words.find("-->", opening)) >= 0:
        # Of the blanks on both sides one is enough.
        end = opening - 1 if words[max(opening - 1, 0) : opening] == " " else opening
        kept.append(words[start:end])
        start = closing + len("-->")
    return "".join([*kept, words[start:]])


def _is_rule(line: str, signs: str) -> bool:
    return "-" in line and not line.strip(signs)


def _add_bars(row: str) -> str:
    row = row.strip()
    if row.startswith("|"):
        return row
    return f"| {' | '.join(cell.strip() for cell in _BAR.split(row.removesuffix('|')))} |"


def _split_code(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line, and whether each is code between as many backticks."""
    ticks = list(_TICKS.finditer(line))
    closing: dict[int, int] = {}
    latest: dict[int, int] = {}
    for number in range(len(ticks) - 1, -1, -1):
        length = len(ticks[number][0])
        closing[number] = latest.get(length, -1)
        latest[length] = number
    start = number = 0
    while number < len(ticks):
        if closing[number] < 0:
            number += 1
            continue
        yield line[start : ticks[number].start()], False
        start = ticks[closing[number]].end()
        yield line[ticks[number].start() : start], True
        number = closing[number] + 1
    yield line[start:], False
