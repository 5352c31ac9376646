"""Which words of a question speak of the time of the articles, and which do not."""

from datetime import date

import pytest

from qa.query.period import find_impossible_date, find_period, format_period


@pytest.mark.parametrize(
    ("question", "since", "until", "rest"),
    [
        ("Who signed since March 2024?", date(2024, 3, 1), None, "Who signed?"),
        ("Who signed after March 2024?", date(2024, 4, 1), None, "Who signed?"),
        ("Who signed after 31 December 2023?", date(2024, 1, 1), None, "Who signed?"),
        ("Who signed before 5 May 2024?", None, date(2024, 5, 4), "Who signed?"),
        ("Who signed until Feb. 2024", None, date(2024, 2, 29), "Who signed"),
        ("who signed before 2024-03-01", None, date(2024, 2, 29), "Who signed"),
        ("Who signed between January 2022 and 3rd of March 2023?", date(2022, 1, 1), date(2023, 3, 3), "Who signed?"),
        ("Who signed from 2022 to 2023?", date(2022, 1, 1), date(2023, 12, 31), "Who signed?"),
        ("Who signed since 2022 until 3 March 2023?", date(2022, 1, 1), date(2023, 3, 3), "Who signed?"),
        ("Who signed after May 2022 and before 2024?", date(2022, 6, 1), date(2023, 12, 31), "Who signed?"),
        ("Since 2014, who signed?", date(2014, 1, 1), None, "Who signed?"),
        ("who signed ſince 2014", date(2014, 1, 1), None, "Who signed"),
        ("Since 2014 who signed?", date(2014, 1, 1), None, "Who signed?"),
        ("In articles from 2023, who signed?", date(2023, 1, 1), date(2023, 12, 31), "Who signed?"),
        (
            "Who signed, according to reports published in June 2023?",
            date(2023, 6, 1),
            date(2023, 6, 30),
            "Who signed?",
        ),
        ("Who signed, in articles since May 5, 2024?", date(2024, 5, 5), None, "Who signed?"),
    ],
)
def test_words_that_bound_a_time_are_a_period(question, since, until, rest):
    period = find_period(question)
    assert period is not None
    assert (period.since, period.until, period.question) == (since, until, rest)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in 2014?",
        "What happened in March 2024?",
        "Who led before the 2014 elections?",
        "Before 2014 elections, who led?",
        "Who has signed since 2014 and why?",
        "Who signed before 31 February 2024?",
        "Who signed between 2023 and 2022?",
        "Who signed after 99 March 2024?",
        "Who signed since 2022 and 2023?",
        "Who signed since 30 February?",
        "Who signed since 30 February 2024?",
        "Since February 30, 2024, who signed?",
        "Since 30 February 2024 who signed before 2023?",
        "Who signed since 2024-02-30 until 2024-03-01?",
        "Who signed after 31 April 2023 and before 2024?",
        "Who signed between 2022 and 29 February 2023?",
        "since 2024-13-01",
        "articles from 0 May 2024",
        "How many soldiers served since 1849?",
        "Who came after May?",
        "",
    ],
)
def test_other_questions_with_a_year_have_none(question):
    assert find_period(question) is None


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("since 2024", date(2024, 1, 1), None),
        ("Since March 2024?", date(2024, 3, 1), None),
        ("What happened since March 2025?", date(2025, 3, 1), None),
        ("news from June 2023", date(2023, 6, 1), date(2023, 6, 30)),
        ("Show me all articles between 2021 and May 2022", date(2021, 1, 1), date(2022, 5, 31)),
        ("Which articles were published in 2023?", date(2023, 1, 1), date(2023, 12, 31)),
        ("in 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_alone_asks_for_its_articles(question, since, until):
    period = find_period(question)
    assert period is not None
    assert (period.since, period.until, period.question) == (since, until, "")


def test_a_period_says_with_which_words_unless_they_speak_of_articles():
    assert [find_period(f"Who signed {words}?").typed for words in ("since March 2024", "in articles from 2023")] == [
        "since March 2024",
        "",
    ]


def test_a_long_question_is_read_at_once():
    assert find_period("Who " + ", " * 1000 + "signed (since 2024") is not None
    assert find_period("a" + " " * 2000 + "b" + "," * 2000) is None


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, ""),
        (date(2024, 3, 1), None, "since 1 March 2024"),
        (None, date(2024, 3, 1), "until 1 March 2024"),
        (date(2023, 1, 1), date(2023, 12, 31), "in 2023"),
        (date(2024, 2, 1), date(2024, 2, 29), "in February 2024"),
        (date(2024, 2, 1), date(2024, 2, 1), "on 1 February 2024"),
        (date(2024, 2, 1), date(2024, 3, 2), "1 February 2024 to 2 March 2024"),
    ],
)
def test_a_period_is_described_in_words(since, until, words):
    assert format_period(since, until) == words


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("And what about him since 2020?", "And what about him?"),
        ("Where did they go after 2019?", "Where did they go?"),
        ("Who was there before 2020?", "Who was there?"),
        ("What happened since 2020?", ""),
        ("Any news since 2020?", ""),
    ],
)
def test_a_question_beside_a_period_stays_unless_it_asks_for_nothing_but_articles(typed, question):
    assert find_period(typed).question == question


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("What happened since 30 February?", "30 February"),
        ("Who left on the 31st of June?", "31st of June"),
        ("on February 29, 2021", "February 29, 2021"),
        ("before 2020-11-31", "2020-11-31"),
        ("on 29 February", None),
        ("on 29 February 2020", None),
        ("since March 2020", None),
        ("may 40 people come?", None),
        ("In March 45,000 people came", None),
    ],
)
def test_a_day_that_no_calendar_has(text, day):
    assert find_impossible_date(text) == day
    assert day is None or find_period(text) is None
