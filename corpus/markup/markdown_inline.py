"""Takes out of a line of Markdown what a rendered page does not show: images, addresses of links, marks of notes."""

import html
import re
from collections.abc import Iterator

from corpus.raised_numbers import raise_number

MAX_HEADING_LENGTH = 300
"""Maximum length, in characters, of a line that may be a heading with a name."""

LINK_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*(?:<[^<>\n]*>|\S+)[^\n]*$", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%]\s*+(?:/\s*+)?([\w-]++)[^{}]*+(?<=[%>])\}\}")
_PAIRED = re.compile(r"\{\{[<%]\s*/\s*([\w-]+)\s*[%>]\}\}")
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
_SHIFT = re.compile(r"(\w?)<(su[pb])>([^<>\n]{1,40})</\2>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:abbr|b|big|bdi|bdo|br|cite|dfn|em|font|i|ins|kbd|mark|q|samp|small|span|strong|su[bp]|time|tt|u|var|wbr)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
"""Tags that only dress words; all others may be words in angle brackets."""

_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_BLOCK_NAME = re.compile(r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]+[ \t]*$")
_ESCAPED = re.compile(r"(?<=[^\s\\])\\([_*.&~<>'\"-])|(?<=\s)\\([_*&~<>'\"])")
_ENTITY = re.compile(r"&(?!lt;|gt;|#0*6[02];)(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_HEADING_NAME = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*\{[#.][^{}\n]*\}[ \t]*$")


class InlineCleaner:
    """Cleans the lines of one text, which may define links and notes; `notes` are those found within lines."""

    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        self._references = {found[1].casefold().strip() for found in LINK_DEFINITION.finditer(text)}
        self._paired = {found[1] for found in _PAIRED.finditer(text)}

    def clean(self, line: str) -> str:
        """Return a line as it is shown."""
        line = _BLOCK_NAME.sub("", line) if "^" in line else line
        if not _INLINE.search(line):
            return line
        if len(line) <= MAX_HEADING_LENGTH:
            line = _HEADING_NAME.sub(r"\1", line)
        return "".join(part if is_code else self._clean_words(part) for part, is_code in _split_code(line))

    def _clean_words(self, words: str) -> str:
        words = _drop_comments(words)
        for pattern in (_IMAGE_TAG, _ASIDE, _EMBED, _FOOTNOTE_MARK):
            words = pattern.sub("", words)
        self.notes += [found.strip() for found in _INLINE_NOTE.findall(words)]
        words = _INLINE_NOTE.sub("", words)
        words = _WIKI_LINK.sub(lambda link: link[2] or link[1].strip("#").replace("#", " > "), words)
        words = _REFERENCE.sub(self._resolve, _LINK.sub(r"\1", words)) if self._references else _LINK.sub(r"\1", words)
        words = self._drop_paired(words) if "{{" in words else words
        if "<" in words:
            words = _SHIFT.sub(
                lambda found: found[1] + raise_number(found[3], found[1], is_lowered=found[2].lower() == "sub"), words
            )
            words = _TAG.sub(lambda tag: " " if tag[0].lower().startswith("<br") else "", words)
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
