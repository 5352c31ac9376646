"""A small set is asked, measured and written; the results of `retrieve` and `ask` are made by hand."""

import json
from collections.abc import Sequence

import ir_measures
import numpy as np
import pytest

import qa.evaluation.evaluate
from corpus.articles import Article, make_article
from corpus.errors import ExportError
from corpus.passages import Passage
from qa.answer import Answer, Hit, Quote, Status, Why
from qa.evaluation.evaluate import (
    Evaluation,
    draw_sample,
    evaluate,
    index_folder_for,
    rank_golds,
    write_answers,
    write_run,
)
from qa.evaluation.gold import Gold, GoldSpan, Question, QuestionSet

WHY = Why(**dict.fromkeys(Why.__slots__, 0.0))
ARTICLES = tuple(make_article(f"The {name} closed. It was old.") for name in ("mine", "mill", "port", "inn"))
MINE, MILL, PORT, INN = ARTICLES
GOLDS = {
    article.id: (Gold(name, GoldSpan(article.id, 0, len(article.text))),)
    for name, article in zip(("mine", "mill", "port", "inn"), ARTICLES, strict=True)
}


def hit(rank: int, article: Article, score: float = 1.0, start: int = 0, end: int = 16) -> Hit:
    return Hit(rank, score, Passage(article.id, article.text[start:end], start, end), article, WHY)


def question(
    name: str, text: str, gold: str | None, history: Sequence[str] = (), rewrite: str | None = None
) -> Question:
    qrels = {gold: 1} if gold else {}
    conversation = name.partition("_")[0]
    return Question(name, text, tuple(history), rewrite, gold is not None, qrels, (), (), bool(history), conversation)


def make_set(*questions: Question) -> QuestionSet:
    return QuestionSet("small", ARTICLES, GOLDS, questions)


FINDS = {
    "which mine": [MINE, MILL],
    "which mill": [MINE, MILL],
    "which one": [PORT],
    "which one after which mill": [MILL],
    "which old mill": [MILL],
    "which bank": [INN],
}
"""What is found for a question; after a history, for both."""

SURE = {"which mine": 0.9, "which mill": 0.8, "which one": 0.3, "which bank": 0.2}


def retrieve_by_hand(query: str, k: int = 5, *, index: object, history: Sequence[str] = ()) -> list[Hit]:
    assert index == "the index"
    if history:
        query = f"{query} after {history[-1]}"
    return [hit(rank, article, 1 / rank) for rank, article in enumerate(FINDS[query], start=1)][:k]


def ask_by_hand(query: str, *, history: Sequence[str] = (), index: object, k: int = 5) -> Answer:
    hits = tuple(retrieve_by_hand(query, k, index=index, history=history))
    article = hits[0].article
    quote = Quote(1, article.text[:16], 0, 16, article, "", "")
    status: Status = "answered" if SURE[query] > 0.25 else "not_found"
    return Answer(query, query, status, SURE[query], "", (quote,), hits)


@pytest.fixture
def by_hand(monkeypatch):
    monkeypatch.setattr(qa.evaluation.evaluate, "retrieve", retrieve_by_hand)
    monkeypatch.setattr(qa.evaluation.evaluate, "ask", ask_by_hand)
    monkeypatch.setattr(qa.evaluation.evaluate, "answer_to_json", lambda answer: {"question": answer.question})


TURNS = make_set(
    question("a_q1", "which mine", "mine"),
    question("a_q2", "which mill", "mill"),
    question("b_q1", "which one", "mill", history=["which mill"], rewrite="which old mill"),
    question("c_q1", "which bank", None),
)


def run_by_hand(**options: object) -> Evaluation:
    return evaluate(TURNS, "the index", **options)  # type: ignore[arg-type]


def figures(evaluation: Evaluation) -> dict[str, float]:
    return {measure.name: measure.value for measure in evaluation.measures}


