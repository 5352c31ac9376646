"""Characters that make a text look different from what it contains: which they are, and how plain text shows them.

They are invisible, reorder or split the text around them, or cover other lines: controls, marks and overrides of
writing direction, zero-width characters, tags, variation selectors, piles of combining marks. Those that a script or an
emoji needs where they occur are not hidden: joiners in Persian and Hindi, a hyphenation point within a word. This is
the only table of them: `ui/html/rendering.py` marks them on the page, `reveal` replaces them everywhere else.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

Run = tuple[int, int]
"""The offsets of consecutive hidden characters in a text."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_PLANES = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_TABLE = re.compile(
    # Controls but for tab and line feed, the soft hyphen, fillers, vowels without a shape, separators.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    # Joiners, invisible operators and isolates; surrogates; variation selectors; annotations; noncharacters.
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    # Shorthand and music controls; tags and more variation selectors.
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff" + _PLANES + "]+"
)
"""Unicode's Default_Ignorable_Code_Point, controls, separators of lines, annotations, surrogates and noncharacters."""

_UNUSUAL = re.compile(
    "[^\n\t -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u202f-\u205f\u20a0-\u20cf\u2100-\u2bff"
    "\u3000-\u3029\u3030-\u3098\u309b-\u3163\u3165-\ua66e\uac00-\ud7a3\uff01-\uff9f]"
)
"""What may be in the table or be a combining mark; texts without any, such as English or Chinese ones, pass fast."""

_DENSE = re.compile(r"[^\w\s\x00-\x7f]{3,}")
"""Only here can combining marks pile up; they are no word characters."""

_MAX_MARKS, _MAX_ALIKE, _MAX_SAME = 8, 3, 2
"""Maximum combining marks on a character: of all, of one position such as above, and of one kind."""

_ZWSP, _ZWJ, _LRM, _VS16 = "\u200b", "\u200d", "\u200e", "\ufe0f"
_JOINERS, _MARKS, _SHY = "\u200c\u200d", "\u200e\u200f\u061c", "\xad"
_FLAG = "\U0001f3f4"
_FLAG_TAGS = [
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f" for region in ("gbeng", "gbsct", "gbwls")
]
"""The tags that make the flags of England, Scotland and Wales out of a black one."""

_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_SPACELESS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff\uaa60-\uaadf]")
"""Scripts that part words by U+200B, as they write no spaces."""

_JOINING = re.compile(
    "[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdcf\ufdf0-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00010bff\U00010d00-\U00010d3f\U00010f30-\U00010fdf\U00011000-\U00011fff"
    "\U0001e900-\U0001e95f]"
)
"""Scripts whose letters join: Arabic and those like it, the scripts of India, Tibet and Southeast Asia."""

_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_VARIED = "0\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f"
_EMOJI = "\u203c\u2049\u2139\u3030"
_KEYCAPS, _KEYCAP = "0123456789#*", "\u20e3"
_LETTER = re.compile(r"[^\W_]|\n")
_REACH = 40
"""How far to look for the character that sets the writing direction, in characters."""


def find_hidden(text: str) -> list[Run]:
    """Return the runs of hidden characters of a text, in order."""
    if not _UNUSUAL.search(text):
        return []
    found = [match.span() for match in _TABLE.finditer(text) if not _is_needed(text, *match.span())]
    excess = list(_find_excess(text))
    return _merge(sorted(found + excess)) if excess else found


def reveal(text: str) -> str:
    """Return a text with every hidden character replaced by U+FFFD, so that its length stays."""
    parts, done = [], 0
    for start, end in find_hidden(text):
        parts += [text[done:start], REPLACEMENT * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def reveal_line(text: str) -> str:
    """Return a text in one line, its hidden characters revealed."""
    return reveal(" ".join(text.split()))


def escape_hidden(document: str) -> str:
    """Return a JSON document of the same data, its hidden characters written as escapes."""
    parts, done = [], 0
    for start, end in find_hidden(document):
        units = document[start:end].encode("utf-16-be", "surrogatepass").hex()
        parts += [document[done:start], *(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))]
        done = end
    return "".join([*parts, document[done:]])


