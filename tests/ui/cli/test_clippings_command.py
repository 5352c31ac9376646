"""`quotedesk clippings`: every subcommand, its errors, and several users."""

import io
import json
import zipfile

import pytest
import rispy
from click.testing import CliRunner

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from qa.clippings.clipping_export import EXPORT_FORMS
from qa.clippings.clipping_list import ORDERS
from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from ui.cli.commands import clippings_command
from ui.cli.main import quotedesk

PLACE = "228e99aee21d84ac:763-903"
WORDS = "One hundred and thirty-nine peacekeepers, including seven women"


@pytest.fixture
def place(tmp_path, encoder):
    build_index(read_articles([SHIPPED]), tmp_path / "index", encoder=encoder)
    return tmp_path / "index"


@pytest.fixture
def run(place):
    def invoke(verb, *arguments):
        done = CliRunner().invoke(quotedesk, ["clippings", verb, *arguments, "--index", str(place)])
        assert "Traceback" not in done.output
        return done

    return invoke


def test_a_place_is_kept_listed_edited_and_removed(run, place):
    kept = json.loads(run("add", PLACE, "--note", "For chapter 2", "--tag", "women", "--tag", "army", "--json").stdout)
    assert (kept["text"][:63], kept["status"], kept["tags"]) == (WORDS, "ok", ["women", "army"])
    shown = run("list").stdout
    assert f"{kept['id']}  {WORDS}" in shown
    assert "Note: For chapter 2\n    Tags: women, army\n    ok" in shown
    assert run("list", "chapter", "peace", "--tag", "ARMY", "--order", "tag").stdout == shown
    edited = json.loads(run("edit", kept["id"], "--tag", "un", "--json").stdout)
    assert (edited["note"], edited["tags"]) == ("For chapter 2", ["un"])
    assert json.loads(run("edit", kept["id"], "--tag", "", "--note", "", "--json").stdout)["tags"] == []
    line = (place / CLIPPINGS_FILE).read_text()
    removed = run("remove", kept["id"])
    assert (removed.stdout, removed.stderr) == (line, "1 clipping removed.\n")
    assert run("list").stderr == "No clipping matches.\n"


def test_clippings_are_exported_to_a_file_or_printed(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("add", PLACE, "--note", "For chapter 2")
    (entry,) = rispy.loads(run("export", "ris").stdout)
    assert entry["notes"][1].startswith("For chapter 2 (on “One hundred")
    assert run("export", "markdown").exit_code == 0
    with zipfile.ZipFile(io.BytesIO((tmp_path / "clippings.zip").read_bytes())) as packed:
        assert len(packed.namelist()) == 1
    assert run("export", "json", "nothing", "--out", "none.json").exit_code == 0
    assert json.loads((tmp_path / "none.json").read_text()) == []
    failed = run("export", "csl", "--out", str(tmp_path / "no" / "such" / "file"))
    assert (failed.exit_code, "cannot be written" in failed.stderr) == (1, True)


def test_users_are_apart(run, place):
    run("add", PLACE, "--user", "ada")
    assert run("list").stderr.splitlines()[-1] == "Other users have clippings here; name one with --user."
    assert WORDS in run("list", "--user", "ada").stdout
    id = read_clippings(place, "ada")[0].id
    assert run("remove", id).exit_code == 1
    assert run("export", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["add", "228e99aee21d84ac"], 2, "is not a citation; write it as `quotedesk ask` prints it"),
        (["add", "nobody:1-5"], 1, "There is no article nobody. It may have been removed"),
        (["add", "228e99aee21d84ac:903-763"], 2, "903 to 763 is not a range"),
        (["add", PLACE, "--note", "x" * 5_001], 2, "the note has 5,001 characters"),
        (["edit", "nothing"], 2, "Name a --note or a --tag."),
        (["edit", "nothing", "--note", "x"], 1, "There is no clipping nothing."),
        (["remove", "nothing"], 1, "There is no clipping nothing."),
        (["export", "pdf"], 2, "is not one of"),
        (["list", "--order", "size"], 2, "is not one of"),
    ],
)
def test_errors_are_sentences(run, place, arguments, status, said):
    done = run(*arguments)
    assert (done.exit_code, said in done.stderr) == (status, True), done.stderr
    assert not (place / CLIPPINGS_FILE).exists()


def test_a_damaged_file_is_one_error(run, place):
    (place / CLIPPINGS_FILE).write_text("{\n")
    done = run("list")
    assert done.exit_code == 1
    assert done.stderr.startswith(
        f"Error: The clippings in {place / CLIPPINGS_FILE} cannot be read: line 1 is no clipping"
    )


def test_the_choices_are_those_of_the_code():
    assert tuple(EXPORT_FORMS) == clippings_command.FORMS
    assert tuple(ORDERS) == clippings_command.ORDERS
