"""The first screen as HTML: the contents of the collection, and example questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.store import Index
from qa.article_list import name_count
from qa.collection import find_samples
from qa.query.period import format_period
from ui.ask_request import AskRequest, address_of
from ui.html.rendering import render
from ui.sample_articles import SUBJECT


@dataclass(frozen=True, slots=True)
class Collection:
    """What the articles are: how many samples and others; `known`: the sources and dates in words."""

    samples: int
    own: int
    known: tuple[str, ...]
    can_change: bool

    @property
    def is_empty(self) -> bool:
        """Whether there are no articles."""
        return not self.samples + self.own

    @property
    def sample_words(self) -> str:
        """The number of samples in words."""
        return "sample article" if self.samples == 1 else f"{self.samples} sample articles"

    @property
    def facts(self) -> tuple[str, ...]:
        """What the first screen says about the collection."""
        if self.is_empty:
            return ("There are no articles yet",)
        if not self.own:
            return (f"{name_count(self.samples, 'sample article')} on {SUBJECT}",)
        among = f", {self.samples} of them {'a sample' if self.samples == 1 else 'samples'}" if self.samples else ""
        return (f"{name_count(self.samples + self.own, 'article')}{among}", *self.known)


def describe_collection(index: Index, *, can_change: bool) -> Collection:
    """Return the contents of an index."""
    overview, samples = index.overview, len(find_samples(index))
    period = format_period(*(date.fromisoformat(day) if day else None for day in (overview.first, overview.last)))
    sources = name_count(len(overview.sources), "source") if overview.sources else ""
    known = tuple(filter(None, (sources, period)))
    return Collection(samples, len(index.articles) - samples, known, can_change)


def welcome_html(examples: Iterable[str], collection: Collection, said: str = "", undoable: str = "") -> str:
    """Return the first screen below the box.

    `said`: the result of the last action; `undoable`: the action that undoes it.
    """
    questions = [(address_of(AskRequest(question)), question) for question in examples]
    return render("welcome.html", examples=questions, collection=collection, said=said, undoable=undoable)
