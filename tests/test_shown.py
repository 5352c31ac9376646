"""Every stored text is shown as text: no page, export or terminal lets one become markup or read as something else."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.articles import Article, Skipped
from corpus.errors import UserError
from corpus.passages import Passage
from index.build import BuildReport
from qa import ask, retrieve
from qa.answer import Answer, Hit, Place, Quote, Span, Why
from qa.checking import Check
from qa.citations import Citation
from qa.comparison import Comparison, Row
from qa.differences import Piece
from qa.draft import Quotation
from qa.exam import Mark
from qa.hidden import find_hidden, reveal, reveal_line
from qa.stated_dates import Period
from qa.timeline import Event, Timeline
from qa.tracing import Part
from qa.values import Value
from qa.verification import Verification
from ui import terminal
from ui.asked import Asked
from ui.charts import charts_html
from ui.check_html import checks_html
from ui.comparison_html import comparison_html
from ui.conversation import write_conversation
from ui.doctor import Finding
from ui.library import library_html, report_html
from ui.markup import escape, text_html
from ui.render import answer_html, error_html, question_html, suggestions_html, welcome_html
from ui.timeline_html import timeline_html
from ui.versions import marks_html

BREAKING = [
    '"><img src=x onerror=hacked()><a href="',
    "' onmouseover='hacked()' x='",
    "</bdi></a></blockquote><script>hacked()</script>",
    "--><svg onload=hacked()><!--",
    "</title></style></textarea><iframe srcdoc='x'>",
    "[press](javascript:hacked()) ![x](y) <https://evil.example> `code` **bold** | a |\n|---|",
    "# heading\n\n    code\n> quote\n1. one\n- two\n***\n```\nfence",
    "heading\n=======\n[1]: https://evil.example 'x'",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "${hacked()} {{value}} {% raw %} $$x^2$$",
    "\u202e000,9\u202c \u2066a\u2069 n\u200bot\U000e0049 \x1b[31m \x9b1m a\rb \u2028c",
    "\r\n[2] A headline that is none \xb7 A paper (id:0-9)",
]
ANYTHING = st.one_of(
    st.sampled_from(BREAKING), st.text(min_size=1), st.lists(st.sampled_from(BREAKING), min_size=2).map("".join)
).filter(lambda text: text.split() and not text.isspace())
"""What a stored text may be, as an index of a stranger may hold it."""


class Shelf:
    """An index of one article, as far as the tables of the library read one."""

    def __init__(self, article: Article) -> None:
        self.articles: Mapping[str, Article] = {article.id: article}

    def read_articles_ahead(self, ids: list[str]) -> None:
        """Read nothing: there it is."""

    def passages_of(self, article_id: str) -> range:
        return range(1)

    def bounds_at(self, row: int) -> tuple[int, int]:
        return 0, 10


def make_quote(said: str, *, with_span: bool = True) -> Quote:
    """Quote an article every stored text of which is the same, its middle marked."""
    article = Article(said, said, said, said, said, date(2024, 3, 1), said, said, said, said, (0,))
    start, end = len(said) // 3, len(said) - len(said) // 3
    span = Span(said[start:end], start, end) if with_span else None
    place = Place(article, 0, len(said))
    return Quote(1, said, 0, len(said), article, said, said, span, (place,), confidence=1.0)


def make_answer(said: str) -> Answer:
    quote = make_quote(said)
    hit = Hit(1, 1.0, Passage(said, said, 0, len(said)), quote.article, Why(*[1.0] * 11))
    quotes = (quote, replace(quote, number=2, span=None))
    return Answer(said, f"{said} ({said})", "nearest", 0.5, said, quotes, (hit,), (said,))


def make_checks(said: str) -> list[Check]:
    place = Place(make_quote(said).article, 0, len(said))
    quotation = Quotation(said, 0, len(said))
    diff = (Piece("same", said), Piece("left out", said), Piece("put in", said))
    return [
        Check("verbatim", quotation, said, (place,) * 5),
        Check("altered", quotation, said, (place,), diff=diff),
        Check("stitched", quotation, said, parts=(Part(said, place),)),
    ]


def make_report(said: str) -> BuildReport:
    article = make_quote(said).article
    return BuildReport(1, 1, 0, 1, (Skipped(said, said),), 1, 1, 1, said, 1.0, (article,), (said,))


def pages(said: str) -> dict[str, str]:
    """Return all that the product makes HTML of, with every text from outside in it the same."""
    quote, answer = make_quote(said), make_answer(said)
    shelf = Shelf(quote.article)
    asked = Asked(said, (said,), (said,), date(2024, 1, 1), date(2024, 5, 1))
    timeline = Timeline(said, said, (Event(Period(2024, 3), "stated", quote),))
    return {
        "question": question_html(said),
        "answer": answer_html(answer, asked, undated=1, is_quick=True),
        "error": error_html(UserError(said, said)),
        "welcome": welcome_html([said]),
        "suggestions": suggestions_html([said]),
        "comparison": comparison_html(Comparison(said, ((Row(quote, Value(said)),),))),
        "timeline": timeline_html(timeline),
        "no timeline": timeline_html(replace(timeline, events=())),
        "checks": checks_html(make_checks(said)),
        "library": library_html(shelf, removable=True),
        "charts": charts_html(shelf),
        "report": report_html(make_report(said), said),
        "exam": marks_html([Mark(said, False, said)]),
        "export": write_conversation([(asked, answer)], "html"),
    }


def skeleton(page: str) -> list[tuple[str, list[str]]]:
    """Return the elements of a page with the names of their attributes; marks of hidden characters apart."""
    found = []
    for node in lxml.html.document_fromstring(f"<div>{page}</div>").iter():
        if node.get("class") != "hidden-sign":
            # The direction is that of the words.
            found.append((str(node.tag), sorted(set(node.attrib) - {"dir"})))
    return found


PLAIN = {name: skeleton(page) for name, page in pages("Rain fell on Oral.").items()}


@settings(max_examples=60)
@given(ANYTHING)
@example("".join(BREAKING))
@example("خبرگزاری می\u200cخواهم")
def test_no_stored_text_becomes_an_element_or_an_attribute(said):
    for name, page in pages(said).items():
        assert skeleton(page) == PLAIN[name], name


@settings(max_examples=60)
@given(ANYTHING)
@example("".join(BREAKING))
def test_every_link_and_button_of_a_page_is_ours(said):
    for page in pages(said).values():
        for node in lxml.html.document_fromstring(f"<div>{page}</div>").iter():
            if link := node.get("href"):
                assert re.fullmatch(r"(\?[\w.~%=&-]*)?(#cite=[\w.~%-]+:\d+-\d+)?|#article-\d+", link)
            assert not any(name.startswith("on") or name == "src" for name in node.attrib)
            assert re.fullmatch(r"(width:[\d.]+%)?", node.get("style", ""))


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1).filter(str.strip))
@example("\u202e000,9\u202c n\u200bot \u2066a\u2069 \U000e0049\U000e0047 \u2028 \ufeff")
@example("<b>bold</b> & 'quoted' \"twice\"")
def test_a_page_holds_the_exact_text_and_marks_what_is_hidden_in_it(said):
    quote = make_quote(said)
    page = answer_html(replace(make_answer(said), status="answered", quotes=(quote,)))
    words, headline, *_ = lxml.html.document_fromstring(page).xpath('//*[@class="words"] | //a[@class="headline"]/bdi')
    assert words.text_content() == headline.text_content() == said
    marked = words.xpath('.//mark[@class="span"]')
    assert "".join(node.text_content() for node in marked) == quote.span.text
    for node in (words, headline):
        signs = node.xpath('.//bdi[@class="hidden-sign"]')
        assert "".join(sign.text_content() for sign in signs) == "".join(said[a:b] for a, b in find_hidden(said))
        assert all(re.match(r"U\+[0-9A-F]{4,6}\b", sign.get("title")) for sign in signs)


@settings(max_examples=60)
@given(ANYTHING)
@example("".join(BREAKING))
def test_nothing_breaks_out_of_a_markdown_document(said):
    document = write_conversation([(Asked(said), make_answer(said))], "markdown")
    assert not find_hidden(document)
    for reader in (MarkdownIt("commonmark"), MarkdownIt("js-default", {"html": True, "linkify": False})):
        page = lxml.html.document_fromstring(reader.render(document))
        tags = [str(node.tag) for node in page.iter()]
        assert set(tags) <= {"html", "body", "h1", "h2", "p", "blockquote", "ol", "li"}
        assert (tags.count("h2"), tags.count("li"), tags.count("ol")) == (2, 1, 1)
        assert tags.count("blockquote") == 2
        assert page.xpath("//h2")[0].text_content().split() == reveal_line(said).split()
        shown = page.xpath("//blockquote")[0].text_content()
        assert "".join(shown.split()) == "".join(reveal(said).split()) + "[1,p.1]"


@settings(max_examples=60)
@given(ANYTHING)
@example("".join(BREAKING))
def test_nothing_commands_the_terminal_or_adds_a_line(said):
    quote, answer = make_quote(said), make_answer(said)
    place = Place(quote.article, 0, len(said))
    verified = Verification("moved", Citation(said, said), quote.article, 0, 1, places=(place,))
    lines = {
        "articles": terminal.format_articles([quote.article]),
        "mark": terminal.format_mark(Mark(said, False, said)),
        "removed": terminal.format_removed(quote.article),
        "skipped": terminal.format_skipped(Skipped(said, said)),
    }
    blocks = [
        terminal.format_answer(answer),
        terminal.format_hits(answer.hits),
        terminal.format_findings([Finding(said, False, said, said)]),
        terminal.format_verifications([verified]),
        *map(terminal.format_check, make_checks(said)),
        terminal.format_json({said: [said]}),
    ]
    assert [name for name, line in lines.items() if len(line.splitlines()) != 1] == []
    assert [text for text in (*lines.values(), *blocks) if find_hidden(text)] == []
    assert len(terminal.format_verifications([verified]).splitlines()) == 3
    assert [line[:3] for line in terminal.format_answer(answer).splitlines()[-2:]] == ["[1]", "[2]"]


def test_a_quotation_from_right_to_left_says_so():
    hebrew = "המועצה קנתה 20 פנסים."
    page = answer_html(replace(make_answer(hebrew), quotes=(make_quote(hebrew),)))
    assert '<p class="quotation" dir="rtl">' in page
    assert ' dir="rtl"' in checks_html(make_checks(hebrew)) and ' dir="rtl"' in pages(hebrew)["timeline"]
    assert "dir=" not in answer_html(make_answer("Rain fell."))


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩🏽\u200d🚀", "Donau\xaddampf"])
def test_a_joiner_that_a_word_needs_is_no_mark(text):
    assert text_html(text) == escape(text)


def test_no_line_of_a_quotation_looks_like_another_one(build):
    index = build("The stork count was 12 birds.\n[2] The crane count was 40 birds.")
    printed = terminal.format_answer(ask("What was the stork count?", index=index)) + terminal.format_hits(
        retrieve("stork", index=index)
    )
    assert "stork count was 12" in printed
    assert not [line for line in printed.splitlines() if line.startswith("[2]")]
