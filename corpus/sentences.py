"""Where the sentences of a text start and end.

The sentences themselves are found by sentencex. Of the libraries compared on the five shipped articles and
on 200 sentences of encyclopedia text (sentencex, pySBD, syntok, BlingFire) it was the one that kept "Lt. Gen.",
"U.N.", "St.", "$8 million." and closing quotation marks right, gives offsets, and is far faster than
the runner-up; `tests/bench/README.md` has the table. What it does not know is which line breaks end a
sentence (a headline, a list line) and which merely wrap one: `line_ends.py` decides that. Corrected here are the dots
that it takes for full stops within names ("Node.JS"), before numbers ("approx. 5"), after units ("4 ft. long") and
between a time and its day ("6 p.m. Monday"), the ellipses that it takes for none, and, in other languages than English,
dots before small letters and after initials.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from corpus.line_ends import find_blocks

ENGLISH = "en"

MAX_BLOCK_LENGTH = 10_000
"""Maximum length of the text that sentencex splits at once, and so of a sentence, in characters.

sentencex takes quadratic time and holds the GIL.
"""

MAX_DENSE_BLOCK_LENGTH = 2_000
"""The same for texts with few blanks, such as Chinese: sentencex goes back to the last blank at every full stop."""

_MIN_BLANKS = 0.02
_UNSETTLED = 4
"""The last quarter of a block is split again together with the text after it."""

_WIDE_BLANK_BEFORE_STOP = re.compile(r"[^\S\x00-\x7f](?=\.)")
_LAST_BLANK = re.compile(r".*\s", re.DOTALL)
_LAST_STOP = re.compile(r".*[.!?…;:,。！？；：，、।॥؟۔።]", re.DOTALL)
# A dot between two words ends a sentence only if a blank was left out: after a lower-case word, before a word that
# often opens a sentence.
_DOT = re.compile(r"(?<!\.)\.\Z")
_DOMAIN = re.compile(r"(?:Com|Edu|Gov|Io|Net|Org|Uk)\b")
_BEFORE_MISSING_BLANK = re.compile(r"(?:[a-z][a-z]|\d)[\])”\"’]?\.\Z")
_LAST_WORD = re.compile(r"(?<![^\s.])[^\s.]*\.\Z")
_FIRST_WORD = re.compile(r"[A-Z](?:[a-z]*|[’'](?:s|m|re|ve|ll|d))(?=[\s,;:]|$)")
_OPENINGS = frozenset(
    "A After All Also An And As At Both But By Each For From He Her His How However I If In It Its Last Many Most My "
    "No Not Now On One Or Our Several She Since So Some Such That The Their Then There These They This Those Though "
    "Thus To Two Under Until We What When Where While Who Why With You".split()
)
_TIME = re.compile(r"\b[ap]\.\s?m\.\s*\Z", re.IGNORECASE)
_AFTER_TIME = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b"
    r"|(?:Jan|Feb|March|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s\d|Christmas|New\sYear|[A-Z]{2,4}T\b|UTC\b|GMT\b"
    r"|(?:[A-Z]\w+\s){1,2}(?:[Tt]ime|[Dd]aylight|[Ss]tandard)\b|(?:Eastern|Central|Mountain|Pacific)\b)"
)
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(\[“\"‘'–—-])(?:(?:approx|appx|aves?|bldgs?|ca?|ch(?:ap)?s?|cf|cl|col|dept|eds?|eqn?s?|est|exs?|ext|figs?|fl|fn"
    r"|incl|max|min|nos|nrs?|op|p|paras?|pp|pts?|refs?|rm|secs?|sects?|ser|sp|tbl|tel|v|vers?|vols?|vv"
    r")|(?-i:Apps?|Arts?|Pop|Pos|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))"
    r"\.\s*\Z",
    re.IGNORECASE,
)
_AFTER_UNIT = re.compile(r"[a-z]|\d{1,2}d\b")
_UNIT = re.compile(
    r"(?:(?<!\d)\d{1,3}[sd]|\d\s?(?:cwt|doz|fl|ft|gal|hrs?|in|lbs?|mins?|oz|pts?|qts?|secs?|yds?|yrs?))\.\s*\Z"
)
"""A number with its unit, such as "10s." and "4 ft.", within a sentence."""

_BEFORE_ANYTHING = re.compile(r"(?:^|[\s(\[“\"‘'–—-])(?:e\.g|i\.e|viz|vs|Mr|Mrs|Ms|Dr|Prof)\.\s*\Z")
_GOES_ON = re.compile(r"[ \t]*(?:[:;,](?![-)(])|\|[ \t])")
"""What a sentence does not begin with; a cell of a table does not begin one within its line."""

_LIST_NUMBER = re.compile(
    r"\s*(?:(?:Act|Annex|Appendix|Article|Chapter|Clause|Part|Paragraph|Rule|Scene|Section|Step)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,7}|[A-Za-z])[.)]\s*"
)
"""The number of a list item or a heading, which belongs to the text after it."""

_NO_ENDS = (",", "(", "،", "、", "，")
"""No sentence ends with this: sentencex takes "y) 7" in "(x, y) 7" for the number of an item."""

_INNER_NUMBER = re.compile(r"[,:;]\s+(?:(?:and|or)\s+)?\d{1,2}\.\s*\Z")
_LONE_LETTER = re.compile(r"(?<![\w'’])([^\W\d_])\.\Z")
_NUMBER = re.compile(r"[$£€¥~±+−-]?\d|[IVXLC]+\b")
_AFTER_ELLIPSIS = re.compile(r"(?<=\w)(?:…|\.{3})[”\"’')]?\s+(?=[“\"‘]?(?!I\b)[A-Z][a-z]*[\s’'])")
_AROUND = 64
"""Number of characters on either side of a cut in which a grapheme is searched for."""


def split_sentences(text: str, language: str = ENGLISH) -> list[tuple[int, int]]:
    """Return the start and end of every sentence, in order, without the white space around it.

    The language is a code of ISO 639; without a known one the rules of English apply. Every character that is not white
    space is in exactly one sentence. The time is linear in the length of the text.
    """
    sentences = []
    for block_start, block_end in find_blocks(text):
        for start, end in _split_block(text, block_start, block_end, language or ENGLISH):
            stripped = text[start:end].strip()
            if stripped:
                start += text[start:end].index(stripped)
                sentences.append((start, start + len(stripped)))
    return sentences


def _split_block(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a block; a long one is split in parts, each from the end of a sentence on."""
    while start < end:
        longest = MAX_DENSE_BLOCK_LENGTH
        if end - start > longest and _has_blanks(text, start):
            longest = MAX_BLOCK_LENGTH
        is_last = end - start <= longest
        stop = end if is_last else find_cut(text, start, start + longest)
        ends = [start + place for place in _find_ends(text[start:stop], language)]
        if not is_last:
            # The text after it may change where the last sentences of this part end.
            settled = stop - (stop - start) // _UNSETTLED
            ends = [place for place in ends if place <= settled] or ends[:1]
        for sentence_end in ends:
            yield start, sentence_end
            start = sentence_end


