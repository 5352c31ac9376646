"""Why a passage was found: the parts of its score, and the words it shares with the question."""

from collections.abc import Collection, Iterator

from index.text.analyzer import find_terms
from qa.answer import Answer, Hit, Why


def parts_of(why: Why) -> dict[str, float]:
    """Return the parts that sum to a score, by display name."""
    return {
        "words": why.lexical,
        "meaning": why.dense,
        "rerank": why.rerank,
        "topic": why.topic,
        "phrase": why.phrase,
        "definition": why.definition,
        "repeat": why.repeat,
        "part": why.part,
        "second step": why.hop,
    }


def find_hit(answer: Answer, article_id: str, start: int, end: int) -> Hit | None:
    """Return the best hit whose passage contains a span of an article, or overlaps most of it."""
    shared = {
        hit.rank: min(end, hit.passage.end) - max(start, hit.passage.start)
        for hit in answer.hits
        if hit.passage.article_id == article_id
    }
    best = max(shared, key=lambda rank: (shared[rank], -rank), default=0)
    return answer.hits[best - 1] if best and shared[best] > 0 else None


def match_words(text: str, words: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether it is one of the words searched for."""
    end = 0
    for term in find_terms(text) if words else ():
        if not set(term.forms) & set(words):
            continue
        if term.start > end:
            yield text[end : term.start], False
        yield term.written, True
        end = term.end
    if end < len(text):
        yield text[end:], False
