"""How often a comparison is shown, and is right: `python -m tests.bench.comparison [SET] [QUESTIONS]`.

A row is right if its value and an answer of the set contain each other's words, whether the answer is true or, as
RAMDocs marks some, invented: a comparison judges none. A table is right if all its rows are. In sets of one right
paragraph a row of another article is wrong unless it says the same. Questions are reported in two halves, so that one
can be used for fitting.
Without a SET the questions below are asked of the shipped articles.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Quote
from qa.api import ask
from qa.comparison import Comparison, compare
from qa.default_index import resolve_index
from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.gold import GoldSpan, Question
from qa.evaluation.question_sets import read_question_set
from qa.evaluation.set_files import first_of, json_rows

K = 5

# The accepted values of each row; none if no two articles answer, or if only one of several values would be shown.
SHIPPED = {
    "How many military personnel will Kazakhstan contribute to UN missions?": {"430"},
    "How many Kazakh troops will take part in UN missions?": {"430"},
    "How many peacekeepers are in the first Kazakh contingent?": {"139"},
    "How many peacekeepers will be sent to the Golan Heights?": {"139"},
    "How many personnel does the contingent consist of?": {"139"},
    "How many soldiers does the Kazakh contingent in the Golan Heights have?": {"139"},
    "How many Kazakh officers serve in Western Sahara?": {"6"},
    "How many officers of Kazakhstan are serving in Western Sahara?": {"6"},
    "How many officers of Kazakhstan are serving in Lebanon?": {"9"},
    "When will the contingent be deployed to the Golan Heights?": {"2024-03"},
    "When does the deployment begin?": {"2024-03"},
    "Who is the First Deputy Minister of Defence of Kazakhstan?": {"kamaletdinov"},
    "Who signed the memorandum of understanding?": {"kamaletdinov"},
    "Who proposed to send a contingent to UN missions?": {"tokayev"},
    "Who is the defence minister of Kazakhstan?": {"zhaksylykov"},
    "How many women are among the peacekeepers?": set(),
    "How much money was set aside for transport?": set(),
    "How many medals did the contingent receive?": set(),
    "When did Kazakhstan become independent?": set(),
    "When did Lacroix praise the peacekeepers?": set(),
    "Who is the president of Lebanon?": set(),
    "How many observers has Mali?": set(),
    "How many unexploded shells did the contingent defuse?": set(),
    "When was the joint session of Parliament?": {"2024", "2024-01-19"},
}


@dataclass
class Tally:
    """Tables and rows: how many were shown, and how many of them were right."""

    questions: int = 0
    tables: int = 0
    right_tables: int = 0
    rows: int = 0
    right_rows: int = 0

    def add(self, rights: Sequence[bool]) -> None:
        self.questions += 1
        if rights:
            self.tables += 1
            self.right_tables += all(rights)
            self.rows += len(rights)
            self.right_rows += sum(rights)

    def __str__(self) -> str:
        return (
            f"{self.questions} questions: shown for {self.tables} ({_share(self.tables, self.questions)}), "
            f"right {self.right_tables} ({_share(self.right_tables, self.tables)}); "
            f"rows {self.rows}, right {_share(self.right_rows, self.rows)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def main() -> None:
    if len(sys.argv) > 1:
        halves = Tally(), Tally()
        for number, rights in enumerate(_ask_set(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)):
            halves[number % 2].add(rights)
        sys.stdout.write(f"first half:  {halves[0]}\nsecond half: {halves[1]}\n")
    else:
        tally = Tally()
        for rights in _ask_shipped(resolve_index(None)):
            tally.add(rights)
        sys.stdout.write(f"shipped articles: {tally}\n")


def _ask_set(path: Path, sample: int | None) -> Iterator[list[bool]]:
    question_set = read_question_set(path)
    wrong = {row.data["id"]: row.data.get("wrong_answers") or () for row in json_rows(first_of(path, "queries.jsonl"))}
    index = open_or_build(question_set, index_folder_for(question_set))
    for question in draw_sample(question_set.questions, sample, SEED):
        answers = [analyze(answer) for answer in (*question.answers, *wrong[question.id])]
        comparison = compare(ask(question.text, history=question.history, index=index, k=K), index)
        rights = [_is_right(row.quote, question, answers) for row in comparison.rows] if comparison else []
        _tell(comparison, rights)
        yield rights


def _ask_shipped(index: Index) -> Iterator[list[bool]]:
    for question, values in SHIPPED.items():
        comparison = compare(ask(question, index=index, k=K), index)
        rows = comparison.rows if comparison else ()
        rights = [any(value in row.value.text.split() for value in values) for row in rows]
        _tell(comparison, rights)
        yield rights


def _is_right(quote: Quote, question: Question, answers: Sequence[list[str]]) -> bool:
    if not answers:
        place = GoldSpan(quote.article.id, quote.start, quote.end)
        return any(place.overlaps(span) for span in question.spans)
    said = set(analyze(quote.span.text)) if quote.span else set()
    return any(answer and said and (said <= set(answer) or set(answer) <= said) for answer in answers)


def _tell(comparison: Comparison | None, rights: Sequence[bool]) -> None:
    """Write the tables that are wrong, for reading."""
    if comparison and not all(rights):
        sys.stdout.write(f"wrong: {comparison.question}\n")
        for row, right in zip(comparison.rows, rights, strict=True):
            sys.stdout.write(f"  {'right' if right else 'WRONG'} {row.value.text!r}: {row.quote.text[:160]!r}\n")


if __name__ == "__main__":
    main()
