"""Makes the pairs that the reader learns from: `python -m qa.training.pairs FILE SET[=COUNT]... [--keep-out SET...]`.

A SET is a folder of corpus, queries and qrels, or a file of questions with their contexts (`qa.training.contexts`), of
which COUNT are drawn. A pair is a question with one passage, each sentence of it marked as answering or not. For every
question there is the passage that answers it, at times once more without the answering sentence, and a retrieved
passage that does not answer. A line of FILE holds the pairs of an exercise, which are read in one batch. Nothing comes
from articles that are held out (`qa.training.questions`), from those of the sets to keep out, or from the shipped ones.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from corpus.articles import Article
from corpus.passages import Passage
from corpus.reading import SHIPPED, read_articles
from index.cutting import indexed_text
from index.store import Index
from index.text.analyzer import analyze
from qa.evaluation.gold import GoldSpan, Question
from qa.evaluation.question_sets import read_question_set
from qa.query.cover import Cover
from qa.query.query import Query, make_query
from qa.retrieval.search import search
from qa.training.contexts import read_contexts
from qa.training.questions import KeptOut, TrainingSet, draw, find_kept_articles, read_lessons

SEED = 7
NEGATIVES_AMONG = 8
"""Number of retrieved passages that the one that does not answer is drawn from."""

NEGATIVES = 0.4
"""Share of the questions that are paired with such a passage as well."""

SAME_ARTICLE = 0.6
"""Share of these passages that come from an article with the same title, where one was retrieved."""

SHORT = 0.6
"""Maximum length of a short answer, as a share of its sentence; a longer one is the sentence itself."""

WITHOUT_ANSWER = 0.15
"""Share of the answering passages that are read a second time without their answering sentence."""

KEYWORDS, LOWER = 0.1, 0.2
"""Shares of the questions that become keywords or lower case."""

BARE, DATED = 0.15, 0.15
"""Shares of the passages without headline, and of the undated ones that get a drawn date."""

FIRST_DATE, LAST_DATE = date(2004, 1, 1), date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage below its headline.

    `text` is what the model reads; `sentences` are starts and ends in it, `answers` the numbers of those that answer
    and `unsure` of those that only may; `span` is the answer itself, where it is known.
    """

    question: str
    text: str
    sentences: list[tuple[int, int]]
    answers: list[int]
    unsure: list[int]
    span: tuple[int, int] | None = None


def make_exercises(lessons: TrainingSet, chance: random.Random) -> Iterator[list[Pair]]:
    """Yield the pairs of every exercise that has any."""
    for number, questions in enumerate(lessons.exercises):
        if number % 500 == 0:
            sys.stderr.write(f"exercise {number} of {len(lessons.exercises)}\n")
        pairs = [pair for question in questions for pair in pair_question(question, lessons, chance)]
        if pairs:
            yield pairs


def pair_question(question: Question, lessons: TrainingSet, chance: random.Random) -> Iterator[Pair]:
    """Yield the pairs of one question: its answering passage and a passage that does not answer."""
    index = lessons.index
    query = make_query(question.text, question.history, index).text
    golds = [lessons.golds[gold] for gold in question.qrels]
    typed = disguise(query, chance)
    if question.answerable is False:
        touching = find_touching(golds, index)
        nearest = next(iter(touching or find_others(query, lessons)), None)
        if nearest:
            yield make_pair(typed, nearest, index, (), None, chance)
        return
    marked = question.spans or find_answer(question, golds, index) or tuple(golds)
    if marked:
        yield from _pair_answer(typed, marked, index, chance)
    if chance.random() < NEGATIVES:
        wrong = find_wrong(question, marked, find_others(query, lessons), index, chance)
        if wrong:
            yield make_pair(typed, wrong, index, (), None, chance)


def find_others(query: str, lessons: TrainingSet) -> list[Passage]:
    """Return the best passages for a query, but those of articles that are held out."""
    hits = search(Query(query), NEGATIVES_AMONG, lessons.index)
    return [hit.passage for hit in hits if hit.passage.article_id not in lessons.held_out]


