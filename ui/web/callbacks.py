"""The functions that the page's scripts call; arguments are untrusted, results are data or `{"error": …}`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from corpus.errors import UserError
from index.collections.collection_names import ALL
from index.types import Overview
from qa.citations.hidden import reveal
from qa.citations.references import (
    BIBLIOGRAPHY_FORMATS,
    STYLES,
    join_references,
    list_articles_of,
    make_reference,
    style_references,
    write_bibliography,
)
from qa.evaluation.judged import Judgement, keep_judgement, read_verdict
from qa.input_limits import MAX_NOTE_LENGTH, MAX_TURNS
from qa.reading.quoting import quote_at
from qa.serialize import Json
from ui.ask_request import read_address
from ui.collections.collection_choice import use_names
from ui.html.article_view import parse_spot
from ui.html.conversation import FORMS, ExportOrigin, exported_quotes, write_conversation
from ui.security.request_queue import Steps
from ui.service import Service

STYLE_COST = 0.05
"""Cost of formatting a reference in a style, in requests."""

_NOT_KEPT: Json = {"error": "This server is read-only; your feedback is not saved."}

_REFUSED: Json = {"error": "Invalid request; please reload the page."}


def list_sources(service: Service) -> Json:
    """Return the sources of the articles with their counts, most frequent first, and the range of dates.

    `labels`: the display names of the sources, in the same order.
    """
    try:
        overviews = [index.overview for index in service.indexes_of().values()]
    except UserError as error:
        return {"error": str(error)}
    overview = overviews[0] if len(overviews) == 1 else _add_overviews(overviews)
    return asdict(overview) | {"labels": [reveal(source) for source, _ in overview.sources]}


def _add_overviews(overviews: Sequence[Overview]) -> Overview:
    """Return the sources and dates of several collections as those of one."""
    counts: Counter[str] = Counter()
    for overview in overviews:
        counts.update(dict(overview.sources))
    days = [day for overview in overviews for day in (overview.first, overview.last) if day]
    sources = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    undated = sum(overview.undated for overview in overviews)
    return Overview(tuple(sources), min(days, default=""), max(days, default=""), undated)


def describe_library(service: Service) -> Json:
    """Return the generation that questions are answered from."""
    try:
        return {"generation": service.refresh().generation}
    except UserError as error:
        return {"error": str(error)}


def cite(service: Service, wanted: object) -> Json:
    """Return the reference of a spot in the requested `form`."""
    spot = parse_spot(wanted)
    try:
        indexes = service.indexes_of().values() if spot else ()
        article = next(
            (one.articles[spot.article_id] for one in indexes if spot and spot.article_id in one.articles), None
        )
    except UserError as error:
        return {"error": str(error)}
    if spot is None or article is None or not 0 <= spot.start < spot.end <= len(article.text):
        return _REFUSED
    try:
        return {"text": make_reference(quote_at(article, spot.start, spot.end), str(_get(wanted, "form")))}
    except ValueError:
        return _REFUSED


def export(service: Service, wanted: object) -> Steps[Json]:
    """Return a conversation or all of its references, given as the addresses of its questions, in the format `form`."""
    addresses, form = _get(wanted, "asked"), str(_get(wanted, "form"))
    if not isinstance(addresses, list) or form not in (*FORMS, *BIBLIOGRAPHY_FORMATS, *STYLES):
        return _REFUSED
    asked = [read_address(str(address)) for address in addresses[:MAX_TURNS]]
    turns = []
    try:
        for one in asked:
            cost = 0 if service.has_answer(one) else 1
            answer = service.answer(one)
            turns.append((one.resolve(answer), answer))
            yield cost
    except UserError as error:
        return {"error": str(error)}
    except ValueError:
        return _REFUSED
    quotes = [quote for _, answer in turns for quote in exported_quotes(answer)]
    if form not in FORMS and not quotes:
        return {"error": "No article is quoted yet."}
    if form in STYLES:
        lines = []
        for line in style_references(list_articles_of(quotes), form):
            lines.append(line)
            yield STYLE_COST
        return {"text": join_references(lines), "count": len(lines)}
    if form in BIBLIOGRAPHY_FORMATS:
        return {"text": write_bibliography(quotes, form)}
    return {"text": write_conversation(turns, str(form), ExportOrigin.now(service.name_generation()))}


def judge(service: Service, said: object) -> Json:
    """Save a person's feedback on an answer as a question of an evaluation."""
    if service.keeps_nothing:
        return _NOT_KEPT
    asked = read_address(str(_get(said, "asked")))
    if len(asked.collections or service.named_collections) > 1 or ALL in asked.collections:
        return {"error": "Choose one collection to give feedback on its answers."}
    note = str(_get(said, "note") or "")[:MAX_NOTE_LENGTH]
    try:
        verdict = read_verdict(_get(said, "verdict"))
        # An answer keeps its collection, whichever the page shows now.
        with use_names(asked.collections):
            if service.keeps_nothing:
                return _NOT_KEPT
            answer = service.answer(asked)
            quote = next((quote for quote in answer.quotes if quote.number == _get(said, "number")), None)
            keep_judgement(service.folder, Judgement(answer, verdict, note, quote, asked.resolve(answer).filtered))
    except UserError as error:
        return {"error": str(error)}
    except ValueError:
        return _REFUSED
    return {"kept": True}


def _get(wanted: object, name: str) -> object:
    return wanted.get(name) if isinstance(wanted, Mapping) else None
