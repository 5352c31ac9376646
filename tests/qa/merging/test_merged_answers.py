"""One answer from several indexes: order by confidence, credit, copies across collections, reasons that are true."""

from datetime import date
from typing import Any

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CollectionMissing, IndexMissing
from corpus.reading import Reading
from index.building.build import build_index
from index.collections.collection_folders import create_collection
from index.opening import open_index
from qa import ask, retrieve
from qa.serialize import answer_to_json, hit_to_json

OWLS = "A barn owl lays four to seven eggs in May. It hunts voles at dusk."
DAM = "The dam at Osh held through the night. Ada Stone signed the report in Geneva."
REPORT = (
    "The council met on Monday to discuss the new harbour. Mayor Lena Vogt said the harbour will cost 40 million "
    "euros and open in 2027. Fishermen from three villages had asked for it since the storm. The state pays half."
)


def build(folder, encoder, *articles):
    found = [FoundArticle(article, str(place)) for place, article in enumerate(articles)]
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


@pytest.fixture(scope="module")
def birds(tmp_path_factory, encoder):
    return build(tmp_path_factory.mktemp("birds"), encoder, make_article(OWLS, title="Owls"))


@pytest.fixture(scope="module")
def dams(tmp_path_factory, encoder):
    return build(tmp_path_factory.mktemp("dams"), encoder, make_article(DAM, title="Dams"))


@pytest.mark.parametrize(
    ("question", "name", "words"),
    [
        ("How many eggs does a barn owl lay?", "birds", "A barn owl lays four to seven eggs in May."),
        ("Who signed the report?", "dams", "Ada Stone signed the report in Geneva."),
    ],
)
@pytest.mark.parametrize("order", [("birds", "dams"), ("dams", "birds")])
def test_the_collection_that_answers_comes_first(question, name, words, order, birds, dams):
    both = {"birds": birds, "dams": dams}
    indexes = {key: both[key] for key in order}
    answer = ask(question, index=indexes)
    alone = ask(question, index=both[name])
    assert answer.status == alone.status
    assert (answer.quotes[0].text, answer.quotes[0].collection) == (words, name)
    # The probability is the one that the collection gives by itself.
    assert answer.confidence == alone.confidence
    assert answer.quotes[0].text == answer.quotes[0].article.text[answer.quotes[0].start : answer.quotes[0].end]
    assert [quote.number for quote in answer.quotes] == list(range(1, len(answer.quotes) + 1))
    confidences = [quote.confidence for quote in answer.quotes]
    assert confidences == sorted(confidences, reverse=True)
    hits = retrieve(question, index=indexes)
    assert hits == list(answer.hits)
    assert hits[0].collection == name
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    form: Any = answer_to_json(answer)
    assert form["quotes"][0]["collection"] == name
    assert hit_to_json(hits[0])["collection"] == name


def test_a_sure_answer_of_one_collection_is_a_sure_answer_of_all(shipped, birds):
    question = "How many of the peacekeepers are women?"
    answer = ask(question, index={"default": shipped, "birds": birds})
    assert answer.status == "answered"
    assert answer.quotes[0].collection == "default"
    assert answer.quotes[0].text == ask(question, index=shipped).quotes[0].text


def test_one_index_answers_as_before_and_credits_nothing(birds):
    question = "How many eggs does a barn owl lay?"
    answer = ask(question, index=birds)
    assert {quote.collection for quote in answer.quotes} == {hit.collection for hit in answer.hits} == {""}
    named = ask(question, index={"birds": birds})
    assert {quote.collection for quote in named.quotes} == {hit.collection for hit in named.hits} == {"birds"}
    assert [quote.text for quote in named.quotes] == [quote.text for quote in answer.quotes]
    assert [hit.passage for hit in retrieve(question, index={"birds": birds})] == [hit.passage for hit in answer.hits]


def test_a_list_of_indexes_is_named_by_their_folders(birds, dams):
    answer = ask("How many eggs does a barn owl lay?", index=[birds, dams.folder])
    assert answer.quotes[0].collection == birds.folder.name


def test_k_counts_the_passages_of_all(birds, dams):
    assert len(retrieve("the night in May", 1, index=[birds, dams])) == 1
    assert len(ask("the night in May", k=1, index=[birds, dams]).quotes) <= 1


def test_the_same_article_in_two_collections_is_quoted_once_and_both_are_named(tmp_path, encoder, dams):
    article = make_article(REPORT, title="Harbour", published=date(2024, 5, 1))
    first = build(tmp_path / "first", encoder, article)
    second = build(tmp_path / "second", encoder, article, make_article(OWLS))
    answer = ask("What will the harbour cost?", index={"dams": dams, "first": first, "second": second})
    costs = [quote for quote in answer.quotes if "40 million" in quote.text]
    assert [quote.collection for quote in costs] == ["first"]
    assert [(place.collection, place.article.id) for place in costs[0].also] == [("second", article.id)]
    hits = retrieve("What will the harbour cost?", index={"first": first, "second": second})
    assert [hit.collection for hit in hits if hit.article.id == article.id] == ["first"]


