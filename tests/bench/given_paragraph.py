"""Reads the right paragraph alone: `python -m tests.bench.given_paragraph SET [QUESTIONS]`.

Of answerable questions whose article the reader did not learn from: how often the first quote overlaps a marked answer,
and the F1 of the words marked, when only passages of the paragraph that answers may be quoted.
"""

import sys
from pathlib import Path

import numpy as np

from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.gold import Stretch
from qa.evaluation.measures import f1
from qa.evaluation.question_sets import read_question_set
from qa.query import make_query
from qa.reader import best_by_passage, read_sentences
from qa.reading_model import open_reading_model
from qa.search import search
from qa.training.questions import find_held_out


def main() -> None:
    question_set = read_question_set(Path(sys.argv[1]))
    held_out = find_held_out(question_set)
    index = open_or_build(question_set, index_folder_for(question_set))
    golds = {gold.id: gold.stretch for of_article in question_set.golds.values() for gold in of_article}
    kept = [question for question in question_set.questions if question.answerable and question.cluster in held_out]
    right, scores = [], []
    for question in draw_sample(kept, int(sys.argv[2]) if len(sys.argv) > 2 else None, SEED):
        (paragraph,) = (golds[gold] for gold in question.qrels)
        rows = [
            row
            for row in index.passages_of(paragraph.article_id)
            if paragraph.overlaps(Stretch(paragraph.article_id, *index.bounds_at(row)))
        ]
        query = make_query(question.text, (), index)
        hits = search(query, 5, index, np.array(rows, dtype=np.int64))
        # A phrase in quotation marks that does not stand in the paragraph leaves nothing.
        best = best_by_passage(read_sentences(query, hits, index, open_reading_model()))[:1]
        quoted = [Stretch(sentence.hit.article.id, sentence.start, sentence.end) for sentence in best]
        said = best[0].span.text if best and best[0].span else ""
        right.append(any(stretch.overlaps(span) for stretch in quoted for span in question.spans))
        scores.append(max(f1(said, answer) for answer in question.answers))
    sys.stdout.write(
        f"{len(right)} questions: answer sentence {np.mean(right):.3f}, F1 of the words marked {np.mean(scores):.3f}\n"
    )


if __name__ == "__main__":
    main()
