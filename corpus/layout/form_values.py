"""Adds the values of form fields, and text boxes drawn over a page, to the runs of a page where they are shown."""

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium

from corpus.articles import clean_text
from corpus.layout.text_runs import Box, PlacedWord, PrintedPage, TextRun, find_usual_size, turn_box

MAX_FIELDS_OF_PAGE = 2_000
"""Maximum number of annotations of a page that are read."""

MAX_VALUE_LENGTH = 20_000
"""Maximum length of a value in characters; a longer one is cut."""

MAX_LABEL_GAP = 30.0
"""Maximum distance, in font sizes, of a field from its label to the left."""

CHECKED, UNCHECKED = "☒", "☐"

_USUAL_SIZE = 10.0
_LEADING = 1.2
_HIDDEN = 2 | 32
_PASSWORD = 1 << 13
_TEXT_KINDS = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
_BOX_KINDS = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
_NAME_OF_PROGRAM = re.compile(r"[\[\]#]|\w_\w|\d\Z|[a-z][A-Z]|\A\W*\Z")
"""The names of fields that are no words."""


class ShownValue(NamedTuple):
    """The value of a field as it is shown, the field's name if it is written in words, and its rectangle."""

    text: str
    name: str
    box: Box
    is_box: bool = False


def add_values(found: PrintedPage, page: object, form: object, turn: int) -> None:
    """Add the values of a page's fields and its text boxes, each beside its label."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), MAX_FIELDS_OF_PAGE)
    values = [value for at in range(count) for value in _read_value(page, form, at, turn)]
    size = find_usual_size(found.runs) or _USUAL_SIZE
    for value in values:
        runs = _make_value_runs(value, size)
        if value.is_box:
            _put_before_label(found.runs, runs[0])
        else:
            _put_after_label(found.runs, runs, value)


def _read_value(page: object, form: object, at: int, turn: int) -> Iterator[ShownValue]:
    """Yield the text that an annotation shows, if any."""
    annotation = pdfium.FPDFPage_GetAnnot(page, at)
    if not annotation:
        return
    try:
        rectangle = pdfium.FS_RECTF()
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        is_hidden = pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN
        if is_hidden or not pdfium.FPDFAnnot_GetRect(annotation, rectangle):
            return
        box = turn_box((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), turn)
        if kind == pdfium.FPDF_ANNOT_FREETEXT:
            text = _read_string(lambda *to: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", *to))
            yield from [ShownValue(text, "", box)] if text else []
        elif kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
            yield from _read_field(annotation, form, box)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _read_field(annotation: object, form: object, box: Box) -> Iterator[ShownValue]:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BOX_KINDS:
        state = _read_string(lambda *to: pdfium.FPDFAnnot_GetStringValue(annotation, b"AS", *to))
        yield ShownValue(UNCHECKED if state in {"", "Off"} else CHECKED, "", box, is_box=True)
    if kind not in _TEXT_KINDS or pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return
    text = ", ".join(_read_options(annotation, form)) if kind != pdfium.FPDF_FORMFIELD_TEXTFIELD else ""
    text = text or _read_string(lambda *to: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, *to))
    if text:
        name = _read_string(lambda *to: pdfium.FPDFAnnot_GetFormFieldAlternateName(form, annotation, *to))
        if not name:
            name = _read_string(lambda *to: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, *to))
            name = "" if _NAME_OF_PROGRAM.search(name) else name
        yield ShownValue(text, " ".join(name.split()), box)


def _read_options(annotation: object, form: object) -> Iterator[str]:
    """Yield the labels of the selected options of a list."""
    count = min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), MAX_FIELDS_OF_PAGE)
    for at in range(count):
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, at):
            yield _read_string(lambda *to, at=at: pdfium.FPDFAnnot_GetOptionLabel(form, annotation, at, *to))


def _read_string(get: Callable[..., int]) -> str:
    """Return a string of pdfium in UTF-16, without white space around it."""
    size = min(get(None, 0), 2 * MAX_VALUE_LENGTH)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    get(buffer, size)
    return clean_text(bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]).strip()


def _make_value_runs(value: ShownValue, size: float) -> list[TextRun]:
    """Return the lines of a value as runs at the place of its field."""
    left, top, right, bottom = value.box
    lines = [line for line in value.text.split("\n") if line.strip()]
    base = top + size if len(lines) > 1 else (top + bottom) / 2 + 0.35 * size
    runs = []
    for at, line in enumerate(lines):
        words = line.split()
        step = (right - left) / len(words)
        runs.append(
            TextRun(
                [
                    PlacedWord(
                        word,
                        left + n * step,
                        left + (n + 1) * step,
                        base + at * _LEADING * size,
                        size,
                        "",
                        is_bold=False,
                    )
                    for n, word in enumerate(words)
                ]
            )
        )
    return runs


def _put_after_label(runs: list[TextRun], lines: list[TextRun], value: ShownValue) -> None:
    """Add the lines of a value after the label to its left; without one they are introduced by the field's name."""
    first = lines[0]
    beside = [
        (first.left - run.right, at)
        for at, run in enumerate(runs)
        if value.box[1] < run.base < value.box[3] + run.size and run.left < first.left >= run.right - run.size
    ]
    gap, at = min(beside, default=(0.0, -1))
    if at >= 0 and gap < MAX_LABEL_GAP * first.size:
        first.base, first.follows = runs[at].base, True
        runs[at + 1 : at + 1] = lines
        return
    if value.name:
        first.words.insert(0, first.words[0]._replace(text=f"{value.name}:"))
    runs += lines


def _put_before_label(runs: list[TextRun], box: TextRun) -> None:
    """Add a box that can be checked before the label to its right; without one it says nothing."""
    beside = [
        (run.left - box.right, at)
        for at, run in enumerate(runs)
        if abs(run.base - box.base) < run.size and run.left >= box.right - run.size
    ]
    gap, at = min(beside, default=(0.0, -1))
    if at >= 0 and gap < MAX_LABEL_GAP * box.size:
        box.base, box.follows, runs[at].follows = runs[at].base, runs[at].follows, True
        runs.insert(at, box)
