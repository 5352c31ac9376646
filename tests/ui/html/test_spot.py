"""An article in pieces, and why it was found: nothing is lost, and scores are the sum of their parts."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from corpus.passages import Passage
from qa.answer import Answer, Hit, Quote, Why
from qa.api import ask
from ui.explanation import find_hit, match_words, parts_of
from ui.html.article_view import Spot, show_spot
from ui.html.markup import age_words

TEXT = "Rain fell in Almaty. Snow fell in Oral. The wind blew. Nobody came."
ARTICLE = make_article(TEXT)
PARTS = ("lexical", "dense", "rerank", "topic", "phrase", "definition", "repeat", "part", "hop")


def make_hit(rank, start, end, article=ARTICLE, **parts):
    why = Why(**dict.fromkeys(PARTS, 0.0) | parts, bm25=0.0, cosine=0.0, maxsim=0.0)
    passage = Passage(article.id, article.text[start:end], start, end)
    return Hit(rank, sum(parts.values()), passage, article, why)


def make_quote(number, start, end):
    return Quote(number, TEXT[start:end], start, end, ARTICLE, "", "", confidence=0.354)


def make_answer(quotes=(), hits=()):
    return Answer("q", "q", "answered", 0.5, "", tuple(quotes), tuple(hits))


def test_pieces_name_the_spot_the_other_quotes_and_the_passages():
    answer = make_answer(
        [make_quote(1, 0, 20), make_quote(2, 21, 39)], [make_hit(1, 0, 39, lexical=1.0), make_hit(2, 40, 54, dense=0.5)]
    )
    shown: dict[str, Any] = show_spot(ARTICLE, Spot(ARTICLE.id, 21, 39), answer, {"snow"})
    assert [
        (piece["kind"], piece["number"], "".join(text for text, _ in piece["words"])) for piece in shown["pieces"]
    ] == [
        ("quote", 1, "Rain fell in Almaty."),
        ("passage", 1, " "),
        ("hit", 0, "Snow fell in Oral."),
        ("", 0, " "),
        ("passage", 2, "The wind blew."),
        ("", 0, " Nobody came."),
    ]
    assert shown["pieces"][2]["words"] == [("Snow", True), (" fell in Oral.", False)]
    assert shown["why"] == {"likely": 35}
    other: dict[str, Any] = show_spot(ARTICLE, Spot(ARTICLE.id, 40, 54), answer, {"snow"})
    assert other["why"] == {"likely": None}


stretches = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(stretches, st.lists(stretches, max_size=4), st.lists(stretches, max_size=4))
def test_the_pieces_are_the_article_and_the_spot_is_one_of_them(spot, quotes, hits):
    answer = make_answer(
        [make_quote(number, *ends) for number, ends in enumerate(quotes, 1)],
        [make_hit(rank, *ends, lexical=1.0) for rank, ends in enumerate(hits, 1)],
    )
    article: dict[str, Any] = show_spot(ARTICLE, Spot(ARTICLE.id, *spot), answer, {"fell", "wind"})
    pieces = article["pieces"]
    texts = ["".join(text for text, _ in piece["words"]) for piece in pieces]
    assert "".join(texts) == TEXT
    shown = [text for piece, text in zip(pieces, texts, strict=True) if piece["kind"] == "hit"]
    assert shown == ([TEXT[slice(*spot)]] if spot[0] < spot[1] else [])


def test_every_score_of_an_answer_is_the_sum_of_its_parts(shipped):
    answer = ask(
        "And how many of the peacekeepers are women?", history=["Who will deploy peacekeepers?"], index=shipped
    )
    for hit in answer.hits:
        assert sum(parts_of(hit.why).values()) == pytest.approx(hit.score)
    quote = answer.quotes[0]
    assert find_hit(answer, quote.article.id, quote.start, quote.end).passage.article_id == quote.article.id


def test_a_stretch_outside_all_passages_has_no_reason():
    answer = make_answer(hits=[make_hit(1, 0, 20)])
    assert find_hit(answer, ARTICLE.id, 20, 39) is None
    assert find_hit(answer, ARTICLE.id, 0, 0) is None
    assert find_hit(answer, "other", 0, 20) is None


def test_words_match_in_any_form():
    words = match_words("Peacekeepers were deployed; the programme ended.", {"peacekeep", "deploy", "program"})
    assert [text for text, shared in words if shared] == ["Peacekeepers", "deployed", "programme"]


@pytest.mark.parametrize(
    ("day", "age"),
    [
        ("2024-03-10", "today"),
        ("2024-03-09", "yesterday"),
        ("2024-03-01", "9 days ago"),
        ("2024-02-01", "1 month ago"),
        ("2023-03-20", "11 months ago"),
        ("2023-03-01", "1 year ago"),
        ("2020-01-01", "4 years ago"),
        ("2024-03-11", ""),
    ],
)
def test_an_age_is_described_in_words(day, age):
    from datetime import date

    assert age_words(date.fromisoformat(day), date(2024, 3, 10)) == age


def test_what_the_browser_gets_is_json(index_folder, index):
    from ui.service import Service
    from ui.web.transcript import open_article

    article = next(iter(index.articles.values()))
    spot = {"id": article.id, "start": 0, "end": 10, "asked": "?q=How%20many%20peacekeepers%3F"}
    shown = json.loads(json.dumps(open_article(Service(index_folder), spot)))
    assert "".join(text for piece in shown["pieces"] for text, _ in piece["words"]) == article.text
    assert open_article(Service(index_folder), {**spot, "asked": None})["why"] is None
