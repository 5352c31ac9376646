"""The file of clippings under a killed writer, processes at once, builds at once, and failing system calls."""

import errno
import fcntl
import os
import signal
from pathlib import Path

import pytest

from corpus.articles import make_article
from corpus.errors import ClippingError
from index import files
from index.failpoints import CLIPPING_STEPS, VARIABLE
from index.files import find_drafts
from qa.clippings import clippings_file
from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from qa.clippings.keeping import remove_clippings, save_clipping
from qa.reading.quoting import quote_at
from tests.faults.builds import NEW, OLD, build, run_apart, start_apart, texts_of

SENTENCE = "Rain fell in town number {}."
EACH = 12


def quote(number):
    article = make_article(SENTENCE.format(number))
    return quote_at(article, 0, len(article.text))


def texts(folder):
    return {clipping.text for clipping in read_clippings(folder)}


def save_with_fault(folder, number, step):
    os.environ[VARIABLE] = f"{step}={int(signal.SIGKILL)}"
    save_clipping(folder, quote(number))


def remove_with_fault(folder, step):
    os.environ[VARIABLE] = f"{step}={int(signal.SIGKILL)}"
    remove_clippings(folder, [read_clippings(folder)[0].id])


@pytest.mark.parametrize("step", CLIPPING_STEPS)
def test_a_writer_killed_at_a_step_leaves_the_old_or_the_new_clippings(tmp_path, step):
    save_clipping(tmp_path, quote(1))
    is_saved = step == CLIPPING_STEPS[-1]
    assert run_apart(save_with_fault, tmp_path, 2, step) == -signal.SIGKILL
    assert texts(tmp_path) == {SENTENCE.format(number) for number in ((1, 2) if is_saved else (1,))}
    # The lock is free, the next writer saves everything, and no draft is left.
    save_clipping(tmp_path, quote(3))
    assert {SENTENCE.format(1), SENTENCE.format(3)} <= texts(tmp_path)
    assert list(find_drafts(tmp_path)) == []
    before = len(texts(tmp_path))
    assert run_apart(remove_with_fault, tmp_path, step) == -signal.SIGKILL
    assert len(texts(tmp_path)) == before - is_saved


def save_many(folder, first, barrier_path):
    while not Path(barrier_path).exists():
        pass
    for number in range(first, first + EACH):
        save_clipping(folder, quote(number), user="" if number % 2 else "ada")


def test_processes_that_keep_at_once_lose_nothing(tmp_path):
    processes = [start_apart(save_many, tmp_path, first, tmp_path / "go") for first in range(0, 4 * EACH, EACH)]
    (tmp_path / "go").touch()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    kept = read_clippings(tmp_path, None)
    assert {clipping.text for clipping in kept} == {SENTENCE.format(number) for number in range(4 * EACH)}
    assert len(kept) == 4 * EACH


def test_builds_and_clippings_do_not_wait_for_each_other_and_lose_nothing(tmp_path):
    folder = tmp_path / "index"
    build(folder, OLD[:2])
    writer = start_apart(save_many, folder, 0, folder)
    for text in NEW[:3]:
        build(folder, [text])
    writer.join(60)
    assert (writer.exitcode, len(read_clippings(folder, None))) == (0, EACH)
    assert texts_of(folder) >= set(NEW[:3])


def test_a_writer_that_never_ends_is_reported(tmp_path, monkeypatch):
    save_clipping(tmp_path, quote(1))
    monkeypatch.setattr(clippings_file, "_WAIT_SECONDS", 0.1)
    with (tmp_path / f"{CLIPPINGS_FILE}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ClippingError, match=r"has locked .*\. Wait a moment"):
            save_clipping(tmp_path, quote(2))
        # Reading needs no lock.
        assert texts(tmp_path) == {SENTENCE.format(1)}
    save_clipping(tmp_path, quote(2))


@pytest.mark.parametrize("call", ["write_bytes", "flush"])
def test_a_full_disk_leaves_the_clippings_as_they_were(tmp_path, monkeypatch, call):
    save_clipping(tmp_path, quote(1))
    before = (tmp_path / CLIPPINGS_FILE).read_bytes()

    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, call, fail)
    with pytest.raises(ClippingError, match=r"could not be saved: No space left on device. Free some disk space"):
        save_clipping(tmp_path, quote(2))
    assert (tmp_path / CLIPPINGS_FILE).read_bytes() == before
    assert list(find_drafts(tmp_path)) == []


@pytest.mark.parametrize("name", [CLIPPINGS_FILE, f"{CLIPPINGS_FILE}.lock"])
def test_a_fifo_is_neither_opened_nor_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(ClippingError):
        save_clipping(tmp_path, quote(1))


def test_a_clipping_that_another_process_added_is_read_at_once(tmp_path):
    save_clipping(tmp_path, quote(1))
    assert len(texts(tmp_path)) == 1
    assert run_apart(save_many, tmp_path, 2, tmp_path) == 0
    assert len(texts(tmp_path)) == 1 + EACH // 2
