"""Every figure of the table against one worked out by hand."""

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from corpus.articles import Article, make_article
from corpus.passages import Passage
from qa.answer import Answer, Hit, Quote, Span, Status, Why
from qa.evaluation.gold import Gold, GoldSpan, Question, QuestionSet
from qa.evaluation.intervals import (
    auroc,
    bootstrap_interval,
    bootstrap_ratio,
    bootstrap_statistic,
    risk_coverage_area,
)
from qa.evaluation.measures import (
    ALL_EVIDENCE,
    exact_match,
    f1,
    first_words_shown,
    holds_words,
    is_right,
    measure_answer,
    measure_run,
    normalise,
)

TEXT = "The lighthouse was lit in 1871. Its keeper was Ada Brandt. She kept bees."
ARTICLE = make_article(TEXT)
WHY = Why(**dict.fromkeys(Why.__slots__, 0.0))


def place(words: str, article: Article = ARTICLE) -> GoldSpan:
    start = article.text.index(words)
    return GoldSpan(article.id, start, start + len(words))


def ask_about(*spans: str, answers: tuple[str, ...] = (), answerable: bool | None = True) -> Question:
    qrels = {"light": 1} if answerable else {}
    stretches = tuple(map(place, spans))
    return Question("q1", "Who?", (), None, answerable, qrels, stretches, answers, False, ARTICLE.id)


def question_set(question: Question) -> QuestionSet:
    gold = Gold("light", GoldSpan(ARTICLE.id, 0, len(TEXT)))
    return QuestionSet("set", (ARTICLE,), {ARTICLE.id: (gold,)}, (question,))


def answer_with(*quoted: str, span: str | None = None, confidence: float = 0.5) -> Answer:
    quotes = []
    for number, words in enumerate(quoted, start=1):
        found = place(words)
        marked = Span(span, place(span).start, place(span).end) if span else None
        quotes.append(Quote(number, words, found.start, found.end, ARTICLE, "", "", marked))
    hits = [
        Hit(rank, 1 / rank, Passage(ARTICLE.id, quote.text, quote.start, quote.end), ARTICLE, WHY)
        for rank, quote in enumerate(quotes, start=1)
    ]
    status: Status = "answered" if quotes else "not_found"
    return Answer("Who?", "who", status, confidence, "", tuple(quotes), tuple(hits))


def measure(question: Question, answer: Answer) -> dict[str, float]:
    return measure_answer(question_set(question), question, answer)


def test_retrieval_measures_are_the_fields():
    run = {"q1": [("x", 3.0), ("a", 2.0), ("b", 1.0)], "q2": [("c", 1.0)], "q3": []}
    qrels = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}, "q3": {"d": 1}, "q4": {"e": 1}}
    values = measure_run(run, qrels)
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert values["hit@1"] == {"q1": 0, "q2": 1, "q3": 0, "q4": 0}
    assert values["hit@5"] == values["hit@10"] == {"q1": 1, "q2": 1, "q3": 0, "q4": 0}
    assert values["RR@10"] == {"q1": 1 / 2, "q2": 1, "q3": 0, "q4": 0}
    assert values["nDCG@10"]["q1"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / ideal)
    assert values["R@10"] == {"q1": 2 / 2, "q2": 1, "q3": 0, "q4": 0}
    assert values[ALL_EVIDENCE] == {"q1": 1, "q2": 1, "q3": 0, "q4": 0}


def test_half_the_evidence_is_not_all():
    run = {"q1": [("a", 2.0), *((f"x{rank}", -rank) for rank in range(9)), ("b", -20.0)]}
    values = measure_run(run, {"q1": {"a": 1, "b": 1}})
    assert values["R@10"]["q1"] == 1 / 2
    assert values[ALL_EVIDENCE]["q1"] == 0


def test_gold_of_relevance_zero_is_no_gold():
    assert measure_run({"q1": [("a", 1.0)]}, {"q1": {"a": 0, "b": 1}})["hit@10"]["q1"] == 0


def test_a_quote_that_overlaps_the_span_is_right():
    question = ask_about("Ada Brandt", answers=("Ada Brandt",))
    answer = answer_with("Its keeper was Ada Brandt.", span="Ada Brandt")
    assert measure(question, answer) == {
        "first quote in a gold passage": 1,
        "gold span in a passage shown": 1,
        "first quote overlaps a gold span": 1,
        "answer in the first 60 words": 1,
        "span given": 1,
        "EM of the span": 1,
        "F1 of the span": 1,
    }
    assert is_right(question_set(question), question, answer)


def test_a_later_quote_shows_the_answer_but_is_not_the_first():
    question = ask_about("Ada Brandt")
    answer = answer_with("She kept bees.", "Its keeper was Ada Brandt.")
    values = measure(question, answer)
    assert values["first quote overlaps a gold span"] == 0
    assert values["answer in the first 60 words"] == 1
    assert values["gold span in a passage shown"] == 1
    assert "span given" not in values
    assert not is_right(question_set(question), question, answer)


def test_no_quote_is_no_answer():
    question = ask_about("Ada Brandt", answers=("Ada Brandt",))
    values = measure(question, answer_with())
    assert "EM of the span" not in values
    assert set(values.values()) == {0}
    assert not is_right(question_set(question), question, answer_with())


def test_without_marks_the_passage_and_the_words_decide():
    answer = answer_with("Its keeper was Ada Brandt.")
    assert measure(ask_about(), answer) == {"first quote in a gold passage": 1}
    assert measure(ask_about(answers=("ada brandt!",)), answer)["answer in the first 60 words"] == 1
    assert measure(ask_about(answers=("bees",)), answer)["answer in the first 60 words"] == 0
    assert is_right(question_set(ask_about()), ask_about(), answer)


