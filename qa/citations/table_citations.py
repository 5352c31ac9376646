"""Reads the citations of a table that quotedesk exported as CSV or as a workbook of Excel.

Each line has a quotation twice, as text for people and as a citation. A line whose text was changed afterwards is
noticed. A workbook has the lines in its sheet Cells, and each quotation once more in a cell of its sheet Table, which
is compared with the line of the same question and column.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, product
from typing import Any

from corpus.errors import CitationError
from qa.citations.citations import Citation, read_citations
from qa.citations.hidden import reveal
from qa.citations.shared_page import fold_space, is_same_text

QUESTION, ASKED, RESULT, SENTENCE, CITATION = "question", "asked", "result", "sentence", "citation"
"""The columns of the question, of the articles asked, of the result, and of the quotation as text and as a citation."""

WIDTH = 12
"""Number of columns of the lines."""

NOT_STATED, NOT_ASKED, CLOSEST = "not stated", "not asked yet", "closest: "
"""What cells of the sheet Table show instead of a quotation, and before one."""

LINES, TABLE = "Cells", "Table"
"""The sheets of a workbook."""

MAX_UNPACKED = 500_000_000
"""Maximum size of the parts of a workbook, in bytes."""

MIN_LONG = 5_000
"""Length in characters from which on a sentence may be too long for a line, as a citation takes more."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""Maximum numbers of rows and columns in a sheet of Excel."""

MAX_SHOWN = 80
"""Maximum length of a question or a name in a message, in characters."""

_Keys = Sequence[tuple[str, str]]
"""Questions, each with the name of a column."""

_CLOSEST_RESULT = "closest"

_JOINT, _MAX_FACTS = " · ", 8
"""Separates the name, source and date in a head, and the maximum number of separators looked at."""

_FORMATS = ("General", "@")
"""The number formats that show a text as it is."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that a spreadsheet would compute."""

_REMEDY = "Give a table that quotedesk exported."


