"""The overview of a collection: planted topics become groups; every word is quoted; copies count once."""

import re
from datetime import date

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import DateError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.overview.overview import overview, survey
from tests.support.topics import TOPICS, write_topics

EACH = 14


@pytest.fixture(scope="module")
def planted():
    """The topic of each article by its id."""
    return {article.id: topic for topic, article in write_topics(EACH)}


@pytest.fixture(scope="module")
def topics(encoder, tmp_path_factory):
    """An index of articles of planted topics; those of the first topic are of one source, the others of no source."""
    found = [
        FoundArticle(
            make_article(
                article.text,
                source="" if topic else "Harbour News",
                published=None if topic else date(2024, 1 + number % 12, 3),
            ),
            str(number),
        )
        for number, (topic, article) in enumerate(write_topics(EACH))
    ]
    folder = tmp_path_factory.mktemp("topics") / "index"
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


def test_each_group_holds_the_articles_of_one_topic(topics, planted):
    found = overview(index=topics)
    assert (found.articles, found.copies, found.sentences) == (3 * EACH, 0, ())
    members = [{planted[id] for id in group.ids} for group in found.groups]
    assert all(len(topic) == 1 for topic in members)
    assert len(members) <= 4 and set().union(*members) == {0, 1, 2}
    assert sorted(id for group in found.groups for id in group.ids) == sorted(planted)
    assert [group.number for group in found.groups] == list(range(1, len(members) + 1))
    sizes = [len(group.ids) for group in found.groups]
    assert sizes == sorted(sizes, reverse=True)


def test_a_group_is_named_by_a_sentence_and_names_of_its_own_articles(topics, planted):
    for group in overview(index=topics).groups:
        topic = TOPICS[planted[group.ids[0]]]
        quote = group.sentence
        assert quote and quote.article.id in group.ids
        assert quote.text == quote.article.text[quote.start : quote.end]
        assert [quote.start, quote.end] in topics.sentences_of(quote.article.id).tolist()
        others = " ".join(topics.articles[id].text for id in planted if planted[id] != planted[group.ids[0]])
        assert group.names[0].text in {part for name in topic.names for part in (name, *name.split())}
        for name in group.names:
            assert name.article.id in group.ids and name.text == name.article.text[name.start : name.end]
            assert name.text not in others


def test_the_same_index_gives_the_same_overview(topics):
    assert survey(open_index(topics.folder)) == survey(topics)


def test_filters_leave_the_other_articles_out(topics, planted):
    of_source = overview(index=topics, sources=["harbour news"])
    assert (of_source.articles, of_source.groups) == (EACH, ())
    assert {planted[quote.article.id] for quote in of_source.sentences} == {0}
    spring = overview(index=topics, since="2024-04", until="2024-08")
    assert {quote.article.published.month for quote in spring.sentences} == {4, 7}
    days = [quote.article.published for quote in spring.sentences]
    assert days == sorted(days, reverse=True)
    assert overview(index=topics, sources=["nobody"]).articles == 0
    with pytest.raises(DateError):
        overview(index=topics, since="yesterday")


@pytest.mark.parametrize("count", [1, 5])
def test_few_articles_get_a_sentence_each_and_no_groups(build, count):
    texts = [f"The lock keeper of basin {number} retired in May. It was late." for number in range(count)]
    found = overview(index=build(*texts))
    assert (found.articles, found.groups) == (count, ())
    assert [quote.number for quote in found.sentences] == list(range(1, count + 1))
    assert {quote.text for quote in found.sentences} == {text.removesuffix(" It was late.") for text in texts}


def test_near_copies_count_once_and_the_earliest_represents_them(encoder, tmp_path):
    story = " ".join(f"The council of ward {number} met about the flood in hall {number * 7}." for number in range(20))
    dated = [date(2024, 5, 2), date(2024, 5, 1), date(2024, 5, 3)]
    copies = [make_article(f"{story} Edition {place}.", published=day) for place, day in enumerate(dated)]
    other = make_article("A heron nests at the weir of the mill.")
    found = [FoundArticle(article, str(place)) for place, article in enumerate([*copies, other])]
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    small = overview(index=tmp_path / "index")
    assert (small.articles, small.copies) == (2, 2)
    assert {quote.article.id for quote in small.sentences} == {copies[1].id, other.id}
    (quote,) = (quote for quote in small.sentences if quote.article.id == copies[1].id)
    assert {place.article.id for place in quote.also} == {copies[0].id, copies[2].id}
    # A filter that leaves the earliest out makes the next one represent them.
    later = overview(index=tmp_path / "index", since=date(2024, 5, 2))
    assert [quote.article.id for quote in later.sentences] == [copies[0].id]


def test_copies_of_a_group_are_counted_beside_it(encoder, tmp_path):
    story = " ".join(f"The ferry {number} of Sandholm waited in fog at pier {number * 7}." for number in range(20))
    articles = [article for _, article in write_topics(10)]
    copies = [make_article(f"{story} Edition {number}.") for number in range(4)]
    found = [FoundArticle(article, str(place)) for place, article in enumerate([*articles, *copies])]
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    whole = overview(index=tmp_path / "index")
    assert (whole.articles, whole.copies) == (31, 3)
    assert sum(group.copies for group in whole.groups) == 3
    assert sum(len(group.ids) for group in whole.groups) == 31
    (group,) = (group for group in whole.groups if group.copies)
    assert len({copy.id for copy in copies} & set(group.ids)) == 1


def test_articles_without_names_or_sentences_are_grouped_too(build):
    lines = [f"| {number} | {number * number} |" for number in range(12)]
    words = [f"the water mill grinds rye flour number {number} again and again." for number in range(12)]
    found = overview(index=build(*lines, *words))
    assert sum(len(group.ids) for group in found.groups) == found.articles
    for group in found.groups:
        assert all(re.search(r"\w", name.text) for name in group.names)
