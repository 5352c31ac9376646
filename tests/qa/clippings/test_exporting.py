"""Exported clippings, read back by the programs and standards they are for."""

import io
import json
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest
import rispy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import make_article
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.clippings.clipping import make_clipping, read_line
from qa.clippings.clipping_export import EXPORT_FORMS, export_clippings
from qa.clippings.obsidian import write_notes
from qa.reading.quoting import quote_at
from tests.support.hostile import HOSTILE_TEXT, HOSTILE_TITLE

NEWS = "Rain fell in Almaty all day. The river rose.\n\nSnow closed the northern road."
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


class Shelf:
    """An index of some articles, as far as an export reads one."""

    def __init__(self, *articles) -> None:
        self.articles = {article.id: article for article in articles}

    def read_articles_ahead(self, ids):
        """Read nothing."""


def export(clippings, form, *articles):
    index: Any = Shelf(*articles)
    return export_clippings(clippings, form, index)


@pytest.fixture
def weather():
    return make_article(
        NEWS,
        title="Weather: rain",
        source="Daily",
        author="Ada",
        published=date(2024, 3, 1),
        url="https://daily.example/weather",
    )


@pytest.fixture
def kept(weather):
    first = make_clipping(
        quote_at(weather, 0, 28), "For chapter 2\nsecond line", ["rain", "2024", "Lake Issyk"], now=NOW
    )
    return [first, make_clipping(quote_at(weather, 46, 76), now=NOW)]


def open_notes(archive):
    """Return the front matter and the body of each note by its name."""
    packed = zipfile.ZipFile(io.BytesIO(archive))
    assert packed.testzip() is None
    notes = {}
    for name in packed.namelist():
        _, matter, body = packed.read(name).decode().split("---\n", 2)
        notes[name] = yaml.safe_load(matter), body
    return notes


def test_markdown_has_one_note_a_clipping_with_front_matter(kept, weather):
    notes = open_notes(export(kept, "markdown", weather))
    assert sorted(notes) == sorted(f"2024-03-01 Weather rain ({one.id}).md" for one in kept)
    matter, body = notes[f"2024-03-01 Weather rain ({kept[0].id}).md"]
    assert matter == {
        "title": "Weather: rain",
        "source": "Daily",
        "author": "Ada",
        "date": date(2024, 3, 1),
        "link": "https://daily.example/weather#:~:text=Rain%20fell%20in%20Almaty%20all%20day.",
        "article": f"{weather.id}:0-28",
        "kept": date(2026, 12, 1),
        "tags": ["rain", "y2024", "Lake-Issyk"],
    }
    assert "\n> Rain fell in Almaty all day\\.\n" in body
    assert f"[Weather\\: rain](<{matter['link']}>), Ada, Daily, 1 March 2024" in body
    assert "For chapter 2\nsecond line" in body
    assert "tags" not in notes[f"2024-03-01 Weather rain ({kept[1].id}).md"][0]


def test_an_article_that_is_gone_is_exported_as_it_was(kept):
    (matter, _), *_ = open_notes(export(kept, "markdown")).values()
    assert (matter["link"], matter["source"]) == ("https://daily.example/weather", "Daily")
    (entry,) = rispy.loads(export(kept, "ris").decode())
    assert (entry["title"], entry["year"]) == ("Weather: rain", "2024")


def test_equal_clippings_make_equal_archives(kept, weather):
    assert export(kept, "markdown", weather) == export(kept, "markdown", weather)


def test_ris_has_an_entry_an_article_with_quotations_notes_and_keywords(kept, weather):
    other = make_article("The committee met.", title="A committee")
    third = make_clipping(quote_at(other, 0, 18))
    text = export([*kept, third], "ris", weather, other).decode()
    first, second = rispy.loads(text)
    assert (first["title"], first["urls"], first["keywords"]) == (
        "Weather: rain",
        ["https://daily.example/weather"],
        ["2024", "Lake Issyk", "rain"],
    )
    assert first["notes"] == [
        "“Rain fell in Almaty all day.” “Snow closed the northern road.”",
        "For chapter 2 second line (on “Rain fell in Almaty all day.”)",
    ]
    assert (second["title"], "keywords" in second) == ("A committee", False)
    assert text.count("ER  - \r\n") == 2


