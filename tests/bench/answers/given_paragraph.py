"""Reads the right paragraph alone: `python -m tests.bench.answers.given_paragraph SET [QUESTIONS] [READER]`.

Answerable questions whose article was not used for training the reader are read in their own paragraph only: how often
the best sentence and the sentence of the best span overlap a marked answer, and the F1 of the words of the best span.
READER is a folder with another reader.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.articles import Article, make_article
from index.cutting import cut_article, indexed_text
from index.model.graph import open_tokenizer
from qa.evaluation.evaluate import SEED, draw_sample
from qa.evaluation.gold import GoldSpan, Question
from qa.evaluation.measures import f1
from qa.evaluation.question_sets import read_question_set
from qa.reading.reading_model import FOLDER, TOKENIZER_FILE, SentenceReading, open_reading_model
from qa.training.questions import find_held_out

PASSAGE_PIECES = 128


def read_paragraph(
    question: Question, article: Article, folder: Path
) -> tuple[list[tuple[int, int]], list[SentenceReading]]:
    """Return the offsets of the sentences of an article, and the reading of each."""
    tokenizer = open_tokenizer((folder / TOKENIZER_FILE).read_bytes())

    def count_pieces(texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    cut = cut_article(article, count_pieces, PASSAGE_PIECES)
    passages = cut.passages.tolist()
    texts = [indexed_text(article, article.text[start:end], start) for start, end in passages]
    shifts = [end - len(text) for (_, end), text in zip(passages, texts, strict=True)]
    within = [
        np.array([place for place in cut.sentences.tolist() if start <= place[0] and place[1] <= end])
        for start, end in passages
    ]
    sentences = [places - shift for places, shift in zip(within, shifts, strict=True)]
    read = open_reading_model(folder).read(question.text, texts, sentences)
    readings = [reading.move(shift) for of_text, shift in zip(read, shifts, strict=True) for reading in of_text]
    return [tuple(place) for places in within for place in places.tolist()], readings


def main() -> None:
    question_set = read_question_set(Path(sys.argv[1]))
    held_out = find_held_out(question_set)
    articles = {article.id: article for article in question_set.articles}
    golds = {gold.id: gold.stretch for of_article in question_set.golds.values() for gold in of_article}
    kept = [question for question in question_set.questions if question.answerable and question.cluster in held_out]
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else FOLDER
    by_logit, by_span, scores = [], [], []
    for question in draw_sample(kept, int(sys.argv[2]) if len(sys.argv) > 2 else None, SEED):
        (gold,) = (golds[name] for name in question.qrels)
        article = articles[gold.article_id]
        paragraph = make_article(article.text[gold.start : gold.end], title=article.title)
        places, readings = read_paragraph(question, paragraph, folder)
        best = max(range(len(readings)), key=lambda number: readings[number].logit)
        spanned = max(range(len(readings)), key=lambda number: readings[number].margin)
        spans = [GoldSpan("", span.start - gold.start, span.end - gold.start) for span in question.spans]
        for number, right in ((best, by_logit), (spanned, by_span)):
            right.append(any(GoldSpan("", *places[number]).overlaps(span) for span in spans))
        marked = readings[spanned].span
        said = paragraph.text[marked[0] : marked[1]] if marked else ""
        scores.append(max(f1(said, answer) for answer in question.answers))
    sys.stdout.write(
        f"{len(scores)} questions: right sentence by logit {np.mean(by_logit):.3f}, by span {np.mean(by_span):.3f}, "
        f"F1 of the best span {np.mean(scores):.3f}\n"
    )


if __name__ == "__main__":
    main()
