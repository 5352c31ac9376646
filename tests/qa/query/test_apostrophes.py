"""Apostrophes that people leave out."""

import pytest

from qa import ask
from qa.query.apostrophes import restore_apostrophes
from qa.query.negation import is_denial
from qa.query.query import make_query
from qa.query.signs import read_signs


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whats the toll", "what's the toll"),
        ("Whos the warden and wheres the key", "Who's the warden and where's the key"),
        ("WHENS THE FAIR", "WHEN'S THE FAIR"),
        ("which boats didnt sail", "which boats didn't sail"),
        ("why cant i park there, and why wont they say", "why can't i park there, and why won't they say"),
    ],
)
def test_an_apostrophe_is_restored(typed, read):
    assert restore_apostrophes(typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "what's new",
        "didn’t they",
        'who sang "Whats left of us"',
        "who sang «Whats left»",
        "what does `whos` print",
        "Who was Jakob Dont?",
        "how wide is a cant-strip",
        "show",
    ],
)
def test_other_words_stay(text):
    assert restore_apostrophes(text) == text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("whats the length of their mission", "what's the length of their mission"),
        ("whos the president of kazakhstan", "who's the president of kazakhstan"),
        ("which missions didnt they join", "which missions didn't they join"),
    ],
)
def test_a_question_is_answered_as_with_its_apostrophe(shipped, typed, written):
    short, whole = ask(typed, index=shipped), ask(written, index=shipped)
    assert short.question == typed
    assert short.quotes == whole.quotes
    assert (short.status, short.confidence, short.reason) == (whole.status, whole.confidence, whole.reason)


def test_a_denial_without_its_apostrophe_is_one(shipped):
    assert is_denial(make_query("which towns didnt flood", [], shipped).question)


@pytest.mark.parametrize(
    "typed", ["la ville dont il parle", "what is cant deficiency", "which animals are wont to sleep", "track -cant"]
)
def test_a_word_of_the_articles_stays(build, typed):
    index = build("La ville dont il parle est loin.", "The cant of the track is low, as is its wont.")
    signs = read_signs(typed, index)
    assert "'" not in signs.plain and signs.excluded == (("cant",) if typed == "track -cant" else ())
