"""Judgements of answers become a question set that `quotedesk evaluate` asks."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from corpus.errors import EvaluationError
from qa.api import ask
from qa.evaluation.judged import JUDGED_FILE, Judgement, keep_judgement, make_row, read_verdict
from qa.evaluation.question_sets import read_question_set
from ui.cli.main import quotedesk

WOMEN = "How many of the peacekeepers are women?"
AUSTRALIA = "What is the capital of Australia?"


@pytest.fixture
def folder(shipped_folder, tmp_path):
    shutil.copytree(shipped_folder, tmp_path / "index")
    return tmp_path / "index"


def rows(folder):
    return [json.loads(line) for line in (folder / JUDGED_FILE).read_text(encoding="utf-8").splitlines()]


def test_a_right_answer_is_evidence_and_a_right_no_is_none(folder, shipped):
    answer, no = ask(WOMEN, index=shipped), ask(AUSTRALIA, index=shipped)
    keep_judgement(folder, Judgement(answer, "right"))
    keep_judgement(folder, Judgement(no, "right", note="“fine”\n"))
    question_set = read_question_set(folder / JUDGED_FILE)
    first, second = question_set.questions
    assert (first.text, first.answerable, second.text, second.answerable) == (WOMEN, True, AUSTRALIA, False)
    (gold,) = first.evidence
    quote = answer.quotes[0]
    assert gold.stretch == (quote.article.id, quote.start, quote.end)
    assert (second.evidence, second.qrels) == ((), {})
    assert {article.id for article in question_set.articles} == set(shipped.articles)


def test_what_is_said_again_takes_the_place_of_what_was_said(folder, shipped):
    answer = ask("Who is the president of Kazakhstan?", index=shipped)
    for verdict in ("right", "unanswerable", "elsewhere"):
        keep_judgement(folder, Judgement(answer, verdict))
    (row,) = rows(folder)
    assert (row["verdict"], row["answerable"], row["evidence"]) == ("elsewhere", True, [])
    keep_judgement(folder, Judgement(answer, "another", quote=answer.quotes[1]))
    (row,) = rows(folder)
    assert row["evidence"] == [{"article": answer.quotes[1].article.id, "quote": answer.quotes[1].text}]


def test_a_follow_up_is_another_question_and_keeps_what_it_leans_on(folder, shipped):
    alone, following = (ask("And how many are women?", history=h, index=shipped) for h in ([], [WOMEN]))
    assert following.carried
    assert make_row(Judgement(alone, "right"))["id"] != make_row(Judgement(following, "right"))["id"]
    keep_judgement(folder, Judgement(following, "right"))
    (question,) = read_question_set(folder / JUDGED_FILE).questions
    assert question.history == following.carried


def test_what_cannot_be_asked_again_is_kept_but_passed_over(folder, shipped):
    answer = ask(WOMEN, index=shipped)
    keep_judgement(folder, Judgement(answer, "right", filtered=True))
    gone = make_row(Judgement(answer, "right")) | {"id": "gone", "evidence": [{"article": "0" * 16, "quote": "x"}]}
    with (folder / JUDGED_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(gone) + "\nbroken by hand\n")
    keep_judgement(folder, Judgement(ask(AUSTRALIA, index=shipped), "right"))
    path = folder / JUDGED_FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[2] == "broken by hand"
    path.write_text("\n".join(line for line in lines if line != "broken by hand"), encoding="utf-8")
    assert [question.text for question in read_question_set(path).questions] == [AUSTRALIA]


def test_all_that_is_said_at_once_is_kept(folder, shipped):
    answers = [ask(f"How many {word}?", index=shipped) for word in "women men peacekeepers officers soldiers".split()]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda answer: keep_judgement(folder, Judgement(answer, "elsewhere")), answers))
    assert {row["question"] for row in rows(folder)} == {answer.question for answer in answers}


def test_a_folder_that_cannot_be_written_is_reported(tmp_path, shipped):
    with pytest.raises(EvaluationError, match="could not be saved"):
        keep_judgement(tmp_path / "nowhere", Judgement(ask(AUSTRALIA, index=shipped), "right"))


def test_senseless_judgements_are_refused(shipped):
    with pytest.raises(ValueError, match="not named"):
        make_row(Judgement(ask(WOMEN, index=shipped), "another"))
    with pytest.raises(ValueError, match="perhaps"):
        read_verdict("perhaps")


def test_evaluate_asks_the_index_that_was_judged(folder, shipped):
    keep_judgement(folder, Judgement(ask(WOMEN, index=shipped), "right"))
    keep_judgement(folder, Judgement(ask(AUSTRALIA, index=shipped), "right"))
    result = CliRunner().invoke(quotedesk, ["evaluate", str(folder / JUDGED_FILE), "--json"])
    assert result.exit_code == 0, result.output
    measures = {row["name"]: row["value"] for row in map(json.loads, result.stdout.splitlines())}
    assert measures["answered, of the answerable"] == 1.0
    assert measures["answered, of the unanswerable"] == 0.0
