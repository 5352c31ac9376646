"""Hyphens at the ends of lines: which belong to the word."""

from collections import Counter

import pytest

from corpus.layout.hyphens import collect_words, end_divided

NOTHING = Counter[str]()


@pytest.mark.parametrize(
    "divided",
    ["labora-/tory", "ground-/water", "milli-/grams", "govern-/ment", "over-/time", "re-/introduced", "LABORA-/TORY"],
)
def test_a_hyphen_that_divides_a_word_is_removed(divided):
    before, _, after = divided.partition("/")
    assert end_divided(f"the {before}", f"{after} of", NOTHING, True) == f"the {before[:-1]}"


@pytest.mark.parametrize(
    "divided",
    [
        "well-/known",
        "anti-/corruption",
        "Franco-/German",
        "long-/term",
        "self-/interest",
        "state-of-/the-art",
        "UN-/backed",
        "F-/16",
        "2019-/2021",
        "e-/mail",
        "Siouan-/speaking",
    ],
)
def test_a_hyphen_of_the_word_is_kept(divided):
    before, _, after = divided.partition("/")
    assert end_divided(f"the {before}", f"{after} of", NOTHING, True) == f"the {before}"


def test_a_hyphen_that_stands_for_a_part_is_kept_with_a_blank():
    assert end_divided("the pre-", "and post-war years", NOTHING, True) == "the pre- "


def test_the_document_decides_first():
    known = collect_words(["The sea-bed of the bay", "a wellknown name"])
    assert end_divided("the sea-", "bed is", known, True) == "the sea-"
    assert end_divided("a well-", "known name", known, True) == "a well"


def test_where_no_word_is_divided_a_hyphen_is_of_the_text():
    assert end_divided("the harbour-", "ing of", NOTHING, True) == "the harbour"
    assert end_divided("the harbour-", "ing of", NOTHING, False) == "the harbour-"


def test_a_soft_hyphen_is_removed():
    assert end_divided("the labora\u00ad", "tory", NOTHING, False) == "the labora"
