"""A build whose n-th system call fails, or for which the disk is too small, reports it and harms nothing (F2, F3)."""

import builtins
import errno
import io
import itertools
import os
import resource
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.files
from corpus.articles import make_article
from corpus.errors import IndexUnwritable, UserError
from index.generation.generations import find_current
from tests.faults.builds import NEW, OLD, answers, build, contents_of, leftovers, open_fake, texts_of

TEXTS = NEW[:2]
KINDS: dict[str, list[tuple[Any, str]]] = {
    "fsync": [(os, "fsync")],
    "rename": [(os, "rename"), (os, "replace")],
    "open": [(os, "open"), (io, "open"), (builtins, "open")],
    "mkdir": [(os, "mkdir")],
    "remove": [(os, "unlink"), (os, "rmdir")],
    "write": [
        *((Path, name) for name in ("write_bytes", "write_text")),
        (index.files, "write_bytes"),
    ],
    "link": [(os, "link")],
}
NUMBERS = (errno.EIO, errno.ENOSPC, errno.EACCES)


class Failing:
    """Makes the n-th call of a kind on a folder fail, and if it is sticky all later ones."""

    def __init__(self, monkeypatch, kind, folder, nth, sticky):
        self.calls, self.nth, self.sticky, self.folder = 0, nth, sticky, str(folder)
        for module, name in KINDS[kind]:
            monkeypatch.setattr(module, name, self._wrap(getattr(module, name)))

    def _wrap(self, real):
        def call(place, *arguments, **options):
            # A file that is flushed is known by its number; rmtree names files within an open folder.
            if isinstance(place, int) or "dir_fd" in options or str(place).startswith(self.folder):
                self.calls += 1
                if self.calls == self.nth or (self.sticky and self.calls > self.nth):
                    number = NUMBERS[self.nth % len(NUMBERS)]
                    raise OSError(number, os.strerror(number), str(place))
            return real(place, *arguments, **options)

        return call


def check_after_fault(folder):
    """The index is whole, old or new; the next build works and leaves no other files."""
    assert texts_of(folder) in (set(OLD), {*OLD, *TEXTS})
    build(folder, TEXTS)
    assert texts_of(folder) == {*OLD, *TEXTS}
    assert leftovers(folder) == []


def fail_in_turn(two_generations, tmp_path, monkeypatch, kind, sticky, step=1):
    """Let every `step`-th call of a kind fail, in a build of its own, until there are no more; count the reports."""
    failed = 0
    for nth in itertools.count(1, step):
        folder, told = shutil.copytree(two_generations, tmp_path / str(nth)), []
        with monkeypatch.context() as patch:
            failing = Failing(patch, kind, folder, nth, sticky)
            try:
                build(folder, TEXTS, warn=told.append)
            except UserError:
                failed += 1
        failed += any("could not be removed" in sentence for sentence in told)
        if failing.calls < nth:
            return failed
        check_after_fault(folder)
    return failed


@pytest.mark.parametrize("sticky", [False, True], ids=["once", "sticky"])
@pytest.mark.parametrize("kind", ["fsync", "rename", "mkdir", "write", "remove", "link"])
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.long)])
def test_a_failing_call_is_reported_and_harms_nothing(two_generations, tmp_path, monkeypatch, kind, sticky, step):
    assert fail_in_turn(two_generations, tmp_path, monkeypatch, kind, sticky, step) > 0


@pytest.mark.parametrize("sticky", [False, True], ids=["once", "sticky"])
@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.long)])
def test_a_failed_open_is_reported_and_harms_nothing(two_generations, tmp_path, monkeypatch, sticky, step):
    assert fail_in_turn(two_generations, tmp_path, monkeypatch, "open", sticky, step) > 0


def test_a_file_system_without_links_gets_copies(folder, old_answers, monkeypatch):
    def refuse(source, target, **options):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(target))

    monkeypatch.setattr(os, "link", refuse)
    build(folder, TEXTS)
    shared = [path for path in find_current(folder).rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    assert shared == []
    build(folder, [], remove=[make_article(text).id for text in TEXTS])
    assert answers(open_fake(folder)) == old_answers


def test_what_does_not_change_is_written_once(folder):
    build(folder, [], full=True)
    before = {path.stat().st_ino for path in find_current(folder).rglob("*") if path.is_file()}
    build(folder, TEXTS[:1])
    now = {path.stat().st_ino: path.name for path in find_current(folder).rglob("*") if path.is_file()}
    assert {now[number] for number in now.keys() & before} >= {"articles.jsonl", "vectors.faiss", "fake.txt"}


def test_all_is_on_the_disk_before_it_can_be_seen(tmp_path, monkeypatch):
    """A power cut loses unflushed data: a file or folder must be flushed before its name."""
    flushed, renamed, unsafe = set(), [], []
    rename, replace, fsync = os.rename, os.replace, os.fsync

    def flush(descriptor):
        flushed.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def check_then(real):
        def call(source, target):
            named = [Path(source), *Path(source).rglob("*")]
            unsafe.extend(path for path in named if path.stat().st_ino not in flushed)
            # The folder must be flushed after the last name that was given in it.
            unsafe.extend(place for place in renamed if place.stat().st_ino not in flushed)
            real(source, target)
            renamed.append(Path(target).parent)
            flushed.discard(Path(target).parent.stat().st_ino)
            return

        return call

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(os, "rename", check_then(rename))
    monkeypatch.setattr(os, "replace", check_then(replace))
    folder = tmp_path / "index"
    build(folder, TEXTS[:1])
    # Files that generations share were flushed with the first one.
    build(folder, TEXTS[1:])
    # The generation, the pointer, the stamps and the moments of adding, twice.
    assert len(renamed) == 8
    assert unsafe == []
    assert folder.stat().st_ino in flushed


def build_with_limit(folder, size):
    """Build while no file may grow beyond a size, as on a disk that is full; return the error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        build(folder, TEXTS)
    except IndexUnwritable as error:
        return error
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    return None


def test_a_full_disk_publishes_no_short_file(two_generations, tmp_path):
    whole = shutil.copytree(two_generations, tmp_path / "whole")
    build(whole, TEXTS)
    contents = contents_of(whole)
    largest = max(map(len, contents.values()))
    sizes = {0, 1, 10, largest - 1, largest // 2} | {max(len(content) - 1, 0) for content in contents.values()}
    for size in sorted(sizes):
        folder = shutil.copytree(two_generations, tmp_path / str(size))
        error = build_with_limit(folder, size)
        assert error is not None, size
        assert texts_of(folder) == set(OLD)
        check_after_fault(folder)
        assert contents_of(folder) == contents
    assert build_with_limit(shutil.copytree(two_generations, tmp_path / "fits"), largest) is None


def test_a_full_disk_says_how_much_room_is_needed(folder):
    error = build_with_limit(folder, 150)
    assert "File too large" in error.what or "No space left" in error.what
    assert "bytes are needed" in error.remedy
    assert "are free" in error.remedy


def test_an_array_that_numpy_wrote_short_is_noticed(folder, monkeypatch):
    """On a full disk numpy may lose the end of an array without an error."""
    real = np.save

    def save_short(path, array, **options):
        real(path, array, **options)
        if Path(path).name == "sentences.npy":
            os.truncate(path, Path(path).stat().st_size - 1)

    monkeypatch.setattr(np, "save", save_short)
    with pytest.raises(IndexUnwritable, match=r"No space left on device.*sentences\.npy"):
        build(folder, TEXTS)
    assert texts_of(folder) == set(OLD)
