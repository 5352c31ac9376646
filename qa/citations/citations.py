"""`Citation`: a saved quote, parsed from the JSON of `quotedesk ask --json`, an annotation or a shared page.

Annotations are those of the W3C's Web Annotation Data Model, with a TextQuoteSelector and maybe a TextPositionSelector.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn, TypeVar

from corpus.errors import CitationError
from qa.answer import Quote
from qa.citations.hidden import escape_hidden
from qa.citations.shared_page import is_page, is_same_text, read_page
from qa.reading.quoting import reaches_end

if TYPE_CHECKING:
    from pydantic import BaseModel

ARTICLE_URN = "urn:quotedesk:"
"""Prefix of an article's id in an annotation, if the article has no address."""

_LISTS = ("answers", "mentions", "sentences", "groups", "related", "cells", "clippings", "questions", "events")
"""Fields of our results that list quotes, or objects that have some."""

_SINGLE = ("sentence", "quote", "clipping")
"""Fields of the objects in these lists that are one quote, or null for none."""

_HOLDING = (*_LISTS, *_SINGLE)

_SPACE = re.compile(r"\s*")
Model = TypeVar("Model", bound="BaseModel")


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote, the words around it, and the known fields of its article.

    Missing offsets are None, missing words empty. `from_start` and `to_end`: the words around it reach to the start or
    end of the article. `article_id` is the address if only that was cited.
    """

    text: str
    article_id: str
    start: int | None = None
    end: int | None = None
    prefix: str = ""
    suffix: str = ""
    from_start: bool = False
    to_end: bool = False
    url: str = ""
    title: str = ""
    source: str = ""


def read_citations(content: bytes, name: str) -> list[Citation]:
    """Read the citations of JSON or JSONL (our results, quotes, annotations, or lists of them), or of a shared page.

    Raises CitationError, naming the file and the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(f"{name}, line {line}", "is not UTF-8 text") from error
    citations = _read_page(text, name) if is_page(text) else _read_all(text, name)
    if not citations:
        remedy = "Give the output of `quotedesk ask --json`, or an annotation."
        raise CitationError(f"{name} contains no citation.", remedy)
    return citations


def make_citation(quote: Quote) -> dict[str, object]:
    """Return what `quotedesk verify` needs of a quotation."""
    article = {name: getattr(quote.article, name) for name in ("id", "url", "title", "source")}
    return {name: getattr(quote, name) for name in ("text", "start", "end", "prefix", "suffix")} | {"article": article}


def write_citation(quote: Quote) -> str:
    """Return the citation of a quotation as JSON without hidden characters."""
    return escape_hidden(json.dumps(make_citation(quote), ensure_ascii=False))


def _read_all(text: str, name: str) -> list[Citation]:
    return [citation for place, value in _read_values(text, name) for citation in _read_value(value, place)]


def _read_page(text: str, name: str) -> list[Citation]:
    """Read the citations of a shared page, each with the words that the page shows."""
    page = read_page(text)
    if page is None:
        raise CitationError(f"{name} is not a page that quotedesk exported.", "Give a page saved by Export, Share.")
    if page.foreign:
        raise CitationError(
            f"{name} has {page.foreign}, which no page exported by quotedesk has: it was changed, and what it shows "
            "cannot be verified.",
            "Get the page as it was exported.",
        )
    # The empty lines keep the numbers of the lines.
    citations = _read_all("\n" * (page.line - 1) + page.data, name)
    if len(citations) != len(page.shown) or not all(map(str.strip, page.shown)):
        raise CitationError(
            f"{name} shows {len(page.shown)} quotations and has the places of {len(citations)}: it was changed.",
            "Get the page as it was exported.",
        )
    return [
        citation if is_same_text(citation.text, shown) else replace(citation, text=shown, start=None, end=None)
        for citation, shown in zip(citations, page.shown, strict=True)
    ]


