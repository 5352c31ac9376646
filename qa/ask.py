"""`ask`: retrieve, read, quote, or say that the articles do not say. Stateless."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from index.filters import make_filter
from index.store import Index
from qa.answer import Answer, Hit
from qa.confidence import NO_ARTICLE, judge
from qa.copies import name_copies
from qa.default_index import resolve_index
from qa.hops import search_hops
from qa.query import Query, make_query
from qa.question import check_count, check_history, check_question
from qa.quoting import make_quotes
from qa.read_sentence import ReadSentence
from qa.reader import best_by_passage, match_sentences, read_sentences
from qa.reading_model import begin_reading_model, open_reading_model
from qa.search import Stage

MOST_READ = 20
"""How many hits are read at most; reading is most of the time that an answer takes."""


def ask(
    question: str,
    *,
    history: Sequence[str] = (),
    index: Index | Path | str | None = None,
    k: int = 5,
    sources: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    reranker: str | Path | None = None,
    without: Collection[Stage] = (),
) -> Answer:
    """Answer a question with verbatim sentences of the best `k` passages; arguments and errors as for `retrieve`.

    `reranker` is the folder or name of a cross-encoder or question-answering model that reads the passages in place
    of the trained reader; ModelMissing is raised where it is none.
    """
    question, earlier = check_question(question), check_history(history)
    check_count(k)
    opened = resolve_index(index)
    if reranker is None and "reader" not in without:
        begin_reading_model()
    query = make_query(question, earlier, opened)
    wanted = make_filter(sources, since, until)
    among = opened.select(wanted)
    hits = search_hops(query, k, opened, among, without)
    best = best_by_passage(_read(query, hits[:MOST_READ], opened, reranker, without))
    verdict = judge(query, best, opened) if among is None or len(among) else NO_ARTICLE
    quotes = () if verdict.status == "not_found" else make_quotes(best)
    if "copies" not in without:
        quotes = name_copies(quotes, opened, wanted)
    return Answer(
        question=question,
        query=str(query),
        status=verdict.status,
        confidence=verdict.confidence,
        reason=verdict.reason,
        quotes=quotes,
        hits=tuple(hits),
        carried=query.carried,
    )


def _read(
    query: Query, hits: Sequence[Hit], index: Index, reranker: str | Path | None, without: Collection[Stage]
) -> list[ReadSentence]:
    """Read the sentences with the model that was named, ours, or none."""
    if "reader" in without:
        return match_sentences(query, hits, index)
    if reranker is None:
        return read_sentences(query, hits, index, open_reading_model())
    from qa.reranker import open_reranker

    return read_sentences(query, hits, index, open_reranker(str(reranker)))
