"""Decides which line breaks end a sentence (after a headline, a list line, a row) and which merely wrap one.

A blank line ends a sentence; a line that begins with a small letter continues the one before it. For any other break
the evidence is weighed: how the line before ends, how the next one begins, whether the line before is as long as its
neighbours, and whether these begin with small letters, as the lines of wrapped prose do and those of lists, tables,
addresses and verse do not. `tests/bench/wrapped.py` measures it.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")

_SEEN = 100
"""Number of characters at either end of a line that are examined."""

_NEAR = 8
"""Number of lines before a break, and after it, whose lengths and first letters are compared."""

_ENOUGH = 4
"""Number of near lines of a paragraph from which the lines of other paragraphs are not consulted."""

_USUAL = 0.75
"""Quantile of the lengths of near lines that is the usual length; the last lines of paragraphs are shorter."""

_WIDEST = 140
"""Length of lines above which a text is not wrapped, in characters."""

_BIAS = -2.5
_WEIGHTS = {
    # The end of the line before.
    "ends with a function word": 3.5,
    "ends with a hyphen": 3.0,
    "ends with an abbreviation": 2.5,
    "ends with a comma": 1.0,
    "ends with a word": -0.5,
    "ends with a dash": -1.5,
    "ends with a digit": -2.0,
    "ends with a closing sign": -2.5,
    "ends with a colon": -3.0,
    # The beginning of the next line.
    "begins with a bracket": 1.5,
    "begins with a digit": 0.5,
    "begins with an opening word": -2.0,
    # The length of the line before, with the first word of the next, as a share of the usual length.
    "full": 3.5,
    "nearly full": 2.0,
    "not full": 0.0,
    "short": -1.5,
    "very short": -4.0,
    "lines are long": -3.0,
    # How many of the near lines begin with small letters.
    "most lines begin small": 1.0,
    "no line of the paragraph begins small": -0.5,
    "no near line begins small": -2.0,
    # What the lines are.
    "began before this line": 2.0,
    "next line ends with a stop": 1.5,
    "next line is in title case": 0.5,
    "no function word": -0.5,
    "no function word in the next line": -0.5,
    "is a name and a value": -1.0,
    "next line is a name and a value": -1.0,
    "next line is a caption": -1.0,
    "is in capitals": -2.0,
}
"""Evidence that a break is within a sentence, fitted to wrapped paragraphs and to lists, tables and the like, and
rounded. The sum with `_BIAS` is above zero if it is. Evidence that is missing here counts nothing."""

_FULL, _NEARLY_FULL, _NOT_FULL, _SHORT = 1.0, 0.9, 0.8, 0.5
_MOST = 0.6
_MIN_CAPITALS = 6

_LIST_MARK = re.compile(
    r"(?:(?P<bullet>[*•‣◦▪●○■□])|(?P<dash>[-–—])|(?P<number>\(?\d{1,3}[.)])|(?P<letter>\(?[a-zA-Z][.)]))\s+\S"
)
_ALONE = re.compile(
    r"\||\#{1,6}\s|>|```|~~~|[-=_*~+\#.]{3,}\Z|\$\s|</?[a-z!]|[{}]|//|/\*"
    r"|.*(?:\t|\s\|\s|\S\s{3,}\S|(?:\.\s?){4}|[{}]\Z|[=()].*;\Z)",
    re.IGNORECASE,
)
"""A row of a table, a heading, a quotation, a rule, a prompt, an element, a line of code or of contents."""

_BYLINE = re.compile(r"by(?:\s[A-Z][\w.’'-]*){1,4}\Z")
_VALUE = re.compile(r"(?:[A-Z][\w'’./&-]*(?:\s[\w'’./&()-]+){0,3}:(?:\s|\Z)|[\w.]+\s?=\s?\S)")
_CAPTION = re.compile(
    r"(?:Fig(?:ure|\.)|Table|Chart|Box|Photo|Image|Chapter|CHAPTER|Part|PART|Section|Article|Act|Scene)\s"
    r"(?:\d+|[IVXLC]+)(?:[.:|–]|\Z|\s[A-Z])|(?:Photo|Image|Source|Credit)s?(?::|\sby\s)"
)
_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*\Z")
_INNER_STOP = re.compile(r"[a-z)\]\"”][.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
_ABBREVIATION = re.compile(
    r"(?:\A|[\s(\[“\"‘'—–-])(?:Mr|Mrs|Ms|Messrs|Mme|Mlle|Dr|Prof|St|Rev|Hon|Fr|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Adm"
    r"|Gov|Sen|Rep|Pres|vs|viz|cf|e\.g|i\.e|No|Nos|Figs?|pp|vol|approx|ca?|al)\.\Z"
)
_INITIAL = re.compile(r"(?:\A|[\s.])[A-Z]\.\Z")
_HYPHEN = re.compile(r"\w[-‐\u00ad]\Z")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST_SIGNS = {
    ",;،，、": "ends with a comma",
    ":": "ends with a colon",
    "-–—": "ends with a dash",
    ")]}”’\"'»`": "ends with a closing sign",
}
_FIRST_SIGNS = {"([": "begins with a bracket", "$£€¥0123456789": "begins with a digit"}
_OPENINGS = frozenset(
    "A After All Also An And As At Both But By Each For From He Her His How However If In It Its Last Many Most My "
    "No Not Now On One Or Our Several She Since So Some Such That The Their Then There These They This Those Though "
    "Thus To Two Under Until We What When Where While Who Why With You".split()
)
"""Words that often open a sentence, and are seldom names."""

_FUNCTION_WORDS = frozenset(
    "a although among an and are as at be because been being between but by can could during each either every for "
    "from had has have her his if in including into is its may might must my neither nor not of on or our per shall "
    "should such than that the their these this those to toward towards upon very via was were when where which while "
    "who whom whose will with would your".split()
)
"""Words that seldom end a headline, a row or a sentence."""


def find_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between line breaks that end a sentence, without the white space around them."""
    lines = _Lines(text)
    first, is_joined = 0, False
    for number in range(1, len(lines)):
        is_joined = _continues(lines, number, is_joined)
        if not is_joined:
            yield lines.starts[first], lines.ends[number - 1]
            first = number
    if len(lines):
        yield lines.starts[first], lines.ends[-1]


