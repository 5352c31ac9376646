"""Checks citations made before against the articles of today: is the quotation still there, and where?"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.articles import Article
from index.store import Index

Finding = Literal["ok", "moved", "changed", "gone"]

LEAST_LIKENESS = 0.6
"""From this likeness on (difflib's ratio) a sentence is taken for what became of a quotation."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation as it was cited: its words, its article by id, address or headline, and the words around it."""

    text: str
    article_id: str = ""
    url: str = ""
    title: str = ""
    start: int | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a citation.

    `ok`: the words stand in the article at the offsets. `moved`: they stand at the `start` and `end` given now, in the
    `article` named. `changed`: they do not, or it cannot be told which of several places was meant; `difference` shows
    the likeliest sentence. `gone`: neither the words nor the article are there.
    """

    finding: Finding
    citation: Citation
    article: Article | None = None
    start: int | None = None
    end: int | None = None
    difference: str = ""


def verify(citation: Citation, index: Index) -> Verification:
    """Look a citation up in its article or what became of it, then in every other; never guess between places."""
    article = index.articles.get(citation.article_id)
    if article is not None and citation.start is not None and article.text.startswith(citation.text, citation.start):
        return Verification("ok", citation, article, citation.start, citation.start + len(citation.text))
    successor = article or _find_successor(citation, index)
    places = [(found, start) for found in index.articles.values() for start in _find_all(citation.text, found.text)]
    own = [place for place in places if successor and place[0].id == successor.id]
    chosen = _choose(citation, own, sure=True) or _choose(citation, places, sure=False)
    if chosen:
        found, start = chosen
        return Verification("moved", citation, found, start, start + len(citation.text))
    if places:
        what = "This place has" if len(places) == 1 else f"These {len(places)} places have"
        return Verification("changed", citation, successor, difference=f"{what} the words, but others around them.")
    return _find_changed(citation, successor, index)


def _find_successor(citation: Citation, index: Index) -> Article | None:
    """Return the one article with the address, or else the headline, of the one that was cited."""
    for cited, field in (citation.url, "url"), (citation.title, "title"):
        found = [article for article in index.articles.values() if cited and getattr(article, field) == cited]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _find_all(words: str, text: str) -> Iterator[int]:
    start = text.find(words) if words else -1
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _choose(citation: Citation, places: list[tuple[Article, int]], sure: bool) -> tuple[Article, int] | None:
    """Return the one place that was meant.

    Of several it is the only one with the cited words on both sides. A single one counts with them on one side, and
    with none where the article is `sure` to be the cited one.
    """
    met = [_count_sides(citation, *place) for place in places]
    if len(places) == 1:
        return places[0] if sure or met[0] else None
    return places[met.index(2)] if met.count(2) == 1 else None


def _count_sides(citation: Citation, article: Article, start: int) -> int:
    """Return on how many sides of a place the words around it are those that were cited; no words are no side."""
    before, after = article.text[:start], article.text[start + len(citation.text) :]
    return (bool(citation.prefix) and before.endswith(citation.prefix)) + (
        bool(citation.suffix) and after.startswith(citation.suffix)
    )


def _find_changed(citation: Citation, successor: Article | None, index: Index) -> Verification:
    """Find the sentence that the words have become, in the article itself or else in all."""
    articles = [successor] if successor else list(index.articles.values())
    best, likeness = None, LEAST_LIKENESS
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(citation.text)
    for article in articles:
        for start, end in index.sentences_of(article.id).tolist():
            matcher.set_seq1(article.text[start:end])
            # The first two are quick upper bounds of the third.
            if all(ratio() > likeness for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)):
                best, likeness = (article, article.text[start:end]), matcher.ratio()
    if best:
        return Verification("changed", citation, best[0], difference=_show_difference(citation.text, best[1]))
    if successor:
        return Verification("changed", citation, successor, difference=_show_difference(citation.text, ""))
    return Verification("gone", citation)


def _show_difference(before: str, after: str) -> str:
    """Return the words of both, those that went as [-...-] and those that came as {+...+}."""
    old, new = before.split(), after.split()
    parts = []
    for kind, first, last, first_new, last_new in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(" ".join(old[first:last]))
            continue
        if first < last:
            parts.append(f"[-{' '.join(old[first:last])}-]")
        if first_new < last_new:
            parts.append(f"{{+{' '.join(new[first_new:last_new])}+}}")
    return " ".join(parts)
