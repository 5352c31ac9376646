"""An article opened at a span, in pieces that the browser joins: the browser never counts offsets."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Literal, TypedDict

from corpus.articles import Article
from corpus.headings import find_title_line
from corpus.markup.markdown import ENDINGS
from qa.answer import Answer, Place
from qa.article_list import also_published, day_words
from qa.citations.fragments import original_link
from qa.citations.hidden import Run, find_hidden, reveal_line, split_hidden
from ui.explanation import find_hit, match_words
from ui.html.markup import age_of

NOT_A_SPOT = "A link to an article must contain the article and a part of its text."
OUTSIDE = "This link points outside the article's text. The article may have changed."

Kind = Literal["hit", "quote", "passage", "title", ""]
"""What is marked; "title" is the line that repeats the title, which is shown above the text already."""


Words = list[tuple[str, bool | str]]
"""A text in spans, each with whether the question contains its words, or with the name of its hidden characters."""


class MarkedText(TypedDict):
    """A piece of an article: its kind, its number or rank, and its words."""

    kind: Kind
    number: int
    words: Words


@dataclass(frozen=True, slots=True)
class Spot:
    """The span of an article to show."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marked span: the one to show, another quote of the answer by its number, or a hit by its rank."""

    kind: Kind
    number: int
    start: int
    end: int


def parse_spot(spot: object) -> Spot | None:
    """Return the spot that a browser sent, None if invalid; the value is untrusted."""
    if not isinstance(spot, dict):
        return None
    article_id, start, end = spot.get("id"), spot.get("start"), spot.get("end")
    # `type`, because True is an int as well.
    if isinstance(article_id, str) and type(start) is int and type(end) is int:
        return Spot(article_id, start, end)
    return None


def show_spot(article: Article, spot: Spot, answer: Answer | None, words: Collection[str]) -> dict[str, object]:
    """Return an article in pieces, or `{"error": …}`; the answer's other quotes and hits are marked and explained."""
    if not 0 <= spot.start <= spot.end <= len(article.text):
        return {"error": OUTSIDE}
    hit = find_hit(answer, article.id, spot.start, spot.end) if answer else None
    return {
        "title": _split(article.headline),
        "source": _split(article.source),
        "date": day_words(article.published),
        "age": age_of(article),
        "author": _split(article.author),
        "also": [_split(f"also published by {words}") for words in also_published(article)],
        "page": _describe_page(article, spot.start),
        "url": original_link(article, spot.start, spot.end),
        "pieces": _cut(article, _find_marks(article, spot, answer), words),
        "is_markdown": PurePath(article.name).suffix.lower() in ENDINGS,
        "why": {"likely": _find_probability(article, spot, answer)} if hit else None,
    }


def _find_probability(article: Article, spot: Spot, answer: Answer | None) -> int | None:
    """Return how likely the quote at a spot answers, in percent, None if it was not quoted."""
    for quote in answer.quotes if answer else ():
        places = [Place(quote.article, quote.start, quote.end), *quote.also]
        if any(one.article.id == article.id and one.start < spot.end and spot.start < one.end for one in places):
            return round(100 * quote.confidence)
    return None


def _describe_page(article: Article, offset: int) -> str:
    if article.page_labels:
        return reveal_line(article.place_at(offset))
    page = article.page_at(offset)
    return f"page {page} of {len(article.pages)}" if page else ""


def _split(text: str) -> Words:
    """Return a text split at the hidden characters that the page marks."""
    return [(stretch, name or False) for stretch, name in split_hidden(text, find_hidden(text), 0, len(text))]


def _find_marks(article: Article, spot: Spot, answer: Answer | None) -> list[_Mark]:
    marks = [_Mark("hit", 0, spot.start, spot.end)]
    if answer:
        marks += [
            _Mark("quote", quote.number, quote.start, quote.end)
            for quote in answer.quotes
            if quote.article.id == article.id
        ]
        marks += [
            _Mark("passage", hit.rank, hit.passage.start, hit.passage.end)
            for hit in answer.hits
            if hit.passage.article_id == article.id
        ]
    marks += [_Mark("title", 0, 0, end)] if (end := _find_repeated_title(article, marks)) else []
    return [mark for mark in marks if mark.start < mark.end]


def _find_repeated_title(article: Article, marks: Sequence[_Mark]) -> int:
    """Return where the text begins after the line that repeats the title; 0 if the line is marked or not the first."""
    line = find_title_line(article)
    if line is None or article.text[: line.start].strip():
        return 0
    end = line.end + len(article.text[line.end :]) - len(article.text[line.end :].lstrip())
    return 0 if any(mark.start < end and mark.start < mark.end for mark in marks) else end


def _cut(article: Article, marks: Sequence[_Mark], words: Collection[str]) -> list[MarkedText]:
    """Cut an article at every start and end of a mark; of overlapping marks the first one counts."""
    ends = sorted({0, len(article.text), *(end for mark in marks for end in (mark.start, mark.end))})
    hidden = find_hidden(article.text)
    pieces: list[MarkedText] = []
    for start, end in pairwise(ends):
        mark = next((mark for mark in marks if mark.start <= start and end <= mark.end), _Mark("", 0, start, end))
        shown = list(_mark_words(article.text, start, end, words if mark.kind else (), hidden))
        # The span to show stays one piece, whatever other marks start or end in it.
        if pieces and mark.kind == "hit" == pieces[-1]["kind"]:
            pieces[-1]["words"] += shown
        else:
            pieces.append({"kind": mark.kind, "number": mark.number, "words": shown})
    return pieces


def _mark_words(
    text: str, start: int, end: int, words: Collection[str], hidden: Sequence[Run]
) -> Iterator[tuple[str, bool | str]]:
    """Yield a span of a text, cut at the words of the question and at hidden characters."""
    matched = match_words(text[start:end], words) if words else ((text[start:end], False),)
    for found, is_shared in matched:
        for stretch, name in split_hidden(text, hidden, start, start + len(found)):
            yield stretch, name or is_shared
        start += len(found)