def test_csl_has_an_item_an_article(kept, weather):
    (item,) = json.loads(export(kept, "csl", weather))
    assert (item["title"], item["keyword"]) == ("Weather: rain", "2024, Lake Issyk, rain")
    assert item["note"].splitlines()[-1].startswith("For chapter 2 second line")
    assert item["issued"] == {"date-parts": [[2024, 3, 1]]}


def test_annotations_have_both_selectors_and_verify(kept, weather):
    content = export(kept, "annotations", weather)
    first, second = json.loads(content)
    quote, position = first["target"]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", "Rain fell in Almaty all day.")
    assert (position["type"], position["start"], position["end"]) == ("TextPositionSelector", 0, 28)
    assert first["target"]["source"] == weather.url
    assert (first["@context"], first["created"]) == ("http://www.w3.org/ns/anno.jsonld", "2026-12-01T09:30:00Z")
    assert [(body["purpose"], body["value"]) for body in first["body"]] == [
        ("commenting", "For chapter 2\nsecond line"),
        *(("tagging", tag) for tag in ("rain", "2024", "Lake Issyk")),
    ]
    assert (second["motivation"], "body" in second) == ("highlighting", False)
    index: Any = Shelf(weather)
    assert [verify(citation, index).status for citation in read_citations(content, "a")] == ["ok", "ok"]


def test_json_has_all_that_the_file_has(kept):
    rows = json.loads(export(kept, "json"))
    assert [read_line(json.dumps(row)) for row in rows] == kept
    assert len(read_citations(export(kept, "json"), "clippings.json")) == 2


def test_nothing_is_exported_without_an_error(weather):
    for form in EXPORT_FORMS:
        assert export([], form, weather) is not None
    with pytest.raises(ValueError, match="no form 'pdf'; choose one of markdown, ris"):
        export([], "pdf")


def test_hostile_texts_stay_texts(weather):
    evil = make_article(HOSTILE_TEXT, title=HOSTILE_TITLE, source="x\nER  - \r\nTY  - BOOK", url="javascript:alert(1)")
    note = "---\nevil: true\n---\n![[secret]] ![x](http://evil.example/a.png) <% tp %> `= dv`"
    clipping = make_clipping(quote_at(evil, 0, len(HOSTILE_TEXT)), note, ["a]]b", "../x", "#"])
    ((matter, body),) = open_notes(export([clipping], "markdown", evil)).values()
    assert "link" not in matter and "evil" not in matter
    for dangerous in ("<img", "<script", "![", "](", "<%", "`", "[["):
        assert dangerous not in body.replace(f"\\{dangerous[0]}", "")
    (entry,) = rispy.loads(export([clipping], "ris", evil).decode())
    assert entry["type_of_reference"] == "GEN"


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(max_examples=200)
@given(st.lists(st.tuples(ANYTHING, ANYTHING, ANYTHING), max_size=4))
def test_any_clipping_has_a_safe_name_and_a_readable_note(rows):
    clippings = []
    for title, note, tag in rows:
        article = make_article(
            f"Some words. {title}", title=title, source=note, author=tag, url=f"https://a.example/{tag}"
        )
        clippings.append(make_clipping(quote_at(article, 0, 11), note, [tag[:60]], now=NOW))
    notes = open_notes(write_notes(clippings, [one.article.url for one in clippings]))
    assert len({name.casefold() for name in notes}) == len(clippings)
    for name, (matter, _) in notes.items():
        assert PurePosixPath(name).name == name
        assert not set('[]#^|\\/:*?"<>\0') & set(name)
        assert not name.startswith((".", " ", "-")) and len(name.encode()) <= 255 and name.endswith(").md")
        assert not any(unicodedata.category(sign).startswith("C") for sign in name)
        assert matter["kept"] == date(2026, 12, 1)
    entries = rispy.loads(export(clippings, "ris").decode())
    assert len(entries) == len({one.article.id for one in clippings})
