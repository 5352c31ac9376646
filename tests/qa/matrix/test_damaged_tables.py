"""A table that cannot be read, or whose cells show other words than they hold, is refused."""

import io
import re
import zipfile

import openpyxl
import pytest

from corpus.errors import CitationError
from qa.citations.table_citations import read_table
from qa.matrix.spreadsheets import write_workbook
from tests.qa.matrix.tables import (
    forge_workbook,
)

GOOD = '"{""text"": ""a"", ""start"": 0, ""end"": 1, ""prefix"": """", ""suffix"": """", ""article"": {""id"": ""x""}}"'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "not CSV"),
        (b"a,b\n1,2\n", "no columns"),
        (b"", "no columns"),
        (b"sentence,citation\n", "no citation"),
        (f"sentence,citation\na\n{GOOD}".encode(), "cells"),
        (b'sentence,citation\na,""\n', "without its citation"),
        (f'sentence,citation\n"",{GOOD}\n'.encode(), "shows no quotation"),
        (b"sentence,citation\na,not json\n", "row 2"),
        (b'sentence,citation\na,"[]"\n', "no citation"),
        (b'sentence,citation\n"a', "not CSV"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content, told):
    with pytest.raises(CitationError, match=told):
        read_table(content, "table.csv")


def test_a_workbook_that_is_none_or_unpacks_to_too_much_is_refused(matrix, monkeypatch):
    with pytest.raises(CitationError, match="not a workbook"):
        read_table(b"PK\x03\x04 nothing", "table.xlsx")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as zipped:
        zipped.writestr("a", "b")
    with pytest.raises(CitationError, match="not a workbook"):
        read_table(package.getvalue(), "table.xlsx")
    monkeypatch.setattr("qa.citations.table_citations.MAX_UNPACKED", 1000)
    with pytest.raises(CitationError, match="too large"):
        read_table(write_workbook(matrix), "table.xlsx")


def test_a_workbook_that_states_a_smaller_size_is_read_whole(matrix):
    forged = forge_workbook(
        matrix, lambda sheet: sheet.replace("<sheetViews", '<dimension ref="A1:L2"/><sheetViews', 1)
    )
    whole = read_table(write_workbook(matrix), "table.xlsx")
    assert len(whole) > 1
    assert read_table(forged, "table.xlsx") == whole


def test_a_workbook_with_a_formula_in_place_of_a_sentence_is_refused(matrix):
    def compute(sheet: str) -> str:
        cell = r'<c r="E2"( s="\d+")? t="inlineStr"><is><t>(.*?)</t></is>'
        return re.sub(cell, r'<c r="E2"\1 t="str"><f>CONCATENATE("Hail ","fell.")</f><v>\2</v>', sheet)

    with pytest.raises(CitationError, match="row 2 has a formula"):
        read_table(forge_workbook(matrix, compute), "table.xlsx")


def test_a_workbook_whose_format_shows_other_words_is_refused(matrix):
    workbook = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)))
    workbook["Cells"]["E2"].number_format = '0;0;0;"Hail fell."'
    saved = io.BytesIO()
    workbook.save(saved)
    with pytest.raises(CitationError, match="row 2 has a cell that shows other words"):
        read_table(saved.getvalue(), "table.xlsx")


def test_a_workbook_with_rows_beyond_those_of_excel_is_refused(matrix):
    with pytest.raises(CitationError, match="more than 1,048,576 rows"):
        read_table(forge_workbook(matrix, lambda sheet: sheet.replace('<row r="3"', '<row r="900000000000"')), "a.xlsx")
