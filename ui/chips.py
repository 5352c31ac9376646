"""What an answer was asked with, as chips: a link each, which asks again without it."""

from collections.abc import Iterator
from dataclasses import replace

from qa.answer import Answer
from qa.period import tell_period
from qa.query import carry_words
from ui.asked import Asked, address_of
from ui.markup import bdi, escape, text_html


def chips_html(asked: Asked, answer: Answer, undated: int = 0) -> str:
    """Return what was searched, what the question was taken together with, and which articles it was asked of.

    `undated` is how many articles a range of dates leaves out because nobody knows their day.
    """
    return "".join(_lines(asked, answer, undated))


def _lines(asked: Asked, answer: Answer, undated: int) -> Iterator[str]:
    own = answer.query.removeprefix(carry_words(answer.carried))
    if own != asked.question:
        yield f'<p class="searched">Searched for: {bdi(own)}</p>'
    if answer.carried:
        chips = "".join(
            _chip(
                replace(asked, history=tuple(other for other in answer.carried if other != earlier)), earlier, "earlier"
            )
            for earlier in answer.carried
        )
        yield f'<p class="searched">Taken together with: {chips}</p>'
    if asked.filtered:
        yield f'<p class="searched">Only articles: {"".join(_filters(asked, undated))}</p>'


def _filters(asked: Asked, undated: int) -> Iterator[str]:
    for source in asked.sources:
        others = tuple(other for other in asked.sources if other != source)
        yield _chip(replace(asked, sources=others), f"from {source}", "filter")
    if period := tell_period(asked.since, asked.until):
        yield _chip(replace(asked, since=None, until=None), period, "filter")
        if undated:
            yield f"{undated:,} undated {'article is' if undated == 1 else 'articles are'} left out"


def _chip(without: Asked, words: str, kind: str) -> str:
    return (
        f'<a class="chip carried" href="{escape(address_of(without))}" title="Ask again without it">'
        f'<bdi class="{kind}">{text_html(words)}</bdi><span class="aside"> (ask again without it)</span></a>'
    )
