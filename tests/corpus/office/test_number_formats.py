"""Numbers and dates of spreadsheets, as their cells show them."""

import pytest

from corpus.office.number_formats import show_number, show_plain


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (2.5, "0", "3"),
        (0.5, "0.##", "0.5"),
        (3.0, "0.##", "3"),
        (0.25, "#.00", ".25"),
        (7, "000", "007"),
        (0.125, "0.0%", "12.5%"),
        (-4.5, "0.0", "-4.5"),
        (-4.5, "0.0;(0.0)", "(4.5)"),
        (0, '0;-0;"none"', "none"),
        (1500000, '0.0,,"M"', "1.5M"),
        (1200, "[$€-407] #,##0", "€ 1,200"),
        (1200, '_-* #,##0 "kr"_-', "1,200 kr"),
        (12345, "0.00E+00", "1.23E+04"),
        (1234.5, "General", "1234.5"),
        (1234.5, "# ?/?", "1234.5"),
        (5551234567, "000-0000000", "5551234567"),
        (45352, "yyyy-mm-dd", "2024-03-01"),
        (45352.4375, "d mmm yy, hh:mm", "1 Mar 24, 10:30"),
        (45352.4375, "dddd d mmmm yyyy h:mm AM/PM", "Friday 1 March 2024 10:30 AM"),
        (45352, "mm-dd-yy", "2024-03-01"),
        (45352, "[$-F800]dddd, mmmm dd, yyyy", "1 March 2024"),
        (1.5, "[h]:mm", "36:00"),
        (0.0001157407, "mm:ss", "00:10"),
        (-1, "yyyy-mm-dd", "-1"),
        (1, "0" * 300, "1"),
        (float("nan"), "0", "nan"),
    ],
)
def test_numbers_in_formats_of_cells(value, code, shown):
    assert show_number(value, code) == shown


def test_days_are_counted_from_1904_where_the_file_says_so():
    assert show_number(43890, "yyyy-mm-dd", from_1904=True) == "2024-03-01"
    assert show_number(59, "yyyy-mm-dd") == "1900-02-28"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3.0, "3"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (1e300, "1E+300"), (123456789012.5, "123456789012")],
)
def test_numbers_without_a_format(value, shown):
    assert show_plain(value) == shown
