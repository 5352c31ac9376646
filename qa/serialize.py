"""Answers and hits as JSON objects that mirror their types, articles without their text."""

from dataclasses import asdict

from corpus.articles import Article
from qa.answer import Answer, Hit, Place, Quote
from qa.citations.verification import Verification
from qa.comparison import Comparison
from qa.drafts.checking import Check
from qa.timeline import Timeline

Json = dict[str, object]


def answer_to_json(answer: Answer) -> Json:
    """Return an answer as `Answer` names its fields."""
    return {
        "question": answer.question,
        "query": answer.query,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "quotes": [_quote_to_json(quote) for quote in answer.quotes],
        "hits": [hit_to_json(hit) for hit in answer.hits],
        "carried": list(answer.carried),
        "since": answer.since.isoformat() if answer.since else None,
        "until": answer.until.isoformat() if answer.until else None,
        "searched": answer.searched,
    }


def hit_to_json(hit: Hit) -> Json:
    """Return a hit as `Hit` names its fields, the passage with its id."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage": {"id": hit.passage.id, **asdict(hit.passage)},
        "article": article_to_json(hit.article),
        "why": asdict(hit.why),
    }


def _quote_to_json(quote: Quote) -> Json:
    fields = asdict(quote)
    also = [_place_to_json(place) for place in quote.also]
    return fields | {"article": article_to_json(quote.article), "also": also}


def _place_to_json(place: Place) -> Json:
    return asdict(place) | {"article": article_to_json(place.article)}


def comparison_to_json(comparison: Comparison) -> Json:
    """Return a comparison as groups of rows that say the same, each row a quote."""
    groups = [
        {"value": group[0].value._asdict(), "quotes": [_quote_to_json(row.quote) for row in group]}
        for group in comparison.groups
    ]
    return {"question": comparison.question, "groups": groups}


def timeline_to_json(timeline: Timeline) -> Json:
    """Return a timeline as `Timeline` names its fields; a date is a day, a month or a year as ISO 8601 writes it."""
    events = [
        {"date": event.period.iso, "basis": event.basis, "quote": _quote_to_json(event.quote)}
        for event in timeline.events
    ]
    return {"about": timeline.about, "query": timeline.query, "events": events}


def verification_to_json(verification: Verification) -> Json:
    """Return a verification as `Verification` names its fields."""
    article = verification.article
    return asdict(verification) | {
        "article": article_to_json(article) if article else None,
        "places": [_place_to_json(place) for place in verification.places],
    }


def check_to_json(check: Check) -> Json:
    """Return a check as `Check` names its fields, the quotation without what stands around it."""
    quotation = check.quotation
    return {
        "status": check.status,
        "quotation": {"text": quotation.text, "start": quotation.start, "end": quotation.end},
        "reason": check.reason,
        "places": [_place_to_json(place) for place in check.places],
        "forgiven": list(check.forgiven),
        "diff": [asdict(piece) for piece in check.diff],
        "parts": [{"text": part.text, "place": _place_to_json(part.place)} for part in check.parts],
        "marked": check.marked,
    }


def article_to_json(article: Article) -> Json:
    """Return an article as `Article` names its fields, without the text."""
    fields = asdict(article)
    del fields["text"]
    fields["pages"] = list(article.pages)
    published = article.published.isoformat() if article.published else None
    return fields | {"published": published}
