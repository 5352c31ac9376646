"""From hits to verbatim sentences: which sentence of each passage answers the question, and where in it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from index.cutting import indexed_text
from index.store import Index
from index.types import Stretches
from qa.answer import Hit, Span
from qa.query.cover import Cover
from qa.query.definition import find_defined
from qa.query.query import Query
from qa.query.question_type import has_one_answer
from qa.query.subject import find_other_subject
from qa.reading.answer_type import find_conflict, is_of_the_kind
from qa.reading.confidence import estimate, find_log_odds, find_score_gap
from qa.reading.contrary.contradiction import find_contradiction
from qa.reading.definitions import find_meaning, raise_definitions
from qa.reading.long_forms import find_long_form
from qa.reading.measured import find_amount, find_frequency
from qa.reading.people.agents import find_agent, find_holder
from qa.reading.people.other_actor import find_other_actor, find_turned_way, restore_names
from qa.reading.people.pronouns import find_other_meant
from qa.reading.people.titled import find_titled
from qa.reading.quantities import find_count
from qa.reading.reading_model import SentenceReader, SentenceReading
from qa.reading.scored_sentence import ScoredSentence
from qa.reading.spans import SpanOffsets, TableRow, is_table_row, pair_marks
from qa.sentences.quotable import find_list_end, select_quotable

SPAN_PROBABILITY = 0.2
"""Minimum probability of a span that is marked."""

ANSWERS_TOO = 0.4
"""Minimum probability of the neighbour of a sentence for both to be quoted as one."""

MIN_LOGIT, LOGIT_RANGE = -4.0, 8.0
"""Without the trained reader: the logit of a sentence with none of the question's words, and what all of them add."""

SURE_LOGIT = 7.0
"""Minimum logit of a sentence with the long form of an acronym, or the name beside a role, that is asked for."""

MAX_LENGTH_BEFORE = 400
"""Length of the text before a sentence that is read for what a question names, in characters."""

_POINTING = re.compile(
    r"[\"“‘']?(?:(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Such)\b"
    # The subject of "Extending two miles, it ..." is named before; after "In 1912, it ..." may follow "was decided".
    r"|[A-Z]\w{1,20}(?:ing|ed)\b[^,;]{1,80}, (?:he|she|it|they)\b"
    r"|(?:In|On|At|By|From|Since|During|After|Before|Until|Despite)\b[^,;]{1,60}, (?:he|she|they)\b)"
)
"""The beginning of a sentence that cannot be understood without the one before it."""


def read_sentences(query: Query, hits: Sequence[Hit], index: Index, model: SentenceReader) -> list[ScoredSentence]:
    """Read every sentence of the hits with the query, in the order of the hits and their sentences."""
    return join_readings(query, read_hits(query, hits, index, model))


def join_readings(query: Query, of_hits: Sequence[Sequence[ScoredSentence]]) -> list[ScoredSentence]:
    """Return the sentences that `read_hits` read, of all hits that compete with each other."""
    sentences = [sentence for of_hit in of_hits for sentence in of_hit]
    term = find_defined(query.question)
    return raise_definitions(term, sentences, find_quotable(sentences)) if term else sentences


def read_hits(query: Query, hits: Sequence[Hit], index: Index, model: SentenceReader) -> list[list[ScoredSentence]]:
    """Read every sentence of each hit with the query, whatever the other hits are."""
    texts = [indexed_text(hit.article, hit.passage.text, hit.passage.start) for hit in hits]
    # What the model reads begins with the headline, which is not part of the passage.
    shifts = [hit.passage.end - len(text) for hit, text in zip(hits, texts, strict=True)]
    places = [index.sentences_in(hit.passage) - shift for hit, shift in zip(hits, shifts, strict=True)]
    sentences: list[list[ScoredSentence]] = [[] for _ in hits]
    gap = find_score_gap(index.manifest.passages)
    for number, readings in enumerate(_read(query, texts, places, model)):
        around = [texts[number][: -len(hits[number].passage.text)], ""]
        for (start, end), reading in zip((places[number] + shifts[number]).tolist(), readings, strict=True):
            own = ScoredSentence(hits[number], start, end, reading.logit, reading.margin, score_gap=gap)
            marked = _mark_span(query.question, own, reading.move(shifts[number]))
            sentences[number].append(_check_context(query.question, marked, around))
            around[1] = own.text
    return sentences


