"""The headings of a text in Markdown, and which of them apply at an offset.

Headings are recognised by their marks alone: `#` to `######`, and lines underlined with `===` or `---`. A `#` in a
code fence or in front matter is not a heading. Plain text has no marks, so its only heading is the line that repeats
the title.
"""

import re
import threading
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from corpus.articles import Article
from corpus.dates import find_date_line

MAX_HEADING_LENGTH = 300
"""Maximum length of a heading in characters, marks included; a longer line is text."""

MAX_PATH_LENGTH = 160
"""Maximum length, in bytes of UTF-8, of the headings that are indexed with a passage: about 40 word pieces."""

_OUTLINES_KEPT = 64
_TOP_LINES = 3
"""Number of lines at the top in which the title of an article is searched for."""

_MARK = re.compile(
    r"^ {0,3}(?:(?P<signs>#{1,6})(?:[ \t].*)?|(?P<fence>`{3,}|~{3,})(?P<info>.*)|(?P<line>={2,}|-{3,})[ \t]*)$",
    re.MULTILINE,
)
_FRONT_MATTER = re.compile(
    r"\s*^(---|\+\+\+)[ \t]*\n(?:\w[\w .-]*[:=].*\n|[ \t\-#\[\]{}].*\n|\n)*?\1[ \t]*$", re.MULTILINE
)
_NOT_UNDERLINED = re.compile(r"\s*(?:[-*+>|•]|\d+[.)]\s)|.*[.|]\s*\Z")
_LINE = re.compile(r"\S.*")
_LETTER = re.compile(r"[^\W_]")
_OPENING_MARKS = re.compile(r"#+[ \t]*")
_CLOSING_MARKS = re.compile(r"(?<![ \t])(?:[ \t]+#+|[ \t]*\{#[^}\n]{0,200}\})[ \t]*\Z")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")


class Heading(NamedTuple):
    """The start and end of a heading, marks and underline included, and its level, 1 for the highest."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a text in order, and the number of each one's parent, -1 for none."""

    headings: tuple[Heading, ...]
    parents: tuple[int, ...]

    def find_above(self, offset: int) -> list[Heading]:
        """Return the chain of headings above an offset, highest first, without one that starts there."""
        number = bisect_left(self.headings, (offset,))
        starts_here = number < len(self.headings) and self.headings[number].start == offset
        above = self.parents[number] if starts_here else number - 1
        chain = []
        while above >= 0:
            chain.append(self.headings[above])
            above = self.parents[above]
        return chain[::-1]


def find_headings(text: str) -> list[Heading]:
    """Return the headings of a text, in order."""
    return list(find_outline(text).headings)


def find_headings_of(article: Article) -> list[Heading]:
    """Return the headings of an article, in order, including the line that repeats its title."""
    headings = find_headings(article.text)
    title = find_title_line(article)
    if title and all(heading.end <= title.start or title.end <= heading.start for heading in headings[:_TOP_LINES]):
        headings.append(title)
    return sorted(headings)


def find_outline(text: str) -> Outline:
    """Return the headings of a text and how they are nested, in time linear in its length."""
    headings = tuple(_scan(text)) if "#" in text or "---" in text or "==" in text else ()
    parents, chain = [], list[int]()
    for number, heading in enumerate(headings):
        while chain and headings[chain[-1]].level >= heading.level:
            chain.pop()
        parents.append(chain[-1] if chain else -1)
        chain.append(number)
    return Outline(headings, tuple(parents))


class _Outlines:
    """The outlines of the latest articles, by article id: a cache by text would keep the texts in memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Outline] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, article: Article) -> Outline:
        with self._lock:
            if outline := self._kept.get(article.id):
                self._kept.move_to_end(article.id)
                return outline
        outline = find_outline(article.text)
        with self._lock:
            self._kept[article.id] = outline
            if len(self._kept) > _OUTLINES_KEPT:
                self._kept.popitem(last=False)
        return outline


_outlines = _Outlines()


def _scan(text: str) -> list[Heading]:
    matter = _FRONT_MATTER.match(text)
    fence = ""
    headings: list[Heading] = []
    for mark in _MARK.finditer(text, matter.end() if matter else 0):
        if mark["fence"]:
            closes = mark["fence"].startswith(fence) and not mark["info"].strip()
            if not fence and not ("`" in mark["fence"] and "`" in mark["info"]):
                fence = mark["fence"]
            elif fence and closes:
                fence = ""
        elif not fence:
            heading = _read_marked(mark) if mark["signs"] else _read_underlined(text, mark, headings)
            headings += [heading] if heading else []
    return headings


def _read_marked(mark: re.Match[str]) -> Heading | None:
    end = mark.start() + len(mark[0].rstrip())
    has_words = _LETTER.search(mark.string, mark.end("signs"), end)
    fits = end - mark.start() <= MAX_HEADING_LENGTH
    return Heading(mark.start("signs"), end, len(mark["signs"])) if has_words and fits else None


def _read_underlined(text: str, mark: re.Match[str], known: list[Heading]) -> Heading | None:
    """Return the heading that a line underlines: a single line that is not a sentence, list or table."""
    end = mark.start() - 1
    start = text.rfind("\n", 0, max(end, 0)) + 1
    line = text[start : max(end, 0)]
    before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    is_alone = not before.strip() or bool(known and known[-1].end >= start - 1)
    if not is_alone or len(line) > MAX_HEADING_LENGTH or not _LETTER.search(line) or _NOT_UNDERLINED.match(line):
        return None
    if known and known[-1].end > start:
        return None
    start += len(line) - len(line.lstrip())
    return Heading(start, mark.start() + len(mark[0].rstrip()), 1 if mark["line"][0] == "=" else 2)


def find_title_line(article: Article) -> Heading | None:
    """Return the line near the top of an article that repeats its title, as a heading."""
    if not article.title:
        return None
    for line in islice(_LINE.finditer(article.text), _TOP_LINES):
        fits = line.end() - line.start() <= MAX_HEADING_LENGTH
        if fits and parse_heading(line[0]).casefold() == article.title.casefold():
            return Heading(line.start(), line.start() + len(line[0].rstrip()), 1)
    return None


def is_date_line(article: Article, start: int, end: int) -> bool:
    """Return whether a span of an article is the line that states its date."""
    return article.date_basis == "text" and find_date_line(article.text[start:end]) == article.published


def parse_heading(text: str) -> str:
    """Return the words of a heading without its marks, its underline and link addresses."""
    line = _CLOSING_MARKS.sub("", text.strip().partition("\n")[0])
    return " ".join(_LINK.sub(r"\1", _OPENING_MARKS.sub("", line, count=1)).split())


def find_path(article: Article, start: int) -> list[str]:
    """Return the words of the headings above the passage that starts at an offset, highest first.

    Repetitions and the title are left out. At most `MAX_PATH_LENGTH` bytes of the nearest headings are kept.
    """
    path: list[str] = []
    known, room = {article.title.casefold()}, MAX_PATH_LENGTH
    for heading in reversed(_outlines.find(article).find_above(start)):
        words = parse_heading(article.text[heading.start : heading.end])
        if words.casefold() in known:
            continue
        size = len(words.encode())
        if size > room:
            if not path:
                path.append(words.encode()[:room].decode(errors="ignore"))
            break
        path.append(words)
        known.add(words.casefold())
        room -= size
    return path[::-1]
