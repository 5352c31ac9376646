"""Near copies: which articles are linked, and that a story is listed once."""

import random
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from corpus.sentences import split_sentences
from index.building.build import build_index
from index.near_duplicates import link_copies, parse_copies, save_copies
from index.opening import open_index
from index.segment.shingles import sign
from qa import ask, retrieve
from qa.weights import RANKING

WORDS = (
    "minister parliament river bridge harvest teacher border contract engine festival storm hospital railway court "
    "museum island student company airport vaccine mountain budget treaty captain forest market judge village port "
    "signed opened closed announced rejected built repaired praised visited measured sold promised delayed moved "
    "local national northern ancient modern public private early wooden steel annual foreign quiet heavy record"
).split()
SMALL = "the a of in on for with after before near under by and to from over between during".split()
BOILERPLATE = (
    "The agency gathers news in more than forty countries and is owned by its readers. Its correspondents follow a "
    "code of conduct that is published in full on its pages. Reproduction of this report in whole or in part is "
    "allowed where the agency is named as its source. Send corrections to the desk, which answers every letter "
    "that it gets within two days."
)
QUESTION = "How many of the peacekeepers are women?"


def find_copies(articles):
    return link_copies({article.id: article for article in articles}, sign(articles))


def write_sentence(dice):
    words = [dice.choice(SMALL if place % 3 == 2 else WORDS) for place in range(dice.randint(9, 24))]
    return f"{' '.join(words).capitalize()} {dice.randint(2, 900)}."


def write_story(dice, sentences=24):
    """Return the paragraphs of a story, each a list of sentences."""
    lines = [write_sentence(dice) for _ in range(sentences)]
    return [lines[first : first + 4] for first in range(0, sentences, 4)]


def publish(paragraphs, **fields):
    return make_article("\n".join(" ".join(sentences) for sentences in paragraphs), **fields)


