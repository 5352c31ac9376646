"""Half a bracket or quotation mark is never marked, nor are words of two cells of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import ask
from qa.reading.spans import SpanOffsets, TableRow, is_table_row, pair_marks


@pytest.mark.parametrize(
    ("text", "span", "paired"),
    [
        ("The Memorial Institute (CMHI) is here.", "CMHI)", "CMHI"),
        ("The Memorial Institute (CMHI) is here.", "Institute (CMHI", "Institute (CMHI)"),
        ("It was built (in 1880) by Otto.", "(in 1880", "in 1880"),
        ("It was built (in 1880) by Otto.", "(in 1880)", "(in 1880)"),
        ("He said “I will go” and went.", "“I will go", "I will go"),
        ('It is called "The Dome" there.', '"The Dome', "The Dome"),
        ('It is called "The Dome" there.', 'The Dome"', "The Dome"),
        ("f(x) holds", "x) holds", "(x) holds"),
        ("139 women", "139", "139"),
    ],
)
def test_a_span_has_both_of_a_pair_or_neither(text, span, paired):
    start = text.index(span)
    start, end = pair_marks(text, start, start + len(span))
    assert text[start:end] == paired


@given(st.text('ab ()[]"“”«»', min_size=1, max_size=20), st.data())
def test_a_span_stays_within_its_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, after = pair_marks(text, start, end)
    assert 0 <= first <= after <= len(text)


FERRIES = """# Ferries

| From | To | Distance |
|------|----|----------|
| Sollum | Grenna | 42 km |
| Sollum | Harden | 17 km |
| Adult dog |  | 3 km |

The ferries do not sail in March.
"""


def read_row(words):
    line = next(line for line in FERRIES.splitlines() if words in line)
    start = FERRIES.index(line)
    return TableRow(FERRIES, start, start + len(line)), line


@pytest.mark.parametrize(
    ("question", "row", "missing"),
    [
        ("How far is it from Sollum to Grenna?", "Grenna", None),
        ("How far is it from Sollum to Grenna?", "Harden", "Grenna"),
        ("How far is it from Sollum to Vik?", "Harden", "Vik"),
        ("How far do the Ferries go to Harden?", "Harden", None),
        ("how far does an adult dog go", "Harden", "adult"),
        ("how far does an adult dog go", "dog", None),
    ],
)
def test_a_row_lacks_a_name_that_is_asked_for(question, row, missing):
    assert read_row(row)[0].find_missing(question, "Ferries") == missing


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What is the distance from Sollum to Grenna?", "42 km"),
        ("How far is it from Sollum to Grenna?", None),
        ("Which distance is 42 km?", None),
    ],
)
def test_the_cell_below_the_heading_that_is_asked_for(question, cell):
    row, line = read_row("Grenna")
    found = row.find_cell(question)
    assert (found.cut(line) if found else None) == cell


def test_headings_are_known_without_the_rule_below_them():
    table = "\n".join(line for line in FERRIES.splitlines() if "---" not in line)
    line = next(line for line in table.splitlines() if "Grenna" in line)
    row = TableRow(table, table.index(line), table.index(line) + len(line))
    assert row.find_cell("What is the distance from Sollum to Grenna?").cut(line) == "42 km"
    assert row.find_missing("What is the distance from Sollum to Vik?", "Ferries") == "Vik"


def test_a_span_lies_in_one_cell():
    row, line = read_row("Grenna")
    assert [cell.cut(line) for cell in row.cells] == ["Sollum", "Grenna", "42 km"]
    assert row.is_in_one_cell(SpanOffsets(line.index("42"), line.index("km") + 2))
    assert not row.is_in_one_cell(SpanOffsets(line.index("Grenna"), line.index("km")))
    assert is_table_row(line) and not is_table_row("ls | sort | uniq")


@given(st.text("|\\ -a\n", max_size=40), st.integers(0, 40))
def test_every_table_is_read(text, start):
    row = TableRow(text, min(start, len(text)), len(text))
    assert row.find_missing("Is it B c?", "") in (None, "B", "c")


def test_only_the_row_with_all_names_answers(build):
    index = build(FERRIES)
    right, other = (ask(f"How far is it from Sollum to {port}?", index=index) for port in ("Grenna", "Vik"))
    assert (right.status, right.quotes[0].span.text) == ("answered", "42 km")
    assert other.status != "answered"
    assert not any(quote.span for quote in other.quotes)
