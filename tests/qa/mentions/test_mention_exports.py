"""Exports of mentions: a table that no spreadsheet computes, JSON, and a web page that verifies."""

import csv
import io
import json
from datetime import UTC, date, datetime

import lxml.html
import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CitationError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.citations.citations import read_citations
from qa.citations.table_citations import read_table
from qa.citations.verification import verify
from qa.mentions.finding import find_mentions
from ui.html.conversation import ExportOrigin
from ui.html.mentions_export import MAX_TEXTS_LENGTH, export_mentions

ORIGIN = ExportOrigin("generation-000001-c3e5a9949c2e", datetime(2024, 5, 1, tzinfo=UTC))
URL = "https://example.org/lanterns"


@pytest.fixture(scope="module")
def lanterns(tmp_path_factory, encoder):
    said = [
        make_article("=CMD() bought lanterns. Nothing else. +Lanterns, they say.", title="@SUM(A1)", source="-1+1"),
        make_article(
            "Rain fell. The mayor bought <b>lanterns</b>.\n\nNobody saw the lantern.",
            title="News",
            published=date(2024, 2, 22),
            url=URL,
        ),
    ]
    folder = tmp_path_factory.mktemp("lanterns")
    build_index(Reading([FoundArticle(one, str(number)) for number, one in enumerate(said)]), folder, encoder=encoder)
    return open_index(folder)


def export(index, form, typed="lantern"):
    return export_mentions(find_mentions(typed, index=index), form, ORIGIN)


def test_no_cell_of_the_table_is_a_formula(lanterns):
    rows = list(csv.DictReader(io.StringIO(export(lanterns, "csv"))))
    assert [int(row["number"]) for row in rows] == [1, 2, 3, 4]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert (rows[2]["sentence"], rows[2]["article"]) == ("'=CMD() bought lanterns.", "'@SUM(A1)")
    assert rows[0]["link"].startswith(f"{URL}#:~:text=The%20mayor")
    for row in rows:
        text = lanterns.articles[row["article id"]].text
        assert text[int(row["start"]) : int(row["end"])] == row["sentence"].removeprefix("'")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_table_and_the_json_are_verified(lanterns, form):
    content = export(lanterns, form).encode()
    read = read_table if form == "csv" else read_citations
    statuses = [verify(citation, lanterns).status for citation in read(content, f"mentions.{form}")]
    assert statuses == ["ok"] * 4
    forged = content.replace(b"bought lanterns", b"sold lanterns")
    assert [verify(one, lanterns).status for one in read(forged, f"mentions.{form}")].count("ok") == 3


def test_the_json_has_all_mentions_and_counts(lanterns):
    found = json.loads(export(lanterns, "json"))
    assert (found["total"], found["articles"], len(found["mentions"])) == (4, 2, 4)
    assert found["by_month"] == [{"name": "2024-02", "count": 2}, {"name": "", "count": 2}]
    assert [mark["text"] for one in found["mentions"] for mark in one["marks"]] == [
        *("lanterns", "lantern", "lanterns", "Lanterns")
    ]


def test_each_mention_of_the_page_opens_its_article_at_the_words(lanterns):
    page = lxml.html.document_fromstring(export(lanterns, "html"))
    quotations = [node.text_content() for node in page.iter("blockquote")]
    assert quotations == [mention.text for mention in find_mentions("lantern", index=lanterns)]
    links = [link.get("href").removeprefix("#") for link in page.iter("a") if link.get("href").startswith("#")]
    assert [page.get_element_by_id(link).text_content() for link in links] == quotations
    texts = [node.text_content() for node in page.find_class("text")]
    assert texts == [lanterns.articles[one.id].text for one in find_mentions("lantern", index=lanterns).by_article]
    assert not list(page.iter("b")) and [node.get("type") for node in page.iter("script")] == ["application/json"]
    assert any(link.get("href").startswith(f"{URL}#:~:text=") for link in page.iter("a"))


def test_the_page_verifies_and_a_forged_one_does_not(lanterns):
    page = export(lanterns, "html")
    statuses = [verify(one, lanterns).status for one in read_citations(page.encode(), "page")]
    assert statuses == ["ok"] * 4
    forged = page.replace("Rain fell", "Snow fell").replace("The mayor bought", "The mayor stole")
    assert {verify(one, lanterns).status for one in read_citations(forged.encode(), "page")} != {"ok"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<mark>", '<mark class="hidden-sign">'),
        ("<mark>", '<mark id="mention-1">'),
        ("<figure>", '<div class="cut"><figure>'),
        ("<figure>", "<table><figure>"),
        ("</style>", "mark{display:none}</style>"),
        ("bought ", 'bought<bdi class="hidden-sign" title="U+200B"> </bdi>'),
    ],
)
def test_a_page_that_may_hide_words_is_refused(old, new, lanterns):
    page = export(lanterns, "html")
    forged = page.replace(old, new, 1)
    assert forged != page
    with pytest.raises(CitationError, match="was changed"):
        read_citations(forged.encode(), "page")


def test_long_articles_are_cut_around_the_mentions(build):
    filler = "Nothing of note happened in the town on that day. " * (MAX_TEXTS_LENGTH // 100)
    index = build(f"{filler}The mayor bought lanterns. {filler}")
    page = export(index, "html")
    assert len(page) < 10_000
    parsed = lxml.html.document_fromstring(page)
    (text,) = parsed.find_class("text")
    assert parsed.get_element_by_id("mention-1").text_content() == "The mayor bought lanterns."
    assert text.text_content().count("[…]") == 2


def test_another_form_is_refused(lanterns):
    with pytest.raises(ValueError, match="not an export format"):
        export(lanterns, "exe")
