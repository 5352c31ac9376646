"""A build that is killed or interrupted at any step leaves a whole index, and the next one continues (F1, F8, F14)."""

import ast
import os
import signal
import time
from pathlib import Path

import pytest

from corpus.articles import make_article
from corpus.errors import IndexBusy
from index.building.build import build_index
from index.building.checkpoints import has_checkpoints
from index.failpoints import STEPS
from tests.faults.builds import (
    NEW,
    OLD,
    FakeEncoder,
    answers,
    build,
    build_and_die_at,
    build_with_fault,
    contents_of,
    index_by_command,
    leftovers,
    open_fake,
    run_apart,
    start_apart,
    texts_of,
)

ROOT = Path(__file__).parents[2]
COMMIT = STEPS.index("pointer replaced")


def list_steps(call):
    """Return the steps of a call of `failpoint` with a name, or of `atomic_write` with a step."""
    if call.func.id == "failpoint" and isinstance(call.args[0], ast.Constant):
        return [call.args[0].value]
    if call.func.id == "atomic_write" and len(call.args) > 2:
        return [f"{call.args[2].value} {done}" for done in ("written", "flushed", "replaced")]
    return []


def test_every_step_has_its_name_once():
    calls = [
        node
        for path in (ROOT / "index").rglob("*.py")
        if "milvus" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert sorted(step for call in calls for step in list_steps(call)) == sorted(STEPS)


def test_a_step_lies_between_any_two_changes_of_the_folder_that_others_see(folder, monkeypatch):
    events = []
    for module in (
        "files",
        "building.build",
        "building.checkpoints",
        "building.plan",
        "building.writing",
        "generation.generations",
        "generation.locking",
    ):
        monkeypatch.setattr(f"index.{module}.failpoint", events.append)
    for name in ("rename", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *paths, real=real: (events.append("CHANGE"), real(*paths))[1])
    build(folder, NEW)
    assert list(dict.fromkeys(step for step in events if step != "CHANGE")) == list(STEPS)
    assert all(pair != ("CHANGE", "CHANGE") for pair in zip(events, events[1:], strict=False))
    assert events.count("CHANGE") >= 3


@pytest.mark.parametrize("step", STEPS)
def test_a_build_killed_at_a_step_leaves_the_old_or_the_new_index(folder, old_answers, new_answers, step):
    assert run_apart(build_with_fault, folder, NEW, step, signal.SIGKILL) == -signal.SIGKILL
    assert answers(open_fake(folder)) == (old_answers if STEPS.index(step) < COMMIT else new_answers)
    build(folder, NEW)
    assert answers(open_fake(folder)) == new_answers
    assert leftovers(folder) == []


@pytest.mark.parametrize("step", STEPS[STEPS.index("files flushed") : COMMIT + 1])
def test_the_first_build_of_all_may_be_killed_as_well(tmp_path, step):
    assert run_apart(build_with_fault, tmp_path / "index", OLD, step, signal.SIGKILL) == -signal.SIGKILL
    build(tmp_path / "index", NEW[:2])
    assert texts_of(tmp_path / "index") >= set(NEW[:2])
    assert leftovers(tmp_path / "index") == []


# For Python the end by SIGTERM is that by SIGKILL, so that most of these are left to the long run.
SIGNALS = [(step, signal.SIGINT, 130) for step in STEPS] + [
    pytest.param(step, signal.SIGTERM, -signal.SIGTERM, marks=() if step in STEPS[:2] else pytest.mark.long)
    for step in STEPS
]


@pytest.mark.parametrize(("step", "sent", "status"), SIGNALS)
def test_a_signal_at_a_step_ends_the_command_and_frees_the_index(
    folder, tmp_path, old_answers, new_answers, step, sent, status
):
    articles = tmp_path / "news"
    articles.mkdir()
    for number, text in enumerate(NEW):
        (articles / f"{number}.txt").write_text(text)
    assert run_apart(index_by_command, folder, articles, step, sent) == status
    assert answers(open_fake(folder)) in (old_answers, new_answers)
    build(folder, NEW)
    assert answers(open_fake(folder)) == new_answers
    assert leftovers(folder) == []


def test_ctrl_c_says_that_what_was_encoded_is_kept(folder, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from ui.cli.main import quotedesk

    def interrupt(step):
        if step == "passages encoded":
            raise KeyboardInterrupt

    monkeypatch.setattr("index.building.writing.failpoint", interrupt)
    monkeypatch.setattr("index.building.build._choose_encoder", lambda *_: FakeEncoder())
    (tmp_path / "news.txt").write_text("\n\n".join(f"{text} " * 9 for text in NEW))
    result = CliRunner().invoke(quotedesk, ["index", str(tmp_path / "news.txt"), "--index", str(folder)])
    assert result.exit_code == 130
    assert "The passages encoded so far are saved; the same command continues from there." in result.stderr
    assert texts_of(folder) == set(OLD)
    assert has_checkpoints(folder)


def test_the_lock_of_a_killed_build_is_free_at_once(folder):
    process = start_apart(build_with_fault, folder, NEW, "files written", signal.SIGSTOP)
    until = time.monotonic() + 60
    while not list(folder.glob("draft-*/origins.json")):
        assert process.is_alive() and time.monotonic() < until
    with pytest.raises(IndexBusy, match=rf"\(pid {process.pid}\)"):
        build(folder, NEW[:1])
    process.kill()
    process.join(10)
    assert build(folder, NEW[:1]).new == 1


MANY = [f"Report {number} tells of {number * 7} fish in lake {number % 89}." for number in range(1300)]
LATE = len(MANY) * 9 // 10


def test_a_build_killed_near_its_end_goes_on_from_there_to_the_same_bytes(tmp_path):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    assert run_apart(build_and_die_at, killed, MANY, LATE) == -signal.SIGKILL
    told = []
    report = build(killed, MANY, warn=told.append)
    assert report.encoded <= len(MANY) - LATE + len(MANY) * 0.05
    known = len(MANY) - report.encoded
    assert told == [f"{known:,} of 1,300 passages were encoded by an interrupted build; continuing."]
    build(whole, MANY)
    assert contents_of(killed) == contents_of(whole)
    assert leftovers(killed) == []


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"", lambda content: content + b"x"])
def test_a_damaged_checkpoint_is_encoded_again(tmp_path, damage):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    run_apart(build_and_die_at, killed, MANY, LATE)
    one = sorted(killed.glob("checkpoints/*/*.npz"))[3]
    one.write_bytes(damage(one.read_bytes()))
    assert build(killed, MANY).encoded > len(MANY) - LATE
    build(whole, MANY)
    assert contents_of(killed) == contents_of(whole)


