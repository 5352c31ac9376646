"""Evaluates on questions that the reader was not trained on: `python -m tests.bench.held_out SET [QUESTIONS]`.

The table of `quotedesk evaluate`, over the half of the articles or conversations that `qa.training.questions` left out,
and what the reader adds on the same questions.
"""

import sys
from dataclasses import replace
from pathlib import Path

from qa.evaluation.ablation import ablate
from qa.evaluation.evaluate import evaluate, index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set
from qa.training.questions import find_held_out
from ui.cli.terminal import format_ablations, format_measures


def main() -> None:
    question_set = read_question_set(Path(sys.argv[1]))
    held_out = find_held_out(question_set)
    questions = tuple(question for question in question_set.questions if question.cluster in held_out)
    kept = replace(question_set, questions=questions)
    index = open_or_build(question_set, index_folder_for(question_set))
    sample = int(sys.argv[2]) if len(sys.argv) > 2 else None
    sys.stdout.write(format_measures(evaluate(kept, index, sample=sample).measures) + "\n\n")
    sys.stdout.write(format_ablations(ablate(kept, index, sample, stages=("reader",))) + "\n")


if __name__ == "__main__":
    main()
