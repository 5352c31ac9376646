"""The sample articles that come with the program: which they are, and questions that they answer."""

from functools import cache

from corpus.reading import SHIPPED, read_articles
from index.store import Index

SUBJECT = "Kazakhstan’s peacekeepers"
"""What the samples are about."""

QUESTIONS = (
    "How many of the peacekeepers are women?",
    "How many service members are going to the Golan Heights?",
    "Where did the troops train before deployment?",
    "When did the soldiers receive medals?",
)
"""Questions that the samples answer, written by hand."""


@cache
def sample_ids() -> tuple[str, ...]:
    """Return the ids of the sample articles."""
    return tuple(found.article.id for found in read_articles([SHIPPED]).found)


def find_samples(index: Index) -> list[str]:
    """Return the ids of the samples that an index contains."""
    return [id for id in sample_ids() if id in index.articles]