def test_a_flipped_bit_in_a_checkpoint_reaches_no_index(tmp_path):
    run_apart(build_and_die_at, tmp_path / "killed", MANY, 300)
    for one in (tmp_path / "killed").glob("checkpoints/*/*.npz"):
        content = bytearray(one.read_bytes())
        content[len(content) // 3] ^= 4
        one.write_bytes(content)
    assert build(tmp_path / "killed", MANY).encoded == len(MANY)


def test_what_another_model_encoded_is_not_taken_over(tmp_path):
    run_apart(build_and_die_at, tmp_path / "index", MANY[:200], 150)
    assert has_checkpoints(tmp_path / "index")
    assert build(tmp_path / "index", MANY[:200], encoder=FakeEncoder("other")).encoded == 200
    assert build(tmp_path / "index", MANY[:200], full=True).encoded <= 200 - 128
    assert not has_checkpoints(tmp_path / "index")


def test_what_a_build_encoded_waits_for_it_while_others_end_and_not_for_ever(tmp_path):
    folder = tmp_path / "index"
    run_apart(build_and_die_at, folder, MANY[:400], 350)
    assert build(folder, NEW).encoded == len(NEW)
    # Some of every file of the one that was killed.
    assert build(folder, MANY[:400:8]).encoded < 50 / 2
    assert build(folder, MANY[:400]).encoded <= 400 - 320
    assert leftovers(folder) == []
    run_apart(build_and_die_at, folder, MANY[400:800], 350)
    for one in folder.glob("checkpoints/*/*"):
        os.utime(one, (0, time.time() - 31 * 24 * 3600))
    build(folder, ["Hail fell in Semey."])
    assert leftovers(folder) == []


@pytest.mark.long
def test_a_build_with_the_real_model_goes_on_to_the_same_bytes(tmp_path, encoder, shipped_folder):
    import shutil

    from tests.faults.builds import reading_of

    texts = [f"{text} It was found on day {number}." for number, text in enumerate(MANY[:400])]
    for name in ("killed", "whole"):
        shutil.copytree(shipped_folder, tmp_path / name)

    def stop(what, done, total):
        if what == "encoding passages" and done == 360:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(reading_of(texts), tmp_path / "killed", progress=stop)
    report = build_index(reading_of(texts), tmp_path / "killed")
    assert report.encoded < 400 * 0.3
    build_index(reading_of(texts), tmp_path / "whole")
    assert contents_of(tmp_path / "killed") == contents_of(tmp_path / "whole")
    assert make_article(texts[0]).id in {article.id for article in open_fake(tmp_path / "killed").articles.values()}
