"""A matrix as CSV and as a workbook, as tests read and change them."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl

from index.store import Index
from qa.citations.table_citations import read_table
from qa.citations.verification import verify
from qa.matrix.matrix import Matrix
from qa.matrix.spreadsheets import write_workbook

QUESTIONS = [
    "How many of the peacekeepers are women?",
    "=How many of the peacekeepers are women?",
    "What is the capital of Australia?",
]


def lines_of(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


def statuses(content: bytes, name: str, index: Index) -> set[str]:
    return {verify(citation, index).status for citation in read_table(content, name)}


def change_workbook(matrix: Matrix, change: Callable[[Any], None]) -> bytes:
    """Return the workbook of a matrix, changed by hand."""
    workbook = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)), rich_text=True)
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def change_table(matrix: Matrix, change: Callable[[Any], None]) -> bytes:
    """Return the workbook of a matrix, its sheet Table changed by hand."""
    return change_workbook(matrix, lambda workbook: change(workbook["Table"]))


def find_cell(sheet: Any, words: str) -> Any:
    return next(cell for row in sheet.iter_rows() for cell in row if words in str(cell.value))


def forge_workbook(matrix: Matrix, change: Callable[[str], str]) -> bytes:
    """Return the workbook of a matrix with its sheet Cells changed."""
    forged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_workbook(matrix))) as package, zipfile.ZipFile(forged, "w") as changed:
        for name in package.namelist():
            part = package.read(name)
            if name == "xl/worksheets/sheet2.xml":
                text = part.decode()
                part = change(text).encode()
                assert part.decode() != text
            changed.writestr(name, part)
    return forged.getvalue()
