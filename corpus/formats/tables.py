"""Reads CSV: a row is an article.

A file without a column of texts is one article: each row becomes a sentence with the names of its columns.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from corpus.articles import clean_text
from corpus.encodings import decode_file
from corpus.formats.json_lists import read_row
from corpus.markup.field_names import SYNONYMS, find_columns, find_text_column
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead

_DELIMITERS = ",;\t|"
_STATED_DELIMITER = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_SAMPLED_ROWS = 200
_PROSE_LENGTH = 80
"""Minimum mean length, in characters, of the values of a column that holds the texts though its name is another."""

_MAX_NAME_LENGTH = 60
_YEAR, _NUMBER = re.compile(r"\d{4}"), re.compile(r"[^\w]{0,2}\d")
_CELL = " | "
_BETWEEN_ROWS = "\n\n"
_ENDS = (".", "!", "?", "…")
_QUOTE_TEXTS = "put quotation marks around texts that contain the delimiter."


class _CsvRow(NamedTuple):
    """A row of a CSV file: its number, the line where it begins, and its cells or the reason why there are none.

    `is_parted`: a cell begins with a blank, as after a comma in a text without quotation marks.
    """

    number: int
    line: int
    cells: list[str]
    problem: str = ""
    is_parted: bool = False


def read_csv(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of every row below the header, or one of all rows if none of the columns holds texts."""
    content = decode_file(file.content)
    if isinstance(content, dict):
        yield content
        return
    csv.field_size_limit(MAX_FILE_SIZE)
    lines = content.split("\n")
    first, delimiter = _find_delimiter(lines, file.path.suffix.lower())
    records = _read_records(lines, first, delimiter)
    header = next(records, None)
    if header is None or header.problem:
        yield {"skipped": header.problem if header else "It contains no text."}
        return
    names = _name_columns(header.cells)
    if len(names) == 1 and find_text_column(names) and delimiter == _DELIMITERS[0]:
        records = (_join_record(record, lines) for record in records)
    sample = list(islice(records, _SAMPLED_ROWS))
    if not sample:
        yield {"skipped": "It has a header and no rows."}
        return
    column = find_text_column(names)
    if column is None and not _are_names(names, sample):
        yield from _read_rows([], chain([header], sample, records))
        return
    rows = _check_records(names, chain(sample, records), _is_spaced(header, sample))
    prose = None if column else _find_prose(names, sample)
    if column or prose:
        yield from _read_articles(names, rows, column, prose)
    else:
        yield from _read_rows(names, rows)


def _join_record(record: _CsvRow, lines: Sequence[str]) -> _CsvRow:
    """Return a row of a file with one column: signs between cells are part of its text."""
    if record.problem or len(record.cells) < 2:
        return record
    return record._replace(cells=[lines[record.line - 1].strip()], is_parted=False)


def _are_names(names: Sequence[str], sample: Sequence[_CsvRow]) -> bool:
    """Return whether the first line names columns: short, distinct words, or years beside them.

    A list of two columns such as "Owner,Odo Pell", "Rent,400" has no names.
    """
    filled = [name for name in names if name]
    words = [name for name in filled if any(map(str.isalpha, name))]
    are_short = all(len(name) <= _MAX_NAME_LENGTH and not name.endswith(_ENDS) for name in words)
    others_are_years = all(_YEAR.fullmatch(name) for name in filled if name not in words)
    if not words or not are_short or not others_are_years or len({*map(str.casefold, filled)}) < len(filled):
        return False
    if len(names) > 2 or len(names) < 2:
        return True
    right = {
        bool(_NUMBER.match(record.cells[1])) for record in sample if len(record.cells) > 1 and record.cells[1].strip()
    }
    return len(right) < 2


def _is_spaced(header: _CsvRow, sample: Sequence[_CsvRow]) -> bool:
    """Return whether a file has blanks after its commas."""
    return header.is_parted or sum(record.is_parted for record in sample) * 2 > len(sample)


def _check_records(names: Sequence[str], records: Iterable[_CsvRow], is_spaced: bool) -> Iterator[_CsvRow]:
    """Yield the rows, with the problem of each whose cells may not belong to their columns."""
    for record in records:
        if not record.problem and any(cell.strip() for cell in record.cells[len(names) :]):
            problem = f"It has {len(record.cells)} cells, the first line names {len(names)} columns; {_QUOTE_TEXTS}"
        elif record.is_parted and not is_spaced:
            problem = f"One of its cells begins with a blank, as after a comma in a text; {_QUOTE_TEXTS}"
        else:
            problem = record.problem
        yield record._replace(problem=problem)


