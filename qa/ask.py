"""`ask`: retrieve, read, quote, or say that the articles do not say. Stateless."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from index.store import Index
from qa.answer import Answer
from qa.confidence import judge
from qa.default_index import resolve_index
from qa.hops import search_hops
from qa.query import make_query
from qa.question import check_count, check_history, check_question
from qa.quoting import make_quotes
from qa.reader import best_by_passage, match_sentences, read_sentences
from qa.retrieve import filter_rows
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
    without: Collection[Stage] = (),
) -> Answer:
    """Answer a question with verbatim sentences of the best `k` passages; arguments and errors as for `retrieve`."""
    question, earlier = check_question(question), check_history(history)
    check_count(k)
    opened = resolve_index(index)
    query = make_query(question, earlier, opened)
    hits = search_hops(query, k, opened, filter_rows(opened, sources, since, until), without)
    read = match_sentences if "reader" in without else read_sentences
    best = best_by_passage(read(query, hits[:MOST_READ], opened))
    verdict = judge(query, best, opened)
    quotes = () if verdict.status == "not_found" else make_quotes(best)
    return Answer(question, str(query), verdict.status, verdict.confidence, verdict.reason, quotes, tuple(hits))
