"""`Citation`: a saved quote, parsed from the JSON of `quotedesk ask --json`, an annotation or a shared page.

Annotations are those of the W3C's Web Annotation Data Model, with a TextQuoteSelector and maybe a TextPositionSelector.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn, TypeVar

from corpus.errors import CitationError
from qa.answer import Quote
from qa.citations.hidden import escape_hidden
from qa.citations.shared_page import is_page, is_same_text, read_page
from qa.reading.quoting import reaches_end

ARTICLE_URN = "urn:quotedesk:"
"""Prefix of an article's id in an annotation, if the article has no address."""

_LISTS = ("answers", "mentions", "sentences", "groups", "related", "cells", "clippings", "questions", "events")
"""Fields of our results that list quotes, or objects that have some."""

_SINGLE = ("sentence", "quote", "clipping")
"""Fields of the objects in these lists that are one quote, or null for none."""

_HOLDING = (*_LISTS, *_SINGLE)

_SPACE = re.compile(r"\s*")
Value = TypeVar("Value")


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
        raise CitationError(f"{name} holds no citation.", "Give what `quotedesk ask --json` prints, or an annotation.")
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
        for number, quote in enumerate(_get(value, "quotes", list, place), start=1):
            if not isinstance(quote, dict):
                _refuse(place, f"has a quote {number} that is no object")
            yield _read_quote(quote, f"{place}, quote {number}")
    else:
        yield _read_quote(value, place)


def _read_result(value: Mapping[str, object], place: str) -> Iterator[Citation]:
    """Yield the citations of a result, or of an object in one of its lists, in the order of its fields."""
    for name in value:
        if name in _LISTS:
            yield from _read_value(_get(value, name, list, place), f"{place}, {name}")
        elif name in _SINGLE and value[name] is not None:
            yield from _read_value(value[name], f"{place}, {name}")


def _read_quote(quote: Mapping[str, object], place: str) -> Citation:
    article = _get(quote, "article", dict, place)
    start, prefix, suffix = (
        _get_offset(quote, "start", place),
        _get(quote, "prefix", str, place),
        _get(quote, "suffix", str, place),
    )
    return Citation(
        text=_get_words(quote, "text", place),
        article_id=_get(article, "id", str, place),
        start=start,
        end=_get_offset(quote, "end", place),
        prefix=prefix,
        suffix=suffix,
        from_start=start == len(prefix),
        to_end=reaches_end(suffix),
        **{name: _get(article, name, str, place) for name in ("url", "title", "source") if name in article},
    )


def _read_target(target: object, place: str) -> Citation:
    if not isinstance(target, dict):
        _refuse(place, "has a `target` that is no object")
    source = target.get("source")
    if isinstance(source, dict):
        source = source.get("id")
    if not isinstance(source, str) or not source:
        _refuse(place, "has no `source` in its `target`")
    selectors: dict[str, Mapping[str, object]] = {
        str(selector.get("type")): selector
        for selector in _listed(target.get("selector"))
        if isinstance(selector, dict)
    }
    quote, position = selectors.get("TextQuoteSelector"), selectors.get("TextPositionSelector")
    if quote is None:
        _refuse(place, "has no TextQuoteSelector in its `target`")
    position = position or {}
    return Citation(
        text=_get_words(quote, "exact", place),
        article_id=source.removeprefix(ARTICLE_URN),
        start=_get_offset(position, "start", place) if position else None,
        end=_get_offset(position, "end", place) if position else None,
        prefix=_get(quote, "prefix", str, place) if "prefix" in quote else "",
        suffix=_get(quote, "suffix", str, place) if "suffix" in quote else "",
        url="" if source.startswith(ARTICLE_URN) else source,
    )


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _get_words(fields: Mapping[str, object], name: str, place: str) -> str:
    return _get(fields, name, str, place) or _refuse(place, f"has an empty `{name}`")


def _get_offset(fields: Mapping[str, object], name: str, place: str) -> int:
    offset = _get(fields, name, int, place)
    return offset if offset >= 0 else _refuse(place, f"has a negative `{name}`")


def _get(fields: Mapping[str, object], name: str, kind: type[Value], place: str) -> Value:
    """Return a field of exactly this type: True is not a number here."""
    if name not in fields:
        _refuse(place, f"has no `{name}`")
    value = fields[name]
    if not isinstance(value, kind) or type(value) is not kind:
        _refuse(place, f"has a `{name}` of the wrong type")
    if isinstance(value, str) and not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
        _refuse(place, f"has half a character in `{name}`")
    return value


def _refuse(place: str, problem: str) -> NoReturn:
    raise _unreadable(place, problem)


def _unreadable(place: str, problem: str) -> CitationError:
    remedy = "Give what `quotedesk ask --json` prints, or a W3C annotation."
    return CitationError(f"The citation in {place} {problem}.", remedy)
