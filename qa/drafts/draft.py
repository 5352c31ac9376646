"""Finds the quotations of a draft: in quotation marks or block quotes; without either, the whole draft."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice

from corpus.articles import clean_text
from corpus.sentences import find_cut, split_sentences
from qa.drafts.wording import count_words, read_wording

MAX_LENGTH = 100
"""Maximum words of a draft without quotation marks that is checked as one quotation; longer ones by sentence."""

MAX_QUOTATION_LENGTH = 5_000
"""Maximum characters of a quotation; a longer one is divided into pieces of whole sentences, each checked alone."""

_BLOCK = re.compile(r"(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)
_BLOCK_SIGN = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_DASH = re.compile(r"(?:\A|\n)[^\S\n]*(?:[—–―]|--|-\s)")
_MAX_CREDIT_LENGTH = 200
_BLANK = re.compile(r"\n[^\S\n]*\n|\Z")

_CLOSING = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", '"': '"', "‘": "’", "‚": "‘’", "'": "'’"}
"""The closing marks of each opening mark."""
_SINGLE = "‘‚'"
_OPENING = re.compile(r"""“|„|«|(?:(?<=[\s(\[{—–\-*_:])|^)(?:["»‹](?=\S)|[‘‚'](?=[\w\[“"…]))""", re.MULTILINE)
_CLOSES = re.compile(r"(?<=\S).(?!\w)", re.DOTALL)
_ELISION = re.compile(r"['‘’](?:\d\d|tis|twas|til|till|em|cause|round|bout|n)\b", re.IGNORECASE)
_HIDDEN = "\0"
_MAX_MARKS = 400
"""Number of marks to try before an opening mark counts as unclosed; apostrophes within words are not counted."""
_FARTHEST = 2_000
"""Distance from a quotation within which its source may be named, in characters."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its offsets in the draft.

    `near` and `around` are the rest of its sentence and of its paragraph, at most 2,000 characters on either side,
    where the draft may name its source.
    """

    text: str
    start: int
    end: int
    near: str = ""
    around: str = ""


def find_quotations(draft: str) -> Iterator[Quotation]:
    """Yield the quotations of a draft in order, each when it is found; the whole draft if it marks none.

    Their line ends are `\\n`; their offsets refer to the unchanged draft.
    """
    breaks = [found.start() - number for number, found in enumerate(re.finditer("\r\n", draft))]
    cleaned = clean_text(draft)
    for whole in _find_all(cleaned):
        for quotation in _divide(whole, cleaned):
            yield replace(
                quotation,
                start=quotation.start + bisect_left(breaks, quotation.start),
                end=quotation.end + bisect_left(breaks, quotation.end),
            )


def _divide(quotation: Quotation, draft: str) -> Iterator[Quotation]:
    """Yield a quotation, or its pieces if it is too long: the time of a check grows faster than its length."""
    if len(quotation.text) <= MAX_QUOTATION_LENGTH:
        yield quotation
        return
    end = quotation.start + len(_cut_signed_credit(draft[quotation.start : quotation.end]))
    for start, after in _pack_sentences(draft, quotation.start, end):
        text = _BLOCK_SIGN.sub("", draft[start:after]).strip()
        if any(map(str.isalnum, text)):
            yield replace(quotation, text=text, start=start, end=after)


def _cut_signed_credit(block: str) -> str:
    """Return a text that may have the signs of a block quote without the lines of its credit."""
    text = _BLOCK_SIGN.sub("", block)
    credit = text[len(_cut_credit(text)) :].strip()
    return block.rsplit("\n", credit.count("\n") + 1)[0] if credit else block


def _pack_sentences(draft: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of runs of sentences, each as long as is allowed; a sentence that is longer is cut."""
    first = last = start
    for sentence_start, sentence_end in split_sentences(draft[start:end]):
        if last > first and start + sentence_end - first > MAX_QUOTATION_LENGTH:
            yield first, last
            first = start + sentence_start
        last = start + sentence_end
        while last - first > MAX_QUOTATION_LENGTH:
            cut = find_cut(draft, first, first + MAX_QUOTATION_LENGTH)
            yield first, cut
            first = cut
    if last > first:
        yield first, last


def _find_all(draft: str) -> Iterator[Quotation]:
    blocks = list(_find_blocks(draft))
    rest = draft
    for block in blocks:
        hidden = re.sub(r"[^\n]", _HIDDEN, draft[block.start : block.end])
        rest = rest[: block.start] + hidden + rest[block.end :]
    found = merge(blocks, _find_marked(rest), key=lambda quotation: quotation.start)
    first = next(found, None)
    if first is None:
        yield from _take_all(draft)
    else:
        yield first
        yield from found


def _find_blocks(draft: str) -> Iterator[Quotation]:
    """Yield the block quotes without their signs, enclosing quotation marks and final credit lines."""
    for block in _BLOCK.finditer(draft):
        inside = _BLOCK_SIGN.sub("", block[0]).strip()
        text = _cut_credit(inside).strip()
        credit = inside[len(text) :]
        marked = list(islice(_find_marked(text), 2))
        if len(marked) == 1 and len(marked[0].text) + 2 >= len(text):
            text = marked[0].text
        before = draft[max(0, block.start() - _FARTHEST) : block.start()].rstrip().rpartition("\n")[2]
        after = draft[block.end() : block.end() + _FARTHEST].lstrip().partition("\n")[0]
        after = after if re.match(r"[—–―(\[]|--|- ", after) else ""
        if any(map(str.isalnum, text)):
            end = block.start() + len(block[0].rstrip())
            yield Quotation(text, block.start(), end, "\n".join([before, credit, after]))


def _cut_credit(text: str) -> str:
    """Return a text without its credit: a last line or last paragraph that begins with a dash.

    Several such lines are a list or a dialogue, and a sentence is no credit: in doubt the line is checked.
    """
    dashes = list(_DASH.finditer(text))
    if len(dashes) != 1 or not dashes[0].start():
        return text
    credit = text[dashes[0].start() :].strip()
    is_last = "\n" not in credit or text[: dashes[0].start()].endswith("\n")
    is_one = is_last and not re.search(r"\n\s*\n|[.!?…][\"”’»']*\Z", credit) and len(credit) <= _MAX_CREDIT_LENGTH
    return text[: dashes[0].start()] if is_one else text


def _find_marked(draft: str) -> Iterator[Quotation]:
    """Yield the texts between quotation marks; inner marks belong to them."""
    position = limit = 0
    while opening := _OPENING.search(draft, position):
        position = opening.end()
        if opening[0] in _SINGLE and _ELISION.match(draft, opening.start()):
            continue
        limit = limit if position < limit else _find_blank(draft, position)
        pieces = _read_pieces(draft, opening[0], position, limit)
        text = "\n".join(draft[start:end].strip() for start, end in pieces)
        if not pieces or _HIDDEN in text:
            continue
        position = pieces[-1][1] + 1
        if any(map(str.isalnum, text)):
            yield Quotation(text, pieces[0][0], pieces[-1][1], *_read_context(draft, pieces[0][0], pieces[-1][1]))


def _read_pieces(draft: str, mark: str, start: int, limit: int) -> list[tuple[int, int]]:
    """Return the offsets of a quotation, one pair a paragraph; the first ends at a limit.

    A quotation of several paragraphs has an opening mark at the start of each and a closing mark at the end of the
    last. An unclosed quotation ends with its paragraph; an unclosed single mark was an apostrophe.
    """
    pieces: list[tuple[int, int]] = []
    while True:
        end = _find_closing(draft, mark, start, limit)
        if end is not None:
            return [*pieces, (start, end)]
        if mark in _SINGLE:
            return []
        pieces.append((start, limit))
        again = re.compile(rf"\s*{mark}(?=\S)").match(draft, limit)
        if again is None:
            return pieces
        start = again.end()
        limit = _find_blank(draft, start)


def _find_blank(draft: str, start: int, most: int = sys.maxsize) -> int:
    """Return the offset of the end of a paragraph, at most `most`."""
    blank = _BLANK.search(draft, start, most)
    return blank.start() if blank else len(draft)


def _find_closing(draft: str, mark: str, start: int, limit: int) -> int | None:
    """Return the offset of the closing mark of an opening one."""
    closing, depth, possessive = _CLOSING[mark], 1, None
    either = f"[{mark}{closing}]"
    if mark in _SINGLE:
        either = rf"(?<!\w){either}|{either}(?!\w)"
    for found in islice(re.compile(either).finditer(draft, start, limit), _MAX_MARKS):
        place = found.start()
        if possessive and _OPENING.match(draft, place):
            return possessive
        if found[0] not in closing:
            depth += 1
        elif mark not in f'"{_SINGLE}' or _CLOSES.match(draft, place):
            if mark in _SINGLE and re.match(r"s\W\s[a-z]", draft[place - 1 : place + 3]):
                possessive = place  # As in "the workers' rights"; it closes only if no other mark does.
                continue
            depth -= 1
            if not depth:
                return place
    return possessive


def _read_context(draft: str, start: int, end: int) -> tuple[str, str]:
    """Return the rest of the sentence and of the paragraph of a quotation.

    If a marker such as [1] follows it and a line of the draft explains the marker, that line replaces the sentence.
    """
    marker = re.compile(r"[\"'”’“»«.,;:)\s]{0,4}\[(\^?\w{1,4})\]").match(draft, end)
    if marker:
        line = re.search(rf"^[^\S\n]*\[{re.escape(marker[1])}\]:?[ \t]+(\S.*)$", draft[marker.end() :], re.MULTILINE)
        if line:
            return line[1], ""
    window = max(0, start - _FARTHEST)
    first = max((found.end() for found in re.compile(r"\n[^\S\n]*\n").finditer(draft, window, start)), default=window)
    before, after = draft[first : start - 1], draft[end + 1 : _find_blank(draft, end, end + _FARTHEST)]
    stop = draft[end - 1] if draft[end - 1] in ".!?" else ""
    around = f"{before}“Q{stop}”{after}"
    near = [around[a:b] for a, b in split_sentences(around) if a <= len(before) < b]
    return "".join(near), around


def _take_all(draft: str) -> Iterator[Quotation]:
    """Yield the whole text without its credit, or its sentences if it is long."""
    body = _cut_credit(draft)
    start, end = len(body) - len(body.lstrip()), len(body.rstrip())
    is_long = count_words(read_wording(body).forms) > MAX_LENGTH
    for first, after in split_sentences(body) if is_long else [(start, end)]:
        if any(map(str.isalnum, body[first:after])):
            yield Quotation(body[first:after], first, after, draft[len(body) :])
