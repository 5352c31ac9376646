"""The surroundings of the article of a page are left out, and nothing of the article."""

from time import process_time

import pytest

from corpus.formats.html import parse_html
from corpus.pages.html_pieces import parse_piece
from corpus.pages.labels import is_around
from corpus.pages.surroundings import find_authors
from tests.support.documents import STORY
from tests.support.story_pages import (
    ALL,
    FIRST,
    PARAGRAPHS,
    list_sentences,
)


def test_the_name_of_the_author_is_not_a_sentence():
    page = "<html><body><article><h1>Granary</h1><div><a rel='author' href='/r'>Rosa Lund</a></div>"
    assert list_sentences(f"{page}<p>{FIRST}</p></article></body></html>") == [FIRST]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It rained. <a href='/u'>Unsubscribe</a>", "It rained."),
        ("It rained. <a href='/v'>View in browser</a> | <b><a href='/u'>Unsubscribe</a></b>", "It rained."),
        ("To stop this, click <a href='/u'>unsubscribe</a>.", "To stop this, click unsubscribe."),
        ("You can <a href='/u'>unsubscribe</a>", "You can unsubscribe"),
    ],
)
def test_a_link_to_unsubscribe_ends_no_paragraph(written, shown):
    assert [block.text for block in parse_piece(f"<p>{written}</p>")] == [shown]
    page = f"<html><body><article><h1>Vik</h1><p>{STORY}</p><p>{STORY} {written}</p></article></body></html>"
    assert str(parse_html(page)["text"]).endswith(f"{STORY} {shown}")


def test_teasers_and_related_links_are_left_out():
    teasers = "".join(
        f"<article><h3><a href='/{n}'>Other story {n} of the day</a></h3><p>In short.</p></article>" for n in range(4)
    )
    related = "<h3>Related stories</h3><ul><li><a href='/a'>Dam holds</a></li><li><a href='/b'>Ferry back</a></li></ul>"
    article = f"<article><h1>Granary</h1>{PARAGRAPHS}{related}</article>"
    assert list_sentences(f"<html><body>{article}<section>{teasers}</section></body></html>") == list(ALL)


def test_a_list_of_stories_is_kept_where_it_is_the_article():
    stories = "".join(
        f"<article><h2><a href='/{n}'>Story {n}</a></h2><p>{text}</p></article>" for n, text in enumerate(ALL)
    )
    assert [
        text for text in list_sentences(f"<html><body><main>{stories}</main></body></html>") if text in ALL
    ] == list(ALL)


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "Read more: Harbour closed",
        "READ MORE: Granary sold to Emil Brandt",
        "Photo: X / AFP",
        "Photo by Jane Doe",
        "Jane Doe / Reuters",
        "Getty Images",
        "Newsroom logo",
        "Unsubscribe",
        "View in browser",
        "View this email in your browser",
        "Share this: Twitter",
        "Share this: Facebook, WhatsApp, E-mail",
        "Share this article",
        "Listen to this article - 4 min",
        "4 min read",
        "Last update: 3 May 2024",
        "Last updated on: Monday",
        "We use cookies to improve your visit.",
        "Subscribe to our weekly newsletter!",
        "Sign up to our morning letter",
        "© 2024 The Post.",
    ],
)
def test_lines_around_an_article_are_recognised(line):
    assert is_around(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "He said: “Read more, and share this with all who will listen.”",
        "Photo finishes are rare.",
        "Unsubscribe and you will miss it.",
        "Share this: the mill was sold to X",
        "View in browser tests was poor",
        "All rights matter.",
        "Image by image, the team rebuilt the film.",
        "Subscribe to that theory and you will lose.",
        "Last update of the law was in 1995.",
        "Sign up was brisk at the harbour.",
        "“Read more,” she said.",
        "Photo by photo, they found him.",
        "Listen to this article of the treaty, he begged.",
    ],
)
def test_sentences_that_begin_like_boilerplate_are_kept(sentence):
    assert not is_around(sentence)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Rosa Lund", ["Rosa Lund"]),
        ("By Rosa Lund and Emil Brandt | May 6, 2024", ["Rosa Lund", "Emil Brandt"]),
        ("Von Ines Vogel, Rosa Lund und Emil Brandt", ["Ines Vogel", "Rosa Lund", "Emil Brandt"]),
        ("By Jan van der Meer — Updated: May 6th, 2024 at 9:15 PM EST", ["Jan van der Meer"]),
        ("By Monday the ferry ran again.", []),
        ("By the sea", []),
        ("By Rosa Lund on 6 May 2024 | 3 comments", ["Rosa Lund"]),
        ("By Rosa Lund on 6 May 2024 | 3 comments were deleted", []),
        ("Rosa Lund", []),
        ("By " + "A " * 90 + "1" * 20, []),
    ],
)
def test_a_byline_names_its_authors(line, names):
    assert find_authors(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Die Mole bleibt gesperrt",
        "Weitere Informationen:",
        "Auch interessant",
        "À lire aussi : Le moulin est vendu",
        "Lea también: El molino se vende",
        "Te puede interesar",
        "Leggi anche",
        "Czytaj też: Młyn sprzedany",
        "Читайте также: мельница продана",
        "Lees ook",
        "Foto: Rosa Lund",
        "12 Kommentare",
        "Teilen mit:",
    ],
)
def test_labels_in_other_languages_are_recognised(line):
    assert is_around(line)