def _read_values(text: str, name: str) -> Iterator[tuple[str, object]]:
    """Yield each JSON value with its place."""
    decoder = json.JSONDecoder()
    line, counted, position = 1, 0, _match_space(text, 0)
    while position < len(text):
        line, counted = line + text.count("\n", counted, position), position
        place = f"{name}, line {line}"
        try:
            value, after = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            raise _unreadable(f"{name}, line {error.lineno}", f"is not valid JSON ({error.msg})") from error
        except (ValueError, RecursionError) as error:
            raise _unreadable(place, "is not JSON that can be read") from error
        yield place, value
        position = _match_space(text, after)


def _match_space(text: str, position: int) -> int:
    """Return the end of the white space at a position."""
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _read_value(value: object, place: str) -> Iterator[Citation]:
    """Yield the citations of a list, a result, an annotation or a quote."""
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _read_value(item, f"{place}, item {number}")
    elif not isinstance(value, dict):
        _refuse(place, "is neither a quote, an answer nor an annotation")
    elif "target" in value:
        for target in _listed(value["target"]):
            yield _read_target(target, place)
    elif any(name in value for name in _HOLDING):
        yield from _read_result(value, place)
    elif "quotes" in value:
        for number, quote in enumerate(_get_list(value, "quotes", place), start=1):
            if not isinstance(quote, dict):
                _refuse(place, f"has a quote {number} that is no object")
            yield _read_quote(quote, f"{place}, quote {number}")
    else:
        yield _read_quote(value, place)


def _read_result(value: Mapping[str, object], place: str) -> Iterator[Citation]:
    """Yield the citations of a result, or of an object in one of its lists, in the order of its fields."""
    for name in value:
        if name in _LISTS:
            yield from _read_value(_get_list(value, name, place), f"{place}, {name}")
        elif name in _SINGLE and value[name] is not None:
            yield from _read_value(value[name], f"{place}, {name}")


def _get_list(fields: Mapping[str, object], name: str, place: str) -> list[object]:
    found = fields[name]
    return found if isinstance(found, list) else _refuse(place, f"has a `{name}` of the wrong type")


def _read_quote(fields: Mapping[str, object], place: str) -> Citation:
    from qa.citations.citation_models import SavedQuote

    quote = _validate(SavedQuote, fields, place)
    return Citation(
        text=quote.text,
        article_id=quote.article.id,
        start=quote.start,
        end=quote.end,
        prefix=quote.prefix,
        suffix=quote.suffix,
        from_start=quote.start == len(quote.prefix),
        to_end=reaches_end(quote.suffix),
        url=quote.article.url,
        title=quote.article.title,
        source=quote.article.source,
    )


def _read_target(fields: object, place: str) -> Citation:
    from qa.citations.citation_models import AnnotationTarget, PositionSelector, QuoteSelector

    if not isinstance(fields, dict):
        _refuse(place, "has a `target` that is no object")
    target = _validate(AnnotationTarget, fields, place)
    selectors: dict[str, Mapping[str, object]] = {
        str(selector.get("type")): selector for selector in _listed(target.selector) if isinstance(selector, dict)
    }
    if "TextQuoteSelector" not in selectors:
        _refuse(place, "has no TextQuoteSelector in its `target`")
    quote = _validate(QuoteSelector, selectors["TextQuoteSelector"], place)
    found = selectors.get("TextPositionSelector")
    position = _validate(PositionSelector, found, place) if found else None
    return Citation(
        text=quote.exact,
        article_id=target.source.removeprefix(ARTICLE_URN),
        start=position.start if position else None,
        end=position.end if position else None,
        prefix=quote.prefix,
        suffix=quote.suffix,
        url="" if target.source.startswith(ARTICLE_URN) else target.source,
    )


def _validate(model: type[Model], fields: Mapping[str, object], place: str) -> Model:
    """Return the fields of an object. Raises CitationError with the first problem."""
    from pydantic import ValidationError

    from qa.citations.citation_models import describe_problem

    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise _unreadable(place, describe_problem(error)) from error


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _refuse(place: str, problem: str) -> NoReturn:
    raise _unreadable(place, problem)


def _unreadable(place: str, problem: str) -> CitationError:
    remedy = "Give what `quotedesk ask --json` prints, or a W3C annotation."
    return CitationError(f"The citation in {place} {problem}.", remedy)
