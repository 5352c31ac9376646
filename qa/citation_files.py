"""Reads citations from JSON: quotes and answers as `--json` prints them, or W3C Web Annotations."""

import json
from collections.abc import Iterator
from typing import Any

from corpus.errors import CorpusError
from qa.verification import Citation


def read_citations(text: str, name: str) -> list[Citation]:
    """Read one JSON value, or one a line; `name` is what the text is called in errors.

    Raises CorpusError.
    """
    try:
        values = [(1, json.loads(text))]
    except ValueError:
        values = [(n, _parse(line, n, name)) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    try:
        found = [citation for line, value in values for citation in _find(value, line, name)]
    except (KeyError, TypeError, AttributeError) as error:
        raise _wrong(name, 1, f"a citation lacks {error}") from error
    if not found:
        raise _wrong(name, 1, "it holds no citation")
    return found


def _parse(line: str, number: int, name: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(line)
    except ValueError as error:
        raise _wrong(name, number, "it is not JSON") from error


def _find(value: Any, line: int, name: str) -> Iterator[Citation]:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        for item in value:
            yield from _find(item, line, name)
    elif isinstance(value, dict) and "quotes" in value:
        yield from _find(value["quotes"], line, name)
    elif isinstance(value, dict) and "target" in value:
        yield _read_annotation(value["target"])
    elif isinstance(value, dict) and "text" in value:
        yield _read_quote(value)
    else:
        raise _wrong(name, line, "it is neither a quote, an answer nor an annotation")


def _read_quote(quote: dict[str, Any]) -> Citation:
    article = quote.get("article") or {}
    return Citation(
        text=str(quote["text"]),
        article_id=str(article.get("id", "")),
        url=str(article.get("url", "")),
        title=str(article.get("title", "")),
        start=quote.get("start"),
        prefix=str(quote.get("prefix", "")),
        suffix=str(quote.get("suffix", "")),
    )


def _read_annotation(target: dict[str, Any]) -> Citation:
    """Read a target of the Web Annotation Data Model (W3C, 2017) with a text quote and perhaps a text position."""
    selectors = target["selector"] if isinstance(target["selector"], list) else [target["selector"]]
    by_type = {selector["type"]: selector for selector in selectors}
    quoted, place = by_type["TextQuoteSelector"], by_type.get("TextPositionSelector", {})
    source = str(target["source"])
    return Citation(
        text=str(quoted["exact"]),
        article_id=source.removeprefix("urn:quotedesk:"),
        url=source,
        start=place.get("start"),
        prefix=str(quoted.get("prefix", "")),
        suffix=str(quoted.get("suffix", "")),
    )


def _wrong(name: str, line: int, what: str) -> CorpusError:
    return CorpusError(
        f"{name}, line {line}, cannot be read: {what}.",
        "Give what `quotedesk ask --json` prints, one of its quotes, or a W3C Web Annotation.",
    )