def _find_delimiter(lines: Sequence[str], ending: str) -> tuple[int, str]:
    """Return the place of the header among the lines, and the sign between its names."""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if stated := _STATED_DELIMITER.fullmatch(lines[first]):
        return first + 1, stated[1]
    if ending in (".tsv", ".tab"):
        return first, "\t"
    header = {sign: next(csv.reader([lines[first]], delimiter=sign), []) for sign in _DELIMITERS}
    return first, max(_DELIMITERS, key=lambda sign: (bool(find_text_column(header[sign])), len(header[sign])))


def _read_records(lines: Sequence[str], place: int, delimiter: str) -> Iterator[_CsvRow]:
    """Yield the rows; after one that is not valid CSV reading continues in the line after its first."""
    number = 0
    while place < len(lines):
        rest = (lines[number] + "\n" for number in range(place, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        done = 0
        try:
            for cells in reader:
                number += 1
                if any(cell.strip() for cell in cells):
                    is_parted = delimiter == "," and _is_parted(cells, lines[place + done])
                    yield _CsvRow(number, place + done + 1, cells, is_parted=is_parted)
                done = reader.line_num
            return
        except csv.Error as error:
            place += done
            number += 1
            yield _CsvRow(number, place + 1, [], f"It is not valid CSV: {error}.")
            place += 1


def _is_parted(cells: Sequence[str], line: str) -> bool:
    return any(
        after[:1] == " " and after.strip() and not before.rstrip().endswith(_ENDS) and f'"{before}"' not in line
        for before, after in pairwise(cells)
    )


def _name_columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns in one line each."""
    return [" ".join(name.replace("\ufeff", "").split()) for name in header]


def _find_prose(names: Sequence[str], sample: Sequence[_CsvRow]) -> str | None:
    """Return the column whose values are as long as texts, the longest of several."""
    lengths = {
        name: sum(len(record.cells[place]) for record in sample if place < len(record.cells)) / len(sample)
        for place, name in enumerate(names)
        if name
    }
    longest = max(lengths, key=lengths.__getitem__, default=None)
    return longest if longest and lengths[longest] >= _PROSE_LENGTH else None


def _read_articles(
    names: Sequence[str], records: Iterator[_CsvRow], column: str | None, prose: str | None
) -> Iterator[Fields]:
    """Yield an article for each row: the text of its column, or of a column of prose, below what the others say."""
    known = {name for field in SYNONYMS for name in find_columns(names, field)} | {prose}
    for record in records:
        if record.problem:
            yield {"line": record.line, "skipped": record.problem}
            continue
        # Of two columns of one name the first counts.
        row: dict[str, object] = dict(reversed(list(zip(names, record.cells, strict=False))))
        text = row.get(column or prose or "")
        if prose and isinstance(text, str) and text.strip():
            others = [(name, cell) for name, cell in zip(names, record.cells, strict=False) if name not in known]
            text = f"{write_row(*_unzip(others))}\n\n{text}".lstrip("\n")
        yield read_row(row | {"text": text}) | {"line": record.line}


def _unzip(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [name for name, _ in pairs], [cell for _, cell in pairs]


def _read_rows(names: Sequence[str], records: Iterable[_CsvRow]) -> Iterator[Fields]:
    """Yield the article that has a sentence for each row, or a line if the columns have no names."""
    rows: list[str] = []
    starts, labels, length = [], [], 0
    for record in records:
        # Cleaned here, so that the offsets of the rows stay valid.
        row = clean_text(write_row(names, record.cells) if names else _join_cells(record.cells))
        if record.problem:
            yield {"part": f"row {record.number}", "skipped": record.problem}
        elif row:
            starts.append(length)
            labels.append(f"row {record.number}")
            rows.append(row)
            length += len(row) + len(_BETWEEN_ROWS)
    text = _BETWEEN_ROWS.join(rows)
    if not text:
        yield {"skipped": "It contains no text."}
        return
    # The date in a row is not that of the others.
    yield {"text": text, "pages": starts, "page_labels": labels, "has_date_line": not names}


def _join_cells(cells: Sequence[str]) -> str:
    return _CELL.join(filter(None, (" ".join(cell.split()) for cell in cells)))


def write_row(names: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row as a sentence: "Column: value; Column: value."; empty cells are left out."""
    pairs = []
    for place, cell in enumerate(cells):
        name = names[place].rstrip(" :") if place < len(names) else ""
        value = " ".join(cell.split())
        if value:
            pairs.append(f"{name}: {value}" if name else value)
    sentence = "; ".join(pairs)
    return sentence if not sentence or sentence.endswith(_ENDS) else f"{sentence}."