def test_near_copies_across_collections_fold_into_the_earliest(tmp_path, encoder):
    article = make_article(REPORT, title="Harbour", published=date(2024, 5, 3))
    reprint = make_article(f"By our own reporter.\n\n{REPORT}", title="New harbour", published=date(2024, 5, 1))
    first = build(tmp_path / "first", encoder, article, make_article(DAM))
    second = build(tmp_path / "second", encoder, reprint, make_article(OWLS))
    answer = ask("What will the harbour cost?", index={"first": first, "second": second})
    costs = [quote for quote in answer.quotes if "40 million" in quote.text]
    assert [(quote.collection, quote.article.id) for quote in costs] == [("second", reprint.id)]
    assert ("first", article.id) in [(place.collection, place.article.id) for place in costs[0].also]
    for place in costs[0].also:
        assert "40 million" in place.article.text[place.start : place.end]


def test_an_article_that_differs_in_a_figure_is_no_copy(tmp_path, encoder):
    first = build(tmp_path / "first", encoder, make_article(REPORT))
    second = build(tmp_path / "second", encoder, make_article(REPORT.replace("40", "60")))
    answer = ask("What will the harbour cost?", index={"first": first, "second": second})
    texts = {(quote.collection, "40" in quote.text) for quote in answer.quotes if "million" in quote.text}
    assert texts == {("first", True), ("second", False)}


def test_a_reason_is_given_only_if_it_is_true_of_all(birds, dams):
    both = {"birds": birds, "dams": dams}
    assert ask("Who is Zorblatt?", index=both).reason == "No article mentions “Zorblatt”."
    missing = ask("When did Geneva fall?", index=both)
    assert "No article mentions “Geneva”" not in missing.reason
    assert ask("Who is Zorblatt?", index=both).status == "not_found"


def test_a_phrase_is_looked_for_in_every_collection(birds, dams):
    answer = ask('"the night" owl eggs', index={"birds": birds, "dams": dams})
    assert {quote.collection for quote in answer.quotes} <= {"dams"}
    none = ask('"the bright day" owl eggs', index={"birds": birds, "dams": dams})
    assert none.reason == "No article contains “the bright day” as typed."


def test_filters_apply_to_every_collection(tmp_path, encoder, birds):
    dated = build(tmp_path / "dated", encoder, make_article(REPORT, source="The Post", published=date(2024, 5, 1)))
    both = {"birds": birds, "dated": dated}
    answer = ask("What will the harbour cost?", index=both, sources=["The Post"])
    assert {quote.collection for quote in answer.quotes} == {"dated"}
    assert ask("What will the harbour cost?", index=both, sources=["Nobody"]).reason == (
        "No article matches these sources and dates."
    )


def test_a_question_about_the_collections_names_each(birds, dams):
    answer = ask("What are these articles about?", index={"birds": birds, "dams": dams})
    assert answer.status == "about"
    assert "birds: " in answer.reason and "dams: " in answer.reason
    assert {quote.collection for quote in answer.quotes} == {"birds", "dams"}


def test_collections_are_found_beside_the_default_index(tmp_path, encoder, monkeypatch):
    root = tmp_path / "index"
    build(root, encoder, make_article(DAM, title="Dams"))
    build(create_collection(root, "birds"), encoder, make_article(OWLS, title="Owls"))
    create_collection(root, "empty")
    question = "How many eggs does a barn owl lay?"
    monkeypatch.setenv("QUOTEDESK_INDEX", str(root))
    assert ask(question).status != "answered"
    answer = ask(question, collections=["birds", "default"])
    assert answer.quotes[0].collection == "birds"
    # The order of the names and their number do not matter.
    assert ask(question, collections=["default", "birds", "birds"]) == answer
    assert ask(question, collections=["birds"]).quotes[0].collection == "birds"
    assert ask(question, index=root, collections=["birds"]).quotes[0].collection == "birds"
    with pytest.raises(CollectionMissing):
        ask(question, collections=["none"])
    with pytest.raises(IndexMissing, match="The collection empty has no articles yet"):
        ask(question, collections=["empty"])
    with pytest.raises(ValueError, match="name of a collection"):
        ask(question, collections=["../index"])
    with pytest.raises(TypeError):
        ask(question, collections="birds")
    with pytest.raises(ValueError, match="no index"):
        ask(question, index=[])


def test_a_conversation_goes_on_over_several_collections(birds, dams):
    both = {"birds": birds, "dams": dams}
    history = ["How many eggs does a barn owl lay?"]
    answer = ask("When does it hunt?", index=both, history=history)
    assert answer.quotes[0].collection == "birds"
    assert "dusk" in answer.quotes[0].text