def test_yes_and_no_are_never_found_in_an_article():
    answer = answer_with("Its keeper was Ada Brandt.")
    assert measure(ask_about(answers=("Yes",)), answer) == {"first quote in a gold passage": 1}


def test_an_answer_to_an_unanswerable_question_is_wrong():
    question = ask_about(answerable=False)
    assert not is_right(question_set(question), question, answer_with("She kept bees."))


def test_the_first_words_end_inside_a_quote():
    answer = answer_with("She kept bees.", "Its keeper was Ada Brandt.")
    shown = list(first_words_shown(answer, words=3 + 2))
    assert [text for _, text in shown] == ["She kept bees.", "Its keeper"]
    assert [TEXT[found.start : found.end] for found, _ in shown] == ["She kept bees.", "Its keeper"]
    assert [text for _, text in first_words_shown(answer, words=3)] == ["She kept bees."]


def test_normalising_follows_the_squad_script():
    assert normalise("The  Ada-Brandt's\nan house, a theatre!") == "adabrandts house theatre"
    assert exact_match("the 1870s.", "1870s")
    assert f1("Ada Brandt of the cape", "Ada Brandt") == pytest.approx(2 * (2 / 4) * 1 / (2 / 4 + 1))
    assert f1("bees bees", "bees") == pytest.approx(2 * (1 / 2) * 1 / (1 / 2 + 1))
    assert f1("bees", "salt") == f1("", "salt") == 0
    assert holds_words("It cost $8 million.", "8 million")
    assert not holds_words("It cost 18 million.", "8 million")


CLUSTERS = [f"article {number % 20}" for number in range(200)]


def test_the_same_seed_gives_the_same_interval():
    values = list(np.random.default_rng(0).random(200))
    assert bootstrap_interval(values, CLUSTERS, 7) == bootstrap_interval(values, CLUSTERS, 7)
    assert bootstrap_interval(values, CLUSTERS, 7) != bootstrap_interval(values, CLUSTERS, 8)


@pytest.mark.parametrize("value", [0.0, 1.0, 1 / 3])
def test_constant_values_have_an_interval_of_no_width(value):
    low, high = bootstrap_interval([value] * 200, CLUSTERS, 7)
    assert low == pytest.approx(value)
    assert high == pytest.approx(value)


def test_the_interval_is_about_as_wide_as_theory_says():
    rng = np.random.default_rng(1)
    values = rng.random(400)
    low, high = bootstrap_interval(list(values), list(map(str, range(400))), 7)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / math.sqrt(400), rel=0.1)
    assert low < values.mean() < high


def test_the_interval_holds_the_true_mean_about_95_times_in_100():
    rng = np.random.default_rng(2)
    held = 0
    for seed in range(200):
        of_articles = rng.normal(0.0, 1.0, 40)
        values = np.repeat(of_articles, 5) + rng.normal(0.0, 0.3, 200)
        low, high = bootstrap_interval(list(values), [str(n // 5) for n in range(200)], seed)
        held += low <= 0 <= high
    assert 0.88 * 200 <= held <= 0.99 * 200


def test_questions_of_one_article_are_not_independent():
    values = [float(number % 20 < 10) for number in range(200)]
    alone = bootstrap_interval(values, list(map(str, range(200))), 7)
    together = bootstrap_interval(values, CLUSTERS, 7)
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_one_article_gives_no_interval():
    assert all(map(math.isnan, bootstrap_interval([0.0, 1.0], ["a", "a"], 7)))
    assert all(map(math.isnan, bootstrap_statistic(np.mean, ["a", "a"], 7)))
    with pytest.raises(ValueError, match="clusters"):
        bootstrap_interval([], [], 7)


def test_a_ratio_of_sums_is_resampled_together():
    below = [1.0, 2.0, 3.0, 4.0]
    low, high = bootstrap_ratio([value / 2 for value in below], below, list("abcd"), 7)
    assert low == high == 1 / 2
    assert all(map(math.isnan, bootstrap_ratio([1.0, 1.0], [0.0, 0.0], list("ab"), 7)))


def test_auroc_counts_pairs_in_order():
    confidence = np.array([0.9, 0.4, 0.6, 0.1])
    answerable = np.array([True, True, False, False])
    assert auroc(confidence, answerable, np.ones(4)) == pytest.approx(3 / 4)
    assert auroc(confidence, answerable, np.array([1.0, 0.0, 1.0, 1.0])) == pytest.approx(2 / 2)
    assert math.isnan(auroc(confidence, answerable, np.array([1.0, 1.0, 0.0, 0.0])))
    low, high = bootstrap_statistic(lambda drawn: auroc(confidence, answerable, drawn), list("abcd"), 7)
    assert 0 <= low <= 3 / 4 <= high <= 1


def test_auroc_is_that_of_scikit_learn():
    rng = np.random.default_rng(3)
    for _ in range(20):
        confidence = rng.integers(0, 10, 50) / 10
        answerable = rng.random(50) < 0.6
        drawn = rng.integers(0, 4, 50).astype(float)
        expected = roc_auc_score(answerable, confidence, sample_weight=drawn)
        assert auroc(confidence, answerable, drawn) == pytest.approx(expected)


def test_risk_coverage_is_the_mean_share_wrong():
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, False, True, False])
    assert risk_coverage_area(confidence, right, np.ones(4)) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)
    assert risk_coverage_area(np.full(4, 0.5), right, np.ones(4)) == pytest.approx(2 / 4)
    twice = risk_coverage_area(confidence, right, np.array([2.0, 1.0, 0.0, 0.0]))
    assert twice == pytest.approx((0 + 0 + 1 / 3) / 3)
    assert risk_coverage_area(confidence, right, np.array([0.0, 0.0, 1.0, 0.0])) == 0
