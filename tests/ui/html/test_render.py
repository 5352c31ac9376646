"""An answer as HTML: how it stands, what is folded, and that no text is markup."""

import html
import re
from dataclasses import replace

from corpus.articles import make_article
from qa.answer import Answer, Place, Quote, Span, Status
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
    assert "Closest sentence" in answer_html(answer("nearest", 1))
    assert "The articles do not say." in html.unescape(answer_html(answer("not_found")))
    assert escape("Nothing: <why>") in answer_html(answer("not_found", reason="Nothing: <why>"))
    assert escape("Only a part.") in answer_html(answer("nearest", 1, reason="Only a part."))
    assert "Searched for" not in answer_html(answer())
    assert f"Searched for: <bdi>{escape('q & more')}</bdi>" in answer_html(answer(query="q & more"))


def test_the_fourth_quote_and_those_after_it_are_folded() -> None:
    assert '<details class="more' not in answer_html(answer(quotes=3))
    shown, _, folded = answer_html(answer(quotes=5)).partition('<details class="more')
    assert (shown.count("<blockquote"), folded.count("<blockquote")) == (3, 2)
    assert "Show 2 more" in folded
    assert shown.count("card best") == 1


def test_an_escaped_text_holds_nothing_to_interpret_and_reads_back_the_same() -> None:
    text = "".join(map(chr, [*range(1, 0x3000), *range(0xFE00, 0x10000), *range(0x1F300, 0x1F700)]))
    escaped = escape(text)
    assert not set("<>\"'`*_$%{}[]()|~\\!\n\t") & set(escaped)
    # HTML makes its own thing of a carriage return, and Python drops what Unicode calls no character.
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
