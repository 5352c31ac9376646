"""PDF: columns and the rows of tables."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.support.documents import read_one
from tests.support.printed import draw_lines, draw_pages

LEFT = """The harbour board met on Monday
to settle the dredging contract.
Rosa Lund, who leads it, spoke
for an hour about the northern
channel and the cost of keeping
it open during the winter."""
RIGHT = """Two firms had sent their offers.
The cheaper one came from Semey,
where the company has worked on
the river since 1998. The other
was from Aurel and named no day
for the end of the work."""
COLUMNS = " ".join(LEFT.split()), " ".join(RIGHT.split())


def read_paragraphs(folder, content):
    return read_one(folder / "a.pdf", content).text.split("\n\n")


def test_columns_drawn_one_after_the_other_are_read_in_order(tmp_path):
    content = draw_pages([*draw_lines(LEFT, left=72), *draw_lines(RIGHT, left=320)])
    assert " ".join(read_paragraphs(tmp_path, content)) == " ".join(COLUMNS)


def test_a_right_column_that_is_drawn_first_is_read_last(tmp_path):
    content = draw_pages([*draw_lines(RIGHT, left=320), *draw_lines(LEFT, left=72)])
    assert " ".join(read_paragraphs(tmp_path, content)) == " ".join(COLUMNS)


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_columns_drawn_line_by_line_are_read_in_order(tmp_path, shift):
    both = zip(draw_lines(LEFT, left=72), draw_lines(RIGHT, left=320, top=100 + shift), strict=True)
    title = (72, 60, "Dredging settled after a long debate of the whole board of the harbour", "Times-Bold", 14)
    paragraphs = read_paragraphs(tmp_path, draw_pages([title, *(line for pair in both for line in pair)]))
    assert paragraphs[0] == title[2]
    assert " ".join(paragraphs[1:]) == " ".join(COLUMNS)


def test_rows_of_a_table_are_not_taken_for_columns(tmp_path):
    names, counts = ["Dredgers", "Ferries", "Tugs", "Pilot boats"], ["3", "12", "7", "2"]
    rows = [
        (left, 100 + at * 14, text)
        for at, row in enumerate(zip(names, counts, strict=True))
        for left, text in zip((72, 320), row, strict=True)
    ]
    assert read_paragraphs(tmp_path, draw_pages(rows)) == [
        "Dredgers | 3",
        "Ferries | 12",
        "Tugs | 7",
        "Pilot boats | 2",
    ]


def test_an_empty_cell_of_a_table_is_kept(tmp_path):
    rows = [("Boat", "Price", "Owner"), ("Tug", "", "Odo Pell"), ("Pilot boat of the port", "90,000", "Rosa Lund")]
    drawn = [
        (left, 100 + at * 14, text)
        for at, row in enumerate(rows)
        for left, text in zip((72, 190, 240), row, strict=True)
        if text
    ]
    assert read_paragraphs(tmp_path, draw_pages(drawn)) == [
        "Boat | Price | Owner",
        "Tug | | Odo Pell",
        "Pilot boat of the port | 90,000 | Rosa Lund",
    ]


@pytest.mark.parametrize("is_right", [False, True])
def test_wide_blanks_of_a_text_are_no_cells(tmp_path, is_right):
    """The blanks are not below each other, or only the right edge of the lines is."""
    lines = [("The master of the", "harbour has never"), ("seen it with his own", "two eyes."), ("He is", "old.")]
    widths = [[stringWidth(text, "Times-Roman", 11) for text in line] for line in lines]
    drawn = []
    for at, ((start, end), (width, rest)) in enumerate(zip(lines, widths, strict=True)):
        left = 280 - rest if is_right else 72 + width + 14
        drawn += [(72, 100 + at * 13, start), (left, 100 + at * 13, end)]
    assert "|" not in read_one(tmp_path / "a.pdf", draw_pages(drawn)).text


def test_blanks_between_sentences_that_are_below_each_other_are_no_cells(tmp_path):
    """As in books with wide blanks, where two of them meet by chance."""
    lines = [
        ("The tide was low at six", "and the pilot of the port was not at home."),
        ("He slept on the tug.", "The master of the harbour had rowed out to"),
        ("wake him up at last.", "But the pilot had drunk with the smith, and"),
        ("they sang", "until the tide came in and the tug was afloat again."),
    ]
    drawn = []
    for at, (start, end) in enumerate(lines):
        left = 175 if start.endswith(".") else 72 + stringWidth(f"{start} ", "Times-Roman", 11)
        drawn += [(72, 100 + at * 13, start), (left, 100 + at * 13, end)]
    assert read_paragraphs(tmp_path, draw_pages(drawn)) == [" ".join(f"{start} {end}" for start, end in lines)]


def test_the_last_cell_of_a_row_goes_on_below_its_beginning(tmp_path):
    lines = [
        ("Owner", "Remark"),
        ("Odo Pell", "The tug was repaired by the smith and is to be paid by the"),
        ("", "harbour board in the spring, unless the council ob-"),
        ("", "jects to it."),
        ("Rosa Lund", "Sold to Odo Pell"),
        ("", "Was not at home"),
    ]
    drawn = [
        (left, 100 + at * 13, text)
        for at, row in enumerate(lines)
        for left, text in zip((72, 190), row, strict=True)
        if text
    ]
    assert read_paragraphs(tmp_path, draw_pages(drawn)) == [
        "Owner | Remark",
        (
            "Odo Pell | The tug was repaired by the smith and is to be paid by the harbour board in the spring, unless "
            "the council objects to it."
        ),
        "Rosa Lund | Sold to Odo Pell",
        "Was not at home",
    ]
