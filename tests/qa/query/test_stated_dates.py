"""The dates that a text states: full and partial ones, those that need the day of publishing, and what is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import MONTHS, WEEKDAYS
from qa.query.stated_dates import DateRange, find_dates, period_of

THURSDAY = date(2024, 2, 22)


def dates(text, published=THURSDAY):
    return [
        (stated.period.iso, stated.basis, text[stated.start : stated.end]) for stated in find_dates(text, published)
    ]


@pytest.mark.parametrize(
    ("text", "iso", "words"),
    [
        ("It opened on 14 February 2024.", "2024-02-14", "14 February 2024"),
        ("It opened on February 14th, 2024.", "2024-02-14", "February 14th, 2024"),
        ("It opened on the 3rd of May 1961.", "1961-05-03", "3rd of May 1961"),
        ("Feb. 4, 2024: rain", "2024-02-04", "Feb. 4, 2024"),
        ("since 2024-02-14", "2024-02-14", "2024-02-14"),
        ("on 14/02/2024", "2024-02-14", "14/02/2024"),
        ("the talks of 14-16 February 2024", "2024-02-14", "14-16 February 2024"),
        ("will begin to deploy to UNDOF in March 2024.", "2024-03", "March 2024"),
        ("In November, 2023 it said", "2023-11", "November, 2023"),
        ("In 2024, a joint session", "2024", "2024"),
        ("in early 2024", "2024", "2024"),
        ("The poem (1819) is short", "1819", "1819"),
        ("29 February 2024", "2024-02-29", "29 February 2024"),
    ],
)
def test_a_stated_date_is_found_with_its_words(text, iso, words):
    assert dates(text, None) == [(iso, "stated", words)]


@pytest.mark.parametrize(
    ("text", "iso", "words"),
    [
        ("It announced this on 14 February.", "2024-02-14", "14 February"),
        ("on December 28 and after", "2023-12-28", "December 28"),
        ("It met on Tuesday.", "2024-02-20", "Tuesday"),
        ("It met on Thursday.", "2024-02-22", "Thursday"),
        ("It met last Thursday.", "2024-02-15", "Thursday"),
        ("It met yesterday.", "2024-02-21", "yesterday"),
        ("It fell last month.", "2024-01", "last month"),
        ("It will open next month.", "2024-03", "next month"),
        ("It fell last year.", "2023", "last year"),
    ],
)
def test_dates_relative_to_publication_are_marked_as_relative(text, iso, words):
    assert dates(text) == [(iso, "relative", words)]
    assert dates(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "It will meet on Tuesday.",  # the one to come
        "prices rose to 2000 and 1500 people came",
        "the 1990s, and in the 1990s",
        "Operations 2023 – 2030",
        "03/04/2024",  # March or April
        "31 February 2024",
        "October 7",  # as near to the last as to the next one
        "in 1200 BC",
        "May 10 a.m. trains run",
        "He may 3 times",
        "the March of women",
        "version 1.2.2024.5",
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(text):
    assert dates(text) == []


def test_of_several_dates_each_is_found_in_order():
    text = "since 2014, 45 officers and since 2018, 520 officers"
    assert [iso for iso, _, _ in dates(text)] == ["2014", "2018"]


def test_periods_are_ordered_by_when_they_begin_and_written_as_people_do():
    assert sorted([DateRange(2024, 2, 1), DateRange(2024, 2), DateRange(2024), DateRange(2023, 12, 31)]) == [
        DateRange(2023, 12, 31),
        DateRange(2024),
        DateRange(2024, 2),
        DateRange(2024, 2, 1),
    ]
    assert list(map(str, (DateRange(2024, 2, 14), DateRange(2024, 2), DateRange(2024)))) == [
        "14 February 2024",
        "February 2024",
        "2024",
    ]
    assert (DateRange(2024, 2).last_day, DateRange(2023).last_day) == (date(2024, 2, 29), date(2023, 12, 31))


@given(
    st.dates(date(1000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{y}-{n:02}-{d:02}"]),
)
def test_every_day_is_read_back(day, form):
    text = f"On {form.format(d=day.day, m=MONTHS[day.month - 1], n=day.month, y=day.year)} it rained."
    assert [stated.period for stated in find_dates(text)] == [period_of(day)]


@given(st.dates(), st.integers(0, 6))
def test_a_weekday_is_one_of_the_seven_days_up_to_publishing(published, weekday):
    found = find_dates(f"It rained on {WEEKDAYS[weekday]}.", published)
    if date(1000, 1, 1) <= published < date(9999, 1, 1):
        (day,) = (stated.period.first_day for stated in found)
        assert day.weekday() == weekday and timedelta(0) <= published - day < timedelta(7)


WORDS = st.sampled_from(
    ["in", "2024", "31", "February", "May", "on", "Monday", "last", "year", "(", ")", "-", ",", "1999-02-30", "."]
)


@given(st.lists(WORDS | st.text(max_size=4), max_size=12).map(" ".join), st.none() | st.dates())
def test_dates_exist_in_the_calendar_and_their_words_do_not_overlap(text, published):
    found = find_dates(text, published)
    assert all(stated.period.first_day <= stated.period.last_day for stated in found)
    assert all(0 <= stated.start < stated.end <= len(text) for stated in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