def trim(dice, story):
    """Cut a story from its end, down to half of it at most."""
    return story[: dice.randint(len(story) // 2, len(story) - 1)]


def edit(dice, story):
    """Write a tenth of the sentences anew."""
    places = [(line, place) for line, sentences in enumerate(story) for place in range(len(sentences))]
    changed = set(dice.sample(places, max(1, round(len(places) / 10))))
    return [
        [write_sentence(dice) if (line, place) in changed else sentence for place, sentence in enumerate(sentences)]
        for line, sentences in enumerate(story)
    ]


def stories(dice):
    """Return the five shipped articles and sixty more, as paragraphs of sentences."""
    shipped = []
    for found in read_articles([SHIPPED]).found:
        lines = [line for line in found.article.text.splitlines() if line.strip()]
        shipped.append([[line[start:end] for start, end in split_sentences(line)] for line in lines])
    return [*shipped, *(write_story(dice, dice.choice([12, 24, 60])) for _ in range(60))]


@pytest.mark.parametrize("seed", range(3))
def test_planted_copies_are_linked_and_nothing_else(seed):
    dice = random.Random(seed)
    articles, planted = [], set()
    for number, story in enumerate(stories(dice)):
        # The same words with other line ends are another text: an exact copy that has an id of its own.
        kinds = [story, [*story, []], trim(dice, story), edit(dice, story)] if number % 2 == 0 else [story]
        versions = [publish(kind, title=f"Headline {number} {place}") for place, kind in enumerate(kinds)]
        assert len({article.id for article in versions}) == len(versions)
        articles += versions
        planted |= {tuple(sorted(pair)) for pair in combinations([article.id for article in versions], 2)}
    found = set(find_copies(articles))
    right = len(found & planted)
    assert 2 * right / (len(found) + len(planted)) >= 0.95
    assert not found - planted


def test_what_is_gathered_in_small_portions_gives_the_same_pairs(monkeypatch):
    dice = random.Random(5)
    story = write_story(dice)
    articles = [publish(edit(dice, story)) for _ in range(60)]
    whole = find_copies(articles)
    monkeypatch.setattr("index.near_duplicates._GATHERED", 100)
    assert find_copies(articles) == whole
    assert len(whole) > 100


@pytest.mark.parametrize("sentences", [1, 4, 8, 24])
def test_articles_that_share_an_agency_boilerplate_are_not_linked(sentences):
    assert 60 <= len(BOILERPLATE.split()) <= 75
    dice = random.Random(7)
    articles = [publish([*write_story(dice, sentences), [BOILERPLATE]]) for _ in range(40)]
    articles += [publish([[BOILERPLATE], *write_story(dice, sentences)]) for _ in range(40)]
    assert find_copies(articles) == []


def test_a_digest_does_not_link_the_stories_that_it_holds():
    dice = random.Random(7)
    one, other = write_story(dice), write_story(dice)
    digest, first, second = publish([*one, *other]), publish(one), publish(other)
    assert set(find_copies([digest, first, second])) == {
        tuple(sorted((digest.id, first.id))),
        tuple(sorted((digest.id, second.id))),
    }


def test_a_phrase_is_no_copy_and_nothing_has_none():
    assert find_copies([]) == []
    assert find_copies([make_article("Rain fell."), make_article("Rain fell. "), make_article("")]) == []


def test_copies_are_found_whatever_the_order_of_the_articles():
    dice = random.Random(7)
    story = write_story(dice)
    articles = [publish(kind) for kind in (story, trim(dice, story), edit(dice, story), write_story(dice))]
    assert find_copies(articles) == find_copies(articles[::-1]) != []


def test_links_are_kept_in_a_file(tmp_path):
    save_copies(tmp_path / "copies.json", [("a", "b"), ("b", "c")])
    assert parse_copies((tmp_path / "copies.json").read_bytes()) == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}


@pytest.fixture(scope="module")
def syndicated(tmp_path_factory, encoder):
    """The shipped articles; one of them was printed three times more, and one of these has another figure."""
    found = read_articles([SHIPPED]).found
    story = next(item.article for item in found if "including seven women" in item.article.text)
    figure = story.text.replace("including seven women", "including nine women")
    assert figure != story.text
    copies = [
        make_article(story.text + "\n", title="The same", source="Late", published=date(2024, 3, 1)),
        make_article(story.text + "\n\n", title="Again", source="Early", published=date(2024, 1, 1)),
        make_article(" " + story.text, title="Undated", source="Undated"),
        make_article(figure, title="Nine", source="Nine", published=date(2024, 2, 25)),
    ]
    folder = tmp_path_factory.mktemp("syndicated")
    build_index(Reading([*found, *(FoundArticle(copy, copy.title) for copy in copies)]), folder, encoder=encoder)
    return open_index(folder)


def sources(hits, words):
    return [hit.article.source for hit in hits if words in hit.passage.text]


def test_a_story_is_listed_once_and_the_earliest_speaks_for_all(syndicated):
    hits = retrieve(QUESTION, k=10, index=syndicated)
    assert sources(hits, "including seven women") == ["Early"]
    assert [hit.rank for hit in hits] == list(range(1, 11))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    all_copies = retrieve(QUESTION, k=10, index=syndicated, ranking=replace(RANKING, copies=0))
    assert set(sources(all_copies, "including seven women")) == {"Early", "United Nations", "Late", "Undated"}
    best = max(hit.score for hit in all_copies if "seven women" in hit.passage.text)
    assert next(hit.score for hit in hits if "seven women" in hit.passage.text) == best


def test_a_copy_with_another_figure_stays_in_sight(syndicated):
    assert sources(retrieve(QUESTION, k=10, index=syndicated), "including nine women") == ["Nine"]


def test_a_quote_names_the_copies_earliest_first(syndicated):
    quote = next(quote for quote in ask(QUESTION, index=syndicated).quotes if "seven women" in quote.text)
    assert quote.article.source == "Early"
    assert [place.article.source for place in quote.also] == ["United Nations", "Late", "Undated"]
    assert {place.article.text[place.start : place.end] for place in quote.also} == {quote.text}
    answer = ask(QUESTION, index=syndicated, k=1, ranking=replace(RANKING, copies=0))
    assert all(not quote.also for quote in answer.quotes)


def test_a_filter_that_leaves_the_earliest_out_lets_the_next_one_speak(syndicated):
    filters: dict[str, Any] = {"since": date(2024, 2, 1)}
    assert sources(retrieve(QUESTION, k=10, index=syndicated, **filters), "seven women") == ["United Nations"]
    quote = next(quote for quote in ask(QUESTION, index=syndicated, **filters).quotes if "seven" in quote.text)
    assert [place.article.source for place in quote.also] == ["Late"]


def test_a_question_in_two_steps_lists_each_passage_once_too(syndicated):
    hits = retrieve("Who commands the peacekeepers that include seven women?", k=20, index=syndicated)
    texts = [" ".join(hit.passage.text.split()) for hit in hits]
    assert len(texts) == len(set(texts))


def test_a_copy_that_names_somebody_else_is_listed_too(tmp_path, encoder):
    story = write_story(random.Random(7))
    one, other = (
        publish([[f"The envoy {name} opened the harbour of Aktau."], *story]) for name in ("Omarov", "Sadykov")
    )
    assert find_copies([one, other])
    found = [FoundArticle(article, article.id) for article in (one, other)]
    build_index(Reading(found), tmp_path, encoder=encoder)
    hits = retrieve("Which envoy opened the harbour of Aktau?", k=2, index=tmp_path)
    assert {hit.article.id for hit in hits} == {one.id, other.id}
    assert all("harbour of Aktau" in hit.passage.text for hit in hits)
