"""`verify` reads the tables of a matrix, and notices what was changed in them."""

import io
import tracemalloc
from typing import Any

import openpyxl
import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CitationError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.citations.table_citations import WIDTH, read_table
from qa.matrix.filling import fill_matrix
from qa.matrix.matrix import Matrix
from qa.matrix.spreadsheets import COLUMNS, write_csv, write_workbook
from tests.qa.matrix.tables import (
    QUESTIONS,
    change_table,
    change_workbook,
    find_cell,
    statuses,
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
