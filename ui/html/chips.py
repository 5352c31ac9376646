"""The context and filters of an answer as chips: links that ask again without one of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa.answer import Answer
from qa.query.period import format_period
from ui.ask_request import AskRequest, address_of


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of a request in words, and the address of the request without it."""

    kind: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Chips:
    """The searched text if it differs from the question, the earlier questions, and the filters.

    `undated`: the number of articles that a range of dates excludes because they have no date.
    """

    searched: str | None
    earlier: list[Chip]
    filters: list[Chip]
    undated: int


def make_chips(asked: AskRequest, answer: Answer, undated: int) -> Chips:
    """Return the chips of an answer."""
    own = answer.searched or answer.query
    earlier = [
        Chip("earlier", question, address_of(replace(asked, history=_without(answer.carried, question))))
        for question in answer.carried
    ]
    has_period = bool(asked.since or asked.until)
    return Chips(
        own if own != asked.question else None, earlier, list(_make_filters(asked)), undated if has_period else 0
    )


def _make_filters(asked: AskRequest) -> Iterator[Chip]:
    for source in asked.sources:
        yield Chip("filter", f"from {source}", address_of(replace(asked, sources=_without(asked.sources, source))))
    if period := format_period(asked.since, asked.until):
        yield Chip("filter", period, address_of(replace(asked, since=None, until=None)))


def _without(texts: tuple[str, ...], removed: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text != removed)