def split_hidden(text: str, runs: Sequence[Run], start: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield a stretch of a text in pieces, each with the name of its hidden characters, empty for ordinary ones.

    `runs` are the hidden characters of the whole text.
    """
    for run_start, run_end in runs[bisect_right(runs, start, key=lambda run: run[1]) :]:
        if run_start >= end or start == end:
            break
        if start < run_start:
            yield text[start:run_start], ""
        start, run_start = min(run_end, end), max(start, run_start)
        yield text[run_start:start], name_hidden(text[run_start:start])
    if start < end:
        yield text[start:end], ""


def name_hidden(run: str) -> str:
    """Return the code point of hidden characters, with how many there are if more than one."""
    code = f"U+{ord(run[0]):04X}"
    if len(run) == 1:
        return code
    if run == run[0] * len(run):
        return f"{code} × {len(run):,}"
    return f"{code} and {len(run) - 1:,} more"


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter of a text is of a script that is written from right to left."""
    return next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L") != "L"


def _is_needed(text: str, start: int, end: int) -> bool:
    """Return whether a script or an emoji needs these characters of the table where they are."""
    run, before, after = text[start:end], text[start - 1 : start] if start else "", text[end : end + 1]
    if run in (_ZWJ, _VS16 + _ZWJ) and _is_symbol(before) and _is_symbol(after):
        return True
    if before == _FLAG:
        return run in _FLAG_TAGS
    if len(run) > 1:
        return False
    if run in _JOINERS:
        return _is_of(_JOINING, before) or _is_of(_JOINING, after)
    if run == _ZWSP:
        return bool(_SPACELESS.match(before) or _SPACELESS.match(after))
    if run in _MARKS:
        return _is_direction_needed(text, start)
    if run == _SHY:
        return text[max(0, start - 2) : start].isalpha() and text[end : end + 2].isalpha() and start > 1
    return _selects_variant(run, before, after)


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character) in ("So", "Sm", "Sk")


def _is_of(script: re.Pattern[str], character: str) -> bool:
    """Return whether a character is a letter of a script, or a mark on one."""
    return bool(script.match(character)) and unicodedata.category(character)[0] in "LM"


def _is_direction_needed(text: str, place: int) -> bool:
    """Return whether a mark of direction only parts or ends writing from right to left.

    Next to a number, one from right to left would reorder its digits, as would one from left to right between words.
    """
    before = _find_direction(text[max(0, place - _REACH) : place][::-1])
    sides = {before, _find_direction(text[place + 1 : place + 1 + _REACH])}
    return "R" in sides and (sides != {"R"} if text[place] == _LRM else "N" not in sides)


def _find_direction(text: str) -> str:
    """Return R or L for the first letter of a line, N for a digit, and nothing for neither."""
    first = _LETTER.search(text)
    kind = unicodedata.bidirectional(first[0]) if first else ""
    return {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}.get(kind, "")


def _selects_variant(selector: str, before: str, after: str) -> bool:
    """Return whether a variation selector follows a character that has variants."""
    if not before:
        return False
    if selector in "\ufe0e\ufe0f":
        return _is_symbol(before) or before in _EMOJI or (before in _KEYCAPS and after == _KEYCAP)
    if "\ufe00" <= selector <= "\ufe0d":
        return bool(_IDEOGRAPH.match(before)) or before in _VARIED or unicodedata.category(before) == "Sm"
    if "\U000e0100" <= selector <= "\U000e01ef":
        return bool(_IDEOGRAPH.match(before))
    return "\u180b" <= selector <= "\u180f" and bool(_MONGOLIAN.match(before))


def _find_excess(text: str) -> Iterator[Run]:
    """Yield the combining marks that pile up over those that any script uses."""
    for dense in _DENSE.finditer(text):
        count, seen = 0, Counter[str | int]()
        for place, character in enumerate(dense[0], start=dense.start()):
            category = unicodedata.category(character)
            if category not in ("Mn", "Me"):
                if category != "Cf":
                    count, seen = 0, Counter()
                continue
            position = unicodedata.combining(character)
            count += 1
            seen[character] += 1
            seen[position] += 1
            alike = seen[position] if position else 0
            if count > _MAX_MARKS or alike > _MAX_ALIKE or seen[character] > _MAX_SAME:
                yield place, place + 1


def _merge(runs: Sequence[Run]) -> list[Run]:
    merged: list[Run] = []
    for start, end in runs:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
