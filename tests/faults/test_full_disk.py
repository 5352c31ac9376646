"""A disk that is really full: no truncated file is published, and the needed space is reported (F3)."""

import errno
import gc
import os
import re
import shutil
import subprocess

import pytest

from corpus.errors import IndexUnwritable
from index.generation.locking import explain_disk_full
from tests.faults.builds import NEW, OLD, answers, build, leftovers, open_fake, texts_of

DISK = 8 << 20
SIZES = 20
# Long enough for the encoded passages, too, to take room while a build runs.
TEXTS = [f"{text} {' '.join(f'It lay on hill {number} for days.' for number in range(12))}" for text in NEW]


@pytest.fixture
def disk(tmp_path, two_generations):
    """A disk of 8 MiB that holds an index."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.getuid() != 0:
        pytest.skip("only root may mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        shutil.copytree(two_generations, place / "index")
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_an_error_without_a_number_is_no_full_disk_but_that_of_numpy(tmp_path):
    with pytest.raises(ConnectionError), explain_disk_full(tmp_path, lambda: 1):
        raise ConnectionError("The cluster is gone.")
    with pytest.raises(IndexUnwritable, match="Free disk space"), explain_disk_full(tmp_path, lambda: 1):
        raise OSError("7 requested and 3 written")


def leave_room(disk, room):
    """Fill the disk until this number of bytes is left."""
    block = os.statvfs(disk).f_frsize
    (disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(disk).free - room // block * block))


def measure_need(two_generations, folder):
    """Return the most bytes that a build takes on the disk while it runs."""
    shutil.copytree(two_generations, folder)
    build(folder, OLD)
    before, most = shutil.disk_usage(folder).used, 0

    def look(*_):
        nonlocal most
        most = max(most, shutil.disk_usage(folder).used - before)

    build(folder, TEXTS, progress=look, examine=look)
    shutil.rmtree(folder)
    # Mapped files take space until nothing refers to them.
    gc.collect()
    return most


@pytest.mark.parametrize(
    "share", [pytest.param(n, marks=() if n in (1, 14) else pytest.mark.long) for n in range(SIZES)]
)
def test_a_disk_without_enough_room_publishes_nothing_and_says_what_is_needed(
    disk, two_generations, old_answers, share
):
    """The room is from none to a third more than the need, in twenty steps."""
    folder = disk / "index"
    need = measure_need(two_generations, disk / "measured")
    room = need * share // 15
    leave_room(disk, room)
    try:
        build(folder, TEXTS)
        assert share >= 15
    except IndexUnwritable as error:
        assert share <= 15
        needed = re.search(r"about ([\d,]+) bytes are needed, [\d,]+ are free", error.remedy)
        assert need / 4 < int(needed[1].replace(",", "")) < need * 4
        assert texts_of(folder) == set(OLD)
        assert answers(open_fake(folder)) == old_answers
    (disk / "ballast").unlink()
    build(folder, TEXTS)
    assert texts_of(folder) == {*OLD, *TEXTS}
    assert leftovers(folder) == []


def fill_at(monkeypatch, number):
    """Make a disk full once a number of checkpoints are written; return the list of their sizes."""
    sizes = []

    def write(place, content, suffix):
        if len(sizes) == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sizes.append(len(content))

    monkeypatch.setattr("index.building.checkpoints._write", write)
    return sizes


def test_what_is_needed_does_not_depend_on_which_checkpoint_found_no_room(tmp_path, monkeypatch):
    """The last one has fewer passages than the others."""
    texts = [" ".join(f"It lay on hill {number} of town {town}." for number in range(12)) for town in range(66)]
    whole = fill_at(monkeypatch, None)
    build(tmp_path / "whole", texts)
    assert whole[-1] < whole[0] / 2
    for number in range(len(whole)):
        fill_at(monkeypatch, number)
        with pytest.raises(IndexUnwritable) as refused:
            build(tmp_path / "index", texts)
        needed = re.search(r"about ([\d,]+) bytes are needed", refused.value.remedy)
        assert sum(whole) < int(needed[1].replace(",", "")) < 3 * sum(whole)
