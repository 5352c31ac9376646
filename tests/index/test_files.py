"""A file is replaced as a whole: no reader sees a part of it, and no failure leaves one."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.errors import ExportError
from index.files import atomic_write, find_drafts, write_output
from index.generation.generations import remove_drafts

SIZE = 1 << 18


def test_threads_that_write_one_file_at_once_leave_no_mixture(tmp_path):
    """Each has a draft of its own, so that none is moved into place while another thread writes to it."""
    path = tmp_path / "file"
    contents = [bytes([letter]) * SIZE for letter in b"abcd"]
    atomic_write(path, contents[0])
    writers = [
        threading.Thread(target=lambda content=content: [atomic_write(path, content) for _ in range(20)])
        for content in contents
    ]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen.add(path.read_bytes())
    for writer in writers:
        writer.join()
    assert seen <= set(contents)
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch, failing):
    def fail(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    path = tmp_path / "file"
    atomic_write(path, b"old")
    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="Input/output error"):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_name_of_a_draft_cannot_be_taken_before(tmp_path):
    """A FIFO or a link of a name that is known in advance would stop every write, or lead it elsewhere."""
    for name in ("file.new", "file..new"):
        os.mkfifo(tmp_path / name)
    atomic_write(tmp_path / "file", b"content")
    assert (tmp_path / "file").read_bytes() == b"content"


def test_others_may_read_what_was_written(tmp_path):
    atomic_write(tmp_path / "file", b"content")
    (tmp_path / "usual").write_bytes(b"content")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_what_a_killed_process_left_of_the_pointer_is_removed_by_the_next_build(tmp_path):
    code = "import sys; from pathlib import Path; from index.files import atomic_write;"
    code += "atomic_write(Path(sys.argv[1]), b'generation', 'pointer')"
    for name in ("CURRENT", "checked.json", "added.json", "edits.json"):
        environment = os.environ | {"QUOTEDESK_FAULT": f"pointer flushed={int(signal.SIGKILL)}"}
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path / name)], env=environment)
        assert done.returncode == -signal.SIGKILL
    (tmp_path / "exam.jsonl.0123.new").touch()
    assert len(list(find_drafts(tmp_path))) == 5
    remove_drafts(tmp_path, pytest.fail)
    # Whoever writes an exam does not wait for a build.
    assert [Path(path).name for path in find_drafts(tmp_path)] == ["exam.jsonl.0123.new"]


def test_an_output_follows_a_link_and_replaces_no_device(tmp_path):
    (tmp_path / "target.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("target.txt")
    write_output(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "new"
    (tmp_path / "null").symlink_to("/dev/null")
    write_output(tmp_path / "null", b"new")
    assert Path("/dev/null").is_char_device()


def test_a_build_removes_the_drafts_of_any_file_that_killed_processes_left(tmp_path):
    """A draft that is younger than an hour may belong to a process that still writes it."""
    names = ("judged.jsonl", "exam.jsonl", "milvus.txt")
    for name in names:
        (tmp_path / name).write_text("{}")
        for digits in ("0123abcd", "4567cdef"):
            (tmp_path / f"{name}.{digits}.new").write_text("{")
        os.utime(tmp_path / f"{name}.0123abcd.new", (0, 0))
    warnings = []
    remove_drafts(tmp_path, warnings.append)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*names, *(f"{name}.4567cdef.new" for name in names)}
    assert warnings == []


@pytest.mark.parametrize(
    ("name", "remedy"), [("/dev/full", "Free some space."), ("none/a.csv", "Name a file in a folder")]
)
def test_a_file_that_cannot_be_written_is_named_with_the_remedy(tmp_path, name, remedy):
    with pytest.raises(ExportError, match=rf"{name} cannot be written: .*{remedy}"):
        write_output(tmp_path / name, b"new")