def _has_blanks(text: str, start: int) -> bool:
    """Return whether blanks separate the words in every part of the text that follows."""
    end = min(start + MAX_BLOCK_LENGTH, len(text))
    parts = range(start, end - MAX_DENSE_BLOCK_LENGTH + 1, MAX_DENSE_BLOCK_LENGTH)
    fewest = _MIN_BLANKS * MAX_DENSE_BLOCK_LENGTH
    return all(text.count(" ", first, first + MAX_DENSE_BLOCK_LENGTH) >= fewest for first in parts)


def _find_ends(block: str, language: str) -> list[int]:
    """Return the ends of the sentences of a block; the last one ends with the block."""
    try:
        # A wide blank between a capital and a full stop makes sentencex split a character, and panic.
        boundaries = get_sentence_boundaries(language, _WIDE_BLANK_BEFORE_STOP.sub(" ", block.replace("\n", " ")))
    except BaseException as error:
        # The class of this error cannot be imported. A block that sentencex cannot split is one sentence.
        if type(error).__name__ != "PanicException":
            raise
        return [len(block)]
    ends = {boundary["end_index"] for boundary in boundaries}
    ends |= {found.end() for found in _AFTER_ELLIPSIS.finditer(block)}
    return sorted(
        end
        for end in ends
        if end == len(block) or not (_is_within_sentence(block, end) or (language != ENGLISH and _is_inner(block, end)))
    )


def _is_within_sentence(block: str, end: int) -> bool:
    """Return whether the dot before an offset belongs to a name, a time, a number of a list or an abbreviation."""
    before, after = block[max(end - _AROUND, 0) : end], block[end : end + _AROUND]
    if before.rstrip().endswith(_NO_ENDS) or (_INNER_NUMBER.search(before) and after.lstrip()[:1].islower()):
        return True
    if _GOES_ON.match(block, len(block[:end].rstrip())) or (end <= _AROUND and _LIST_NUMBER.fullmatch(before)):
        return True
    if not before[-1:].isspace() and not after[:1].isspace():
        is_in_word = after[:1].isascii() and after[:1].isalnum() and bool(_DOT.search(before))
        return is_in_word and not _is_blank_left_out(before, after)
    if _TIME.search(before):
        return bool(_AFTER_TIME.match(after.lstrip()))
    if _BEFORE_ANYTHING.search(before) or (_UNIT.search(before) and _AFTER_UNIT.match(after.lstrip())):
        return True
    return bool(_BEFORE_NUMBER.search(before) and _NUMBER.match(after.lstrip()))


def _is_inner(block: str, end: int) -> bool:
    """Return whether the dot before an offset belongs to an abbreviation or an initial, in any language."""
    before = block[max(end - _AROUND, 0) : end].rstrip()
    after = block[end : end + _AROUND].lstrip()
    if not before.endswith("."):
        return False
    letter = _LONE_LETTER.search(before)
    return after[:1].islower() or bool(letter and (letter[1].isupper() or after[:1].isdigit()))


def _is_blank_left_out(before: str, after: str) -> bool:
    """Return whether a dot between two words ends a sentence: "The vote ended.Then they left."."""
    first = _FIRST_WORD.match(after)
    if first is None:
        return False
    if first[0] in _OPENINGS:
        return True
    before_dot = _LAST_WORD.search(before)
    is_lower = before_dot is not None and before_dot[0].islower() and bool(_BEFORE_MISSING_BLANK.search(before))
    return is_lower and len(first[0]) > 1 and after[first.end() :][:1].isspace() and not _DOMAIN.match(after)


def find_cut(text: str, start: int, stop: int) -> int:
    """Return the last good offset for a cut before `stop`: after a blank, after a stop or comma, between graphemes."""
    first = stop - (stop - start) // _UNSETTLED
    found = _LAST_BLANK.match(text, first, stop) or _LAST_STOP.match(text, first, stop)
    return align_cut(text, start, found.end() if found else stop)


def align_cut(text: str, start: int, cut: int) -> int:
    """Return the last offset from `start` to `cut` that splits no grapheme, such as a letter and its accents."""
    import regex

    first = max(start, cut - _AROUND)
    ends = [first + grapheme.end() for grapheme in regex.finditer(r"\X", text[first : cut + _AROUND])]
    return max((end for end in ends if end <= cut), default=cut)
