"""The states of an answer for people: answered, closest sentence, not found, and about the articles."""

import re

import pytest

from corpus.articles import make_article
from qa.answer import Answer, Quote, Status
from ui.ask_request import AskRequest
from ui.cli.terminal import format_answer
from ui.html.answer_html import answer_html
from ui.html.conversation import ExportOrigin, write_conversation

TEXT = "The weir was built by Ann Moss. It is 40 metres wide. Trout swim there."
ARTICLE = make_article(TEXT, title="The weir")
PLACES = [(0, 31), (32, 53), (54, 71)]


def answer(status: Status, reason: str = "", quotes: int = 3) -> Answer:
    found = tuple(
        Quote(number, TEXT[start:end], start, end, ARTICLE, "", "")
        for number, (start, end) in enumerate(PLACES[:quotes], start=1)
    )
    return Answer("who built it", "who built it", status, 0.2, reason, found, ())


def test_the_closest_sentence_is_shown_alone_and_the_others_on_demand():
    nearest = answer("nearest", "No article mentions “it”.")
    shown, _, folded = answer_html(nearest).partition('<details class="more')
    assert "Closest sentence" in shown and "No article mentions" in re.sub(r"&#\d+;", "", shown)
    assert (shown.count("<blockquote"), folded.count("<blockquote")) == (1, 2)
    assert "Show 2 more" in folded

    assert format_answer(nearest).splitlines() == [
        "Closest sentence, not a sure answer. No article mentions “it”.",
        "",
        "[1] The weir was built by Ann Moss.",
        "",
        f"[1] The weir · source not stated · undated ({ARTICLE.id}:0-31)",
        "",
        "2 more with --all.",
    ]
    everything = format_answer(nearest, shows_all=True)
    assert "[3] Trout swim there." in everything and "--all" not in everything


def test_one_closest_sentence_has_nothing_behind_it():
    assert "Show" not in answer_html(answer("nearest", quotes=1))
    assert "--all" not in format_answer(answer("nearest", quotes=1))


def test_an_answer_has_no_heading_in_the_terminal_and_all_its_quotes():
    said = format_answer(answer("answered"))
    assert said.startswith("[1] The weir was built") and "[3] Trout" in said


def test_what_the_articles_do_not_say_has_one_reason_and_no_quotation():
    refused = answer("not_found", "No article mentions “otters”.", quotes=0)
    assert format_answer(refused) == "The articles do not say. No article mentions “otters”."
    assert "<blockquote" not in answer_html(refused)
    assert answer_html(refused).count('class="reason"') == 1


def test_what_is_said_of_the_collection_is_no_answer_of_the_articles_and_not_judged():
    about = answer("about", "There are 3 articles.")
    page = answer_html(about)
    assert '<p class="status">There are 3 articles&#46;</p>' in page
    assert page.count("<blockquote") == 3 and "judge-right" not in page and "From the articles" not in page
    assert page.index("headline") < page.index("quotation")
    lines = format_answer(about).splitlines()
    assert lines[0] == "There are 3 articles."
    assert lines[2:4] == [
        f"[1] The weir · source not stated · undated ({ARTICLE.id}:0-31)",
        "    The weir was built by Ann Moss.",
    ]


def test_the_first_line_of_indented_code_is_indented_as_the_others():
    text = "Stop it:\n\n    weir stop\n    weir clear\n\nIt stops."
    article = make_article(text, title="The weir")
    start, end = text.index("weir stop"), text.index("\n\nIt")
    quote = Quote(1, text[start:end], start, end, article, text[:start], text[end:])
    stopped = Answer("how to stop it", "how to stop it", "answered", 0.9, "", (quote,), ())
    assert format_answer(stopped).splitlines()[:2] == ["[1]     weir stop", "        weir clear"]
    lines = '<span class="indent" aria-hidden="true">    </span><bdi class="words">weir stop&#10;    weir clear</bdi>'
    assert lines in answer_html(stopped)
    turns = [(AskRequest("how to stop it"), stopped)]
    assert lines in write_conversation(turns, "html", ExportOrigin.now(""))
    indent = "&#32;" * 4
    assert f"> {indent}weir stop\n> {indent}weir clear" in write_conversation(turns, "markdown", ExportOrigin.now(""))


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_conversation_is_written_as_it_is_shown(form):
    turns = [
        (AskRequest("who built it"), answer("nearest")),
        (AskRequest("hello"), answer("about", "Hello there", quotes=0)),
    ]
    written = write_conversation(turns, form, ExportOrigin.now("generation-000001"))
    assert "Closest sentence" in written and "Hello there" in written
    assert "Ann Moss" in written and "Trout" not in written
