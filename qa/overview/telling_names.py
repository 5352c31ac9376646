"""The most telling names of groups of articles: those that a group mentions far more often than the others do.

Names are compared by the log-odds of an article of the group mentioning them, with a prior from all articles, in
standard deviations (Monroe and others, "Fightin' Words", 2008). If a group has too few telling names, other words
follow. Each is a stretch of an article, as written there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from corpus.articles import Article
from corpus.dates import MONTH_ABBREVIATIONS, MONTH_NAMES, WEEKDAYS
from index.store import Index
from index.text.analyzer import analyze_short, is_stop_word

MAX_NAMES = 6
"""Maximum number of names of a group."""

MIN_NAMES = 3
"""Number of telling names below which other words follow."""

READ_ARTICLES, READ_LENGTH = 100, 6_000
"""Maximum number of articles of a group that are searched for names, and of characters of each."""

TELLING = 1.96
"""Minimum distance of the log-odds from those of the other groups, in standard deviations."""

MIN_MENTIONS = 2
"""Minimum number of articles of the group that mention a name."""

_PRIOR = 4
"""Weight of the prior, in articles."""

_MAX_CAPITALS = 0.5
"""Maximum share of capitalised words in a sentence that is no title."""

MIN_LENGTH = 2
"""Minimum length of a name, in characters; other words have four."""

_CAPITALISED = r"(?:(?:[A-Z]\.){2,}|[^\W\d_a-zà-öø-ÿ][\w&]*(?:[-’'.](?!s\b)\w+)*)"
_NAME = re.compile(
    rf"(?<=[a-zà-öø-ÿ0-9,;(“] ){_CAPITALISED}(?: (?:(?:of|de|van|von|der|al|bin) (?:the )?)?{_CAPITALISED}){{0,4}}"
)
_OPENING_NAME = re.compile(rf"[\"“‘']?(?P<name>{_CAPITALISED}(?: {_CAPITALISED}){{1,4}})")
_WORD = re.compile(r"(?<![\w’'-])[a-zà-öø-ÿ]{4,30}(?![\w’'-])")
_DATE = re.compile(rf"(?:{'|'.join((MONTH_NAMES, MONTH_ABBREVIATIONS, *WEEKDAYS))}|I|I[’']\w+)\b.*")

Key = tuple[str, ...]
"""The stems of a name: one key for all its forms."""


@dataclass(frozen=True, slots=True)
class TellingName:
    """A name as an article writes it: `text == article.text[start:end]`."""

    text: str
    article: Article
    start: int
    end: int

    @property
    def article_id(self) -> str:
        """The id of the article."""
        return self.article.id


@dataclass(frozen=True, slots=True)
class MentionCounts:
    """How many articles were read, and how many of them mention each name and each other word."""

    articles: int
    names: Mapping[Key, int]
    words: Mapping[Key, int]


def count_mentions(articles: Sequence[Article], index: Index) -> MentionCounts:
    """Count the articles that mention each name, and each other word."""
    names: Counter[Key] = Counter()
    words: Counter[Key] = Counter()
    for article in articles:
        names.update({key for key, _, _ in _find_all(_NAME, article, index)})
        words.update({key for key, _, _ in _find_all(_WORD, article, index)})
    return MentionCounts(len(articles), names, words)


def choose_names(
    own: MentionCounts, everything: MentionCounts, articles: Sequence[Article], index: Index
) -> tuple[TellingName, ...]:
    """Return the most telling names of a group, as written in its articles, the most central of these first."""
    names = _rank(own.articles, own.names, everything.articles, everything.names)
    chosen = _leave_out_parts(names, (), MAX_NAMES)
    found = list(_find_forms(_NAME, chosen, articles, index))
    if len(chosen) < MIN_NAMES:
        words = _rank(own.articles, own.words, everything.articles, everything.words)
        others = _leave_out_parts(words, chosen, MAX_NAMES - len(chosen))
        found += _find_forms(_WORD, others, articles, index)
    return tuple(found)


def _rank(read: int, own: Mapping[Key, int], all_read: int, everything: Mapping[Key, int]) -> list[Key]:
    """Return the telling keys of a group, the most telling first."""
    keys = sorted(key for key, count in own.items() if count >= MIN_MENTIONS)
    here = np.array([own[key] for key in keys], dtype=np.float64)
    total = np.array([everything[key] for key in keys], dtype=np.float64)
    prior = _PRIOR * total / all_read
    odds, variance = _log_odds(here, read, prior)
    other_odds, other_variance = _log_odds(total - here, all_read - read, prior)
    distances = ((odds - other_odds) / np.sqrt(variance + other_variance)).round(9)
    order = np.lexsort((np.arange(len(keys)), -distances))
    return [keys[place] for place in order.tolist() if distances[place] >= TELLING]


def _log_odds(
    counts: np.ndarray[tuple[int], np.dtype[np.float64]], read: int, prior: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return the log-odds of articles that mention a name, and their variance."""
    with_it = counts + prior
    without = np.maximum(read + _PRIOR - with_it, 1e-9)
    return np.log(with_it / without), 1 / with_it + 1 / without


def _leave_out_parts(keys: Sequence[Key], before: Sequence[Key], most: int) -> list[Key]:
    """Return the first keys that share no word with one before them."""
    chosen: list[Key] = []
    known = set(chain.from_iterable(before))
    for key in keys:
        if known.isdisjoint(key):
            chosen.append(key)
            known.update(key)
        if len(chosen) == most:
            break
    return chosen


def _find_forms(
    pattern: re.Pattern[str], keys: Sequence[Key], articles: Sequence[Article], index: Index
) -> Iterator[TellingName]:
    """Yield the first place of the most frequent form of each key."""
    wanted = set(keys)
    counts: Counter[tuple[Key, str]] = Counter()
    first: dict[tuple[Key, str], TellingName] = {}
    for article in articles:
        for key, start, end in _find_all(pattern, article, index) if wanted else ():
            if key in wanted:
                form = article.text[start:end]
                counts[key, form] += 1
                first.setdefault((key, form), TellingName(form, article, start, end))
    for key in keys:
        forms = [(count, form) for (other, form), count in counts.items() if other == key]
        yield first[key, max(forms)[1]]


def _find_all(pattern: re.Pattern[str], article: Article, index: Index) -> Iterator[tuple[Key, int, int]]:
    """Yield each name or word in the sentences at the beginning of an article, with its key and place."""
    text = article.text
    for start, end in index.sentences_of(article.id).tolist():
        if start > READ_LENGTH:
            return
        end = min(end, READ_LENGTH)
        if pattern is _NAME and _is_title(text[start:end]):
            continue
        opening = _find_opening_name(text, start, end) if pattern is _NAME else None
        places = [opening] if opening else []
        for place in (*places, *(found.span() for found in pattern.finditer(text, start, end))):
            written = text[slice(*place)]
            key = () if len(written) < MIN_LENGTH or _DATE.fullmatch(written) else analyze_short(written)
            if key and not is_stop_word(written):
                yield key, *place


def _find_opening_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of a name of several words that a sentence opens with, with or without a word before it."""
    words = _OPENING_NAME.match(text, start, end)
    if words is None or not is_stop_word(words["name"].partition(" ")[0]):
        return words.span("name") if words else None
    first = words.start("name") + words["name"].index(" ") + 1
    return (first, words.end("name")) if " " in text[first : words.end("name")] else None


def _is_title(sentence: str) -> bool:
    """Return whether most words of a sentence are capitalised, so that capitals do not mark names."""
    words = [word for word in sentence.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _MAX_CAPITALS * len(words)
