"""Makes the pairs that the reader learns from: `python -m qa.training.pairs FILE SQUAD_FULL ...`.

A pair is a question with one passage of an index, each sentence of it marked as answering or not. For every question
there is the passage that answers it, where one does, now and then once more without the answering sentence, and
passages that the first stage puts forward and that do not answer. What is held out, `qa.training.questions` says.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.passages import Passage
from index.cutting import matching_text
from index.store import Index
from index.words import find_words
from qa.cover import Cover
from qa.evaluation.gold import Question, Stretch
from qa.query import Query, make_query
from qa.search import search
from qa.training.questions import Lessons, read_lessons

SEED = 7
NEGATIVES_AMONG = 6
"""Passages that do not answer are drawn from so many that the first stage puts forward."""

NEGATIVES = 0.7
"""Share of the questions that are paired with such a passage as well."""

SHORT = 0.6
"""Greatest share of its sentence that a short answer has; a longer one is the sentence itself."""

WITHOUT_ANSWER = 0.3
"""Share of the answering passages that are read a second time without their answering sentence."""

KEYWORDS, LOWER, BARE = 0.1, 0.2, 0.15
"""Shares of the questions that become keywords or lower case, and of the passages without their headline."""


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


def make_pairs(path: Path, chance: random.Random) -> Iterator[Pair]:
    """Yield the pairs of a question set."""
    lessons = read_lessons(path)
    for number, question in enumerate(lessons.questions):
        if number % 500 == 0:
            sys.stderr.write(f"{path.name} {number} of {len(lessons.questions)}\n")
        yield from pair_question(question, lessons, chance)


def pair_question(question: Question, lessons: Lessons, chance: random.Random) -> Iterator[Pair]:
    """Yield the pairs of one question: its answering passage and passages that do not answer."""
    index, held_out = lessons.index, lessons.held_out
    query = make_query(question.text, question.history, index).text
    found = [hit.passage for hit in search(Query(query), NEGATIVES_AMONG, index)]
    # A whole paragraph answers where the set marks nothing smaller.
    marked = question.spans or tuple(lessons.golds[gold] for gold in question.qrels)
    others = [
        passage
        for passage in found
        if passage.article_id not in held_out and not any(_touches(passage, span) for span in marked)
    ]
    typed = disguise(query, chance)
    if question.answerable is False:
        if found and found[0].article_id not in held_out:
            yield make_pair(typed, found[0], index, (), None, chance)
    elif marked:
        sentence = find_best(query, marked, index)
        passage = find_holding(sentence, index)
        if passage is not None:
            pair = make_pair(typed, passage, index, marked, sentence if question.spans else None, chance)
            yield pair
            if question.spans and chance.random() < WITHOUT_ANSWER:
                yield from leave_out_answer(pair)
    if others and chance.random() < NEGATIVES:
        yield make_pair(typed, chance.choice(others), index, (), None, chance)


def leave_out_answer(pair: Pair) -> Iterator[Pair]:
    """Yield the pair without its answering sentences, where the passage has others: near the subject, and no answer."""
    gone = {*pair.answers, *pair.unsure}
    text, places, end = "", [], 0
    for number, (first, last) in enumerate(pair.sentences):
        between = pair.text[end:first]
        end = last
        if number not in gone:
            text += between
            places.append((len(text), len(text) + last - first))
            text += pair.text[first:last]
    if places and gone:
        yield Pair(pair.question, text, places, [], [])


def _touches(passage: Passage, span: Stretch) -> bool:
    return Stretch(passage.article_id, passage.start, passage.end).overlaps(span)


def _length(stretch: Stretch) -> int:
    return stretch.end - stretch.start


def find_best(query: str, marked: Sequence[Stretch], index: Index) -> Stretch:
    """Return the marked sentence that shares the most with the question: the answer's words may stand elsewhere too."""
    cover = Cover(query, index.lexical)

    def share(sentence: Stretch) -> float:
        return cover.share_in(index.articles[sentence.article_id].text[sentence.start : sentence.end])

    sentences = [
        Stretch(article_id, start, end)
        for article_id in dict.fromkeys(span.article_id for span in marked)
        for start, end in index.sentences_of(article_id).tolist()
        if any(Stretch(article_id, start, end).overlaps(span) for span in marked)
    ]
    return max(sentences, key=lambda sentence: (share(sentence), -sentence.start))


def find_holding(sentence: Stretch, index: Index) -> Passage | None:
    """Return the first passage that holds a sentence."""
    passages = (index.passage_at(row) for row in index.passages_of(sentence.article_id))
    return next((p for p in passages if Stretch(p.article_id, p.start, p.end).holds(sentence)), None)


def make_pair(
    query: str,
    passage: Passage,
    index: Index,
    marked: Sequence[Stretch],
    best: Stretch | None,
    chance: random.Random,
) -> Pair:
    """Lay a question beside a passage; only the best of its marked sentences answers for sure."""
    article = index.articles[passage.article_id]
    text = matching_text(article, passage.text) if chance.random() > BARE else passage.text
    shift = len(text) - len(passage.text) - passage.start
    places = [Stretch(article.id, start, end) for start, end in index.sentences_in(passage).tolist()]
    touched = [number for number, place in enumerate(places) if any(place.overlaps(span) for span in marked)]
    answers = [number for number in touched if best is None or places[number] == best]
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


def disguise(query: str, chance: random.Random) -> str:
    """Write some questions as people type them: in lower case, or as keywords."""
    drawn = chance.random()
    if drawn < KEYWORDS:
        words = [word for word in query.rstrip("?").split() if find_words(word)]
        return " ".join(words) or query
    return query.lower().rstrip("? ") if drawn < KEYWORDS + LOWER else query


def main() -> None:
    """Write the pairs of the sets to a file, shuffled."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret is drawn
    pairs = [pair for argument in sys.argv[2:] for pair in make_pairs(Path(argument), chance)]
    chance.shuffle(pairs)
    with Path(sys.argv[1]).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in pairs)
    sys.stderr.write(f"{len(pairs)} pairs, {sum(bool(pair.answers) for pair in pairs)} with an answer\n")


if __name__ == "__main__":
    main()
