"""Exact copies: one article that keeps what each of its places states, whatever is read, removed and updated."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import read_articles
from index.building.build import build_index
from index.building.merge import merge_articles
from index.building.publications import choose_publications
from index.opening import open_index
from qa import ask, retrieve
from qa.about import answer_about
from qa.citations.references import FORMATS, make_reference
from qa.query.collection_topic import CollectionTopic
from qa.serialize import AnswerForm, article_to_json
from tests.support.weather import RAIN, SNOW
from ui.cli.main import quotedesk
from ui.cli.terminal import describe_article
from ui.html.answer_html import answer_html

COURIER: dict[str, Any] = dict(
    title="Rain", source="Courier", author="Rosa Lund", published=date(2024, 3, 1), url="https://c.example/1"
)
POST: dict[str, Any] = dict(
    title="Heavy rain", source="Post", author="Emil Brandt", published=date(2024, 3, 4), url="https://p.example/1"
)
NOTHING: dict[str, Any] = dict(title="", source="", author="", published=None, url="")
PLACES = {"a": COURIER, "b": POST, "c": NOTHING, "d": COURIER, "e": COURIER | {"published": None}}


def found_at(place):
    return FoundArticle(make_article(RAIN, **PLACES[place]), place)


def merge(stored, found, gone=()):
    known, origins, publications = stored
    result = merge_articles(known, origins, publications, [found_at(place) for place in found], gone=gone)
    articles = {id: result.written.get(id) or stored[0][id] for id in result.origins}
    return articles, result.origins, result.publications


def state(articles):
    return [(article, article.also) for article in articles.values()]


STEPS = st.lists(
    st.tuples(st.lists(st.sampled_from("abcde"), max_size=4), st.sets(st.sampled_from("abcde"))), max_size=4
)


@given(STEPS)
def test_an_article_says_what_its_places_say_whatever_the_order_of_reading(steps):
    stored, places = ({}, {}, {}), set()
    for found, gone in steps:
        gone = gone - set(found)
        stored = merge(stored, found, gone)
        places = (places | set(found)) - gone
    at_once = merge(({}, {}, {}), sorted(places))
    assert state(stored[0]) == state(at_once[0])
    assert stored[1:] == at_once[1:]


@given(st.lists(st.sampled_from("abcde"), min_size=1, unique=True), st.randoms())
def test_the_order_of_publications_is_that_of_their_days(places, chance):
    publications = [found_at(place).article.publication for place in places]
    chosen = choose_publications(publications)
    chance.shuffle(publications)
    assert choose_publications(publications) == chosen
    assert [one.published for one in chosen if one.published] == sorted(
        one.published for one in chosen if one.published
    )
    stated = {one.source for one in publications if one.source}
    assert {one.source for one in chosen if one.source} == stated


def test_a_copy_that_states_nothing_new_is_not_named():
    (article,) = merge(({}, {}, {}), "acde")[0].values()
    assert (article.source, article.also) == ("Courier", ())


@pytest.fixture(scope="module")
def syndicated(tmp_path_factory, encoder):
    """Two papers printed the same report; a third one is about something else."""
    folder = tmp_path_factory.mktemp("syndicated")
    write(folder / "post.md", POST)
    write(folder / "courier.md", COURIER)
    write(folder / "snow.md", dict(title="Snow", source="Courier", published=date(2024, 2, 1)), SNOW)
    build_index(read_articles([folder]), folder / "index", encoder=encoder)
    return folder


def write(path, fields, text=RAIN):
    lines = [f"{'date' if name == 'published' else name}: {value}" for name, value in fields.items()]
    path.write_text("---\n" + "\n".join(lines) + f"\n---\n{text}")


@pytest.mark.parametrize(
    "filters",
    [
        dict(sources=["Courier"], since=date(2024, 3, 1)),
        dict(sources=["post"]),
        dict(until=date(2024, 3, 3), since=date(2024, 2, 2)),
        dict(since=date(2024, 3, 3)),
    ],
)
def test_an_article_is_found_by_the_source_and_the_day_of_each_publication(syndicated, filters):
    hits = retrieve("Where did rain fall?", index=syndicated / "index", **filters)
    assert [hit.passage.text for hit in hits] == [RAIN]


def test_source_and_day_must_be_those_of_one_publication(syndicated):
    assert not retrieve("rain", index=syndicated / "index", sources=["Post"], until=date(2024, 3, 3))
    assert not retrieve("rain", index=syndicated / "index", sources=["Courier"], since=date(2024, 3, 2))


def test_both_papers_are_counted(syndicated):
    index = open_index(syndicated / "index")
    assert dict(index.overview.sources) == {"Courier": 2, "Post": 1}
    assert (index.overview.first, index.overview.last) == ("2024-02-01", "2024-03-04")
    assert "Post" in answer_about("Which sources?", CollectionTopic("sources"), index).reason


def test_both_papers_are_named_in_every_output(syndicated):
    index = open_index(syndicated / "index")
    answer = ask("Where did rain fall?", index=index, sources=["Post"])
    (quote,) = answer.quotes
    shown = [describe_article(quote.article), answer_html(answer), json.dumps(AnswerForm.dump(answer))]
    shown += [make_reference(quote, form) for form in FORMATS if form != "annotation"]
    for output in shown:
        assert "Courier" in output and "Post" in output
    post = POST | {"published": "2024-03-04", "date_basis": "metadata"}
    assert article_to_json(quote.article)["also"] == [post]
    result = CliRunner().invoke(quotedesk, ["articles", "--index", str(syndicated / "index")])
    assert "Courier · Rosa Lund · 1 March 2024 · also published by Post, 4 March 2024, Emil Brandt" in result.output


def test_one_paper_stays_when_the_other_is_removed_or_changed(tmp_path, encoder):
    papers = tmp_path / "papers"
    papers.mkdir()
    write(papers / "post.md", POST)
    write(papers / "courier.md", COURIER)

    def update():
        report = build_index(read_articles([papers]), tmp_path / "index", encoder=encoder)
        return report, list(open_index(tmp_path / "index").articles.values())

    report, (article,) = update()
    assert (report.new, article.source, [one.source for one in article.also]) == (1, "Courier", ["Post"])
    report, _ = update()
    assert (report.new, report.updated, report.unchanged) == (0, 0, 1)

    write(papers / "post.md", POST | {"published": date(2024, 2, 1)})
    report, (article,) = update()
    assert (report.updated, report.encoded) == (1, 1)
    assert [(one.source, one.published) for one in article.publications] == [
        ("Post", date(2024, 2, 1)), ("Courier", date(2024, 3, 1))
    ]  # fmt: skip

    (papers / "post.md").unlink()
    report, (article,) = update()
    assert (report.removed, article.publication, article.also) == (
        0,
        make_article(RAIN, **COURIER, date_basis="metadata").publication,
        (),
    )

    write(papers / "post.md", POST, SNOW)
    report, articles = update()
    assert {(article.text, article.source, article.also) for article in articles} == {
        (RAIN, "Courier", ()), (SNOW, "Post", ())
    }  # fmt: skip


def test_an_index_of_before_is_read_and_updated(tmp_path, encoder):
    write(tmp_path / "courier.md", COURIER)
    build_index(read_articles([tmp_path / "courier.md"]), tmp_path / "index", encoder=encoder)
    generation = open_index(tmp_path / "index").path
    assert not list(generation.rglob("also.npy")) and not list(generation.rglob("publications.json"))
    write(tmp_path / "post.md", POST)
    build_index(read_articles([tmp_path / "post.md"]), tmp_path / "index", encoder=encoder)
    (article,) = open_index(tmp_path / "index").articles.values()
    assert [one.source for one in article.publications] == ["Courier", "Post"]
    build_index(read_articles([tmp_path / "post.md"]), tmp_path / "index", encoder=encoder, full=True)
    assert list(open_index(tmp_path / "index").articles.values()) == [article]
