"""The evidence for and against a line break within a sentence: `weigh` adds it up."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.text_lines import Neighbourhood

WIDEST = 140
"""Length of lines above which a text is not wrapped, in characters."""

_WIDE = 55
"""Length of lines below which lines of verse, of lists and of addresses often remain, in characters."""

_BIAS = -3.0
_WEIGHTS = {
    # The end of the line before.
    "ends with a function word": 3.5,
    "ends with a hyphen": 3.5,
    "ends with a form of address": 8.0,
    "ends with an abbreviation": 2.5,
    "a bracket is open": 2.0,
    "ends with a rank": 2.0,
    "ends with an opening sign": 2.0,
    "ends with a comma": 1.0,
    "ends with a comma, in prose": 5.5,
    "ends with a comma, as lines of verse and addresses do": -0.5,
    "ends with a dash": -1.5,
    "ends with a digit": -2.0,
    "ends with a closing sign": -2.5,
    "ends with a colon": -3.0,
    # The beginning of the next line.
    "completes a date": 5.0,
    "begins with a bracket or an ampersand": 1.5,
    "begins with a digit": 0.5,
    "begins with the mark of a list": -2.0,
    "begins with an opening word": -3.0,
    # The length of the line before, with the first word of the next, as a share of the usual length.
    "full": 4.0,
    "nearly full": 2.5,
    "short": -2.0,
    "very short": -3.5,
    "lines have one width": 2.5,
    "lines are as wide as a page": 1.0,
    "lines are long": -3.0,
    # How many of the near lines begin with small letters.
    "most lines begin small": 1.0,
    "no line of the paragraph begins small": -1.0,
    "none of several near lines begins small": -1.5,
    "none of many near lines begins small": -2.0,
    # What the lines are.
    "began within this line": 5.0,
    "began before this line": 3.0,
    "next line ends with a stop": 1.5,
    "no function word": -0.5,
    "no function word in the next line": -1.0,
    "is a name and a value": -1.0,
    "next line is a name and a value": -1.0,
    "next line is a caption": -1.0,
    "next line begins with a place in capitals": -3.0,
    "is in capitals": -2.0,
}
"""Evidence that a break is within a sentence, fitted to wrapped paragraphs and to lists, tables and the like, and
rounded. The sum with `_BIAS` is above zero if it is. Evidence that is missing here counts nothing."""

FULL, _NEARLY_FULL, _SHORT, _VERY_SHORT = 1.0, 0.9, 0.8, 0.5
_MOST = 0.6
_SEVERAL, _MANY = 3, 5
_MIN_CAPITALS = 6
_LONGEST_DATE = 20

_VALUE = re.compile(r"(?:[A-Z][\w'’./&-]*(?:\s[\w'’./&()-]+){0,3}:(?:\s|\Z)|[\w.]+\s?=\s?\S)")
_CAPTION = re.compile(
    r"(?:Fig(?:ure|\.)|Table|Chart|Box|Photo|Image|Chapter|CHAPTER|Part|PART|Section|Article|Act|Scene)\s"
    r"(?:\d+|[IVXLC]+)(?:[.:|–]|\Z|\s[A-Z])|(?:Photo|Image|Source|Credit)s?(?::|\sby\s)"
)
_PLACE = re.compile(r"[A-Z]{3}[A-Z ./]*(?:,|\s\().{0,40}\s[-–—]")
_INNER_STOP = re.compile(r"[a-z)\]\"”][.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
_HYPHEN = re.compile(r"\w[-‐\u00ad]\Z")
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DATE = re.compile(rf"\b[1-3]?\d\n{_MONTHS}(?!\w)|\b{_MONTHS}\n[1-3]?\d\b|\b{_MONTHS}(?:\s[1-3]?\d,?)?\n[12]\d{{3}}\b")
_LAST_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?![-'’])")
_COMMAS = ",;،，、"
_LAST_SIGNS = {
    _COMMAS: "ends with a comma",
    ":": "ends with a colon",
    "-–—": "ends with a dash",
    "([{“‘„«/&": "ends with an opening sign",
    ")]}”’\"'»`": "ends with a closing sign",
}
_OPENINGS = frozenset(
    "A After All Also An And As At Both But By Each For From He Her His How However If In It Its Last Many Most My "
    "No Not Now On One Or Our Several She Since So Some Such That The Their Then There These They This Those Though "
    "Thus To Two Under Until We What When Where While Who Why With You".split()
)
"""Words that often open a sentence, and are seldom names."""

_RANKS = frozenset(
    "Admiral Bishop Captain Chancellor Colonel Count Countess Duke Earl Emperor General Governor Judge Justice King "
    "Lady Lieutenant Lord Madame Major Mayor Minister Miss Pope President Prince Princess Professor Queen Saint "
    "Senator Sergeant Sir".split()
)
"""Words that a name often follows."""


FORM_OF_ADDRESS = re.compile(
    r"(?:\A|[\s(\[“\"‘'—–-])(?:Mr|Mrs|Ms|Messrs|Mme|Mlle|Dr|Prof|Rev|Fr|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Adm|Gov|Sen"
    r"|vs|e\.g|i\.e)\.\Z"
)
ABBREVIATION = re.compile(r"(?:\A|[\s(\[“\"‘'—–-])(?:St|Hon|Rep|Pres|viz|cf|Nos?|Figs?|pp|vol|approx|ca?|al)\.\Z")
STOP = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*(?:\[[^\[\]]{1,30}\])*\Z")
FUNCTION_WORDS = frozenset(
    "a about across after against although among an and are around as at be because been before being between but by "
    "can could during each either every for from had has have her his if in including into is its may might must my "
    "near neither nor not of on or our over per shall should such than that the their these this those through to "
    "toward towards under unless until upon very via was were when where whether which while who whom whose will with "
    "within without would your".split()
)
"""Words that seldom end a headline, a row or a sentence."""

LIST_MARK = re.compile(
    r"(?:(?P<bullet>[*•‣◦▪●○■□])|(?P<dash>[-–—])|(?P<number>\(?\d{1,3}[.)])|(?P<letter>\(?[a-zA-Z][.)]))\s+\S"
)


class LineBreak(NamedTuple):
    """A line break: the lines before and after it, or their ends.

    `is_joined`: the line before continues another. `fill`: the length of the line before with the first word of the
    next, as a share of the usual length.
    """

    before: str
    head: str
    tail: str
    is_joined: bool
    fill: float
    near: Neighbourhood


def weigh(found: LineBreak) -> float:
    """Return the sum of the evidence; above zero, the break is within a sentence."""
    return _BIAS + sum(_WEIGHTS[evidence] for evidence in _find_evidence(found))


def _find_evidence(found: LineBreak) -> Iterator[str]:
    yield from _judge_layout(found.fill, found.near)
    yield from _judge_end(found.before, found.near)
    yield from _judge_start(found.head)
    yield from _judge_words(found)
    yield from _judge_kind(found)


def _judge_layout(fill: float, near: Neighbourhood) -> Iterator[str]:
    """Yield the evidence of the lengths and first letters of lines."""
    if fill >= FULL:
        yield "full"
    elif fill >= _NEARLY_FULL:
        yield "nearly full"
    elif fill < _SHORT:
        yield "short" if fill >= _VERY_SHORT else "very short"
    if near.usual > WIDEST and fill >= _NEARLY_FULL:
        yield "lines are long"
    elif near.usual >= _WIDE and near.not_small:
        yield "lines are as wide as a page"
    if near.is_even and near.usual >= _WIDE:
        yield "lines have one width"
    if near.small >= _MOST:
        yield "most lines begin small"
    if not near.small:
        yield "no line of the paragraph begins small"
    if near.not_small >= _SEVERAL:
        yield f"none of {'many' if near.not_small >= _MANY else 'several'} near lines begins small"


def _judge_end(before: str, near: Neighbourhood) -> Iterator[str]:
    """Yield the evidence of the last word or sign of the line before."""
    word = _LAST_WORD.search(before)
    if word and word[0] in FUNCTION_WORDS:
        yield "ends with a function word"
    elif word and word[0] in _RANKS:
        yield "ends with a rank"
    elif _HYPHEN.search(before):
        yield "ends with a hyphen"
    elif FORM_OF_ADDRESS.search(before):
        yield "ends with a form of address"
    elif ABBREVIATION.search(before):
        yield "ends with an abbreviation"
    elif before[-1].isdigit():
        yield "ends with a digit"
    elif before[-1] in _COMMAS and near.not_small:
        yield "ends with a comma, as lines of verse and addresses do"
    elif before[-1] in _COMMAS and near.small and not FUNCTION_WORDS.isdisjoint(before.split()):
        yield "ends with a comma, in prose"
    else:
        yield from (evidence for signs, evidence in _LAST_SIGNS.items() if before[-1] in signs)


def _judge_start(head: str) -> Iterator[str]:
    """Yield the evidence of the first word or sign of the next line."""
    word = _FIRST_WORD.match(head)
    if LIST_MARK.match(head):
        yield "begins with the mark of a list"
    elif word and word[0] in _OPENINGS:
        yield "begins with an opening word"
    elif head[0].isdigit() or head[0] in "$£€¥":
        yield "begins with a digit"
    elif head[0] in "(&":
        yield "begins with a bracket or an ampersand"


def _judge_words(found: LineBreak) -> Iterator[str]:
    """Yield the evidence of a sentence that is under way, or not."""
    if _INNER_STOP.search(found.before):
        yield "began within this line"
    elif found.is_joined:
        yield "began before this line"
    if found.before.rfind("(") > found.before.rfind(")"):
        yield "a bracket is open"
    if _DATE.search(f"{found.before[-_LONGEST_DATE:]}\n{found.head[:_LONGEST_DATE]}"):
        yield "completes a date"
    if STOP.search(found.tail):
        yield "next line ends with a stop"
    if FUNCTION_WORDS.isdisjoint(found.before.split()):
        yield "no function word"
    if FUNCTION_WORDS.isdisjoint(found.head.split()):
        yield "no function word in the next line"


def _judge_kind(found: LineBreak) -> Iterator[str]:
    """Yield the evidence of lines that are no prose."""
    if found.before.isupper() and len(found.before) > _MIN_CAPITALS and not found.head.isupper():
        yield "is in capitals"
    if not found.is_joined and _VALUE.match(found.before):
        yield "is a name and a value"
    if _VALUE.match(found.head):
        yield "next line is a name and a value"
    if not found.is_joined and _PLACE.match(found.head):
        yield "next line begins with a place in capitals"
    if _CAPTION.match(found.head):
        yield "next line is a caption"