def test_the_table_holds_what_was_worked_out_by_hand(by_hand):
    values = figures(run_by_hand())
    assert values["hit@1"] == pytest.approx(2 / 3)
    assert values["hit@10"] == pytest.approx(3 / 3)
    assert values["RR@10"] == pytest.approx((1 + 1 / 2 + 1) / 3)
    assert "all evidence in ten" not in values
    assert values["first quote in a gold passage"] == pytest.approx(2 / 3)
    assert values["answered, of the answerable"] == pytest.approx(3 / 3)
    assert values["answered, of the unanswerable"] == 0 / 1
    assert values["first quote right"] == pytest.approx(2 / 3)
    assert values["answered"] == pytest.approx(3 / 4)
    assert values["answered and right, of the answered"] == pytest.approx(2 / 3)
    assert values["wrongly refused, of the answerable"] == 0 / 3
    # Each answer is alone in its bin.
    assert values["expected calibration error"] == pytest.approx((0.1 + 0.8 + 0.7 + 0.2) / 4)
    assert values["abstention AUROC"] == 3 / 3
    assert values["area under risk-coverage"] == pytest.approx((0 / 1 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_the_history_is_measured_against_none_and_the_rewrite(by_hand):
    values = figures(run_by_hand())
    assert values["hit@10, follow-ups, bare question"] == 0
    assert values["hit@10, follow-ups, with history"] == 1
    assert values["hit@10, follow-ups, gain"] == 1
    assert values["hit@10, first turns, gain"] == 0
    assert values["hit@10, rewritten, human rewrite"] == 1
    assert values["share of the gap closed"] == (1 - 0) / (1 - 0)


def test_every_figure_lies_in_its_interval(by_hand):
    measures = {measure.name: measure for measure in run_by_hand().measures}
    assert measures["hit@1"].count == 3
    assert measures["abstention AUROC"].count == 4
    for measure in measures.values():
        assert np.isnan(measure.low) or measure.low <= measure.value <= measure.high


def test_the_same_seed_gives_the_same_evaluation(by_hand):
    first, second = run_by_hand(seed=3), run_by_hand(seed=3)
    assert repr(first) == repr(second)


def test_answers_can_be_left_out(by_hand):
    evaluation = run_by_hand(answers=False)
    assert evaluation.answers == {}
    assert "hit@1" in figures(evaluation)
    assert "abstention AUROC" not in figures(evaluation)


def test_progress_counts_the_questions(by_hand):
    steps = []
    run_by_hand(sample=2, progress=lambda *step: steps.append(step))
    assert steps == [("asking questions", 1, 2), ("asking questions", 2, 2)]


def test_a_set_without_golds_reports_no_retrieval(by_hand):
    only = make_set(question("c_q1", "which bank", None))
    values = figures(evaluate(only, "the index"))  # type: ignore[arg-type]
    assert list(values) == [
        "answered",
        "answered, of the unanswerable",
        "area under risk-coverage",
        "expected calibration error",
    ]


def test_a_sample_keeps_the_order_and_the_seed():
    questions = [question(str(number), "which mine", "mine") for number in range(50)]
    drawn = draw_sample(questions, 10, 1)
    assert drawn == draw_sample(questions, 10, 1) != draw_sample(questions, 10, 2)
    assert [int(q.id) for q in drawn] == sorted({int(q.id) for q in drawn})
    assert len(drawn) == 10
    assert draw_sample(questions, 99, 1) == draw_sample(questions, None, 1) == questions


def test_a_gold_is_ranked_once_and_never_tied():
    hits = [hit(1, MINE, 0.5), hit(2, MINE, 0.5, 17, 28), hit(3, PORT, 0.5), hit(4, INN, 0.5), hit(5, MILL, 0.1)]
    asked = question("q", "which mine", "mine")
    ranking = rank_golds(make_set(asked), asked, hits, depth=4)
    assert [gold for gold, _ in ranking] == ["mine", "port", "inn", "mill"]
    scores = [np.float32(score) for _, score in ranking]
    assert all(above > below for above, below in zip(scores, scores[1:], strict=False))
    assert scores == pytest.approx([0.5, 0.5, 0.5, 0.1])
    assert len(rank_golds(make_set(asked), asked, hits, depth=2)) == 2


def test_copies_of_an_article_all_count():
    copies = {MINE.id: (*GOLDS[MINE.id], Gold("mine too", GOLDS[MINE.id][0].stretch))}
    asked = question("q", "which mine", "mine")
    ranking = rank_golds(QuestionSet("copies", (MINE,), copies, (asked,)), asked, [hit(1, MINE)], depth=9)
    assert [gold for gold, _ in ranking] == ["mine", "mine too"]


def test_the_run_file_is_what_evaluators_read(by_hand, tmp_path):
    evaluation = run_by_hand()
    path = tmp_path / "run.trec"
    write_run(evaluation, path)
    assert path.read_text().splitlines()[:3] == [
        "a_q1 Q0 mine 1 1.0 quotedesk",
        "a_q1 Q0 mill 2 0.5 quotedesk",
        "a_q2 Q0 mine 1 1.0 quotedesk",
    ]
    qrels = {q.id: dict(q.qrels) for q in TURNS.questions if q.judged}
    read = list(ir_measures.read_trec_run(str(path)))
    found = ir_measures.calc_aggregate([ir_measures.RR @ 10], qrels, read)
    assert found[ir_measures.RR @ 10] == pytest.approx(figures(evaluation)["RR@10"])


def test_the_answers_file_names_each_question(by_hand, tmp_path):
    path = tmp_path / "answers.jsonl"
    write_answers(run_by_hand(), path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["id"] for row in rows] == ["a_q1", "a_q2", "b_q1", "c_q1"]
    assert rows[0]["question"] == "which mine"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "run.trec"
    path.write_text("the last run\n")
    broken = Evaluation("small", [], {"q1": [("mine", 1.0)], "q2": None}, {})
    with pytest.raises(TypeError):
        write_run(broken, path)
    assert path.read_text() == "the last run\n"
    assert [file.name for file in tmp_path.iterdir()] == ["run.trec"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ExportError, match="gone/run.trec cannot be written"):
        write_run(Evaluation("small", [], {}, {}), tmp_path / "gone" / "run.trec")


def test_the_cache_folder_follows_the_articles():
    first = index_folder_for(make_set())
    assert first == index_folder_for(QuestionSet("small", ARTICLES[::-1], {}, ()))
    assert first != index_folder_for(QuestionSet("small", ARTICLES[:2], {}, ()))
    assert first.name.startswith("small-")
    assert first.parent.name == "evaluate"
