"""Retrieval: the right passage first, filters, determinism, and what is refused."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import AT_ONCE
from index.text.analyzer import analyze
from qa import retrieve
from qa.evaluation.ablation import STAGES
from qa.retrieval.search import rank_passages, standardise, weigh
from qa.weights import RANKING

QUESTION = "How many of the peacekeepers are women?"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (QUESTION, "including seven women"),
        ("Who signed a memorandum of understanding?", "Atul Khare"),
        ("Which article of the constitution was it?", "Article 53 (5)"),
        ("Where did the troops train?", "in Almaty"),
        ("cote d'ivoire", "Côte"),
        ("U.N. Security Council invitation", "invitation from the U.N. Security Council"),
        ("UN Security Council invitation", "invitation from the U.N. Security Council"),
    ],
)
def test_the_passage_that_answers_comes_first(shipped, question, words):
    assert words in retrieve(question, index=shipped)[0].passage.text


def test_of_many_threads_few_search_at_once_and_all_find_the_same(shipped, monkeypatch):
    searching, counts = [], []

    def count(*arguments):
        searching.append(None)
        counts.append(len(searching))
        time.sleep(0.01)
        found = rank_passages(*arguments)
        searching.pop()
        return found

    monkeypatch.setattr("qa.retrieval.hops.rank_passages", count)
    with ThreadPoolExecutor(3 * AT_ONCE) as threads:
        found = list(threads.map(lambda _: retrieve(QUESTION, index=shipped), range(6 * AT_ONCE)))
    assert max(counts) <= AT_ONCE
    assert all(hits == found[0] for hits in found)


def test_hits_are_ranked_slices_whose_parts_sum_to_the_score(shipped):
    hits = retrieve(QUESTION, k=7, index=shipped)
    assert [hit.rank for hit in hits] == list(range(1, 8))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert hit.passage.text == hit.article.text[hit.passage.start : hit.passage.end]
        assert hit.passage.id == f"{hit.article.id}:{hit.passage.start}-{hit.passage.end}"
        why = hit.why
        parts = (
            why.lexical
            + why.dense
            + why.rerank
            + why.topic
            + why.phrase
            + why.definition
            + why.repeat
            + why.part
            + why.hop
        )
        assert parts == pytest.approx(hit.score)


def test_asking_for_more_than_there_is_gives_all_of_it(shipped):
    assert 0 < len(retrieve("Kazakhstan", k=1000, index=shipped)) <= shipped.passage_count


def test_equal_scores_are_ordered_by_passage_id(tmp_path, encoder):
    articles = [make_article(text) for text in ("The same words.", "The same words. ", " The same words.")]
    found = [FoundArticle(article, str(place)) for place, article in enumerate(articles)]
    build_index(Reading(found), tmp_path, encoder=encoder)
    ids = [hit.passage.id for hit in retrieve("same words", index=tmp_path)]
    assert ids == sorted(ids)
    assert len(ids) == 3


def test_the_same_question_gives_the_same_bytes_in_any_process(shipped_folder):
    code = (
        "import json, sys; from qa import retrieve; from qa.serialize import hit_to_json;"
        "print(json.dumps([hit_to_json(hit) for hit in retrieve(sys.argv[1], index=sys.argv[2])]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, QUESTION, str(shipped_folder)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())) == 5


@pytest.fixture
def dated(tmp_path, encoder):
    days = {"A": date(2024, 1, 20), "B": date(2024, 2, 22), "C": None}
    articles = [
        make_article(f"Rain fell on {name}.", source=f"Daily {name}", published=day) for name, day in days.items()
    ]
    build_index(Reading([FoundArticle(article, article.id) for article in articles]), tmp_path, encoder=encoder)
    return open_index(tmp_path)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"Daily A", "Daily B", "Daily C"}),
        ({"sources": ["daily b", "Daily C"]}, {"Daily B", "Daily C"}),
        ({"since": date(2024, 1, 21)}, {"Daily B"}),
        ({"until": date(2024, 1, 20)}, {"Daily A"}),
        ({"since": date(2024, 1, 20), "until": date(2024, 2, 22)}, {"Daily A", "Daily B"}),
        ({"sources": ["Daily A"], "since": date(2024, 2, 1)}, set()),
        ({"sources": ["nowhere"]}, set()),
    ],
)
def test_filters_keep_to_sources_and_dates(dated, filters, expected):
    assert {hit.article.source for hit in retrieve("rain", index=dated, **filters)} == expected


def test_a_filter_finds_what_lies_beyond_the_first_hundred(tmp_path, encoder):
    texts = [f"Rain fell in town {number}." for number in range(130)]
    found = [FoundArticle(make_article(text, source="many"), text) for text in texts]
    found.append(FoundArticle(make_article("Snow fell once.", source="one"), "one"))
    build_index(Reading(found), tmp_path, encoder=encoder)
    assert [hit.passage.text for hit in retrieve("rain", index=tmp_path, sources=["one"])] == ["Snow fell once."]


def test_history_lends_its_words_to_a_follow_up(shipped):
    alone = retrieve("What about in Iraq?", index=shipped)[0]
    asked = retrieve(
        "How much did that cost?", history=["Who transports the contingent and its equipment?"], index=shipped
    )
    assert "Iraq" in alone.passage.text
    assert "$8 million" in asked[0].passage.text


@pytest.mark.parametrize(
    ("arguments", "error", "name"),
    [
        ({"question": ""}, ValueError, "question"),
        ({"question": " \n"}, ValueError, "question"),
        ({"question": "x" * 2001}, ValueError, "question"),
        ({"question": None}, TypeError, "question"),
        ({"question": "x", "k": 0}, ValueError, "k is 0"),
        ({"question": "x", "k": 1_000_000}, ValueError, "k is 1000000"),
        ({"question": "x", "k": "5"}, TypeError, "k must"),
        ({"question": "x", "history": "one text"}, TypeError, "history"),
        ({"question": "x", "history": [""]}, ValueError, "question"),
        ({"question": "x", "sources": "Daily"}, TypeError, "sources"),
    ],
)
def test_wrong_arguments_are_named(shipped, arguments, error, name):
    with pytest.raises(error, match=name):
        retrieve(**arguments, index=shipped)


@pytest.mark.parametrize(
    "question", ["?", "the", "SELECT * FROM x; --", "(.*)+$", "<b>x</b>", "\ud800", "🙂", "Қазақстан", "x" * 2000]
)
def test_odd_questions_are_searched_like_any_other(shipped, question):
    assert retrieve(question, index=shipped)


def test_words_are_folded_and_stop_words_dropped():
    assert analyze("How many of the U.N.’s peacekeepers in Côte d’Ivoire?") == analyze("UN peacekeeper cote d'ivoire")
    assert analyze("4,000 troops, 3.5 million") == ["4000", "troop", "3500000"]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=50))
def test_standardised_scores_have_mean_zero_and_keep_their_order(scores):
    standard = standardise(np.array(scores, dtype=np.float64))
    assert standard.mean() == pytest.approx(0, abs=1e-9)
    assert standard.std() == pytest.approx(1) or len(set(scores)) == 1
    assert np.array_equal(np.argsort(standard, kind="stable"), np.argsort(scores, kind="stable"))


@given(st.lists(st.floats(0.01, 50), min_size=2, max_size=2, unique=True))
def test_words_and_meaning_that_order_two_passages_oppositely_cancel_out(scores):
    """Two standardised scores are 1 and -1, but for the last digit, which must not decide."""
    assume(np.ptp(scores) > 1e-3)
    lexical, dense = weigh(np.array(scores), np.array(scores[::-1], dtype=np.float32))
    assert np.abs(lexical) == pytest.approx([0.5, 0.5])
    assert lexical + dense == pytest.approx([0, 0], abs=1e-6)


@pytest.mark.parametrize("stage", ["lexical", "dense", "rerank"])
def test_a_stage_with_weight_zero_adds_nothing(shipped, stage):
    whole = retrieve(QUESTION, index=shipped)
    others = retrieve(QUESTION, index=shipped, ranking=STAGES[stage])
    assert all(getattr(hit.why, stage) == 0 for hit in others)
    assert any(getattr(hit.why, stage) != 0 for hit in whole)


@pytest.mark.parametrize(("name", "count"), [("candidates", 0), ("reranked", 0), ("read", -1)])
def test_a_count_that_no_search_can_use_is_refused(name, count):
    with pytest.raises(ValueError, match=name):
        replace(RANKING, **{name: count})
