"""Quotations looked up word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.verbatim import MOST_PLACES, MOST_QUOTATIONS, check_quotations, find_quotations


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ('He said “one” and "two", she «three».', ["one", "two", "three"]),
        ("no marks at all ", ["no marks at all"]),
        ("an open “mark", ["an open “mark"]),
        ("“ padded ” and “”", ["padded"]),
    ],
)
def test_quotations_stand_between_marks(text, quotations):
    assert find_quotations(text) == quotations


@given(st.data())
def test_any_stretch_of_an_article_is_verbatim_and_none_with_another_letter_is(shipped, data):
    article = data.draw(st.sampled_from(list(shipped.articles.values())))
    start = data.draw(st.integers(0, len(article.text) - 1))
    words = article.text[start : start + data.draw(st.integers(1, 200))].strip(' \n\t“”"«»')
    if not words or set(words) & set('“”"«»'):
        return
    (checked,) = check_quotations(f"“{words}”", shipped)
    assert checked["verbatim"]
    for place in checked["places"]:
        assert shipped.articles[place["article"]["id"]].text[place["start"] : place["end"]] == words
    assert not check_quotations(f"“{words}ж”", shipped)[0]["verbatim"]


def test_every_place_is_told_up_to_a_number(build):
    index = build("Rain fell in Almaty. " * 12, "Snow fell in Astana. Rain fell in Almaty.")
    places = check_quotations("Rain fell in Almaty.", index)[0]["places"]
    assert len(places) == MOST_PLACES
    snow = check_quotations("Snow fell in Astana.", index)[0]["places"]
    assert [(place["start"], place["end"]) for place in snow] == [(0, 20)]
    assert len(check_quotations("“Rain” " * 60, index)) == MOST_QUOTATIONS
