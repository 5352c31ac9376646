"""An exported conversation shows every quotation verbatim, numbers the articles, and is verified by its web page."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.articles import make_article
from qa.answer import Answer
from qa.citations.citations import read_citations
from qa.citations.hidden import reveal
from qa.reading.quoting import quote_at
from ui.ask_request import AskRequest
from ui.html.conversation import ExportOrigin, number_articles, write_conversation

FIRST = make_article("Rain fell. Snow fell.", title="Rain", source="The Post", pages=[0, 11])
ORIGIN = ExportOrigin("generation-000007-0a1b2c3d4e5f", datetime(2024, 5, 1, 7, 5, tzinfo=UTC))
MADE = "Made with quotedesk on 1 May 2024, 07:05 UTC, from generation-000007-0a1b2c3d4e5f."
SECOND = make_article("1. Nobody *came* <b>here</b> & left.", title="Silence")


def answer(question, *quotes, reason=""):
    return AskRequest(question), Answer(
        question, question, "answered" if quotes else "not_found", 0.5, reason, quotes, ()
    )


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def read(html):
    parser = Text()
    parser.feed(html)
    return parser


def test_articles_are_numbered_as_they_are_first_quoted():
    turns = [
        answer("Who came?", quote_at(SECOND, 3, 36)),
        answer("What fell?", quote_at(FIRST, 11, 21), quote_at(SECOND, 3, 36)),
        answer("Why?", reason="No article mentions “why”."),
    ]
    assert [(number, article.title) for number, article in number_articles(turns).values()] == [
        (1, "Silence"),
        (2, "Rain"),
    ]
    shown = read(MarkdownIt().render(write_conversation(turns, "markdown", ORIGIN)))
    assert "Snow fell. [2, p. 2]" in shown.text
    assert shown.text.count("Nobody *came* <b>here</b> & left. [1]") == 2
    assert "b" not in shown.tags and shown.tags.count("ol") == 1 and shown.tags.count("li") == 2
    assert "The articles do not say." in shown.text and "No article mentions “why”." in shown.text
    page = read(write_conversation(turns, "html", ORIGIN))
    assert "Snow fell.[2] Rain · The Post · p. 2" in page.text
    assert page.text.count("Nobody *came* <b>here</b> & left.[1] Silence") == 2
    assert "b" not in page.tags and page.tags.count("script") == 1
    assert MADE in page.text and MADE in shown.text


# Python, which reads the page here, drops noncharacters of Unicode.
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(str.strip))
def test_no_text_becomes_markup(text):
    article = make_article(text)
    turns = [answer("Why?", quote_at(article, 0, len(article.text)))]
    shown = read(MarkdownIt("commonmark").render(write_conversation(turns, "markdown", ORIGIN)))
    assert set(shown.tags) <= {"h1", "h2", "p", "blockquote", "ol", "li"}
    assert shown.tags.count("blockquote") == 1
    assert "".join(reveal(article.text).split()) in "".join(shown.text.split())
    assert article.text in read(write_conversation(turns, "html", ORIGIN)).text


def test_nothing_asked_is_a_document_too():
    assert MarkdownIt().render(write_conversation([], "markdown", ORIGIN)) == (
        f"<h1>Questions and quotations</h1>\n<p>{MADE}</p>\n"
    )
    assert "Articles" not in write_conversation([], "html", ORIGIN)


def test_the_web_page_loads_nothing_and_runs_nothing():
    article = make_article("Rain fell.", title="Rain", url="https://post.example/rain")
    turns = [answer("What fell?", quote_at(article, 0, 10))]
    page = write_conversation(turns, "html", ORIGIN)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert unescape(policy) == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style and "@import" not in style
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/json" id="quotedesk-data">']
    assert set(map(unescape, re.findall(r'(?:src|href)="([^"]+)"', page))) == {
        "#article-1",
        "https://post.example/rain#:~:text=Rain%20fell.",
    }


HOSTILE = [
    "</script><script>hacked()</script>",
    "<!-- <script>",
    "a\u2028b\u2029c",
    "]]> &lt; ' \" \\u003c",
    "\u202e\x00x",
]


@given(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_what_a_page_shows_is_verified_whatever_the_texts(text):
    article = make_article(f"{text}.", title=text, source=text)
    if not article.text.strip():
        return
    turns = [answer(text, quote_at(article, 0, len(article.text)))]
    page = write_conversation(turns, "html", ORIGIN)
    assert read(page).tags.count("script") == 1
    (citation,) = read_citations(page.encode("utf-8"), "page.html")
    assert (citation.text, citation.article_id) == (article.text, article.id)
    assert (citation.start, citation.end) == (0, len(article.text))
    data = json.loads(re.findall(r'id="quotedesk-data">(.*?)</script>', page)[0])
    assert (data["generation"], data["made"]) == (ORIGIN.generation, "2024-05-01T07:05:00+00:00")
