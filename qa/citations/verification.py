"""`verify`: whether a saved quote is still in the articles, and where.

An article's id comes from its text, so an edited article has another id. Its successor is the article of the same
address, or of the same headline and source. There the quote is located by the words around it. If these are
ambiguous, nothing is chosen, so that a quote is never assigned to another occurrence of its words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from corpus.articles import Article
from corpus.sentences import split_sentences
from index.store import Index
from qa.answer import Place
from qa.citations.citations import Citation
from qa.reading.quoting import is_rest

CitationStatus = Literal["ok", "moved", "changed", "gone"]

NEAR = 0.5
"""Minimum similarity, as a share of words, of a sentence shown as the successor of the quoted one."""

MAX_PLACES = 10
"""Maximum number of places reported for the same words."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The result for one citation.

    `ok`: the quote is unchanged. `moved`: it is now at `start` of `article`. `changed`: the article or its successor
    exists, but the quote is not certain; `diff` shows the most similar sentence. `gone`: the article is missing.
    `reason` says in fixed words why it is not ok; `places` lists places with the same words that may not be the quote.
    """

    status: CitationStatus
    citation: Citation
    article: Article | None = None
    start: int | None = None
    end: int | None = None
    reason: str = ""
    diff: str = ""
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class _Found:
    """The occurrences of a citation's words: their number, the first ones, and at most two with the words around."""

    count: int = 0
    first: list[Place] = field(default_factory=list)
    matching: list[Place] = field(default_factory=list)


def verify(citation: Citation, index: Index) -> Verification:
    """Find a citation in the index as it is now."""
    cited = index.articles.get(citation.article_id)
    if cited and _is_unchanged(citation, cited):
        return Verification("ok", citation, cited, citation.start, citation.end)
    articles = [cited] if cited else _find_successors(citation, index)
    found = _look_for(citation, articles or index.articles.values())
    place = _choose(citation, found)
    if place:
        return _describe_location(citation, place, found_by_quote=not articles)
    reason, places = _describe_places(found.count, bool(articles)), tuple(found.first)
    if not articles:
        return Verification("gone", citation, reason=reason, places=places)
    article, diff = (places[0].article, "") if places else _find_nearest(citation.text, articles, index)
    return Verification("changed", citation, article, reason=reason, diff=diff, places=places)


def _is_unchanged(citation: Citation, article: Article) -> bool:
    """Return whether the article holds the quote at its offsets, between its words."""
    if citation.start is None or citation.end is None:
        return False
    text, start, end = article.text, citation.start, citation.end
    around = text[:start].endswith(citation.prefix) and text.startswith(citation.suffix, end)
    return around and text[start:end] == citation.text


def _find_successors(citation: Citation, index: Index) -> list[Article]:
    """Return the articles of the same address, else those of the same headline and source."""
    articles = index.articles.values()
    of_address = [article for article in articles if _is_at(citation, article)]
    named = (citation.title, citation.source)
    return of_address or [
        article
        for article in articles
        if any(one.title and (one.title, one.source) == named for one in article.publications)
    ]


def _is_at(citation: Citation, article: Article) -> bool:
    """Return whether an article was published at the address of a citation."""
    return any(one.url and one.url == citation.url for one in article.publications)


def _look_for(citation: Citation, articles: Iterable[Article]) -> _Found:
    """Find the words of a citation; a single letter may occur millions of times, so few places are kept."""
    found = _Found()
    for article in articles:
        for place in _find_places(citation.text, article):
            found.count += 1
            if len(found.first) < MAX_PLACES:
                found.first.append(place)
            if len(found.matching) < 2 and _has_context(citation, place):
                found.matching.append(place)
    return found


def _find_places(text: str, article: Article) -> Iterator[Place]:
    start = article.text.find(text)
    while start >= 0:
        yield Place(article, start, start + len(text))
        start = article.text.find(text, start + 1)


def _choose(citation: Citation, found: _Found) -> Place | None:
    """Return the one place with the words before the quote, after it, or both; None if several have them."""
    if len(found.matching) == 1:
        return found.matching[0]
    # The text of an id never changes; for an address, equal offsets say nothing of a change.
    alone = found.first[0] if found.count == 1 else None
    if alone and (alone.article.id == citation.article_id or (_by_address(citation) and alone.start == citation.start)):
        return alone
    return None


def _has_context(citation: Citation, place: Place) -> bool:
    """Return whether the words before the quote, those after it, or both are those of the citation.

    Words that reached to the start or end of the article suffice alone only if they still do: other places may have
    had the same.
    """
    text, prefix, suffix = place.article.text, citation.prefix, citation.suffix
    before = text.endswith(prefix, 0, place.start) and (bool(prefix) or citation.from_start)
    after = text.startswith(suffix, place.end) and (bool(suffix) or citation.to_end)
    at_start, at_end = place.start == len(prefix), is_rest(suffix, text[place.end :])
    return (
        (before and after)
        or (before and (at_start or not citation.from_start))
        or (after and (at_end or not citation.to_end))
    )


def _by_address(citation: Citation) -> bool:
    return citation.article_id == citation.url


def _describe_location(citation: Citation, place: Place, found_by_quote: bool) -> Verification:
    article = place.article
    cited = article.id == citation.article_id or (_by_address(citation) and article.url == citation.url)
    if cited and citation.start in (None, place.start):
        return Verification("ok", citation, article, place.start, place.end)
    where = "another article" if found_by_quote else "a newer text of the article"
    reason = f"The quote is now {'at another place' if cited else 'in ' + where}."
    return Verification("moved", citation, article, place.start, place.end, reason)


def _describe_places(count: int, has_article: bool) -> str:
    article = "The article is there" if has_article else "The article is not in the index"
    if not count:
        return f"{article}, but the quote is not." if has_article else f"{article}, and no other contains the quote."
    times = "once" if count == 1 else f"{count} times"
    return f"{article}; the same words occur {times}, but the words around them differ from those of the quote."


def _find_nearest(text: str, articles: Sequence[Article], index: Index) -> tuple[Article, str]:
    """Return the article with the sentences most similar to a text, and the difference; None if none is near."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text.split())
    count = max(len(split_sentences(text)), 1)
    best, nearest, found = NEAR, "", articles[0]
    for article in articles:
        sentences = index.sentences_of(article.id).tolist()
        for first in range(max(len(sentences) - count + 1, 1) if sentences else 0):
            window = article.text[sentences[first][0] : sentences[first : first + count][-1][1]]
            matcher.set_seq1(window.split())
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, nearest, found = matcher.ratio(), window, article
    return found, _compare(text, nearest) if nearest else ""


def _compare(cited: str, now: str) -> str:
    """Return both texts in one, marked as by `git diff --word-diff`."""
    old, new = cited.split(), now.split()
    words = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            words += old[old_start:old_end]
            continue
        dropped, added = " ".join(old[old_start:old_end]), " ".join(new[new_start:new_end])
        words.append((f"[-{dropped}-]" if dropped else "") + (f"{{+{added}+}}" if added else ""))
    return " ".join(words)
