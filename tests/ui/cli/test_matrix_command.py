"""The command `matrix`: its three forms, their verification, stopping and continuing."""

import re

import pytest
from click.testing import CliRunner

from qa.matrix import filling
from ui.cli.main import quotedesk

QUESTIONS = "question\nHow many of the peacekeepers are women?\nWhat is the capital of Australia?\n"


@pytest.fixture
def run(shipped_folder, tmp_path, monkeypatch):
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTEDESK_INDEX", str(shipped_folder))
    return lambda *arguments: CliRunner().invoke(quotedesk, [str(argument) for argument in arguments])


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx", "table.html"])
def test_a_table_is_written_and_verified_in_every_form(name, run, tmp_path):
    made = run("matrix", "questions.csv", "--out", name)
    assert made.exit_code == 0, made.output
    assert re.search(r"10 cells \(1 stated, \d closest, \d not stated\)", made.stderr)
    verified = run("verify", name)
    assert verified.exit_code == 0, verified.output
    assert "228e99aee21d84ac:763-903" in verified.stdout
    assert [path.name for path in tmp_path.iterdir() if "table" in path.name] == [name]


def test_a_changed_page_of_a_table_is_noticed(run, tmp_path):
    run("matrix", "questions.csv", "--out", "table.html", "--by", "all")
    page = (tmp_path / "table.html").read_text()
    assert page.count("<script") == 1
    changed = page.replace("together with their equipment", "without their equipment", 1)
    assert changed != page
    (tmp_path / "table.html").write_text(changed)
    assert run("verify", "table.html").exit_code == 1


def test_a_stopped_table_continues_and_leaves_no_file_beside_it(run, tmp_path, monkeypatch):
    fill = filling.MatrixFiller.fill

    def stop(self, places):
        for number, batch in enumerate(fill(self, places)):
            if number == 1:
                raise KeyboardInterrupt
            yield batch

    with monkeypatch.context() as patch:
        patch.setattr(filling.MatrixFiller, "fill", stop)
        stopped = run("matrix", "questions.csv", "--out", "table.csv")
    assert stopped.exit_code == 130
    assert "the same command continues" in stopped.stderr
    assert [path.name for path in tmp_path.iterdir() if "table" in path.name] == ["table.csv.unfinished"]
    assert run("matrix", "questions.csv", "--out", "table.csv").exit_code == 0
    assert [path.name for path in tmp_path.iterdir() if "table" in path.name] == ["table.csv"]


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [(OSError(28, "No space left on device"), 1, "No space left"), (KeyboardInterrupt(), 130, "the same command")],
)
def test_a_table_that_cannot_be_written_keeps_its_cells(fault, status, told, run, tmp_path, monkeypatch):
    def fail(*arguments):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr("index.files.atomic_write", fail)
        failed = run("matrix", "questions.csv", "--out", "table.csv")
    assert (failed.exit_code, told in failed.stderr) == (status, True), failed.output
    assert [path.name for path in tmp_path.iterdir() if "table" in path.name] == ["table.csv.unfinished"]
    with monkeypatch.context() as patch:
        patch.setattr(filling.MatrixFiller, "_find", fail)
        assert run("matrix", "questions.csv", "--out", "table.csv").exit_code == 0
    assert [path.name for path in tmp_path.iterdir() if "table" in path.name] == ["table.csv"]


def test_a_file_of_others_beside_the_table_is_kept(run, tmp_path):
    (tmp_path / "table.csv.unfinished").write_text("My notes")
    refused = run("matrix", "questions.csv", "--out", "table.csv")
    assert (refused.exit_code, "is not an unfinished table" in refused.stderr) == (1, True)
    assert (tmp_path / "table.csv.unfinished").read_text() == "My notes"


@pytest.mark.parametrize(
    "forge",
    [
        lambda page: page.replace('<td class="stated">', '<td class="hidden-sign">', 1),
        lambda page: page.replace('<td class="stated">', '<td class="stated" hidden>', 1),
        lambda page: page.replace("<mark>", '<mark class="hidden-sign">', 1),
        lambda page: page.replace("<mark>", '<mark id="x">', 1),
        lambda page: page.replace('<div class="frame"', '<div class="facts"', 1),
        lambda page: page.replace("</style>", "td{display:none}</style>"),
        lambda page: page.replace("<table>", "<table style='display:none'>", 1),
    ],
)
def test_a_page_of_a_table_that_may_hide_words_is_refused(forge, run, tmp_path):
    assert run("matrix", "questions.csv", "--out", "table.html", "--by", "all").exit_code == 0
    page = (tmp_path / "table.html").read_text()
    forged = forge(page)
    assert forged != page
    (tmp_path / "table.html").write_text(forged)
    refused = run("verify", "table.html")
    assert refused.exit_code != 0
    assert "it was changed" in refused.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing.csv", "--out", "table.csv"), "cannot be read"),
        (("questions.csv", "--out", "table.pdf"), "must end with"),
        (("questions.csv", "--out", "none/table.csv"), "cannot be"),
        (("questions.csv", "--out", "table.csv", "--article", "nothing"), "There is no article nothing"),
        (("questions.csv", "--out", "table.csv", "--words", "zorblaxia"), "No article contains these words"),
        (("questions.csv", "--out", "table.csv", "--by", "sources", "--source", "Nobody"), "There is no source Nobody"),
        ((".", "--out", "table.csv"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_says_why_and_writes_nothing(arguments, told, run, tmp_path):
    result = run("matrix", *arguments)
    assert result.exit_code in (1, 2)
    assert told in result.stderr
    assert not [path for path in tmp_path.rglob("table*")]