class _Lines:
    """The lines of a text, without blank ones and the white space around the others, as numbers in arrays."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.starts, self.ends, self.paragraphs = array("q"), array("q"), array("q")
        start = paragraph = 0
        for blank in _BLANK_LINES.finditer(text):
            self._add_paragraph(start, blank.start(), paragraph)
            start, paragraph = blank.end(), paragraph + 1
        self._add_paragraph(start, len(text), paragraph)

    def __len__(self) -> int:
        return len(self.starts)

    def _add_paragraph(self, start: int, end: int, paragraph: int) -> None:
        for line in self._text[start:end].split("\n"):
            if stripped := line.strip():
                first = start + line.index(stripped)
                self.starts.append(first)
                self.ends.append(first + len(stripped))
                self.paragraphs.append(paragraph)
            start += len(line) + 1

    def measure(self, number: int) -> int:
        """Return the length of a line."""
        return self.ends[number] - self.starts[number]

    def read_head(self, number: int) -> str:
        return self._text[self.starts[number] : min(self.starts[number] + _SEEN, self.ends[number])]

    def read_tail(self, number: int) -> str:
        return self._text[max(self.ends[number] - _SEEN, self.starts[number]) : self.ends[number]]

    def begins_small(self, number: int) -> bool:
        return self._text[self.starts[number]].islower()

    def follows(self, number: int) -> bool:
        """Return whether a line is not the first of its paragraph."""
        return number > 0 and self.paragraphs[number - 1] == self.paragraphs[number]


class _Neighbourhood(NamedTuple):
    """The lines near a break: their usual length, and which share begins small: in the paragraph, and everywhere."""

    usual: int
    small: float
    small_everywhere: float


def _examine(lines: _Lines, number: int) -> _Neighbourhood:
    """Examine the lines near the break before a line; without enough in the paragraph those of others count too."""
    near = range(max(number - _NEAR, 0), min(number + _NEAR, len(lines)))
    paragraph = lines.paragraphs[number]
    own = [one for one in near if lines.paragraphs[one] == paragraph]
    used = own if len(own) >= _ENOUGH else near
    lengths = sorted(map(lines.measure, used))
    usual = lengths[int(len(lengths) * _USUAL)]
    return _Neighbourhood(usual, _share_small(lines, used, number), _share_small(lines, near, number))


def _share_small(lines: _Lines, near: Sequence[int], number: int) -> float:
    """Return the share of lines within paragraphs that begin with a small letter; a low one if there are none."""
    followers = [one for one in near if one != number and lines.follows(one)]
    return sum(map(lines.begins_small, followers)) / len(followers) if followers else _MOST / 2


def _continues(lines: _Lines, number: int, is_joined: bool) -> bool:
    """Return whether a line continues the sentence of the line before it, which is itself joined to others or not."""
    if not lines.follows(number):
        return False
    head, before = lines.read_head(number), lines.read_tail(number - 1)
    if _is_list_line(lines, number, head) or (_BYLINE.match(head) and not is_joined and _is_title(before)):
        return False
    if head[0].islower():
        return True
    if _ALONE.match(head) or _ALONE.match(lines.read_head(number - 1)):
        return False
    near = _examine(lines, number)
    fill = (lines.measure(number - 1) + 1 + len(head.split(maxsplit=1)[0])) / near.usual
    if _STOP.search(before) and not _ABBREVIATION.search(before) and not _INITIAL.search(before):
        # Within a wrapped paragraph the splitter decides, as it knows further abbreviations and quotations.
        return fill >= _FULL and near.small > 0 and near.usual <= _WIDEST
    evidence = [
        *_describe_place(fill, near),
        *_describe_lines(before, head, is_joined),
        "is a name and a value" if not is_joined and _VALUE.match(lines.read_head(number - 1)) else "",
        "next line ends with a stop" if _STOP.search(lines.read_tail(number)) else "",
    ]
    return _BIAS + sum(_WEIGHTS.get(one, 0) for one in evidence) > 0


def _is_list_line(lines: _Lines, number: int, head: str) -> bool:
    """Return whether a line begins with the mark of a list.

    A dash, a number or an initial may also begin a line of prose; it is a mark if a line near it begins with the like.
    """
    mark = _LIST_MARK.match(head)
    if mark is None:
        return False
    if mark["bullet"] or head[0] == "(" or head[0].islower():
        return True
    near = range(max(number - _NEAR, 0), min(number + _NEAR + 1, len(lines)))
    marks = (_LIST_MARK.match(lines.read_head(one)) for one in near if one != number)
    return any(one is not None and one.lastgroup == mark.lastgroup for one in marks)


def _describe_place(fill: float, near: _Neighbourhood) -> Iterator[str]:
    """Yield the evidence of the lengths and first letters of lines."""
    if fill >= _FULL:
        yield "full"
    elif fill >= _NEARLY_FULL:
        yield "nearly full"
    elif fill >= _NOT_FULL:
        yield "not full"
    else:
        yield "short" if fill >= _SHORT else "very short"
    if near.usual > _WIDEST:
        yield "lines are long"
    if near.small >= _MOST:
        yield "most lines begin small"
    if not near.small:
        yield "no line of the paragraph begins small"
    if not near.small_everywhere:
        yield "no near line begins small"


def _describe_lines(before: str, head: str, is_joined: bool) -> Iterator[str]:
    """Yield the evidence of the words of the line before and of the next one."""
    yield _describe_end(before)
    yield _describe_start(head)
    if is_joined or _INNER_STOP.search(before):
        yield "began before this line"
    if before.isupper() and len(before) > _MIN_CAPITALS and not head.isupper():
        yield "is in capitals"
    if _FUNCTION_WORDS.isdisjoint(before.split()):
        yield "no function word"
    if _FUNCTION_WORDS.isdisjoint(head.split()):
        yield "no function word in the next line"
    if _VALUE.match(head):
        yield "next line is a name and a value"
    if _CAPTION.match(head):
        yield "next line is a caption"
    if _is_title(head):
        yield "next line is in title case"


def _describe_end(before: str) -> str:
    if _HYPHEN.search(before):
        return "ends with a hyphen"
    if _ABBREVIATION.search(before):
        return "ends with an abbreviation"
    for signs, evidence in _LAST_SIGNS.items():
        if before[-1] in signs:
            return evidence
    if before[-1].isdigit():
        return "ends with a digit"
    word = _LAST_WORD.search(before)
    if word is None:
        return ""
    if word[0] in _FUNCTION_WORDS:
        return "ends with a function word"
    return "ends with a word" if word[0].islower() else ""


def _describe_start(head: str) -> str:
    for signs, evidence in _FIRST_SIGNS.items():
        if head[0] in signs:
            return evidence
    word = _WORD.match(head)
    return "begins with an opening word" if word and word[0] in _OPENINGS else ""


def _is_title(line: str) -> bool:
    """Return whether all words of a line but function words begin with capitals, and there are several."""
    words = [word for word in _WORD.findall(line) if word.lower() not in _FUNCTION_WORDS]
    return len(words) > 1 and all(word[0].isupper() for word in words)
