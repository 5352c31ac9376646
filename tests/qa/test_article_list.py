"""The list of articles: found by whole words or beginnings of words, sorted, and written as references."""

import csv
import io
import json
import re

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from qa.article_list import find_articles, name_count
from qa.citations.article_lists import LIST_FORMS, write_list
from qa.citations.references import write_bibliography
from qa.collection import SAMPLES, find_samples, remove_samples, restore_samples
from qa.reading.quoting import quote_at

KEYS = r'(?:"id": "|@misc\{|ID  - )([\w.-]+)'
ARTICLES = [
    make_article("The otters of Orsa swam.", title="Beasts", source="Post", published="2024-03-01"),
    make_article("A winner bought the pub in Orsa.", title="Lottery winner", source="the Gazette", author="Ann Lee"),
    make_article("Rye was ground for years at the old mill of the town.", title="Mills", published="2022-01-05"),
]
BEASTS, LOTTERY, MILLS = (article.id for article in ARTICLES)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder) -> Index:
    folder = tmp_path_factory.mktemp("listed") / "index"
    reading = Reading([FoundArticle(article, f"/{number}") for number, article in enumerate(ARTICLES)])
    build_index(reading, folder, encoder=encoder)
    return open_index(folder)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", [BEASTS, MILLS, LOTTERY]),
        ("otter", [BEASTS]),
        ("OTTERS", [BEASTS]),
        ("lott", [LOTTERY]),
        ("ottery", []),
        ("gaz lee", [LOTTERY]),
        ("orsa", [BEASTS, LOTTERY]),
        ("the otters of orsa", [BEASTS]),
        ("orsa post", [BEASTS]),
        ("march 2024", [BEASTS]),
        ("mill", [MILLS]),
        ("ill", []),
        ("zeppelin", []),
        ("(...)", [BEASTS, MILLS, LOTTERY]),
        ("undated", [LOTTERY]),
        ("No  source", [MILLS]),
        ("source: Post", [BEASTS]),
        ("source: gazette", []),
        ("date: March 2024", [BEASTS]),
        ("date: 2022", [MILLS]),
        ("date: 1 March 2024", [BEASTS]),
    ],
)
def test_articles_are_found_by_whole_words_of_texts_and_beginnings_in_their_fields(index, wanted, found):
    assert find_articles(index, wanted) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("title", [BEASTS, LOTTERY, MILLS]),
        ("-title", [MILLS, LOTTERY, BEASTS]),
        ("source", [BEASTS, LOTTERY, MILLS]),
        ("-source", [LOTTERY, BEASTS, MILLS]),
        ("date", [MILLS, BEASTS, LOTTERY]),
        ("-words", [MILLS, LOTTERY, BEASTS]),
        ("added", [LOTTERY, MILLS, BEASTS]),
        ("-added", [MILLS, LOTTERY, BEASTS]),
        ("nonsense", [MILLS, BEASTS, LOTTERY]),
    ],
)
def test_articles_are_sorted_and_unknown_fields_are_last(index, order, found):
    added = {LOTTERY: "2024-01-01T00:00:00Z", MILLS: "2024-01-02T00:00:00Z"}
    assert find_articles(index, "", order, added) == found


def test_titles_with_numbers_are_sorted_by_their_value(tmp_path, encoder):
    found = [make_article(f"The ferry of day {n} was late.", title=f"Log, part {n}") for n in (10, 2, 1)]
    build_index(Reading([FoundArticle(one, f"/{one.title}") for one in found]), tmp_path / "i", encoder=encoder)
    listed = find_articles(open_index(tmp_path / "i"), "", "title")
    assert listed == [one.id for one in reversed(found)]


def test_a_list_has_one_entry_an_article_in_every_form():
    articles = [*ARTICLES, make_article("x", title='=HYPERLINK("http://evil.example")', source="-1+2\u202e")]
    rows = list(csv.DictReader(io.StringIO(write_list(articles, "csv"))))
    assert [row["title"] for row in rows[:3]] == ["Beasts", "Lottery winner", "Mills"]
    assert (rows[0]["date"], rows[1]["date"], rows[2]["words"]) == ("2024-03-01", "", "12")
    assert rows[3]["title"].startswith("'=") and rows[3]["source"] == "'-1+2\ufffd"
    assert [item["title"] for item in json.loads(write_list(ARTICLES, "csl"))] == ["Beasts", "Lottery winner", "Mills"]
    quotes = [quote_at(article, 0, 9) for article in ARTICLES]
    for form in ("csl", "bibtex", "ris"):
        keys = re.findall(KEYS, write_list(ARTICLES, form))
        assert len(keys) == 3 and keys == re.findall(KEYS, write_bibliography(quotes, form))
    assert write_list(ARTICLES, "ris").count("ER  - ") == 3
    for form in LIST_FORMS:
        assert "“" not in write_list(ARTICLES, form)
    with pytest.raises(ValueError, match="no format"):
        write_list(ARTICLES, "docx")


def test_counts_have_the_right_number():
    assert [name_count(count, "article") for count in (0, 1, 26_000)] == ["0 articles", "1 article", "26,000 articles"]


def test_the_samples_are_those_shipped_and_leave_and_come_back(tmp_path, encoder):
    samples = read_articles([SHIPPED])
    assert {item.article.id for item in samples.found} == SAMPLES
    own = Reading([FoundArticle(ARTICLES[0], "/own"), *samples.found])
    build_index(own, tmp_path / "index", encoder=encoder)
    assert remove_samples(tmp_path / "index").removed == 5
    assert list(open_index(tmp_path / "index").articles) == [BEASTS]
    assert restore_samples(tmp_path / "index").new == 5
    assert find_samples(open_index(tmp_path / "index")) == sorted(SAMPLES)
