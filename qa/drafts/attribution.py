"""Attribution: the articles that a draft names beside a quotation, by id, address, title or source."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from index.store import Index, once_per_index
from qa.drafts.draft import Quotation
from qa.drafts.wording import Wording, is_word, read_wording

MAX_NAME_LENGTH = 30
"""Maximum number of words of a headline or source that are compared."""

MIN_BEGINNING = 4
"""Minimum number of words of the beginning of a headline that names the article in place of the whole headline."""

_MIN_CAPITALS = 3
"""Minimum number of capitalised words of such a beginning that no mark surrounds and no word makes a source."""

_KEPT_HEADLINES = 4096
"""Maximum number of cached texts with their words; a draft names the same article repeatedly."""

Name = tuple[str, ...]
Ids = frozenset[str]

_NOBODY: Ids = frozenset()
_ID = re.compile(r"\b[0-9a-f]{16}\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"”»]*[^\s<>\"”».,;:)\]]")
_MARKED = re.compile(r"[\"“„«‘'*_]([^\"“”„«»‘’'*_\n]+)[\"”“»’'*_]")
# A source or author may also be the subject of the text or its speaker: only these words make it a source.
_FROM = re.compile(r"(?:\baccording to|\b(?:reported|published|written) by|[—–―(·]|--)\s*(?:the\s+)?\Z", re.IGNORECASE)
_REPORTS = re.compile(r"(?:['’]s)?\s*(?:reports?\b|reported\b|writes\b|wrote\b|[·)])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameTable:
    """The articles of each name, and the lengths of the names that begin with each word."""

    articles: Mapping[Name, Set[str]]
    lengths: Mapping[str, Sequence[int]]

    def find(self, words: Name) -> Iterator[tuple[int, int, Set[str]]]:
        """Yield where each known name begins and ends among words, and its articles."""
        for first, word in enumerate(words):
            for length in self.lengths.get(word, ()):
                after = first + length
                if after <= len(words) and (ids := self.articles.get(words[first:after])):
                    yield first, after, ids


@dataclass(frozen=True, slots=True)
class Names:
    """The articles of each address, each headline or its beginning, and each source or author of an index."""

    addresses: Mapping[str, Set[str]]
    headlines: NameTable
    beginnings: Mapping[Name, Sequence[Name]]
    """The headlines that begin with the same `MIN_BEGINNING` words and are longer."""
    sources: NameTable


@once_per_index
def read_names(index: Index) -> Names:
    """Collect the names of all articles; reads every article once."""
    addresses: dict[str, set[str]] = defaultdict(set)
    headlines: dict[Name, set[str]] = defaultdict(set)
    sources: dict[Name, set[str]] = defaultdict(set)
    for article in index.articles.values():
        for one in article.publications:
            if one.url:
                addresses[one.url].add(article.id)
            if one.title:
                headlines[fold_headline(one.title)].add(article.id)
            for name in filter(None, (one.source, one.author)):
                sources[read_wording(name).forms[:MAX_NAME_LENGTH]].add(article.id)
    return Names(addresses, _know(headlines), _group_beginnings(headlines), _know(sources))


def _group_beginnings(headlines: Iterable[Name]) -> dict[Name, list[Name]]:
    groups: dict[Name, list[Name]] = defaultdict(list)
    for name in headlines:
        if len(name) > MIN_BEGINNING:
            groups[name[:MIN_BEGINNING]].append(name)
    return groups


def _know(articles: Mapping[Name, Set[str]]) -> NameTable:
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in filter(None, articles):
        lengths[name[0]].add(len(name))
    return NameTable(articles, {word: sorted(found) for word, found in lengths.items()})


@lru_cache(_KEPT_HEADLINES)
def fold_headline(text: str) -> Name:
    """Return the words of a headline in the form that is compared: in lower case, without punctuation."""
    return _fold_words(text)[:MAX_NAME_LENGTH]


def _fold_words(text: str) -> Name:
    return _fold(read_wording(text))


def _fold(wording: Wording) -> Name:
    return tuple(form.casefold() for form in wording.forms if is_word(form))


def find_attributed(quotation: Quotation, index: Index) -> Ids:
    """Return the ids of the articles that the rest of the sentence names, else those that its paragraph names."""
    return _find_named(quotation.near, index) or _find_named(quotation.around, index)


def _find_named(context: str, index: Index) -> Ids:
    """Return the articles that a context names; a name of one article precedes a name of many."""
    ids = frozenset(id for id in _ID.findall(context) if id in index.articles)
    if ids or not any(map(str.isalnum, context)):
        return ids
    names = read_names(index)
    wording = read_wording(context)
    found = [names.addresses.get(address, _NOBODY) for address in _ADDRESS.findall(context)]
    if not any(found):
        marked = {fold_headline(marked) for marked in _MARKED.findall(context)}
        found = [names.headlines.articles.get(name, _NOBODY) for name in marked]
        # One word must be marked as a headline.
        found += [ids for first, after, ids in names.headlines.find(_fold(wording)) if after - first > 1]
        found = found if any(found) else list(_find_beginnings(context, wording, names))
    return _NOBODY.union(*found) or _NOBODY.union(*_find_sources(wording, names.sources))


def _find_beginnings(context: str, wording: Wording, names: Names) -> Iterator[Set[str]]:
    """Yield the articles whose headline a context begins: in marks, as a source, or capitalised as a headline is."""
    marked = {fold_headline(marked) for marked in _MARKED.findall(context)}
    places = [place for place, form in enumerate(wording.forms) if is_word(form)]
    words = _fold(wording)
    for first in range(len(words) - MIN_BEGINNING + 1):
        for name in names.beginnings.get(words[first : first + MIN_BEGINNING], ()):
            after = first + _count_shared(name, words[first:])
            forms = [wording.forms[place] for place in places[first:after]]
            is_titled = sum(form[0].isupper() for form in forms) >= _MIN_CAPITALS
            if is_titled or words[first:after] in marked or _is_source(wording, places[first], places[after - 1]):
                yield names.headlines.articles[name]


def _count_shared(name: Name, words: Name) -> int:
    """Return how many words two sequences share at their beginning."""
    return next(
        (place for place, pair in enumerate(zip(name, words, strict=False)) if pair[0] != pair[1]),
        min(len(name), len(words)),
    )


def _find_sources(wording: Wording, sources: NameTable) -> Iterator[Set[str]]:
    """Yield the articles of each source or author that a context gives as such."""
    for first, after, ids in sources.find(wording.forms):
        if _is_source(wording, first, after - 1):
            yield ids


def _is_source(wording: Wording, first: int, last: int) -> bool:
    """Return whether the words beside a name make it a source."""
    before, behind = wording.spans[first][0], wording.spans[last][1]
    return bool(_FROM.search(wording.text[:before]) or _REPORTS.match(wording.text, behind))
