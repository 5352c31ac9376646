"""The measures of one question: retrieval by ir_measures, the answer by its first words."""

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

from qa.answer import Answer, Quote
from qa.evaluation.gold import GoldSpan, Question, QuestionSet

RankedGolds = list[tuple[str, float]]
"""Gold ids with their scores, best first."""

Values = dict[str, dict[str, float]]
"""For each measure, in the order of the table, its value for each question id it is defined for."""

SHOWN_WORDS = 60
ALL_EVIDENCE = "all evidence in ten"
RETRIEVAL = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "RR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
    "R@10": R @ 10,
}


def measure_run(run: Mapping[str, RankedGolds], qrels: Mapping[str, Mapping[str, int]]) -> Values:
    """Measure each question of the qrels; one that the run lacks found nothing."""
    names = {measure: name for name, measure in RETRIEVAL.items()}
    values: Values = {name: {} for name in RETRIEVAL}
    scored = {question: dict(run.get(question, ())) for question in qrels}
    for metric in ir_measures.iter_calc(list(names), qrels, scored):
        values[names[metric.measure]][metric.query_id] = metric.value
    values[ALL_EVIDENCE] = {question: float(value == 1) for question, value in values["R@10"].items()}
    return values


def measure_answer(question_set: QuestionSet, question: Question, answer: Answer) -> dict[str, float]:
    """Measure one answer to a judged question; a measure for which the set has no mark is left out."""
    first = answer.quotes[0] if answer.quotes else None
    values = {"first quote in a gold passage": float(_is_gold(question_set, question, first))}
    if question.spans:
        passages = [hit.passage for hit in answer.hits]
        found = [GoldSpan(passage.article_id, passage.start, passage.end) for passage in passages]
        values["gold span in a passage shown"] = float(_overlap(found, question.spans))
        values["first quote overlaps a gold span"] = float(_overlap(_places(first), question.spans))
    short_answers = list_short_answers(question)
    if question.spans or short_answers:
        shown = list(first_words_shown(answer))
        answered = _overlap([place for place, _ in shown], question.spans) or any(
            holds_words(text, short) for _, text in shown for short in short_answers
        )
        values[f"answer in the first {SHOWN_WORDS} words"] = float(answered)
    if short_answers:
        values["span given"] = float(first is not None and first.span is not None)
        if first is not None and first.span is not None:
            said = first.span.text
            values["EM of the span"] = max(float(exact_match(said, gold)) for gold in short_answers)
            values["F1 of the span"] = max(f1(said, gold) for gold in short_answers)
    return values


def is_right(question_set: QuestionSet, question: Question, answer: Answer) -> bool:
    """Return whether the first quote answers: it overlaps a gold span or, in sets without, is in gold."""
    if not answer.quotes or not question.judged:
        return False
    if question.spans:
        return _overlap(_places(answer.quotes[0]), question.spans)
    return _is_gold(question_set, question, answer.quotes[0])


def list_short_answers(question: Question) -> tuple[str, ...]:
    """Return the answers that an article can hold word for word: a yes or no is in every text."""
    return tuple(answer for answer in question.answers if normalise(answer) not in ("", "yes", "no"))


def first_words_shown(answer: Answer, words: int = SHOWN_WORDS) -> Iterator[tuple[GoldSpan, str]]:
    """Yield the pieces of the quotes, in order, that make the first words a person reads."""
    for quote in answer.quotes:
        found = list(re.finditer(r"\S+", quote.text))[:words]
        if not found:
            return
        length = found[-1].end()
        yield GoldSpan(quote.article.id, quote.start, quote.start + length), quote.text[:length]
        words -= len(found)


def normalise(text: str) -> str:
    """Fold a text as the SQuAD v1.1 script does: lower case, no punctuation, no articles, single spaces."""
    text = text.lower().translate(str.maketrans("", "", string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def holds_words(text: str, words: str) -> bool:
    """Return whether the text holds the words as whole words, both normalised."""
    return f" {normalise(words)} " in f" {normalise(text)} "


def exact_match(said: str, gold: str) -> bool:
    """Return whether two answers are equal after normalisation."""
    return normalise(said) == normalise(gold)


def f1(said: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall over the words of two answers."""
    said_words, gold_words = normalise(said).split(), normalise(gold).split()
    common = (Counter(said_words) & Counter(gold_words)).total()
    return 2 * common / (len(said_words) + len(gold_words)) if common else 0.0


def _is_gold(question_set: QuestionSet, question: Question, quote: Quote | None) -> bool:
    if quote is None:
        return False
    gold_ids = question_set.judge(question, quote.article.id, quote.start, quote.end)
    return any(question.qrels.get(gold_id, 0) > 0 for gold_id in gold_ids)


def _places(quote: Quote | None) -> list[GoldSpan]:
    return [] if quote is None else [GoldSpan(quote.article.id, quote.start, quote.end)]


def _overlap(found: Sequence[GoldSpan], spans: Sequence[GoldSpan]) -> bool:
    return any(place.overlaps(span) for place in found for span in spans)
