"""`quotedesk standing`, and the line about news after `quotedesk index`."""

import json
import shutil

import feedparser
import pytest
from click.testing import CliRunner

from qa.standing import STANDING_FILE
from ui.cli.main import quotedesk

BRIDGE = "When will the bridge over the Ural reopen?"
REOPENS = "The bridge over the Ural will reopen on 4 May, the road agency said."


@pytest.fixture
def run(shipped_folder, tmp_path):
    shutil.copytree(shipped_folder, tmp_path / "index")

    def run(*arguments):
        return CliRunner().invoke(quotedesk, [*map(str, arguments), "--index", str(tmp_path / "index")])

    return run


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news" / "bridge.txt"
    path.parent.mkdir()
    path.write_text(f"The bridge\n\n{REOPENS}\n")
    return path.parent


def test_a_question_goes_from_adding_to_reading(run, news, tmp_path):
    added = json.loads(run("standing", "add", BRIDGE, "--json").stdout)
    indexed = run("index", news)
    assert (indexed.exit_code, indexed.stderr.count(f"“{BRIDGE}”: 1 new sentence.")) == (0, 1)
    assert run("standing", "list").stdout == f"{added['id']}  {BRIDGE}  1 unread\n"
    report = run("standing", "report", "--mark-read")
    assert report.stdout.splitlines()[:2] == [BRIDGE, f"  {REOPENS}"]
    assert "The bridge · " in report.stdout.splitlines()[2] or "The bridge (" in report.stdout.splitlines()[2]
    assert (run("standing", "report").stdout, run("standing", "report").stderr) == ("", "Nothing new.\n")
    assert REOPENS in run("standing", "report", "--all").stdout
    assert run("standing", "feed", "--out", tmp_path / "feed.xml").exit_code == 0
    feed = feedparser.parse((tmp_path / "feed.xml").read_bytes())
    assert (feed.bozo, [entry.title for entry in feed.entries]) == (False, [BRIDGE])
    again = run("index", news)
    assert BRIDGE not in again.stderr


def test_json_is_one_question_a_line_and_can_be_verified(run, news, tmp_path):
    run("standing", "add", BRIDGE)
    run("standing", "add", "Who won the race in Oral?")
    run("index", news)
    lines = [json.loads(line) for line in run("standing", "report", "--json").stdout.splitlines()]
    assert [len(line["sentences"]) for line in lines] == [1, 0]
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(lines[0]["sentences"]))
    assert run("verify", saved).stdout.startswith("ok")


def test_questions_are_paused_resumed_removed_and_restored(run, news):
    id = json.loads(run("standing", "add", BRIDGE, "--json").stdout)["id"]
    assert run("standing", "pause", id).exit_code == 0
    assert "(paused)" in run("standing", "list").stdout
    assert "new sentence" not in run("index", news).stderr
    run("standing", "resume", id)
    assert REOPENS in run("standing", "report").stdout
    run("standing", "remove", id)
    assert run("standing", "list").stdout == ""
    run("standing", "restore", id)
    assert run("standing", "list").stdout.startswith(id)
    unknown = run("standing", "remove", "nothing")
    assert (unknown.exit_code, "There is no standing question nothing." in unknown.stderr) == (1, True)


def test_a_build_is_done_though_the_questions_cannot_be_read(run, news, tmp_path):
    (tmp_path / "index" / STANDING_FILE).write_text("{")
    indexed = run("index", news)
    assert indexed.exit_code == 0
    assert "The standing questions were not asked. The standing questions in" in indexed.stderr


def test_control_sequences_of_an_article_do_not_reach_the_terminal(run, news):
    run("standing", "add", BRIDGE)
    (news / "bridge.txt").write_text("The \x1b[31mbridge\n\n" + REOPENS.replace("road", "road\u202e") + "\n")
    run("index", news)
    report = run("standing", "report").stdout
    assert "will reopen on 4 May" in report
    assert not set("\x1b\u202e") & set(report)
