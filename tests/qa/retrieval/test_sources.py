"""Questions that need more than one article: a second step, and no article that fills the list."""

from dataclasses import replace

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import ask, retrieve
from qa.weights import RANKING

PEOPLE = ["Ada Quill", "Bo Lindqvist", "Cara Moss", "Dan Orr", "Eve Stone", "Finn Hale", "Gil Marsh", "Hana Reed"]
FIRMS = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper", "Koa", "Larch"]


@pytest.fixture(scope="module")
def chained(tmp_path_factory, encoder):
    """Two dozen founders of bridge builders, and one bridge: only its article names the firm that built it."""
    texts = [
        f"The {firm} company, a builder of bridges, was founded by {PEOPLE[(n + m) % len(PEOPLE)]} in {1900 + n + m}."
        for m, kind in enumerate(("Works", "Brothers"))
        for n, firm in enumerate(f"{name} {kind}" for name in FIRMS)
    ]
    texts += [
        "The Moonlight Bridge was built by Okapi Steel after a flood had carried the ferry away.",
        "Okapi Steel goes back to Ines Vogel, who began it in a shed with two anvils.",
    ]
    folder = tmp_path_factory.mktemp("chained") / "index"
    found = [FoundArticle(make_article(text), f"/{number}") for number, text in enumerate(texts)]
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


ONE_SEARCH = replace(RANKING, hop_last=0)
CHAIN = "Who founded the company that built the Moonlight Bridge?"


def test_what_the_first_hit_leads_to_is_found_in_a_second_step(chained):
    hits = retrieve(CHAIN, k=10, index=chained)
    assert "built by Okapi Steel" in hits[0].passage.text
    assert any("Ines Vogel" in hit.passage.text for hit in hits)
    alone = retrieve(CHAIN, k=10, index=chained, ranking=ONE_SEARCH)
    assert not any("Ines Vogel" in hit.passage.text for hit in alone)


def test_the_second_step_changes_none_of_the_first_six(chained):
    ten, alone = retrieve(CHAIN, k=10, index=chained), retrieve(CHAIN, k=10, index=chained, ranking=ONE_SEARCH)
    assert ten[:6] == alone[:6] == retrieve(CHAIN, k=6, index=chained)
    assert retrieve(CHAIN, k=8, index=chained) == ten[:8]
    assert [hit.rank for hit in ten] == list(range(1, 11))
    assert len({hit.passage.id for hit in ten}) == 10
    assert [hit.score for hit in ten] == sorted((hit.score for hit in ten), reverse=True)
    assert [bool(hit.why.hop) for hit in ten] == [False] * 6 + [True] * 4


def test_one_article_does_not_fill_the_list(tmp_path, encoder):
    stories = [f"The harvest festival of Lowtown drew {n} hundred visitors on day {n}." for n in range(2, 9)]
    long = make_article("\n\n".join(f"{story} The harvest festival went on." for story in stories))
    other = make_article("Visitors praised the harvest festival of Lowtown.")
    build_index(Reading([FoundArticle(long, "/a"), FoundArticle(other, "/b")]), tmp_path, encoder=encoder)
    index, question = open_index(tmp_path), "How many visitors came to the harvest festival of Lowtown?"
    repeating = replace(RANKING, repeat=0)
    assert other.id in {hit.article.id for hit in retrieve(question, k=6, index=index)}
    assert other.id not in {hit.article.id for hit in retrieve(question, k=6, index=index, ranking=repeating)}


def test_a_sentence_that_opens_with_a_pronoun_comes_with_the_one_before(tmp_path, encoder):
    text = "Rosa Lund was the first woman to lead the harbour board. She resigned over the dredging contract in 1987."
    build_index(Reading([FoundArticle(make_article(text), "/a")]), tmp_path, encoder=encoder)
    answer = ask("When did she resign over the dredging contract?", index=open_index(tmp_path))
    assert answer.quotes[0].text == text
    assert answer.quotes[0].span.text == "1987"
