"""The exam before publishing: which questions a new index must still answer, and which it must not."""

import json
import shutil

import pytest
from click.testing import CliRunner

from corpus.errors import EvaluationError, ExamFailed
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.opening import open_index
from index.types import ignore_advance
from qa.evaluation.exam import ExamQuestion, draft_exam, read_exam, refuse_worse, sit_exam, write_exam
from ui.cli.main import quotedesk


@pytest.fixture(scope="module")
def questions(shipped):
    return draft_exam(shipped)


def test_a_drafted_exam_has_known_items_and_questions_off_the_subject(shipped, questions):
    items = [question for question in questions if question.quotes]
    assert len(items) >= 10
    assert len(questions) - len(items) >= 5
    for question in items:
        assert any(question.quotes[0] in article.text for article in shipped.articles.values())
        assert question.question not in question.quotes
    assert all(mark.right for mark in sit_exam(shipped, questions))


def test_an_answer_to_what_has_none_is_wrong(shipped):
    (mark,) = sit_exam(shipped, [ExamQuestion("How many of the peacekeepers are women?")])
    assert not mark.right
    assert "seven women" in mark.said


@pytest.mark.parametrize("line", ['{"question": " "}', '{"quotes": []}', '{"question": 7}', "[]", "{"])
def test_an_exam_that_cannot_be_read_is_reported_before_a_build_begins(tmp_path, line):
    (tmp_path / "exam.jsonl").write_text(line + "\n")
    with pytest.raises(EvaluationError, match=r"exam\.jsonl cannot be read"):
        refuse_worse(tmp_path)


class Mixed:
    """Encodes every text as another one: a model that went wrong."""

    def __init__(self, encoder):
        self.card, self.count_pieces, self.save = encoder.card, encoder.count_pieces, encoder.save
        self._encoder = encoder

    def encode_passages(self, texts, advance=ignore_advance):
        return self._encoder.encode_passages(texts[1:] + texts[:1], advance)

    def encode_query(self, text):
        return self._encoder.encode_query(text[::-1])


def test_an_index_that_answers_worse_is_not_published(shipped_folder, tmp_path, encoder, questions):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    published = open_index(folder)
    write_exam(folder / "exam.jsonl", questions)
    with pytest.raises(ExamFailed, match=r"loses \d+ of \d+ exam questions"):
        build_index(Reading(), folder, full=True, encoder=Mixed(encoder), examine=refuse_worse(folder))
    assert open_index(folder).generation == published.generation
    assert not list(folder.glob("draft-*"))
    build_index(Reading(), folder, full=True, examine=refuse_worse(folder))
    assert open_index(folder).generation != published.generation


def test_an_index_that_lost_many_articles_is_not_published(tmp_path, encoder):
    news, folder = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    for number in range(12):
        (news / f"{number}.txt").write_text(f"Storm number {number} came.")
    build_index(read_articles([news]), folder, encoder=encoder)
    for number in range(6):
        (news / f"{number}.txt").unlink()
    run = CliRunner().invoke(quotedesk, ["index", str(news), "--index", str(folder)])
    assert run.exit_code == 1
    assert "would have 6 articles, 6 fewer than now" in run.output
    assert len(open_index(folder).articles) == 12
    forced = CliRunner().invoke(quotedesk, ["index", str(news), "--force", "--index", str(folder)])
    assert forced.exit_code == 0, forced.output
    assert len(open_index(folder).articles) == 6


def test_questions_whose_articles_were_taken_out_are_not_asked(shipped_folder, tmp_path, shipped, questions):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    write_exam(folder / "exam.jsonl", questions)
    gone = next(iter(shipped.articles))
    build_index(Reading(), folder, remove=[gone], examine=refuse_worse(folder))
    assert gone not in open_index(folder).articles


def test_the_command_drafts_once_and_names_what_is_wrong(shipped_folder, tmp_path):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")

    def run():
        return CliRunner().invoke(quotedesk, ["exam", "--index", str(folder)])

    first = run()
    assert (first.exit_code, first.stdout) == (0, "")
    with (folder / "exam.jsonl").open("a") as file:
        file.write(json.dumps({"question": "How many of them are women?", "quotes": ["A thousand."]}) + "\n")
    second = run()
    assert second.exit_code == 1
    assert second.stdout.startswith("wrong: How many of them are women? -> ")


def test_a_broken_exam_is_named(tmp_path):
    (tmp_path / "exam.jsonl").write_text("{")
    with pytest.raises(EvaluationError, match=r"exam\.jsonl cannot be read"):
        read_exam(tmp_path / "exam.jsonl")
