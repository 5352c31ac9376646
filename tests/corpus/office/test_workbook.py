"""Workbooks: a row is a sentence with its column names; sheet and row are its page."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from corpus.passages import cut_passages, cut_sentences
from tests.support.office_files import list_pages, read_whole


def save(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def make_sheet(*rows, title="Costs"):
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return workbook


def read_rows(folder, workbook):
    article, lost = read_whole(folder / "a.xlsx", save(workbook))
    assert lost == {}
    return [text for _, text in list_pages(article)]


def test_a_row_is_a_sentence_with_the_names_of_its_columns(tmp_path):
    workbook = make_sheet(
        ["Name", "Rent", "Note"], ["Odo Pell", "400 crowns", None], ["Rosa Lund", "300 crowns", "late."]
    )
    article, lost = read_whole(tmp_path / "a.xlsx", save(workbook))
    assert list_pages(article) == [
        ("sheet Costs, row 2", "Name: Odo Pell; Rent: 400 crowns."),
        ("sheet Costs, row 3", "Name: Rosa Lund; Rent: 300 crowns; Note: late."),
    ]
    assert lost == {}
    sentences = cut_sentences(article.text, lambda texts: [1] * len(texts), 100)
    assert [article.text[one.start : one.end] for one in sentences] == [text for _, text in list_pages(article)]
    assert len(cut_passages(article, sentences, 100)) == 2


def test_numbers_and_dates_are_as_shown(tmp_path):
    workbook = make_sheet(["Name", "Sum", "Share", "Day", "Hour", "Paid"])
    workbook.active.append(["Odo Pell", 1234.5, 0.125, date(2024, 3, 1), time(9, 30), True])
    for cell, code in {"B2": '#,##0.00 "crowns"', "C2": "0.0%", "D2": "d mmmm yyyy", "E2": "h:mm AM/PM"}.items():
        workbook.active[cell].number_format = code
    workbook.active.append(["Rosa Lund", 3, 1, datetime(2024, 3, 2, 10, 5), None, False])
    assert read_rows(tmp_path, workbook) == [
        "Name: Odo Pell; Sum: 1,234.50 crowns; Share: 12.5%; Day: 1 March 2024; Hour: 9:30 AM; Paid: TRUE.",
        "Name: Rosa Lund; Sum: 3; Share: 1; Day: 2024-03-02 10:05:00; Paid: FALSE.",
    ]


def test_lines_above_the_column_names_stay_as_they_are(tmp_path):
    workbook = make_sheet(
        ["Rents of the port"], [], ["As of", date(2024, 3, 1)], [], ["Name", "Town", "Rent"], ["Odo", "Aurel", 4]
    )
    assert read_rows(tmp_path, workbook) == [
        "Rents of the port",
        "As of | 2024-03-01",
        "Name: Odo; Town: Aurel; Rent: 4.",
    ]


TWO_TABLES = [
    ["Name", "Rent", None, "Fruit", "Price"],
    ["Odo Pell", 400, None, "apple", 3],
    ["Rosa Lund", 300, None, "pear", 4],
    ["Ines Vogel", 200],
]


def test_tables_side_by_side_are_never_joined(tmp_path):
    assert read_rows(tmp_path, make_sheet(*TWO_TABLES)) == [
        "Name: Odo Pell; Rent: 400.",
        "Name: Rosa Lund; Rent: 300.",
        "Name: Ines Vogel; Rent: 200.",
        "Fruit: apple; Price: 3.",
        "Fruit: pear; Price: 4.",
    ]


def test_stated_tables_side_by_side_need_no_empty_column(tmp_path):
    workbook = make_sheet(["Name", "Rent", "Year", "Price"], ["Odo Pell", 400, 2021, 3], ["Rosa Lund", 300, 2022, 4])
    workbook.active.add_table(Table(displayName="Rents", ref="A1:B3"))
    workbook.active.add_table(Table(displayName="Prices", ref="C1:D3"))
    assert read_rows(tmp_path, workbook) == [
        "Name: Odo Pell; Rent: 400.",
        "Name: Rosa Lund; Rent: 300.",
        "Year: 2021; Price: 3.",
        "Year: 2022; Price: 4.",
    ]


def test_an_empty_column_within_a_table_does_not_divide_it(tmp_path):
    rows = [["Name", "Town", None, "May", "June"], ["Odo", "Vik", None, 4, 5], ["Rosa", "Oral", None, 6, 7]]
    assert read_rows(tmp_path, make_sheet(*rows)) == [
        "Name: Odo; Town: Vik; May: 4; June: 5.",
        "Name: Rosa; Town: Oral; May: 6; June: 7.",
    ]


def test_years_may_be_column_names(tmp_path):
    workbook = make_sheet(["Town", 2021, 2022], ["Aurel", 5, 6])
    assert read_rows(tmp_path, workbook) == ["Town: Aurel; 2021: 5; 2022: 6."]


@pytest.mark.parametrize(
    "rows",
    [
        [["Owner", "Odo Pell"], ["Rent", 400], ["Since", date(2024, 3, 1)]],
        [["Owner:", "Odo Pell"], ["Town:", "Aurel"]],
        [["Aurel", 1999, 2005], ["Semey", 2001, 2002]],
        [["Aurel", 7], ["Semey", 8]],
        [["The board met on Monday.", "It voted."], ["Rain fell.", "Snow fell."]],
    ],
)
def test_a_list_without_column_names_gets_none(tmp_path, rows):
    shown = [" | ".join(str(value) for value in row) for row in rows]
    assert read_rows(tmp_path, make_sheet(*rows)) == shown


def test_names_of_one_table_are_not_given_to_the_next(tmp_path):
    workbook = make_sheet(
        ["Name", "Rent"], ["Odo", 4], [], ["Year", "Ships"], [2022, 40], [], ["Rosa Lund", "chair"], ["Ines", "clerk"]
    )
    assert read_rows(tmp_path, workbook) == [
        "Name: Odo; Rent: 4.", "Year: 2022; Ships: 40.", "Rosa Lund | chair", "Ines | clerk"
    ]  # fmt: skip


def test_a_table_goes_on_after_an_empty_row(tmp_path):
    workbook = make_sheet(["Name", "Rent"], ["Odo", 4], [], ["Rosa", 5], ["Ines", 6])
    assert read_rows(tmp_path, workbook)[1:] == ["Name: Rosa; Rent: 5.", "Name: Ines; Rent: 6."]


def test_column_names_that_the_file_states_are_taken(tmp_path):
    workbook = make_sheet(
        ["Odo Pell", "mayor"], ["Name", "Office"], ["Rosa Lund", "chair"], ["Ines", "clerk"], ["An end", "of it"]
    )
    workbook.active.add_table(Table(displayName="People", ref="A2:B4"))
    assert read_rows(tmp_path, workbook) == [
        "Odo Pell | mayor", "Name: Rosa Lund; Office: chair.", "Name: Ines; Office: clerk.", "An end | of it"
    ]  # fmt: skip
    filtered = make_sheet(["Rosa Lund", "chair"], ["Ines", "clerk"])
    filtered.active.auto_filter.ref = "A1:B2"
    assert read_rows(tmp_path, filtered) == ["Rosa Lund: Ines; chair: clerk."]


def test_merged_cells_belong_to_each_of_their_rows_and_names_of_groups_are_no_names(tmp_path):
    workbook = make_sheet(["Town", "2023", None], [None, "Ships", "Boats"], ["Aurel", 4, 5], [None, 6, 7])
    for cells in ("A1:A2", "B1:C1", "A3:A4"):
        workbook.active.merge_cells(cells)
    assert read_rows(tmp_path, workbook) == [
        "Town | 2023", "Town: Aurel; Ships: 4; Boats: 5.", "Town: Aurel; Ships: 6; Boats: 7."
    ]  # fmt: skip


def test_hidden_sheets_rows_and_columns_are_left_out_and_named(tmp_path):
    workbook = make_sheet(["Name", "Rent", "Secret"], ["Odo", 4, "x"], ["Rosa", 5, "y"])
    workbook.active.column_dimensions["C"].hidden = True
    workbook.active.row_dimensions[3].hidden = True
    workbook.create_sheet("Notes").append(["Private."])
    workbook["Notes"].sheet_state = "veryHidden"
    article, lost = read_whole(tmp_path / "a.xlsx", save(workbook))
    assert article.text == "Name: Odo; Rent: 4."
    assert lost == {
        "sheet 1": "Hidden rows or columns of the sheet “Costs” were left out; show them to have them read.",
        "sheet 2": "The sheet “Notes” is hidden; show it to have it read.",
    }


def test_formulas_without_a_saved_value_are_named(tmp_path):
    article, lost = read_whole(tmp_path / "a.xlsx", save(make_sheet(["Name", "Rent"], ["Odo", "=2*3"], ["Rosa", 5])))
    assert article.text == "Name: Odo.\n\nName: Rosa; Rent: 5."
    assert "1 formula had no saved value" in lost["sheet 1"]


def test_lines_in_a_cell_stay_apart_and_sheets_without_text_are_no_pages(tmp_path):
    workbook = make_sheet(["The ferry stopped.\n\nRain fell."])
    workbook.create_sheet("Empty")
    assert read_rows(tmp_path, workbook) == ["The ferry stopped.\nRain fell."]


def test_ten_thousand_rows_are_read(tmp_path):
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Ships")
    sheet.append(["Ship", "Tons", "Day"])
    for number in range(10_000):
        sheet.append([f"Ship {number}", number, date(2024, 3, 1)])
    article, lost = read_whole(tmp_path / "a.xlsx", save(workbook))
    assert lost == {}
    assert len(article.pages) == 10_000
    assert list_pages(article)[-1] == ("sheet Ships, row 10001", "Ship: Ship 9999; Tons: 9999; Day: 2024-03-01.")
