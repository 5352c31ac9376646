"""One answer from what several indexes say, each quote credited to its collection."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.store import Index
from qa.about import answer_about
from qa.answer import Answer, Place, Quote
from qa.merging.merged_hits import MergedHits, merge_hits
from qa.merging.one_index import AskedQuestion, SearchedIndex
from qa.query.collection_topic import CollectionTopic
from qa.query.query import find_rows_with_phrases
from qa.query.scope import Scope
from qa.reading.confidence import EMPTY, NO_ARTICLE, Verdict, judge
from qa.reading.quoting import choose_likely, make_quotes
from qa.reading.reader import choose_sentences
from qa.reading.reason import find_reason
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.copies import find_sentence, name_copies, publishing_order

_NOTHING = (NO_ARTICLE, EMPTY)
"""Verdicts on indexes that have nothing to search."""

_SAME_EVERYWHERE = frozenset(("greeting", "thanks", "identity", "help"))
"""Topics that are about the program, not about a collection."""


def merge_answers(asked: AskedQuestion, searched: Sequence[SearchedIndex]) -> Answer:
    """Return the answer of several indexes.

    All their sentences compete by the probability that they answer. The query, the period and the earlier questions
    that the answer names are those of the collection with the best sentence.
    """
    holding = _keep_with_phrases(searched)
    merged = merge_hits(holding, asked.k, asked.ranking.copies)
    best = choose_sentences(merged.sentences, asked.k)
    names = {found.name: found for found in searched}
    leader = names[best[0].hit.collection] if best else next((one for one in searched if not one.refused), searched[0])
    verdict = _judge(leader, best, searched)
    quotes = () if verdict.status == "not_found" else make_quotes(choose_likely(best))
    if asked.ranking.copies:
        quotes = tuple(_name_copies(quote, merged, names) for quote in quotes)
    return Answer(
        question=asked.question,
        query=str(leader.query),
        status=verdict.status,
        confidence=verdict.confidence,
        reason=verdict.reason,
        quotes=quotes,
        hits=tuple(merged.hits),
        carried=leader.query.carried,
        since=leader.scope.wanted.since,
        until=leader.scope.wanted.until,
        searched=str(leader.query).removeprefix(leader.query.carried_text),
    )


def _keep_with_phrases(searched: Sequence[SearchedIndex]) -> Sequence[SearchedIndex]:
    """Return the indexes that hold the phrases of the question; all if there are no phrases, or none holds them."""
    holding = [
        found
        for found in searched
        if not found.refused and (not found.query.phrases or len(find_rows_with_phrases(found.query, found.index)))
    ]
    return holding or searched


def _judge(leader: SearchedIndex, best: Sequence[ScoredSentence], searched: Sequence[SearchedIndex]) -> Verdict:
    """Judge the best sentences; a reason is given only if it is true of every collection that was searched."""
    verdict = leader.refused or judge(leader.query, best, leader.index)
    asked = [found for found in searched if found.refused not in _NOTHING]
    if not verdict.reason or verdict in _NOTHING or len(asked) == 1:
        return verdict
    quoted = best[0].text if best else ""
    reasons = {
        found.refused.reason if found.refused else find_reason(found.query, found.index, quoted) for found in asked
    }
    return verdict if reasons == {verdict.reason} else replace(verdict, reason="")


def _name_copies(quote: Quote, merged: MergedHits, names: Mapping[str, SearchedIndex]) -> Quote:
    """Add the places where copies say the same, in the quote's own collection and in the others."""
    own = names[quote.collection]
    (named,) = name_copies([quote], own.index, own.scope.wanted)
    also = {_key(place): place for place in named.also}
    also |= {_key(place): place for place in _find_elsewhere(quote, merged, names)}
    also.pop((quote.collection, quote.article.id, quote.start), None)
    return replace(quote, also=tuple(sorted(also.values(), key=lambda one: (publishing_order(one.article), _key(one)))))


def _find_elsewhere(quote: Quote, merged: MergedHits, names: Mapping[str, SearchedIndex]) -> list[Place]:
    """Return where the same article, or a near copy of it, says the same in other collections."""
    places = []
    for name, found in names.items():
        same = found.index.articles.get(quote.article.id) if name != quote.collection else None
        if same and found.scope.wanted.passes(same):
            places.append(Place(same, quote.start, quote.end, name))
    for name, article in merged.copies.get((quote.collection, quote.article.id), ()):
        place = find_sentence(quote.text, article, names[name].index)
        places += [replace(place, collection=name)] if place else []
    return places


def _key(place: Place) -> tuple[str, str, int]:
    return place.collection, place.article.id, place.start


def merge_about(
    asked: AskedQuestion, topic: CollectionTopic, indexes: Mapping[str, Index], scopes: Mapping[str, Scope]
) -> Answer:
    """Answer a question about several collections: what each of them says, the quotes in turns."""
    answers = {
        name: answer_about(asked.question, topic, index, scopes[name].wanted, asked.k)
        for name, index in indexes.items()
    }
    told = [answer for answer in answers.values() if answer.status == "about"]
    first = (told or list(answers.values()))[0]
    reason = first.reason
    if len(told) > 1 and topic.topic not in _SAME_EVERYWHERE:
        reason = " ".join(f"{name}: {answer.reason}" for name, answer in answers.items() if answer.status == "about")
    quotes = _take_turns([[replace(quote, collection=name) for quote in one.quotes] for name, one in answers.items()])
    if topic.topic in ("newest", "oldest"):
        dated = [quote for quote in quotes if quote.article.published]
        quotes = sorted(dated, key=lambda quote: publishing_order(quote.article), reverse=topic.topic == "newest")
    most = topic.count or asked.k
    numbered = tuple(replace(quote, number=number) for number, quote in enumerate(quotes[:most], start=1))
    return replace(first, reason=reason, quotes=numbered)


def _take_turns(lists: Sequence[Sequence[Quote]]) -> list[Quote]:
    """Return the first of each list, then the second of each, and so on; an article in several of them once."""
    longest = max(map(len, lists), default=0)
    in_turns = [each[place] for place in range(longest) for each in lists if place < len(each)]
    return list({quote.article.id: quote for quote in reversed(in_turns)}.values())[::-1]