def _read(
    query: Query, texts: Sequence[str], places: Sequence[Stretches], model: SentenceReader
) -> list[list[SentenceReading]]:
    """Read the texts with the query, and a follow-up also without the earlier questions; join both readings.

    The earlier questions are needed to understand a follow-up, but they draw the reader to their own answers.
    """
    whole = model.read(query.text, texts, places)
    if query.focus is query:
        return whole
    alone = model.read(query.focus.text, texts, places)
    return [
        [first.join(second) for first, second in zip(firsts, seconds, strict=True)]
        for firsts, seconds in zip(whole, alone, strict=True)
    ]


def match_sentences(query: Query, hits: Sequence[Hit], index: Index) -> list[ScoredSentence]:
    """Measure every sentence of the hits without the trained reader: by the share of the query's words it holds."""
    cover, gap = Cover(query.text, index.lexical), find_score_gap(index.manifest.passages)
    sentences = []
    for hit in hits:
        for start, end in index.sentences_in(hit.passage).tolist():
            logit = MIN_LOGIT + LOGIT_RANGE * cover.share_in(hit.article.text[start:end])
            sentences.append(ScoredSentence(hit, start, end, logit, logit, score_gap=gap))
    return sentences


def _mark_span(question: str, sentence: ScoredSentence, reading: SentenceReading) -> ScoredSentence:
    """Mark the likeliest answer in a sentence, if it fills the role that the question asks for."""
    text = sentence.text
    span, sure = _find_span(question, sentence, reading)
    offsets = _find_offsets(span, sentence) if span else None
    conflict = find_conflict(question, text, offsets) or ""
    if conflict or not is_of_the_kind(question, text, offsets):
        return replace(sentence, fits=False, conflict=conflict)
    if find_long_form(question, text) or find_titled(question, text, sentence.hit.article.title):
        sentence = replace(sentence, logit=max(sentence.logit, SURE_LOGIT), margin=max(sentence.margin, SURE_LOGIT))
    return replace(sentence, span=span, span_confidence=sure)


def _check_context(question: str, sentence: ScoredSentence, around: Sequence[str]) -> ScoredSentence:
    """Lower a sentence whose subject or row of a table is another one; `around` are its headings and the one before."""
    text, article = sentence.text, sentence.hit.article.text
    if sentence.conflict:
        return sentence
    if is_table_row(text):
        row = TableRow(article, sentence.start, sentence.end)
        if conflict := row.find_missing(question, around[0]):
            return replace(sentence, fits=False, conflict=conflict, span=None, span_confidence=0.0)
        span = _find_offsets(sentence.span, sentence) if sentence.span else None
        cell = row.find_cell(question)
        is_elsewhere = cell and (span is None or not cell.start <= span.start < cell.end)
        if cell and is_elsewhere and has_one_answer(question) and is_of_the_kind(question, text, cell):
            start, end = (sentence.start + offset for offset in cell)
            return replace(sentence, fits=True, span=Span(article[start:end], start, end), span_confidence=1.0)
        if span and not row.is_in_one_cell(span):
            return replace(sentence, fits=False, span=None, span_confidence=0.0)
    elif conflict := _find_other(question, sentence, around):
        return replace(sentence, fits=False, conflict=conflict, span=None, span_confidence=0.0)
    return sentence


def _find_other(question: str, sentence: ScoredSentence, around: Sequence[str]) -> str | None:
    """Return the name, number or other word of a question that a sentence contradicts, None if there is none."""
    text, article = sentence.text, sentence.hit.article.text
    if subject := find_other_subject(question, text, around, article):
        return subject
    title = f"{sentence.hit.article.title} {around[0]}"
    before = article[max(sentence.start - MAX_LENGTH_BEFORE, 0) : sentence.start]
    span = _find_offsets(sentence.span, sentence) if sentence.span else None
    return (
        find_other_actor(question, text, title, article)
        or find_turned_way(question, text)
        or find_other_meant(question, text, before, title, article)
        or find_contradiction(restore_names(question, article), text, span, f"{around[0]} {before}")
    )