def guard_cell(text: str) -> str:
    """Return the text of a cell that no spreadsheet computes: one like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def is_table(name: str) -> bool:
    """Return whether a file is a table by its name."""
    return name.lower().endswith((".csv", ".xlsx"))


def read_table(content: bytes, name: str) -> list[Citation]:
    """Read the citations of a table, each with the words that its line shows. Raises CitationError."""
    is_workbook = name.lower().endswith(".xlsx")
    found = _read_workbook(content, name) if is_workbook else list(_read_rows(_read_csv(content, name), name))
    if not found:
        raise CitationError(f"{name} contains no citation.", _REMEDY)
    return found


def _read_csv(content: bytes, name: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CitationError(f"{name} is not CSV in UTF-8.", _REMEDY) from error


def _read_workbook(content: bytes, name: str) -> list[Citation]:
    """Return the citations of the lines, and the texts of the cells of the table that show words of no line."""
    # Loading it takes a while, and only workbooks need it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > MAX_UNPACKED:
            raise CitationError(f"{name} is too large unpacked.", _REMEDY)
        workbook = load_workbook(io.BytesIO(content), read_only=True)
        if TABLE not in workbook.sheetnames:
            raise CitationError(f"{name} has no sheet {TABLE}.", _REMEDY)
        lines = _Lines()
        citations = list(_read_rows(_collect_lines(_read_lines(workbook[LINES], name), lines, name), name))
        lines.has_changed = any(citation.start is None for citation in citations)
        return [*citations, *(Citation(words, "") for words in _find_changed(workbook[TABLE], lines, name))]
    except CitationError:
        raise
    except Exception as error:
        # A damaged workbook can raise anything.
        raise CitationError(f"{name} is not a workbook with a sheet {LINES}.", _REMEDY) from error


def _read_lines(sheet: Any, name: str) -> Iterator[Sequence[str]]:  # noqa: ANN401
    _, head = next(_number_rows(sheet, name, MAX_COLUMNS), (1, ()))
    if any(cell.value is not None for cell in head[WIDTH:]):
        raise CitationError(f"The sheet {LINES} of {name} has more than {WIDTH} columns.", _REMEDY)
    for number, row in _number_rows(sheet, name, WIDTH):
        yield [_read_cell(cell, f"{name}, row {number}") for cell in row]


def _number_rows(sheet: Any, name: str, width: int) -> Iterator[tuple[int, Sequence[Any]]]:  # noqa: ANN401
    """Yield each row with its number, cut or filled to a width: a cell far to the right would fill its whole row."""
    # The size that a sheet states can leave out rows that people see.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=width), start=1):
        if number > MAX_ROWS:
            raise CitationError(f"{name} has more than {MAX_ROWS:,} rows.", _REMEDY)
        yield number, row


@dataclass(slots=True)
class _Lines:
    """The texts that the table must show, by question and column; None for a sentence that is too long for a line.

    `has_changed`: whether a line has other words than its citation.
    """

    texts: dict[tuple[str, str], Counter[str | None]] = field(default_factory=dict)
    questions: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    has_changed: bool = False

    def find_question(self, head: str) -> tuple[str, ...]:
        """Return the question of a head, empty for another text."""
        return (head,) if head in self.questions else ()

    def find_columns(self, head: str) -> tuple[str, ...]:
        """Return the names of the columns that a head may have; the source and date of an article follow its name."""
        parts = head.rsplit(_JOINT, _MAX_FACTS)
        return tuple(name for name in accumulate(parts, lambda one, two: one + _JOINT + two) if name in self.columns)


def _collect_lines(rows: Iterable[Sequence[str]], lines: _Lines, name: str) -> Iterator[Sequence[str]]:
    """Yield the rows, and collect the texts that the table must show."""
    found = iter(rows)
    head = list(next(found, ()))
    missing = next((one for one in (QUESTION, ASKED, RESULT, SENTENCE, CITATION) if head.count(one) != 1), None)
    if missing:
        raise CitationError(f"The sheet {LINES} of {name} must have one column {missing}.", _REMEDY)
    places = [head.index(one) for one in (QUESTION, ASKED, RESULT, SENTENCE)]
    yield head
    for row in found:
        question, column, result, sentence = (_fold(row[place]) for place in places)
        if question or column or sentence:
            text = f"{CLOSEST}{sentence}" if result == _CLOSEST_RESULT else sentence
            known = _fold(text) if sentence else result if result in (NOT_STATED, NOT_ASKED) else None
            lines.texts.setdefault((question, column), Counter())[known] += 1
            lines.questions.add(question)
            lines.columns.add(column)
        yield row


def _fold(text: str) -> str:
    """Return a text without the differences that spreadsheets make: in white space, and an apostrophe in front."""
    folded = fold_space(text)
    start = CLOSEST if folded.startswith(CLOSEST) else ""
    return start + folded.removeprefix(start).removeprefix("'")


class _Heads:
    """Finds the heads of the table in its first row or column; an empty head separates notes from the table."""

    def __init__(self, find: Callable[[str], tuple[str, ...]], name: str) -> None:
        self._find, self._name = find, name
        self._has_ended, self._unknown = False, ""

    def take(self, text: str, place: str) -> tuple[str, ...]:
        """Return what a head may name, nothing for an empty one and for a note. Raises CitationError."""
        is_filled = bool(text.strip())
        found = self._find(_fold(text)) if is_filled else ()
        if is_filled and not found and self._has_ended:
            self._unknown = self._unknown or place
        elif is_filled and (self._unknown or not found):
            told = f"{self._name}, {self._unknown or place} has a head that the sheet {LINES} does not have."
            raise CitationError(told, "If it is a note, leave an empty row or column between it and the table.")
        self._has_ended = not found
        return found


def _find_changed(sheet: Any, lines: _Lines, name: str) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts of the cells of the table with words that no line has.

    Rows and columns may be in another order. Raises CitationError for a cell that is missing or in another's place.
    """
    known = {text.removeprefix(CLOSEST) for texts in lines.texts.values() for text in texts if text}
    for spot, keys, text in _read_cells(sheet, lines, f"{name}, sheet {TABLE}"):
        if _take_text(lines, keys, _fold(text)):
            continue
        words = _fold(text).removeprefix(CLOSEST)
        if words in (NOT_STATED, NOT_ASKED, "") or (words in known and not lines.has_changed):
            raise CitationError(f"{spot} shows another text than its line in {LINES}: it was changed.", _REMEDY)
        yield text.removeprefix(CLOSEST)
    missing = next((key for key, texts in lines.texts.items() if texts), None)
    if missing:
        question, column = (reveal(part[:MAX_SHOWN]) for part in missing)
        told = f"{name}, sheet {TABLE} has no cell for “{question}” and “{column}”, which {LINES} has."
        raise CitationError(told, "Remove rows above the table, and the lines of rows and columns that you removed.")


