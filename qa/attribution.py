"""Whom a draft says that it quotes: the articles that it names beside a quotation by id, address, title or source."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from index.store import Index, once_per_index
from qa.draft import Quotation
from qa.wording import is_word, read_wording

LONGEST_NAME = 30
"""Of a longer headline or source so many words are compared."""

Name = tuple[str, ...]
Ids = frozenset[str]

_NOBODY: Ids = frozenset()
_ID = re.compile(r"\b[0-9a-f]{16}\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"”»]*[^\s<>\"”».,;:)\]]")
_MARKED = re.compile(r"[\"“„«‘'*_]([^\"“”„«»‘’'*_\n]+)[\"”“»’'*_]")
# A source or author may also be what the text is about, or the person who speaks: only these words make it a source.
_FROM = re.compile(r"(?:\baccording to|\b(?:reported|published|written) by|[—–―(·]|--)\s*(?:the\s+)?\Z", re.IGNORECASE)
_REPORTS = re.compile(r"(?:['’]s)?\s*(?:reports?\b|reported\b|writes\b|wrote\b|[·)])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """The articles of each address, each headline, and each source or author of an index."""

    addresses: Mapping[str, Set[str]]
    headlines: Mapping[Name, Set[str]]
    sources: Mapping[Name, Set[str]]


@once_per_index
def read_names(index: Index) -> Names:
    """Collect what the articles can be named by; this reads every article once."""
    addresses: dict[str, set[str]] = defaultdict(set)
    headlines: dict[Name, set[str]] = defaultdict(set)
    sources: dict[Name, set[str]] = defaultdict(set)
    for article in index.articles.values():
        if article.url:
            addresses[article.url].add(article.id)
        if article.title:
            headlines[fold_headline(article.title)].add(article.id)
        for name in filter(None, (article.source, article.author)):
            sources[read_wording(name).forms[:LONGEST_NAME]].add(article.id)
    return Names(addresses, headlines, sources)


def fold_headline(text: str) -> Name:
    """Return the words of a headline as they are compared: without signs, in small letters."""
    return _fold_words(text)[:LONGEST_NAME]


def _fold_words(text: str) -> Name:
    return tuple(form.casefold() for form in read_wording(text).forms if is_word(form))


def find_attributed(quotation: Quotation, index: Index) -> Ids:
    """Return the ids of the articles that the rest of the sentence names, else those that its paragraph names."""
    return _find_named(quotation.near, index) or _find_named(quotation.around, index)


def _find_named(context: str, index: Index) -> Ids:
    """Return the articles that a context names; what names one comes before what names many."""
    ids = frozenset(id for id in _ID.findall(context) if id in index.articles)
    if ids or not any(map(str.isalnum, context)):
        return ids
    names = read_names(index)
    found = [names.addresses.get(address, _NOBODY) for address in _ADDRESS.findall(context)]
    if not any(found):
        marked = [fold_headline(found) for found in _MARKED.findall(context)]
        found = [names.headlines.get(name, _NOBODY) for name in [*_list_stretches(_fold_words(context)), *marked]]
    return _NOBODY.union(*found) or _NOBODY.union(*_find_sources(context, names.sources))


def _list_stretches(words: Name) -> Iterator[Name]:
    """Yield every stretch of words that may be a headline; one word must be marked as such."""
    for first in range(len(words)):
        for length in range(2, min(LONGEST_NAME, len(words) - first) + 1):
            yield words[first : first + length]


def _find_sources(context: str, sources: Mapping[Name, Set[str]]) -> Iterator[Set[str]]:
    """Yield the articles of each source or author that a context gives as such."""
    wording = read_wording(context)
    for first in range(len(wording)):
        for after in range(first + 1, min(first + LONGEST_NAME, len(wording)) + 1):
            ids = sources.get(wording.forms[first:after])
            before, behind = wording.spans[first][0], wording.spans[after - 1][1]
            if ids and (_FROM.search(context[:before]) or _REPORTS.match(context, behind)):
                yield ids