def _find_offsets(span: Span, sentence: ScoredSentence) -> SpanOffsets:
    """Return the part of a span that is in its sentence, as offsets in that."""
    start = max(span.start - sentence.start, 0)
    return SpanOffsets(start, max(min(span.end, sentence.end) - sentence.start, start))


def _find_span(question: str, sentence: ScoredSentence, reading: SentenceReading) -> tuple[Span | None, float]:
    """Return the likeliest answer in a sentence and its probability, if the question asks for one thing.

    An amount or count of the thing asked about, the long form of an acronym, the agent of a passive clause and the name
    beside a role take precedence over the span that the model marks, which may be another number or name.
    """
    text, start, own = sentence.hit.article.text, sentence.start, sentence.text
    finders = find_amount, find_frequency, find_count, find_long_form, find_holder, find_agent, find_meaning
    certain = next(filter(None, (find(question, own) for find in finders)), None)
    certain = certain or find_titled(question, own, sentence.hit.article.title)
    if certain:
        return Span(text[start + certain[0] : start + certain[1]], start + certain[0], start + certain[1]), 1.0
    if reading.span is None or reading.span[2] < SPAN_PROBABILITY or not has_one_answer(question):
        return None, 0.0
    first, after = pair_marks(text, *reading.span[:2])
    return (Span(text[first:after], first, after), reading.span[2]) if first < after else (None, 0.0)


def choose_sentences(sentences: Sequence[ScoredSentence], count: int) -> list[ScoredSentence]:
    """Return the best sentences that may be quoted, at most `count`, best first, each with what belongs to it.

    All sentences of all hits compete. No stretch of an article is chosen twice.
    """
    order = sorted(
        find_quotable(sentences), key=lambda sentence: (-find_log_odds(sentence), sentence.hit.rank, sentence.start)
    )
    chosen: list[ScoredSentence] = []
    for own in order:
        if not any(own.overlaps(other) for other in chosen):
            extended = _extend(own, order)
            if not any(extended.overlaps(other) for other in chosen):
                chosen.append(extended)
            elif not _POINTING.match(own.text):
                chosen.append(own)
            if len(chosen) == count:
                break
    return chosen


def find_quotable(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the sentences that may be quoted: no titles, headings, questions, front matter or template tags."""
    quotable = []
    for _, group in groupby(sentences, key=lambda sentence: sentence.hit.passage.id):
        of_passage = list(group)
        article = of_passage[0].hit.article
        can_be_quoted = select_quotable(article.text, [(sentence.start, sentence.end) for sentence in of_passage])
        quotable += [
            sentence
            for sentence, can in zip(of_passage, can_be_quoted, strict=True)
            if can and sentence.text.casefold() != article.title.casefold() and not _announces(sentence)
        ]
    return quotable


def _announces(sentence: ScoredSentence) -> bool:
    """Return whether a sentence ends with a colon and introduces no list, as a heading does."""
    is_open = sentence.text.rstrip("*_ ").endswith(":")
    return is_open and find_list_end(sentence.hit.article.text, sentence.start, sentence.end) == sentence.end


def _extend(own: ScoredSentence, quotable: Sequence[ScoredSentence]) -> ScoredSentence:
    """Add to a sentence the list that it is in or introduces, the sentence that its pronoun refers to, or the neighbour
    that answers too."""
    for other in quotable:
        if other.hit is own.hit and other.start <= own.start:
            list_end = find_list_end(own.hit.article.text, other.start, other.end)
            if list_end > other.end and list_end >= own.end:
                return replace(own, start=other.start, end=list_end)
    around = [other for other in quotable if other.hit is own.hit and _is_beside(own, other)]
    before = [other for other in around if other.start < own.start]
    likely = [other for other in around if estimate(other) >= ANSWERS_TOO]
    if before and _POINTING.match(own.text):
        chosen = before[0]
    elif likely:
        chosen = max(likely, key=find_log_odds)
    else:
        return own
    return replace(own, start=min(own.start, chosen.start), end=max(own.end, chosen.end))


def _is_beside(own: ScoredSentence, other: ScoredSentence) -> bool:
    """Return whether two sentences of an article are neighbours in one paragraph."""
    first, second = sorted((own, other), key=lambda sentence: sentence.start)
    between = first.hit.article.text[first.end : second.start]
    return first.end <= second.start and not between.strip() and "\n" not in between
