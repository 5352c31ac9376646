"""Questions that name several things: each of them is among the first passages."""

from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import Article, FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from index.text.analyzer import analyze
from qa import retrieve
from qa.answer import Why
from qa.retrieval.candidates import Candidate
from qa.retrieval.parts import cover_things, find_things
from qa.weights import RANKING

NO_PARTS = replace(RANKING, part_depth=0)
BOTH = "Which harbour has the older pier, and in which year was it built: Lowtown or Saltmere?"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who is older, Annie Morton or Terry Richardson?", ["Annie Morton", "Terry Richardson"]),
        ("Did Uganda, Kenya and (later) Chad send troops in 2014?", ["Uganda", "Kenya", "Chad", "2014"]),
        ("Are Rosa's ferry and Rosa's bridge the same?", ["Rosa"]),
        ("Lowtown or Saltmere: which is older?", ["Lowtown", "Saltmere"]),
        ("What does the “Sea Act” say of Lowtown?", ["Sea Act", "Lowtown"]),
        ("Wer kam nach Östersund?", ["Wer", "Östersund"]),
        ("which harbour is older", []),
        ("Who was it?", []),
    ],
)
def test_the_things_that_a_question_names(question, names):
    assert find_things(question) == [frozenset(analyze(name)) for name in names]


@pytest.fixture(scope="module")
def harbours(tmp_path_factory, encoder):
    """Six articles on the harbour of one town, and seven that name another."""
    texts = [f"The older pier of the harbour of Lowtown, pier {n}, was built in the year {1700 + n}." for n in range(6)]
    texts += [
        f"In the year {1800 + n} the coast had {n + 2} harbours with a pier, and all were rebuilt." for n in range(6)
    ]
    texts += [f"Salt from Saltmere went inland by mule {n} times a week, and fish by cart." for n in range(2, 8)]
    texts += [
        "Ships have moored since 1640 where the river of Saltmere, on which mules, carts and, later, lorries carried "
        "salt, rye, wool and herring to the markets of nine counties and the tables of three kings, meets the open sea."
    ]
    folder = tmp_path_factory.mktemp("harbours") / "index"
    found = [FoundArticle(make_article(text), f"/{number}") for number, text in enumerate(texts)]
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


def test_both_sides_of_a_comparison_are_among_five(harbours):
    five = retrieve(BOTH, index=harbours)
    alone = retrieve(BOTH, index=harbours, ranking=NO_PARTS)
    assert all("Lowtown" in hit.passage.text for hit in alone)
    assert "Saltmere" in five[4].passage.text
    assert five[:4] == alone[:4]
    assert five[4].why.part > 0 == five[3].why.part
    assert five[4].score == five[3].score


def test_a_question_on_one_thing_has_no_parts(harbours):
    question = "Since when have ships moored at the harbour of Lowtown?"
    assert retrieve(question, k=9, index=harbours) == retrieve(question, k=9, index=harbours, ranking=NO_PARTS)


class Library:
    """An index of passages, of which row 0 is the first; each is an article of one source."""

    def __init__(self, texts: list[str], sources: dict[int, str] | None = None) -> None:
        self._texts = texts
        self._sources = sources or {}

    def article_at(self, row: int) -> Article:
        return make_article("x", source=self._sources.get(row, ""))

    def matching_text_at(self, row: int) -> str:
        return self._texts[row]


def cover(question: str, library: Library, count: int) -> list[Candidate]:
    why = Why(**dict.fromkeys(Why.__slots__, 0.0))
    return cover_things([Candidate(row, 10.0 - row, why) for row in range(count)], question, cast(Index, library))


@given(st.lists(st.sets(st.sampled_from(["Ash", "Birch", "Cedar", "and"])), max_size=24))
def test_no_passage_is_lost_and_the_first_four_stay(words):
    texts = [" ".join(sorted(found)) for found in words]
    covered = cover("Ash, Birch or Cedar?", Library(texts), len(texts))
    rows = [found.row for found in covered]
    assert sorted(rows) == list(range(len(texts)))
    assert rows[:4] == list(range(len(texts)))[:4]
    scores = [found.score for found in covered]
    assert scores == sorted(scores, reverse=True)
    for name in {"Ash", "Birch", "Cedar"} & set().union(*words[:20]):
        assert any(name in texts[row] for row in rows[:7])


def test_the_source_of_an_article_is_named_by_all_its_passages():
    question, texts = "Does the Ash Herald write on Birch?", ["Birch"] * 5 + ["Ash Herald"]
    assert [found.row for found in cover(question, Library(texts), 6)] == [0, 1, 2, 3, 5, 4]
    named = Library(texts, {3: "Ash Herald"})
    assert [found.row for found in cover(question, named, 6)] == list(range(6))
