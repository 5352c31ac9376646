"""Related articles: of the same topic, without copies, within the filters."""

from datetime import date

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.overview.related import related_articles
from tests.support.topics import write_topics


@pytest.fixture(scope="module")
def planted():
    return {article.id: topic for topic, article in write_topics(8)}


@pytest.fixture(scope="module")
def topics(encoder, tmp_path_factory):
    found = [
        FoundArticle(make_article(article.text, source=f"Paper {number % 2}", published=date(2024, 1, 1 + number)), "")
        for number, (_, article) in enumerate(write_topics(8))
    ]
    folder = tmp_path_factory.mktemp("topics") / "index"
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


def test_related_articles_are_of_the_same_topic(topics, planted):
    for id, topic in planted.items():
        found = related_articles(id, index=topics)
        assert [one.rank for one in found] == [1, 2, 3, 4, 5]
        assert {planted[one.article.id] for one in found} == {topic}
        assert id not in {one.article.id for one in found}
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True) and scores[0] <= 1
        for one in found:
            assert one.sentence and one.sentence.text == one.article.text[one.sentence.start : one.sentence.end]


def test_filters_apply_to_the_related_articles(topics, planted):
    id = next(iter(planted))
    found = related_articles(id, 3, index=topics, sources=["paper 1"], until=date(2024, 1, 12))
    assert found
    assert {one.article.source for one in found} == {"Paper 1"}
    assert all(one.article.published <= date(2024, 1, 12) for one in found)
    assert related_articles(id, index=topics, sources=["nobody"]) == ()


def test_no_copy_is_related_and_copies_of_another_are_listed_once(build):
    story = " ".join(f"The ferry {number} of Sandholm waited in fog at pier {number * 7}." for number in range(20))
    other = " ".join(f"A sailing ship left quay {number} of Sandholm in storm {number * 3}." for number in range(20))
    index = build(*(f"{story} Edition {n}." for n in range(2)), *(f"{other} Edition {n}." for n in range(3)))
    asked = next(article for article in index.articles.values() if article.text.startswith("The ferry"))
    (found,) = related_articles(asked.id, index=index)
    assert found.article.text.startswith("A sailing ship")


def test_what_has_nothing_in_common_is_not_related(build):
    index = build("The ferry to Sandholm waits in the harbour.", "A theorem on prime ideals has a short proof.")
    assert all(related_articles(id, index=index) == () for id in index.articles)


def test_a_single_article_has_no_related_one(build):
    index = build("The ferry to Sandholm waits in the harbour.")
    assert related_articles(next(iter(index.articles)), index=index) == ()


def test_an_unknown_article_is_named(topics):
    with pytest.raises(CorpusError, match="There is no article x"):
        related_articles("x", index=topics)
