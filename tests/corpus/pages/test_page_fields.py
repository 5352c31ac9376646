"""The fields of a page are those that it states."""

import pytest

from corpus.pages.page_fields import clean_authors
from tests.support.documents import STORY, read_one
from tests.support.story_pages import PARAGRAPHS, read_written, write_head


def write_post(name, text, kind="comment"):
    author = f"<span itemprop='author'><a href='/u'><span itemprop='name'>{name}</span></a></span>"
    return f"<div itemprop='{kind}' itemscope><div>{author}</div><div itemprop='text'><p>{text}</p></div></div>"


def test_a_citation_names_who_wrote_a_post(tmp_path):
    first, second, third = f"{STORY} Who knows?", f"Nobody does. {STORY}", f"I do. {STORY}"
    posts = write_post("odo", first) + write_post("maren", second) + write_post("odo", third)
    page = f"<html><head><title>Keys</title></head><body><h1>Keys</h1><div>{posts}</div></body></html>"
    article = read_one(tmp_path / "a.html", page.encode())
    places = [article.place_at(article.text.index(words)) for words in ("Who knows?", "Nobody does", "I do.")]
    assert places == ["post by odo", "post by maren", "post by odo"]
    alone = page.replace("maren", "odo")
    assert read_one(tmp_path / "b.html", alone.encode()).pages == ()


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        (["Laura June Lund July"], ["Laura June Lund"]),
        (["Theresa May"], ["Theresa May"]),
        (["Rosa Lund", " Updated May"], ["Rosa Lund"]),
        (["Username"], []),
        (["By Rosa Lund", "rosa lund", "Emil Brandt 12"], ["Rosa Lund", "Emil Brandt"]),
        (["x" * 400], []),
    ],
)
def test_only_names_of_people_are_authors(names, authors):
    assert clean_authors(names) == authors


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        ("04/05/2024", "", None),
        ("04/05/2024", "en", None),
        ("4.5.2024", "", None),
        ("04.05.2024", "de", "2024-05-04"),
        ("24/05/2024", "", "2024-05-24"),
        ("05/05/2024", "", "2024-05-05"),
        ("2024-05-04", "", "2024-05-04"),
        ("May 4, 2024", "", "2024-05-04"),
    ],
)
def test_a_date_that_can_be_read_in_two_ways_is_unknown(written, language, expected):
    page = write_head(f"<meta name='date' content='{written}'>", language=language)
    assert read_written(page)["date"] == expected


def test_the_day_of_an_update_does_not_stand_in_for_an_ambiguous_date():
    byline = "<p class='byline'>By Rosa Lund | Updated: May 6th, 2024</p>"
    assert read_written(write_head("<meta name='date' content='04/05/2024'>", body=byline + PARAGRAPHS))["date"] is None


def test_a_page_of_a_wiki_has_the_date_of_its_latest_edit():
    dates = '{"@context": "https://schema.org", "@type": "Article", "datePublished": "2003-02-01T10:00:00Z", '
    dates += '"dateModified": "2024-03-04T10:00:00Z"}'
    page = write_head(f"<script type='application/ld+json'>{dates}</script>")
    assert read_written(page)["date"] == "2003-02-01"
    assert read_written(page.replace("<body>", "<body class='mediawiki ltr'>"))["date"] == "2024-03-04"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Granary leased | The Post", "<h1>Granary leased</h1>", "Granary leased"),
        ("The Post | Granary leased", "<h1>Granary leased</h1>", "Granary leased"),
        (
            "Granary leased - The Post",
            "<h1>Harbour centre</h1><h2 class='headline'>Granary leased</h2>",
            "Granary leased",
        ),
        ("Granary leased - The Post", "<h1><a href='/'>The Post</a></h1>", "Granary leased"),
        ("Granary leased - The Post", "<h1>The Post</h1><h1>Granary leased</h1>", "Granary leased"),
        ("The Post", "<h1>Granary leased</h1>", "Granary leased"),
        ("Granary leased - The Post", "<h1>Harbour centre</h1><h2>Granary leased</h2>", "Granary leased"),
        ("Granary leased - News", "<h1>Granary leased by Lund</h1><h2>News</h2>", "Granary leased by Lund"),
        ("Ships - a history - The Post", "<h1>Ships - a history</h1>", "Ships - a history"),
    ],
)
def test_the_title_is_the_one_that_a_heading_confirms(title, body, expected):
    assert read_written(write_head(f"<title>{title}</title>", body=body + PARAGRAPHS))["title"] == expected


def test_the_name_of_the_site_is_cut_off_a_title():
    title = "<meta property='og:title' content='Granary leased | The Post'>"
    assert (
        read_written(write_head(title, "<meta property='og:site_name' content='The Post'>"))["title"]
        == "Granary leased"
    )
    assert read_written(write_head(title, body=f"<h1>Granary leased</h1>{PARAGRAPHS}"))["title"] == "Granary leased"


def test_all_authors_of_a_page_are_named():
    byline = (
        "<p class='byline'>By <a rel='author' href='/r'>Rosa Lund</a>, <a rel='author' href='/e'>Emil Brandt</a></p>"
    )
    assert read_written(write_head(body=byline + PARAGRAPHS))["author"] == ["Rosa Lund", "Emil Brandt"]
    metas = "".join(f"<meta name='citation_author' content='{name}'>" for name in ("Rosa Lund", "Emil Brandt"))
    assert read_written(write_head(metas))["author"] == ["Rosa Lund", "Emil Brandt"]


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ("<link rel='canonical' href='https://post.example/granary'>", "https://post.example/granary"),
        (
            "<base href='https://post.example/news/'><link rel='canonical' href='granary'>",
            "https://post.example/news/granary",
        ),
        ("<link rel='canonical' href='/granary'><meta property='og:image' content='https://img.example/a.jpg'>", ""),
        ("<link rel='canonical' href='javascript:void(0)'>", ""),
    ],
)
def test_the_address_of_a_page_is_resolved_or_unknown(lines, url):
    assert read_written(write_head(lines))["url"] == url


def test_a_page_saved_by_a_browser_has_the_address_it_was_saved_from():
    saved = "<!-- saved from url=(0029)https://post.example/n/page -->\n"
    page = "<!DOCTYPE html>\n" + saved + write_head("<link rel='canonical' href='/granary'>")
    assert read_written(page)["url"] == "https://post.example/granary"


@pytest.mark.parametrize(
    ("line", "language", "published"),
    [
        ("Pressemitteilung vom 20. Januar 2022", "de", "2022-01-20"),
        ("Datum: 03.11.2021", "de", "2021-11-03"),
        ("20 janvier 2022", "fr", "2022-01-20"),
        ("20 de enero de 2022", "es", "2022-01-20"),
        ("20 января 2022", "ru", "2022-01-20"),
        ("03.11.2021", "", None),
        ("31. Februar 2022", "de", None),
    ],
)
def test_the_date_beside_the_title_is_read_in_the_language_of_the_page(line, language, published):
    page = write_head(body=f"<h1>Granary</h1><div class='meta'>{line}</div>{PARAGRAPHS}", language=language)
    assert read_written(page)["date"] == published