def _read_cells(sheet: Any, lines: _Lines, name: str) -> Iterator[tuple[str, _Keys, str]]:  # noqa: ANN401
    """Yield each cell of the table: its place, the lines that it may show by its heads, and its text."""
    from openpyxl.utils import get_column_letter

    top, has_questions = _read_top(sheet, lines, name)
    below = _Heads(lines.find_columns if has_questions else lines.find_question, name)
    for number, row in _number_rows(sheet, name, max(top, default=1)):
        if number == 1:
            continue
        left = below.take(_read_cell(row[0], f"{name}, row {number}"), f"row {number}")
        for place, heads in top.items() if left else ():
            spot = f"{name}, cell {get_column_letter(place)}{number}"
            keys = list(product(*((heads, left) if has_questions else (left, heads))))
            yield spot, keys, _read_cell(row[place - 1], spot)


def _read_top(sheet: Any, lines: _Lines, name: str) -> tuple[dict[int, tuple[str, ...]], bool]:  # noqa: ANN401
    """Return what the heads of the first row may name, by the number of their column, and whether it has questions."""
    _, row = next(_number_rows(sheet, name, MAX_COLUMNS), (1, ()))
    texts = {place: _read_cell(cell, f"{name}, row 1") for place, cell in enumerate(row[1:], start=2)}
    tops = [_fold(text) for text in texts.values() if text]
    # The head of the only column can be the same text as a question.
    is_name = len(tops) == len(lines.columns) == 1 and bool(lines.find_columns(tops[0]))
    has_questions = not is_name and any(top in lines.questions for top in tops)
    heads = _Heads(lines.find_question if has_questions else lines.find_columns, name)
    found = {place: heads.take(text, f"column {place}") for place, text in texts.items()}
    return {place: names for place, names in found.items() if names}, has_questions


def _take_text(lines: _Lines, keys: _Keys, text: str) -> bool:
    """Remove the text of a cell from its lines, or another one of them; return whether it was one of theirs."""
    counts = [lines.texts[key] for key in keys if lines.texts.get(key)]
    # A sentence that is too long for a line is cut.
    wanted = (text, None) if len(text) >= MIN_LONG else (text,)
    fits = next(((count, known) for count in counts for known in wanted if known in count), None)
    if counts:
        count, known = fits or (counts[0], next(reversed(counts[0])))
        count[known] -= 1
        if not count[known]:
            del count[known]
    return fits is not None or not (counts or text)


def _read_cell(cell: Any, place: str) -> str:  # noqa: ANN401
    """Return the text of a cell that every spreadsheet shows as it is."""
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        raise CitationError(f"{place} has a formula: it was changed.", _REMEDY)
    if cell.number_format not in _FORMATS:
        raise CitationError(f"{place} has a cell that shows other words than it has: it was changed.", _REMEDY)
    return str(cell.value)


def _read_rows(rows: Iterable[Sequence[str]], name: str) -> Iterator[Citation]:
    lines = iter(rows)
    head = list(next(lines, ()))
    if SENTENCE not in head or CITATION not in head:
        raise CitationError(f"{name} has no columns {SENTENCE} and {CITATION}.", _REMEDY)
    shown_at, citation_at = head.index(SENTENCE), head.index(CITATION)
    for number, row in enumerate(lines, start=2):
        if len(row) != len(head):
            raise CitationError(f"{name}, row {number} has {len(row)} cells, not {len(head)}.", _REMEDY)
        shown, written = row[shown_at], row[citation_at]
        if shown.strip() and not written.strip():
            raise CitationError(f"{name}, row {number} shows a quotation without its citation.", _REMEDY)
        if written.strip():
            yield _read_row(shown, written, f"{name}, row {number}")


def _read_row(shown: str, written: str, place: str) -> Citation:
    citations = read_citations(written.encode("utf-8", "surrogatepass"), place)
    if len(citations) != 1:
        raise CitationError(f"{place} has {len(citations)} citations, not one.", _REMEDY)
    citation = citations[0]
    if any(is_same_text(reveal(citation.text), words) for words in (shown, shown.removeprefix("'"))):
        return citation
    if not shown.strip():
        raise CitationError(f"{place} shows no quotation, but has its citation.", _REMEDY)
    return replace(citation, text=shown, start=None, end=None)
