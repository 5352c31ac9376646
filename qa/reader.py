"""From hits to verbatim sentences: which sentence of each passage answers the question, and where in it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.cutting import Stretches, matching_text
from index.products import EXACT_DIGITS
from index.store import Index
from qa.answer import Hit, Span
from qa.answer_type import find_count, is_of_the_kind
from qa.confidence import find_log_odds
from qa.cover import Cover, find_names
from qa.query import Query
from qa.read_sentence import ReadSentence
from qa.reading_model import Reading, SentenceReader
from qa.spans import pair_marks

SCORE_WEIGHT = 0.25
"""Weight of the passage's score beside the log-odds that the sentence answers; from 0 to .5 the first quote is right
equally often."""

SPAN_PROBABILITY = 0.2
"""From this probability on the likeliest span is marked."""

NEIGHBOUR_LOGIT = -1.0
"""From this logit on a sentence is quoted together with the better one beside it."""

_POINTING = re.compile(r"(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Such)\b")

_ONE_THING = re.compile(
    r"\b(?:who|whom|whose|when|where|which|how (?:many|much|long|old|far|often|big|large|high|tall)|what)\b", re.I
)


def read_sentences(query: Query, hits: Sequence[Hit], index: Index, model: SentenceReader) -> list[ReadSentence]:
    """Read every sentence of the hits with the query, in the order of the hits and their sentences."""
    texts = [matching_text(hit.article, hit.passage.text) for hit in hits]
    # What the model reads begins with the headline, which is not part of the passage.
    shifts = [hit.passage.end - len(text) for hit, text in zip(hits, texts, strict=True)]
    places = [index.sentences_in(hit.passage) - shift for hit, shift in zip(hits, shifts, strict=True)]
    cover, names = Cover(query.own_words, index.lexical), Cover(find_names(query.question), index.lexical)
    sentences = []
    for number, readings in enumerate(_read(query, texts, places, model)):
        hit, held, named = hits[number], cover.share_in(texts[number]), names.share_in(texts[number], of_nothing=1.0)
        for (start, end), reading in zip((places[number] + shifts[number]).tolist(), readings, strict=True):
            span, sure = _find_span(query.question, hit.article.text, start, end, reading.move(shifts[number]))
            fits = is_of_the_kind(query.question, span.text if span else hit.article.text[start:end])
            span, sure = (span, sure) if fits else (None, 0.0)
            sentences.append(ReadSentence(hit, start, end, reading.logit, held, named, span, fits, sure))
    return sentences


def _read(
    query: Query, texts: Sequence[str], places: Sequence[Stretches], model: SentenceReader
) -> list[list[Reading]]:
    """Read the texts with the query, and where it carries something also with the question alone.

    With what it carries a follow-up is understood, alone it is heard: the earlier questions, which are mostly longer,
    draw the reader to their own answers.
    """
    whole = model.read(query.text, texts, places)
    if query.own_words == query.text:
        return whole
    alone = model.read(query.own_words, texts, places)
    return [
        [first.join(second) for first, second in zip(firsts, seconds, strict=True)]
        for firsts, seconds in zip(whole, alone, strict=True)
    ]


def match_sentences(query: Query, hits: Sequence[Hit], index: Index) -> list[ReadSentence]:
    """Measure every sentence of the hits without the trained reader: by the share of the query's words it holds."""
    cover, names = Cover(query.text, index.lexical), Cover(find_names(query.question), index.lexical)
    sentences = []
    for hit in hits:
        for start, end in index.sentences_in(hit.passage).tolist():
            text = hit.article.text[start:end]
            held = cover.share_in(text)
            # On the reader's scale: one that holds half of the words may be quoted beside a better one.
            logit = held + NEIGHBOUR_LOGIT - 0.5
            sentences.append(ReadSentence(hit, start, end, logit, held, names.share_in(text, 1.0), None, True))
    return sentences


def _find_span(question: str, text: str, start: int, end: int, reading: Reading) -> tuple[Span | None, float]:
    """Return the likeliest answer in a sentence of a text and its probability, where the question asks for one thing.

    The one number of what "how many" asks for goes before what the model marks, which at times is the wrong number.
    """
    count = find_count(question, text[start:end])
    if count:
        return Span(text[start + count[0] : start + count[1]], start + count[0], start + count[1]), 1.0
    if reading.span is None or reading.span[2] < SPAN_PROBABILITY or not _ONE_THING.search(question):
        return None, 0.0
    first, after = pair_marks(text, *reading.span[:2])
    return (Span(text[first:after], first, after), reading.span[2]) if first < after else (None, 0.0)


def best_by_passage(sentences: Sequence[ReadSentence]) -> list[ReadSentence]:
    """Return the best sentence of every passage, with a neighbour where that belongs to it, best first."""
    best: dict[str, int] = {}
    for number, sentence in enumerate(sentences):
        known = best.setdefault(sentence.hit.passage.id, number)
        if sentence.logit > sentences[known].logit:
            best[sentence.hit.passage.id] = number
    extended = [_extend(sentences, number) for number in best.values()]
    return sorted(extended, key=lambda sentence: (-_find_standing(sentence), sentence.hit.rank))


def _find_standing(sentence: ReadSentence) -> float:
    """Return what orders the sentences of one question."""
    return round(find_log_odds(sentence) + SCORE_WEIGHT * sentence.hit.score, EXACT_DIGITS)


def _extend(sentences: Sequence[ReadSentence], number: int) -> ReadSentence:
    """Add the sentence before one that opens with a pronoun, or else the neighbour that may well answer too."""
    own = sentences[number]
    around = [
        other
        for other in sentences[max(number - 1, 0) : number + 2]
        if other is not own and other.hit is own.hit and "\n" not in _between(own, other)
    ]
    before = [other for other in around if other.start < own.start]
    likely = [other for other in around if other.logit >= NEIGHBOUR_LOGIT]
    if before and _POINTING.match(own.text):
        chosen = before[0]
    elif likely:
        chosen = max(likely, key=lambda other: other.logit)
    else:
        return own
    return replace(own, start=min(own.start, chosen.start), end=max(own.end, chosen.end))


def _between(first: ReadSentence, second: ReadSentence) -> str:
    return first.hit.article.text[min(first.end, second.end) : max(first.start, second.start)]
