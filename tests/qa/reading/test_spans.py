"""Half a bracket or quotation mark is never marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.spans import pair_marks


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
    assert abs(first - start) <= 5 and abs(after - end) <= 5