@pytest.mark.parametrize(
    "line",
    [
        "Weitere Informationen lagen dem Rat am Montag nicht vor.",
        "Auch lesende Kinder brauchen Licht",
        "Mehr Licht",
        "Lire aussi vite qu’elle est un art.",
        "Lea también cantó.",
        "Fotografie der alten Mole",
        "Anzeige gegen den Pächter",
        "Teilen macht Spaß",
        "Reclame que hubo",
    ],
)
def test_lines_that_begin_like_labels_in_other_languages_are_kept(line):
    assert not is_around(line)


LEAD = "The old granary has stood empty since the flood, and the council must now decide who may have it."


@pytest.mark.parametrize(
    ("head", "lead", "is_kept"),
    [
        (f"<meta name='description' content='{LEAD}'>", f"<div class='x'><p>{LEAD}</p></div>", True),
        (f"<meta property='og:description' content='{LEAD[:70]}…'>", f"<div class='x'><p>{LEAD}</p></div>", True),
        ("", f"<div class='article-lead'><p>{LEAD}</p></div>", True),
        ("", f"<div class='x'><p>{LEAD}</p></div>", False),
        ("", f"<div class='lead'><p><a href='/other'>{LEAD}</a></p></div>", False),
        ("<meta name='description' content='Granary news.'>", f"<div class='x'><p>{LEAD}</p></div>", False),
    ],
)
def test_the_paragraph_above_the_text_is_kept_where_the_page_names_it(head, lead, is_kept):
    picture = "<figure><img src='a'></figure><ul class='share'><li><a href='/f'>Share</a></li></ul>"
    text = f"<div class='text'>{PARAGRAPHS * 3}</div>"
    page = f"<html><head>{head}</head><body><div><h1>Granary</h1></div>{lead}{picture}{text}</body></html>"
    assert list_sentences(page)[: 1 + is_kept] == ([LEAD, FIRST] if is_kept else [FIRST])


def test_the_paragraph_above_the_text_is_not_repeated():
    head = f"<meta name='description' content='{FIRST}'>"
    assert list_sentences(f"<html><head>{head}</head><body><h1>Granary</h1>{PARAGRAPHS}</body></html>") == list(ALL)


def test_descriptions_that_nothing_fits_take_linear_time():
    metas = "".join(f"<meta name='description' content='{'ab' * 400}{number}'>" for number in range(2_000))
    lines = "".join(f"<div><div><p>{'ab' * 200} {number}.</p></div></div>" for number in range(4_000))
    before = process_time()
    list_sentences(f"<html><head>{metas}</head><body>{lines}<article>{PARAGRAPHS}</article></body></html>")
    assert process_time() - before < 15