def _pair_answer(typed: str, marked: Sequence[GoldSpan], index: Index, chance: random.Random) -> Iterator[Pair]:
    sentence = find_best(typed, marked, index)
    passage = find_holding(sentence, index)
    if passage is None:
        return
    pair = make_pair(typed, passage, index, marked, sentence, chance)
    yield pair
    if chance.random() < WITHOUT_ANSWER:
        yield from leave_out_answer(pair)


def find_answer(question: Question, golds: Sequence[GoldSpan], index: Index) -> tuple[GoldSpan, ...]:
    """Return where the first answer occurs word for word in the golds of a set that marks only these."""
    for gold in golds if question.answers else ():
        text = index.articles[gold.article_id].text
        start = text.find(question.answers[0], gold.start, gold.end)
        if start >= 0:
            return (GoldSpan(gold.article_id, start, start + len(question.answers[0])),)
    return ()


def find_touching(golds: Sequence[GoldSpan], index: Index) -> list[Passage]:
    """Return the passages that overlap a gold."""
    own = [index.passage_at(row) for gold in golds for row in index.passages_of(gold.article_id)]
    return [passage for passage in own if any(_touches(passage, gold) for gold in golds)]


def find_wrong(
    question: Question, marked: Sequence[GoldSpan], found: Sequence[Passage], index: Index, chance: random.Random
) -> Passage | None:
    """Draw a retrieved passage that holds neither a marked stretch nor the words of an answer."""
    answers = [answer.casefold() for answer in question.answers]
    wrong = [
        passage
        for passage in found
        if not any(_touches(passage, span) for span in marked)
        and not any(answer in passage.text.casefold() for answer in answers)
    ]
    titles = {index.articles[span.article_id].title for span in marked} - {""}
    same = [passage for passage in wrong if index.articles[passage.article_id].title in titles]
    drawn_from = same if same and chance.random() < SAME_ARTICLE else wrong
    return chance.choice(drawn_from) if drawn_from else None


def leave_out_answer(pair: Pair) -> Iterator[Pair]:
    """Yield the pair without its answering sentences, where the passage has others: near the subject, and no answer."""
    removed = {*pair.answers, *pair.unsure}
    text, places, end = "", [], 0
    for number, (first, last) in enumerate(pair.sentences):
        between = pair.text[end:first]
        end = last
        if number not in removed:
            text += between
            places.append((len(text), len(text) + last - first))
            text += pair.text[first:last]
    if places and removed:
        yield Pair(pair.question, text, places, [], [])


def _touches(passage: Passage, span: GoldSpan) -> bool:
    return GoldSpan(passage.article_id, passage.start, passage.end).overlaps(span)


def _length(stretch: GoldSpan) -> int:
    return stretch.end - stretch.start


def find_best(query: str, marked: Sequence[GoldSpan], index: Index) -> GoldSpan:
    """Return the marked sentence that shares most with the question: the answer's words may occur elsewhere too."""
    cover = Cover(query, index.lexical)

    def share(sentence: GoldSpan) -> float:
        return cover.share_in(index.articles[sentence.article_id].text[sentence.start : sentence.end])

    sentences = [
        GoldSpan(article_id, start, end)
        for article_id in dict.fromkeys(span.article_id for span in marked)
        for start, end in index.sentences_of(article_id).tolist()
        if any(GoldSpan(article_id, start, end).overlaps(span) for span in marked)
    ]
    return max(sentences, key=lambda sentence: (share(sentence), -sentence.start))


def find_holding(sentence: GoldSpan, index: Index) -> Passage | None:
    """Return the first passage that holds a sentence."""
    passages = (index.passage_at(row) for row in index.passages_of(sentence.article_id))
    return next((p for p in passages if GoldSpan(p.article_id, p.start, p.end).holds(sentence)), None)


