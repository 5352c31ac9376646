"""Every stored text is shown as text: no page, export or terminal lets one become markup or read as something else."""

import re
from dataclasses import replace

import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.articles import Skipped
from qa import ask, retrieve
from qa.answer import Place
from qa.citations.citations import Citation
from qa.citations.hidden import find_hidden, reveal, reveal_line
from qa.citations.verification import Verification
from qa.evaluation.exam import Mark
from tests.support.hostile import ANYTHING, BREAKING
from tests.support.shown_pages import make_answer, make_checks, make_quote, pages, skeleton
from ui.ask_request import AskRequest
from ui.cli import terminal
from ui.cli.doctor import Finding
from ui.html.answer_html import answer_html
from ui.html.check_html import checks_html
from ui.html.conversation import ExportOrigin, write_conversation
from ui.html.markup import stretches_of

_OWN_LINK = re.compile(
    r"(\?[\w.~%=&-]*|http://127\.0\.0\.1:7860/)?(#cite=[\w.~%-]+:\d+-\d+)?|#(?:article|finding|mark|mention)-\d+"
    r"|api/v1/clippings/export\?[\w.~%=&-]*"
    r"|api/v1/standing/feed"
)

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
                assert _OWN_LINK.fullmatch(link)
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
    document = write_conversation([(AskRequest(said), make_answer(said))], "markdown", ExportOrigin.now(said))
    assert not find_hidden(document)
    for reader in (MarkdownIt("commonmark"), MarkdownIt("js-default", {"html": True, "linkify": False})):
        page = lxml.html.document_fromstring(reader.render(document))
        tags = [str(node.tag) for node in page.iter()]
        assert set(tags) <= {"html", "body", "h1", "h2", "p", "blockquote", "ol", "li"}
        assert (tags.count("h2"), tags.count("li"), tags.count("ol")) == (2, 1, 1)
        assert tags.count("blockquote") == 1
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
        "skipped": terminal.format_skipped([Skipped(said, said)]),
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
    assert [line[:3] for line in terminal.format_answer(answer, shows_all=True).splitlines()[-2:]] == ["[1]", "[2]"]


def test_a_quotation_from_right_to_left_says_so():
    hebrew = "המועצה קנתה 20 פנסים."
    page = answer_html(replace(make_answer(hebrew), quotes=(make_quote(hebrew),)))
    assert '<p class="quotation" dir="rtl">' in page
    assert ' dir="rtl"' in checks_html(make_checks(hebrew)) and ' dir="rtl"' in pages(hebrew)["timeline"]
    assert "dir=" not in answer_html(make_answer("Rain fell."))


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩🏽\u200d🚀", "Donau\xaddampf"])
def test_a_joiner_that_a_word_needs_is_no_mark(text):
    assert stretches_of(text) == [(text, "")]


def test_no_line_of_a_quotation_looks_like_another_one(build):
    index = build("The stork count was 12 birds.\n[7] The crane count was 40 birds.")
    printed = terminal.format_answer(ask("What was the stork count?", index=index)) + terminal.format_hits(
        retrieve("stork", index=index)
    )
    assert "stork count was 12" in printed
    assert not [line for line in printed.splitlines() if line.startswith("[7]")]


def test_the_terminal_prints_a_broken_word_in_one_line():
    answer = make_answer("The labora-\ntory tested well-\n known alloys -\nand so on.\nIn May -\nor June.")
    printed = "The labora-tory tested well-known alloys -\n    and so on.\n    In May -\n    or June."
    assert printed in terminal.format_answer(answer, shows_all=True)
    assert printed in terminal.format_hits(answer.hits)
