"""What the articles are about, as HTML: groups with a sentence and names, or a sentence of each article."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.store import Index
from qa.answer import Quote
from qa.article_list import name_count
from qa.overview.overview import ArticleGroup, CollectionOverview
from qa.reading.confidence import EMPTY, NO_ARTICLE
from ui.answer_words import describe_size
from ui.ask_request import AskRequest, address_of
from ui.html.rendering import render

MAX_SOURCES = 200
"""Maximum number of sources to choose from, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class _GroupSection:
    """A group: its size in words, and its names with the addresses that ask about them."""

    number: int
    size: str
    sentence: Quote | None
    names: Sequence[tuple[str, str]]


def overview_html(found: CollectionOverview, index: Index, chosen: AskRequest, address: str) -> str:
    """Return an overview of the articles that the filter of a request chooses; `address` is the filter as text."""
    known = index.overview
    return render(
        "overview.html",
        count=_describe(found, index),
        groups=[_make_section(group, chosen) for group in found.groups],
        sentences=found.sentences,
        sources=[name for name, _ in known.sources[:MAX_SOURCES]],
        has_dates=bool(known.first),
        chosen=chosen,
        filter=address,
        generation=index.generation,
    )


def _describe(found: CollectionOverview, index: Index) -> str:
    if not found.articles:
        return NO_ARTICLE.reason if index.articles else EMPTY.reason
    groups = f" in {name_count(len(found.groups), 'group')}" if found.groups else ""
    return f"{describe_size(found.articles, found.copies)}{groups}, in their own words"


def _make_section(group: ArticleGroup, chosen: AskRequest) -> _GroupSection:
    names = [(address_of(replace(chosen, question=name.text)), name.text) for name in group.names]
    sentence = replace(group.sentence, number=group.number) if group.sentence else None
    return _GroupSection(group.number, describe_size(len(group.ids), group.copies), sentence, names)
