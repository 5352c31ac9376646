"""An example subject for a timeline: a name of the articles with many dated sentences."""

import re
from collections import Counter
from itertools import islice

from index.store import Index, once_per_index
from qa.timeline import find_timeline

_ARTICLES_READ, _SENTENCES_READ, _MAX_TRIES = 40, 40, 8
"""Maximum number of articles, of sentences of each, and of names that are tried."""

MIN_DATES = 2
"""Minimum number of dates of an example."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z][\w’-]{1,30}(?: [A-Z][a-z][\w’-]{1,30}){1,2}")


@once_per_index
def find_example_subject(index: Index) -> str:
    """Return the name whose timeline has the most dates of the names that most articles have; empty if none has two.

    Cached, since the timelines of several names are compared.
    """
    best, most = "", MIN_DATES - 1
    for name in _list_names(index):
        events = find_timeline(name, index=index).events
        dates = len({event.period for event in events if event.basis != "published"})
        if dates > most:
            best, most = name, dates
    return best


def _list_names(index: Index) -> list[str]:
    """Return the names that occur in most articles, then those that occur most often."""
    ids = list(islice(index.articles, _ARTICLES_READ))
    index.read_articles_ahead(ids)
    articles: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    for id in ids:
        text = index.articles[id].text
        spans = index.sentences_of(id)[:_SENTENCES_READ].tolist()
        found = [name for start, end in spans for name in _NAME.findall(text[start:end])]
        articles.update(set(found))
        mentions.update(found)
    return sorted(articles, key=lambda name: (-articles[name], -mentions[name], name))[:_MAX_TRIES]
