"""Values of marked answers: numbers as words or digits, dates and names, in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from qa.answer import Quote, Span
from qa.values import Value, read_value

COUNT, DAY, PERSON = "How many are there?", "When was it?", "Who was it?"


def read(question, text, span):
    start = text.index(span)
    article = make_article(text)
    return read_value(question, Quote(1, text, 0, len(text), article, "", "", Span(span, start, start + len(span))))


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("One hundred and thirty-nine peacekeepers came.", "One hundred and thirty-nine", Value("139")),
        ("It has 139 soldiers.", "139 soldiers", Value("139")),
        ("including six in Western Sahara", "six", Value("6")),
        ("approximately $8 million was set aside", "$8 million", Value("8000000", "$")),
        ("some 8,000,000 dollars", "8,000,000", Value("8000000", "$")),
        ("4.5 million people", "4.5 million", Value("4500000")),
        ("it is 1,250.50 long", "1,250.50", Value("1250.5")),
        ("it is 5 km away", "5", Value("5", "km")),
        ("it is five kilometres away", "five", Value("5", "km")),
        ("it is 5 miles away", "5 miles", Value("5", "mile")),
        ("ten per cent of them", "ten per cent", Value("10", "%")),
        ("between 6 and 9 came", "between 6 and 9", None),
        ("it was 2,5 or so", "2,5", None),
        ("many came", "many", None),
    ],
)
def test_a_number_is_read_with_its_unit(text, span, value):
    assert read(COUNT, text, span) == value


@pytest.mark.parametrize(
    ("span", "value"),
    [
        ("9 February 1677", "1677-02-09"),
        ("February 9, 1677", "1677-02-09"),
        ("March 2024", "2024-03"),
        ("in 1962", "1962"),
        ("1962", "1962"),
        ("3 March 1605 – 9 February 1777", None),
        ("1646–1707", None),
        ("1962 and again in 2004", None),
        ("Tuesday", None),
    ],
)
def test_a_time_is_one_day_month_or_year(span, value):
    assert read(DAY, f"It was {span}, they say.", span) == (value and Value(value))


def test_other_words_are_distinguished_by_their_stems():
    assert read(PERSON, "It was the Ministers of Défense.", "the Ministers of Défense") == Value("minist defens")
    long = "one who came from far and went home soon after the long war had ended"
    assert read(PERSON, f"It was {long}.", long) is None
    assert read_value(PERSON, Quote(1, "A b.", 0, 4, make_article("A b."), "", "")) is None


@given(st.integers(0, 10**9))
def test_a_number_with_and_without_commas_is_the_same(number):
    values = {read(COUNT, f"There are {written} of them.", written) for written in (str(number), f"{number:,}")}
    assert values == {Value(str(number))}
