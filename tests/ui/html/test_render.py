"""An answer as HTML: its layout, its folded parts, and that no text is markup."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest

from corpus.articles import make_article
from qa.answer import Answer, Place, Quote, Span, Status
from qa.comparison import Comparison, Row
from qa.values import Value
from ui.html.answer_html import answer_html
from ui.html.markup import escape


def answer(
    status: Status = "answered", quotes: int = 0, query: str = "q", reason: str = "", carried: tuple[str, ...] = ()
) -> Answer:
    article = make_article("One. Two.")
    one = Quote(1, "One.", 0, 4, article, "", " Two.", Span("One", 0, 3))
    shown = tuple(replace(one, number=n + 1) for n in range(quotes))
    return Answer("q", query, status, 0.5, reason, shown, (), carried, searched=query.removeprefix("earlier "))


def test_an_answer_shows_its_status() -> None:
    assert "From the articles" in answer_html(answer("answered", 1))
    assert "Closest sentence, not a sure answer" in html.unescape(answer_html(answer("nearest", 1)))
    assert "The articles do not say." in html.unescape(answer_html(answer("not_found")))
    assert escape("Nothing: <why>") in answer_html(answer("not_found", reason="Nothing: <why>"))
    assert escape("Only a part.") in answer_html(answer("nearest", 1, reason="Only a part."))
    assert "Searched for" not in answer_html(answer())
    assert f"Searched for: <bdi>{escape('q & more')}</bdi>" in answer_html(answer(query="q & more"))


def test_nothing_is_between_the_closest_sentence_and_what_is_said_of_it() -> None:
    page = html.unescape(answer_html(answer("nearest", 1, query="earlier q", carried=("earlier",))))
    assert page.index("earlier") < page.index("Closest sentence") < page.index("One.")


def of_articles(*texts: str, **fields: Any) -> Answer:
    """Return an answer that quotes the first word of each text, of the same article for the same text."""
    quotes = []
    for number, text in enumerate(texts, start=1):
        end = text.index(" ")
        span = Span(text[:end], 0, end)
        quotes.append(Quote(number, text[:end], 0, end, make_article(text), "", "", span, (), 0.9, 0.9))
    return replace(answer(), quotes=tuple(quotes), **fields)


def test_each_further_article_is_one_line_and_the_rest_is_folded() -> None:
    assert '<details class="more' not in answer_html(of_articles("One a.", "Two b.", "Six c."))
    shown, _, folded = answer_html(of_articles("One a.", "One a.", "Two b.", "Two b.")).partition(
        '<details class="more'
    )
    assert shown.count("card best") == shown.count("card further line") == 1
    assert "[1]" in shown and "[3]" in shown
    assert folded.count("<blockquote") == 2 and "[2]" in folded and "[4]" in folded
    assert "Show 2 more" in folded


def test_what_answers_is_large_only_if_its_role_is_checked_and_it_is_sure() -> None:
    said = '<p class="said"><bdi>139</bdi></p>'
    asked = of_articles("139 troops.", question="How many troops are there?")
    assert said in answer_html(asked)
    assert said not in answer_html(replace(asked, question="What about the troops?"))
    assert said not in answer_html(replace(asked, status="nearest"))
    unsure = replace(asked.quotes[0], span_confidence=0.3)
    assert said not in answer_html(replace(asked, quotes=(unsure,)))


def test_a_credit_states_what_is_known() -> None:
    article = make_article("One. Two.", title="The weir", source="Post", author="Ann", published="2024-02-22")
    quote = Quote(1, "One.", 0, 4, article, "", " Two.")
    known = answer_html(replace(answer(), quotes=(quote,)))
    assert '<span class="facts"><bdi>Post</bdi> · <bdi class="day">22 February 2024</bdi></span>' in known
    unknown = answer_html(answer(quotes=1))
    assert "facts" not in unknown and "undated" not in unknown and "not stated" not in unknown


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["1"] * 2, "2 articles agree"),
        (["1", "2", "2", "2"], "4 articles differ"),
        (["1", "1", "2"], "2 of 3 articles"),
    ],
)
def test_a_comparison_counts_the_articles_that_agree_with_the_first(values: list[str], words: str) -> None:
    asked = of_articles(*(f"{value} of {place}." for place, value in enumerate(values)))
    groups: dict[str, list[Row]] = {}
    for value, quote in zip(values, asked.quotes, strict=True):
        groups.setdefault(value, []).append(Row(quote, Value(value)))
    page = answer_html(asked, comparison=Comparison("q", tuple(map(tuple, groups.values()))))
    assert f"<summary>{words}" in page


def test_what_the_articles_do_not_say_can_show_the_nearest() -> None:
    refused = answer("not_found")
    assert '<details class="more' not in answer_html(refused)
    page = answer_html(refused, nearest=answer(quotes=2).quotes)
    assert "<summary>Show the nearest anyway</summary>" in page and page.count("<blockquote") == 2


def test_an_escaped_text_holds_nothing_to_interpret_and_reads_back_the_same() -> None:
    text = "".join(map(chr, [*range(1, 0x3000), *range(0xFE00, 0x10000), *range(0x1F300, 0x1F700)]))
    escaped = escape(text)
    assert not set("<>\"'`*_$%{}[]()|~\\!\n\t") & set(escaped)
    # HTML changes carriage returns, and Python drops noncharacters of Unicode.
    kept = "".join(map(html.unescape, re.findall(r"&#\d+;|.", escaped, re.DOTALL)))
    assert kept == "".join(c for c in text if html.unescape(f"&#{ord(c)};") or "\x80" <= c <= "\x9f")


def test_other_places_of_a_quote_are_links() -> None:
    copy = make_article("Also one. One.", title="<b>Copy</b>")
    one = answer(quotes=1).quotes[0]
    shown = answer_html(replace(answer(), quotes=(replace(one, also=(Place(copy, 10, 14),)),)))
    assert f'Also in <a href="#cite={copy.id}:10-14"><bdi>{escape("<b>Copy</b>")}</bdi></a>' in shown
    assert "Also in" not in answer_html(answer(quotes=1))
    places = tuple(Place(article, 10, 14) for article in (copy, make_article("Then one. One."), copy))
    shown = answer_html(replace(answer(), quotes=(replace(one, also=places),)))
    assert f'Also in 2 other articles: <a href="#cite={copy.id}:10-14">' in html.unescape(shown)


def test_a_follow_up_names_what_it_leans_on() -> None:
    page = answer_html(answer(query="earlier q", carried=("earlier",)))
    assert '<bdi class="earlier">earlier</bdi>' in page
    assert "Searched for" not in page
    mended = answer_html(answer(query="earlier q (also: Quick)", carried=("earlier",)))
    assert "Searched for: <bdi>q &#40;also&#58; Quick&#41;</bdi>" in mended
    assert "earlier" not in answer_html(answer(query="q (also: Quick)"))
