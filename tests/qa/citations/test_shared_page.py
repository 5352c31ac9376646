"""A shared page is verified by what it shows, and a forged one is refused or found out."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.errors import CitationError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.answer import Answer
from qa.citations.citations import read_citations
from qa.citations.page_marks import STYLES, hash_style
from qa.citations.verification import verify
from tests.support.citing import MET, RAIN, SNOW, quote
from ui.ask_request import AskRequest
from ui.html.conversation import ExportOrigin, write_conversation
from ui.web.page_files import PAGE

OLDER_STYLE = "f26e8654a16826c50109df1d6c529b748c607dfb08de83dd6bc204859c08dd9b"
ARTICLE = make_article(f"{RAIN} {SNOW} {MET}", title="Weather", source="Daily", url="https://daily.example/weather")


def share(*quotes):
    answer = Answer("What fell?", "What fell?", "answered", 0.9, "", quotes, ())
    return write_conversation([(AskRequest("What fell?"), answer)], "html", ExportOrigin.now("generation-000001"))


@pytest.fixture
def page():
    return share(quote(ARTICLE, RAIN), quote(ARTICLE, SNOW))


@pytest.fixture
def verify_page(tmp_path, encoder):
    """Return the status of each quotation of a page, in an index of the given articles."""

    def verify_all(page, *articles):
        found = [FoundArticle(article, str(place)) for place, article in enumerate(articles or [ARTICLE])]
        build_index(Reading(found), tmp_path / "index", encoder=encoder)
        index = open_index(tmp_path / "index")
        return [verify(citation, index) for citation in read_citations(page.encode(), "page.html")]

    return verify_all


def test_an_untouched_page_is_ok_and_follows_its_articles(page, verify_page):
    assert [found.status for found in verify_page(page)] == ["ok", "ok"]
    known: Any = {"title": "Weather", "source": "Daily", "url": "https://daily.example/weather"}
    moved = make_article(f"Fog lay over Oral. {RAIN} {SNOW} {MET}", **known)
    assert [found.status for found in verify_page(page, moved)] == ["moved", "moved"]
    edited = make_article(f"{RAIN} Snow closed the southern road. {MET}", **known)
    assert [found.status for found in verify_page(page, edited)][1] == "changed"
    elsewhere = make_article("Nothing fell.", title="Other")
    assert [found.status for found in verify_page(page, elsewhere)] == ["gone", "gone"]


def test_a_page_that_a_browser_saved_again_is_ok(page, verify_page):
    """A browser writes the marks of a page in its own way."""
    saved = page.replace('<script type="application/json" id="quotedesk-data">', "<SCRIPT ID='quotedesk-data' async>\n")
    saved = saved.replace("Rain fell", "Rain\n   fell", 1)
    saved = saved.replace("<!doctype html>", "\ufeff <!DOCTYPE html>\n<!-- saved from a file -->")
    assert [found.status for found in verify_page(saved)] == ["ok", "ok"]


def test_a_dropped_blank_is_noticed(page, verify_page):
    assert "Rain fell" in page
    joined = page.replace("Rain fell", "Rainfell", 1)
    assert [found.status for found in verify_page(joined)] == ["changed", "ok"]
    assert [found.status for found in verify_page(page.replace("Rain fell", "Ra in fell", 1))] == ["changed", "ok"]


@given(
    st.lists(
        st.sampled_from(
            [
                "Rain",
                "fell",
                " ",
                "\n",
                "\t",
                "\x0b",
                "\x0c",
                "\r",
                "\x1f",
                "\x85",
                "\xa0",
                "\u2028",
                "\u200b",
                "\u202e",
                "\u3000",
                "\x07",
                "\ufffd",
                "\xad",
                "<",
                "&",
            ]
        ),
        max_size=12,
    )
)
def test_no_white_space_or_hidden_character_of_an_article_raises_an_alarm(parts):
    text = f"Rain {''.join(parts)} fell."
    article = make_article(f"First. {text} Last.", title="Odd")
    if text in article.text:
        (citation,) = read_citations(share(quote(article, text)).encode(), "page.html")
        assert (citation.text, citation.start) == (text, article.text.index(text))


def test_white_space_that_programs_change_is_ok(page, verify_page):
    changed = page.replace("Rain fell", "Rain\N{NO-BREAK SPACE}\n fell", 1)
    assert [found.status for found in verify_page(changed)] == ["ok", "ok"]


def test_every_style_that_an_export_writes_is_known():
    html, call = Path(str(PAGE)).parent / "html", re.compile(r'read_style\("([\w.]+)"\)')
    lines = [line for path in html.glob("**/*.py") for line in path.read_text().splitlines()]
    written = ["".join((PAGE / name).read_text() for name in call.findall(line)) for line in lines if call.search(line)]
    templates = [path for path in html.glob("templates/*.html") if "<style>" in path.read_text()]
    assert len(written) == len(templates) > 0
    assert [style for style in written if hash_style(style) not in STYLES] == []
    assert set(map(hash_style, written)) == set(STYLES) - {OLDER_STYLE}


def test_a_page_with_the_line_ends_of_windows_is_ok(page, verify_page):
    assert [found.status for found in verify_page(page.replace("\n", "\r\n"))] == ["ok", "ok"]


def test_hidden_characters_code_and_writing_from_right_to_left_are_ok(verify_page):
    article = make_article("Rain\u202e fell.\n\n    if rain:\n        stay()\n\nذهب أحمد إلى السوق.", title="Odd")
    texts = ["Rain\u202e fell.", "if rain:\n        stay()", "ذهب أحمد إلى السوق."]
    page = share(*(quote(article, text) for text in texts))
    assert [found.status for found in verify_page(page, article)] == ["ok", "ok", "ok"]


HIDING = "<style>.words{font-size:0}.words::after{content:'Hail fell.'}</style>"


@pytest.mark.parametrize(
    "forge",
    [
        lambda page: page.replace("</head>", f"{HIDING}</head>"),
        lambda page: page.replace("</style>", ".words{display:none}</style>"),
        lambda page: page.replace("<style>", "<style media=print>"),
        lambda page: page.replace("</head>", "<link rel=stylesheet href='data:text/css,bdi{display:none}'></head>"),
        lambda page: page.replace('class="words"', 'class="words" style="font-size:0"', 1),
        lambda page: page.replace('class="words"', 'class="words" hidden', 1),
        lambda page: page.replace('class="words"', 'class="hidden-sign" title="Hail fell."', 1),
        lambda page: page.replace("Rain fell", "<bdi class=hidden-sign title=Hail>Rain</bdi> fell", 1),
        lambda page: page.replace("Rain fell", "Rain<bdi class=hidden-sign title=U+200B> </bdi>fell", 1),
        lambda page: page.replace("Rain fell", "Rain<bdi class=hidden-sign title=U+0020> </bdi>fell", 1),
        lambda page: page.replace("Rain fell", "<bdi class=hidden-sign title='U+0052 and 3 more'>Rain</bdi> fell", 1),
        lambda page: page.replace("Rain fell", "Rain<bdi class=hidden-sign title=U+200B>\u202e</bdi> fell", 1),
        lambda page: page.replace("Rain fell", "Rain<bdi class=hidden-sign title=U+200B></bdi> fell", 1),
        lambda page: page.replace("Rain fell", "Rain <mark>fell</mark>", 1),
        lambda page: page.replace(".hidden-sign::before", ".hidden-sign:: before"),
        lambda page: page.replace("content: attr", "content:\xa0attr"),
        lambda page: page.replace("style-src 'sha256-", "style-src 'none'; style-src 'sha256-"),
        lambda page: page.replace("Rain fell", "Rain <bdi class='indent'>fell</bdi>", 1),
        lambda page: page.replace("<figure>", "<figure class='hidden-sign'>", 1),
        lambda page: page.replace("<figure>", "<details><figure>", 1),
        lambda page: page.replace("<blockquote>", "<blockquote dir=rtl>", 1),
        lambda page: page.replace("<body>", "<body dir=rtl>", 1),
        lambda page: page.replace("</head>", f"<!-->{HIDING}--></head>"),
        lambda page: page.replace("</head>", f"<!-- --!>{HIDING} --></head>"),
        lambda page: page.replace("</head>", f"<?x >{HIDING}?></head>"),
        lambda page: page.replace("</head>", f"<![CDATA[>{HIDING}]]></head>"),
        lambda page: page.replace("<title>", f"<title></title>{HIDING}<title>"),
        lambda page: page.replace("</title>", "<!--</title>" + HIDING + "<title>--></title>"),
        lambda page: page.replace("</head>", "<script>document.body.textContent = 'Hail fell.'</script></head>"),
        lambda page: page.replace("</head>", "<meta http-equiv=refresh content='0;url=https://b.example'></head>"),
        lambda page: page.replace('charset="utf-8"', 'charset="iso-2022-jp"'),
        lambda page: page.replace("<h1>", "<img src=x onerror=alert(1)><h1>"),
        lambda page: page.replace("<h1>", "<svg><style>bdi{display:none}</style></svg><h1>"),
        lambda page: page.replace("<h1>", "<base href=x><h1>"),
        lambda page: page.replace("<h1>", "<noscript><h1>").replace("</h1>", "</h1></noscript>"),
    ],
)
def test_a_page_that_may_show_other_words_than_it_has_is_refused(page, forge):
    forged = forge(page)
    assert forged != page
    with pytest.raises(CitationError, match="page.html has .* was changed"):
        read_citations(forged.encode(), "page.html")


def test_words_that_were_changed_where_they_are_shown_are_found_out(page, verify_page):
    forged = page.replace('class="words">Rain fell', 'class="words">Snow never fell')
    assert forged != page
    first, second = verify_page(forged)
    assert (first.status, second.status) == ("changed", "ok")
    assert "[-Snow never-]" in first.diff and "{+Rain+}" in first.diff


@pytest.mark.parametrize(
    "forge",
    [
        lambda page: page.replace("</blockquote>", "</blockquote><blockquote>Hail fell too.</blockquote>", 1),
        lambda page: page.replace("<blockquote>", "<p>", 1).replace("</blockquote>", "</p>", 1),
        lambda page: page.replace(RAIN, "", 1),
        lambda page: page.partition("<script")[0],
        lambda page: page.replace('id="quotedesk-data"', 'id="other"'),
        lambda page: page + page[page.index("<script") :],
        lambda page: page + "<blockquote>Hail fell too.</blockquote>",
        lambda page: page.replace('{"answers"', '{"answers" oops'),
        lambda page: page.replace('"quotes": [', '"quotes": ["a", '),
        lambda page: page.replace('"start": 0', '"start": "0"'),
        lambda page: page.replace('"start": 0', '"start": -1'),
        lambda page: page.replace('"id": "', '"id": 7, "x": "'),
        lambda page: page.replace('"answers": [', '"answers": 7, "x": ['),
        lambda page: page.replace('"answers": [', '"answers": ' + "[" * 100_000),
        lambda page: "<" * 1_000_000,
        lambda page: "<div>" * 1_000_000 + page,
        lambda page: "<script id=quotedesk-data>" * 100_000,
        lambda page: "<!doctype html><title>Something else</title><p>Hello",
        lambda page: "<?xml version='1.0' encoding='utf-16'?><a/>",
    ],
)
def test_a_forged_page_is_refused_with_a_reason(page, forge):
    forged = forge(page)
    assert forged != page
    with pytest.raises(CitationError, match=r"page\.html"):
        read_citations(forged.encode(), "page.html")