def make_pair(
    query: str,
    passage: Passage,
    index: Index,
    marked: Sequence[GoldSpan],
    best: GoldSpan | None,
    chance: random.Random,
) -> Pair:
    """Pair a question with a passage; only the best of its marked sentences answers for sure."""
    article = index.articles[passage.article_id]
    text = _head(article, passage, chance)
    shift = len(text) - len(passage.text) - passage.start
    places = [GoldSpan(article.id, start, end) for start, end in index.sentences_in(passage).tolist()]
    touched = [number for number, place in enumerate(places) if any(place.overlaps(span) for span in marked)]
    answers = [number for number in touched if places[number] == best]
    spans = [span for span in marked if best and best.holds(span) and _length(span) <= SHORT * _length(best)]
    span = max(spans, key=_length, default=None)
    return Pair(
        query,
        text,
        sentences=[(place.start + shift, place.end + shift) for place in places],
        answers=answers,
        unsure=[number for number in touched if number not in answers],
        span=(span.start + shift, span.end + shift) if span else None,
    )


def _head(article: Article, passage: Passage, chance: random.Random) -> str:
    """Return a passage as the index reads it, at times without headline and headings or with a drawn date."""
    if chance.random() < BARE:
        return passage.text
    if article.published is None and chance.random() < DATED:
        days = (LAST_DATE - FIRST_DATE).days
        article = replace(article, published=FIRST_DATE + timedelta(chance.randrange(days)))
    return indexed_text(article, passage.text, passage.start)


def disguise(query: str, chance: random.Random) -> str:
    """Write some questions as people type them: in lower case, or as keywords."""
    drawn = chance.random()
    if drawn < KEYWORDS:
        words = [word for word in query.rstrip("?").split() if analyze(word)]
        return " ".join(words) or query
    return query.lower().rstrip("? ") if drawn < KEYWORDS + LOWER else query


def _parse_set(argument: str) -> tuple[Path, int | None]:
    path, _, count = argument.partition("=")
    return Path(path), int(count) if count else None


def collect_exercises(
    sets: Sequence[tuple[Path, int | None]], keep_out: Sequence[Path], chance: random.Random
) -> list[list[Pair]]:
    """Return the exercises of all sets, shuffled."""
    folders = [(path, count) for path, count in sets if path.is_dir()]
    kept = [article for path, _ in folders for article in find_kept_articles(read_question_set(path))]
    kept += [article for path in keep_out for article in read_question_set(path).articles]
    kept_out = KeptOut([*kept, *(found.article for found in read_articles([SHIPPED]).found)])
    exercises: list[list[Pair]] = []
    for path, count in folders:
        lessons = read_lessons(path)
        exercises += make_exercises(replace(lessons, exercises=draw(lessons.exercises, count, chance)), chance)
    files = {path: count for path, count in sets if not path.is_dir()}
    if files:
        exercises += make_exercises(read_contexts(files, kept_out, chance), chance)
    chance.shuffle(exercises)
    return exercises


def main() -> None:
    """Write the exercises of the sets to a file."""
    parser = argparse.ArgumentParser(description="Make the pairs that the reader learns from.")
    parser.add_argument("file", type=Path)
    parser.add_argument("sets", nargs="+", type=_parse_set, metavar="SET[=COUNT]")
    parser.add_argument(
        "--keep-out", nargs="+", type=Path, default=[], metavar="SET", help="sets to learn nothing from"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="draw other questions")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - no secret
    exercises = collect_exercises(arguments.sets, arguments.keep_out, chance)
    with arguments.file.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps([asdict(pair) for pair in pairs], ensure_ascii=False) + "\n" for pairs in exercises)
    pairs = [pair for exercise in exercises for pair in exercise]
    sys.stderr.write(f"{len(pairs)} pairs, {sum(bool(pair.answers) for pair in pairs)} with an answer\n")


if __name__ == "__main__":
    main()
