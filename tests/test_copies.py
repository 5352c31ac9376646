"""Near copies: planted ones are found, different articles never are, and results list a story once."""

import random
from datetime import date
from itertools import combinations

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from index.build import build_index
from index.copies import find_copies
from index.store import open_index
from qa import ask, retrieve

CHANCE = random.Random(5)
WORDS = sorted({word for found in read_articles([SHIPPED]).found for word in found.article.text.split()})
BOILERPLATE = " ".join(CHANCE.choices(WORDS, k=60)) + "."


def make_sentences(count):
    return [" ".join(CHANCE.choices(WORDS, k=CHANCE.randint(8, 25))) + "." for _ in range(count)]


def plant(sentences):
    """Return copies of a story: with a line before it, trimmed, and with a tenth of its sentences changed."""
    changed = list(sentences)
    for place in CHANCE.sample(range(len(changed)), max(1, len(changed) // 10)):
        (changed[place],) = make_sentences(1)
    return [["By our correspondent in the north.", *sentences], sentences[: len(sentences) * 2 // 3], changed]


def test_planted_copies_are_found_and_nothing_else():
    stories = [make_sentences(CHANCE.randint(8, 30)) for _ in range(60)]
    planted = [[story, *plant(story)] for story in stories[:20]] + [[story] for story in stories[20:]]
    articles = {}
    for number, versions in enumerate(planted):
        for version in versions:
            articles[make_article(" ".join([*version, BOILERPLATE])).id] = number
    texts = [make_article(" ".join([*v, BOILERPLATE])) for versions in planted for v in versions]
    shipped = [found.article for found in read_articles([SHIPPED]).found]
    found = {frozenset(pair) for group in find_copies(texts + shipped) for pair in combinations(group, 2)}
    wanted = {frozenset(pair) for pair in combinations(articles, 2) if articles[pair[0]] == articles[pair[1]]}
    right = len(found & wanted)
    assert 2 * right / (len(found) + len(wanted)) >= 0.95
    assert found <= wanted


def test_many_copies_of_one_story_are_one_group():
    story = make_sentences(12)
    versions = [make_article(" ".join([*story[:n], *make_sentences(1), *story[n + 1 :]])) for n in range(12)]
    (group,) = find_copies(versions)
    assert len(group) == 12


def test_short_articles_are_no_copies():
    assert find_copies([make_article("Rain fell in Almaty."), make_article("Rain fell in Almaty. Again.")]) == []


@pytest.fixture(scope="module")
def reprinted(tmp_path_factory, encoder):
    """A story in three papers, the earliest under the last id, among others on like subjects."""
    story = (
        "The harbour board of Lowtown settled the dredging contract on Monday after a long night. "
        "Rosa Lund, who leads the board, said that three dredgers will start in the spring. "
        "Fishermen had asked for a pause until the herring are gone, and the board refused it."
    )
    articles = [
        make_article(f"{story} {more}", title=f"Dredging {day}", published=day and date(2024, 3, day))
        for more, day in [("It was reported late.", 9), ("The mayor was absent.", 2), ("No more is known.", None)]
    ]
    articles += [make_article(text) for text in ("Rosa Lund opened a school in Lowtown.", "Dredgers are loud ships.")]
    folder = tmp_path_factory.mktemp("reprinted")
    build_index(Reading([FoundArticle(a, f"/{n}") for n, a in enumerate(articles)]), folder, encoder=encoder)
    return open_index(folder)


QUESTION = "When will the three dredgers start?"


def test_a_reprinted_story_is_listed_once_by_its_earliest_article(reprinted):
    titles = [hit.article.title for hit in retrieve(QUESTION, k=5, index=reprinted)]
    assert [title for title in titles if title] == ["Dredging 2"]
    every = [hit.article.title for hit in retrieve(QUESTION, k=5, index=reprinted, without=["copies"])]
    assert {"Dredging 2", "Dredging 9", "Dredging None"} <= set(every)


def test_a_quote_names_the_other_articles_that_have_it(reprinted):
    quote = ask(QUESTION, index=reprinted).quotes[0]
    assert "in the spring" in quote.text
    assert [place.article.title for place in quote.also] == ["Dredging 9", "Dredging None"]
    for place in quote.also:
        assert place.article.text[place.start : place.end] == quote.text


def test_a_filter_that_leaves_the_earliest_out_shows_the_next(reprinted):
    hits = retrieve(QUESTION, k=5, index=reprinted, since=date(2024, 3, 5))
    assert [hit.article.title for hit in hits] == ["Dredging 9"]
