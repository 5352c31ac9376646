"""Comparisons: what independent articles say to one question, grouped, in order, and only where it is right."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.articles import make_article
from qa.answer import Answer, Quote, Span
from qa.api import ask
from qa.comparison import SPAN_SURE, SUPPORTED, SURE, compare
from ui.html.answer_html import answer_html

QUESTION = "How many boats lay in the harbour of Aktau?"


def quote(text, span, published=None, confidence=0.9, span_confidence=0.9, **fields):
    article = make_article(text, published=published, **fields)
    start = text.index(span)
    found = Quote(1, text, 0, len(text), article, "", "", Span(span, start, start + len(span)))
    return replace(found, confidence=confidence, span_confidence=span_confidence)


JANUARY = quote("On Monday 139 boats lay in the harbour of Aktau, said the mayor.", "139", date(2024, 1, 5))
MARCH = quote("The harbour at Aktau held 141 boats that week.", "141", date(2024, 3, 1))
UNDATED = quote("One hundred and thirty-nine boats: so many did the Aktau harbour hold.", "One hundred and thirty-nine")


def answer(*quotes, question=QUESTION, status="answered"):
    return Answer(question, question, status, 0.9, "", quotes, ())


def said(comparison):
    return [[(row.value.text, row.quote.span.text) for row in group] for group in comparison.groups]


def test_values_that_agree_are_grouped_beside_others_oldest_first(shipped):
    comparison = compare(answer(UNDATED, MARCH, JANUARY), shipped)
    assert said(comparison) == [[("139", "139"), ("139", "One hundred and thirty-nine")], [("141", "141")]]
    assert [row.quote.article.published for row in comparison.rows] == [date(2024, 1, 5), date(2024, 3, 1), None]


def test_a_person_with_a_rank_is_the_person_without_it(shipped):
    who = "Who opened the harbour of Aktau?"
    bare = quote("Ada Lind opened the harbour of Aktau on Monday.", "Ada Lind")
    ranked = quote("The harbour of Aktau was opened by Harbour Master Ada Lind.", "Harbour Master Ada Lind")
    other = quote("The harbour of Aktau: Rosalind opened it.", "Rosalind")
    names = [{name for _, name in group} for group in said(compare(answer(ranked, bare, other, question=who), shipped))]
    assert {"Ada Lind", "Harbour Master Ada Lind"} in names and {"Rosalind"} in names
    both = quote("The harbour of Aktau was opened by Bo Falk and Ada Lind.", "Bo Falk and Ada Lind")
    assert [len(group) for group in compare(answer(bare, both, question=who), shipped).groups] == [1, 1]
    # One word alone may be the name of another person.
    lind = quote("It was Lind who opened the harbour of Aktau.", "Lind")
    assert [len(group) for group in compare(answer(bare, lind, question=who), shipped).groups] == [1, 1]


@pytest.mark.parametrize(
    "quotes",
    [
        (),
        (JANUARY,),
        (JANUARY, JANUARY),
        (JANUARY, replace(MARCH, confidence=SURE - 0.01)),
        (JANUARY, replace(MARCH, span_confidence=SPAN_SURE - 0.01)),
        (JANUARY, replace(MARCH, span=None)),
        (JANUARY, replace(UNDATED, confidence=SUPPORTED - 0.01)),
        (JANUARY, quote("Of all that lay there 141 were new.", "141")),  # neither boats nor Aktau
        (JANUARY, quote("The harbour of Aktau held boats for 141 to 150 people.", "141 to 150")),  # not one number
        (JANUARY, quote("The harbour of Aktau with its boats is 141 km away.", "141")),  # another thing is counted
    ],
)
def test_nothing_is_compared_where_fewer_than_two_articles_surely_answer(shipped, quotes):
    assert compare(answer(*quotes), shipped) is None


def test_quotes_that_say_the_same_support_each_other(shipped):
    doubtful = [replace(row, confidence=SUPPORTED, span_confidence=SUPPORTED) for row in (JANUARY, UNDATED)]
    assert said(compare(answer(*doubtful), shipped)) == [[("139", "139"), ("139", "One hundred and thirty-nine")]]


def test_nothing_is_compared_where_it_is_no_answer_or_no_one_thing_is_asked_for(shipped):
    assert compare(answer(JANUARY, MARCH, status="nearest"), shipped) is None
    assert compare(answer(JANUARY, MARCH, question="What lay in the harbour of Aktau?"), shipped) is None
    assert (
        compare(answer(JANUARY, MARCH, question="How many boats did not lie in the harbour of Aktau?"), shipped) is None
    )


def test_one_agency_in_two_papers_is_one_source_for_which_the_earlier_speaks(shipped):
    reprint = quote("Agency: On Monday 139 boats lay in the harbour of Aktau, said the mayor.", "139", date(2024, 1, 9))
    assert compare(answer(reprint, JANUARY), shipped) is None
    with_march = compare(answer(reprint, JANUARY, MARCH), shipped)
    first, _ = with_march.rows
    assert (first.quote.article, [place.article for place in first.quote.also]) == (JANUARY.article, [reprint.article])


def test_the_best_quote_of_an_article_speaks_for_it(shipped):
    second = replace(MARCH, article=JANUARY.article)
    assert compare(answer(JANUARY, second), shipped) is None
    assert len(compare(answer(JANUARY, second, UNDATED), shipped).rows) == 2


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How many military personnel will Kazakhstan contribute to UN missions?", {"430"}),
        ("How many military personnel does the first peacekeeping contingent consist of?", {"139"}),
    ],
)
def test_the_shipped_articles_are_compared(shipped, question, values):
    comparison = compare(ask(question, index=shipped), shipped)
    assert {row.value.text for row in comparison.rows} == values
    assert len({row.quote.article.id for row in comparison.rows}) == len(comparison.rows) >= 2


def test_a_question_that_one_article_answers_is_not_compared(shipped):
    assert compare(ask("How many of the peacekeepers are women?", index=shipped), shipped) is None


def test_the_table_cites_every_row_and_lets_no_markup_through(shipped):
    evil = quote("<b>141</b> boats lay in the harbour of Aktau.", "141", title="<script>", source="<i>")
    found = answer(JANUARY, evil)
    html = answer_html(found, comparison=compare(found, shipped))
    assert html.count("<table") == 1 and html.count("<tbody>") == 2
    for row in (JANUARY, evil):
        assert f'<a class="cite" href="#cite={row.article.id}:0-{row.end}"' in html
    assert "<b>" not in html and "<script>" not in html and "<i>" not in html
    assert "<table" not in answer_html(found)
