"""Reads the words of a PDF's page, with their positions, by pdfium."""

import ctypes
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice, repeat

import pypdfium2.raw as pdfium

from corpus.articles import clean_text
from corpus.layout.form_values import add_values
from corpus.layout.text_runs import Box, PlacedWord, PrintedPage, join_justified, make_runs, turn_box
from corpus.raised_numbers import raise_number, write_note_mark

MAX_PAGE_LENGTH = 400_000
"""Maximum number of characters of a page."""

MAX_UNREADABLE = 0.3
"""Share of signs without a known letter from which on a page counts as an image."""

MIN_DRAWINGS = 20
"""Number of drawn lines and shapes from which on a page without text may show some."""

MAX_OBJECTS = 2_000
"""Maximum number of objects of a page that are looked at for images."""

MAX_STAMP = 40
"""Maximum number of words of running heads and numbers on a page that is an image otherwise."""

DAMAGED = "It is damaged and cannot be read."

_BROKEN = "\x02"
"""pdfium's sign for a hyphen at the end of a line."""

_BROKEN_IN_TEXT = "\ufffe"
"""The same sign where pdfium returns the text as a whole."""

_WORD = re.compile(rf"[^\s{_BROKEN}]+{_BROKEN}?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]")
_UNKNOWN = re.compile(r"[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_BOLD = re.compile(rb"bold|black|heavy|semibold|[-,]bd\b|demi", re.IGNORECASE)
_FORCED_BOLD = 1 << 18
_NAME_SIZE = 128
_OUTSIDE = 3.0
_MAX_DEPTH = 4
_RAISABLE = re.compile(r"\d[^\W_]|\d[+−-]\d|[^\W\d_]{4}\d|[.,;:!?”’\"'»…]\d")
_MIN_SHIFT = 0.12
"""Minimum distance from the base line, in font sizes, of a raised or lowered sign."""

_STRAIGHT = 0.12
"""Maximum angle, in radians, of a line that counts as level."""


class PageUnreadable(Exception):
    """The reason, as a sentence, why a page is not read."""


def read_page(document: object, number: int, form: object = None) -> PrintedPage:
    """Read a page by its number, from 1, with the values of a form. Raises PageUnreadable."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise PageUnreadable(DAMAGED)
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            raise PageUnreadable(DAMAGED)
        try:
            return _read_text(page, text, number, form)
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


def _read_text(page: object, text: object, number: int, form: object) -> PrintedPage:
    count = pdfium.FPDFText_CountChars(text)
    if count > MAX_PAGE_LENGTH:
        raise PageUnreadable(f"It has {count:,} characters; a page may have {MAX_PAGE_LENGTH:,}.")
    signs = _read_signs(text, count)
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    edges = (box.left, box.bottom, box.right, box.top)
    placed = list(_place_words(text, signs, edges))
    turns = Counter(turn for turn, _ in placed if turn is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    _, top, _, bottom = turn_box(edges, turn)
    found = PrintedPage(number, top=top, bottom=bottom)
    is_unreadable = bool(signs) and len(_UNKNOWN.findall(signs)) > MAX_UNREADABLE * len("".join(signs.split()) or " ")
    if is_unreadable:
        found.lack = "letters"
    else:
        found.runs = join_justified(make_runs([word for other, word in placed if other == turn]))
        found.turned = make_runs([word for other, word in placed if other != turn])
    add_values(found, page, form, turn)
    if len(placed) <= MAX_STAMP:
        kinds = list(islice(_list_kinds(page), MAX_OBJECTS))
        found.lack = found.lack or ("" if found.runs or found.turned else _find_lack(kinds))
        found.has_image = pdfium.FPDF_PAGEOBJ_IMAGE in kinds
    return found


def _read_signs(text: object, count: int) -> str:
    """Return the characters of a page, one for each of the places that pdfium numbers."""
    # A character may take two units.
    units = (ctypes.c_ushort * (2 * count + 1))()
    length = pdfium.FPDFText_GetText(text, 0, count, units) - 1
    signs = bytes(units)[: 2 * max(length, 0)].decode("utf-16-le", "surrogatepass")
    if len(signs) == count:
        return signs.replace(_BROKEN_IN_TEXT, _BROKEN)
    # The text leaves out characters without a meaning, which are numbered too.
    codes = map(pdfium.FPDFText_GetUnicode, repeat(text), range(count))
    return "".join(map(chr, map(min, codes, repeat(sys.maxunicode))))


def _place_words(text: object, signs: str, edges: Box) -> Iterator[tuple[int | None, PlacedWord]]:
    """Yield the words of a page, each with the number of quarter turns of its line, None for a slanting one."""
    x, y = ctypes.c_double(), ctypes.c_double()
    first, last, matrix = pdfium.FS_RECTF(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    name, flags = ctypes.create_string_buffer(_NAME_SIZE), ctypes.c_int()
    for found in _WORD.finditer(signs):
        at, end = found.span()
        is_broken = found[0].endswith(_BROKEN)
        letters = _clean_word(found[0])
        if not letters or not pdfium.FPDFText_GetCharOrigin(text, at, x, y):
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, first)
        pdfium.FPDFText_GetLooseCharBox(text, end - 1 - (is_broken and end - at > 1), last)
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        pdfium.FPDFText_GetFontInfo(text, at, name, _NAME_SIZE, flags)
        size = pdfium.FPDFText_GetFontSize(text, at) * (math.hypot(matrix.c, matrix.d) or 1.0)
        box = _enclose(first, last)
        if not math.isfinite(sum(box) + x.value + y.value) or _is_outside(box, edges):
            continue
        turn = _find_turn(matrix.a, matrix.b)
        if turn == 0 and letters == found[0] and _RAISABLE.search(letters):
            letters = _mark_raised(text, at, letters, size)
        left, _, right, _ = turn_box(box, turn or 0)
        font, is_bold = _read_font(name.value)
        yield (
            turn,
            PlacedWord(
                letters,
                left,
                right,
                _turn_base(x.value, y.value, turn or 0),
                round(2 * abs(size)) / 2 or 1.0,
                font,
                is_bold or bool(flags.value & _FORCED_BOLD),
                is_broken,
            ),
        )


def _enclose(first: pdfium.FS_RECTF, last: pdfium.FS_RECTF) -> Box:
    """Return the box around two signs."""
    lowest = min(first.left, last.left), min(first.bottom, last.bottom)
    return *lowest, max(first.right, last.right), max(first.top, last.top)


def _clean_word(word: str) -> str:
    """Return a word without control characters; the one of a broken word becomes a hyphen."""
    if word.isascii() and word.isprintable():
        return word
    return clean_text(_CONTROL.sub("", word)) + ("-" if word.endswith(_BROKEN) else "")


@lru_cache
def _read_font(name: bytes) -> tuple[str, bool]:
    """Return the name of a font, and whether it is a bold one."""
    return name.decode(errors="replace"), bool(_BOLD.search(name))


def _mark_raised(text: object, at: int, letters: str, size: float) -> str:
    """Return a word with the signs that are raised or lowered beside a digit marked, and marks of notes set apart."""
    x, y = ctypes.c_double(), ctypes.c_double()
    bases: list[float] = []
    sizes = [pdfium.FPDFText_GetFontSize(text, at + place) for place in range(len(letters))]
    for place in range(len(letters)):
        if not pdfium.FPDFText_GetCharOrigin(text, at + place, x, y):
            return letters
        bases.append(y.value)
    # Raised signs are mostly smaller, and always fewer.
    large = [base for base, own in zip(bases, sizes, strict=True) if own == max(sizes)]
    usual = Counter(round(base, 1) for base in large).most_common(1)[0][0]
    least = _MIN_SHIFT * abs(size or 1.0)
    shifts = [1 if base - usual > least else -1 if usual - base > least else 0 for base in bases]
    if not any(shifts):
        return letters
    marked, place = "", 0
    for shift, group in groupby(shifts):
        part = letters[place : place + len(list(group))]
        # A raised number before a word is the mark of a note.
        before = marked or "0" * part.isdigit()
        place += len(part)
        note = write_note_mark(part, marked, letters[place:]) if shift > 0 else None
        if note is not None:
            marked += note
            continue
        marked += raise_number(part, before, is_lowered=shift < 0) if shift else part
    return marked


def _is_outside(box: Box, edges: Box) -> bool:
    """Return whether a word is outside the visible part of the page."""
    return (
        box[2] < edges[0] - _OUTSIDE
        or box[0] > edges[2] + _OUTSIDE
        or box[3] < edges[1] - _OUTSIDE
        or box[1] > edges[3] + _OUTSIDE
    )


def _find_turn(a: float, b: float) -> int | None:
    """Return the number of quarter turns, counter-clockwise, of a line; None for a slanting one."""
    angle = math.atan2(b, a) / (math.pi / 2)
    return round(angle) % 4 if abs(angle - round(angle)) <= _STRAIGHT else None


def _turn_base(x: float, y: float, turn: int) -> float:
    return (-y, x, y, -x)[turn]


def _find_lack(kinds: list[int]) -> str:
    """Return what a page without text has instead; nothing if it is blank."""
    if pdfium.FPDF_PAGEOBJ_IMAGE in kinds:
        return "images"
    return "drawings" if len(kinds) >= MIN_DRAWINGS else "nothing" if not kinds else ""


def _list_kinds(page: object) -> Iterator[int]:
    """Yield the kinds of the objects of a page, also of those within forms."""
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _list_kinds_within(pdfium.FPDFPage_GetObject(page, at), 0)


def _list_kinds_within(item: object, depth: int) -> Iterator[int]:
    kind = pdfium.FPDFPageObj_GetType(item)
    yield kind
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        for at in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _list_kinds_within(pdfium.FPDFFormObj_GetObject(item, at), depth + 1)
