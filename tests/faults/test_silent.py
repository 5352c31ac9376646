"""Bytes that change on a disk while the size and time of their file stay: no answer comes from them (F5)."""

import os
import shutil
import tracemalloc
from collections import Counter
from io import FileIO

import numpy as np
import pytest

from corpus.errors import IndexDamaged, IndexUnreadable
from index.checked import CheckedPath, HeldFile, OpenFile
from index.damage import reading_file
from index.generation.generations import find_current
from index.opening import open_index
from tests.faults.builds import NEW, OLD, answers, build, open_fake, republish

BLOCK = 256
SCATTERED = {"vectors.npy", "starts.npy", "rows.npy", "counts.npy", "articles.jsonl"}
"""Files of which an answer needs some blocks."""
UNREAD = {*SCATTERED, "origins.json", "fake.txt", "signatures.npy", "facets.npy", "sources.json"}
"""And those that no answer needs; the encoder of these tests reads no file."""


@pytest.fixture(scope="module", autouse=True)
def short_blocks():
    """Give the small files of these tests many blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.checked.BLOCK_BYTES", BLOCK)
        yield


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """An index that was opened before; not to be changed."""
    folder = tmp_path_factory.mktemp("silent") / "index"
    build(folder, [*OLD, *NEW])
    return folder, answers(open_fake(folder))


@pytest.fixture
def index(published, tmp_path):
    copy = shutil.copytree(published[0], tmp_path / "index")
    open_index(copy)
    return copy


@pytest.fixture
def large(monkeypatch):
    """Let every file count as large: opening reads only those with new times."""
    monkeypatch.setattr("index.opening.SMALL_BYTES", 0)


def flip_a_bit(content, draw):
    content[draw.integers(len(content))] ^= 1 << draw.integers(8)


def zero_a_page(content, draw):
    start = int(draw.integers(len(content))) // BLOCK * BLOCK
    content[start : start + BLOCK] = bytes(len(content[start : start + BLOCK]))


def swap_two_pages(content, draw):
    if len(content) >= 2 * BLOCK:
        one, other = (BLOCK * draw.choice(len(content) // BLOCK, size=2, replace=False)).tolist()
        pages = content[one : one + BLOCK], content[other : other + BLOCK]
        content[other : other + BLOCK], content[one : one + BLOCK] = pages


def write_a_page_twice(content, draw):
    if len(content) >= 2 * BLOCK:
        one, other = (BLOCK * draw.choice(len(content) // BLOCK, size=2, replace=False)).tolist()
        content[other : other + BLOCK] = content[one : one + BLOCK]


def cut_short(content, draw):
    del content[int(draw.integers(len(content))) :]


def change(path, alter, draw):
    """Alter a file in place, and keep its times and, as it is the same file, its inode."""
    status, content = path.stat(), bytearray(path.read_bytes())
    alter(content, draw)
    restore(path, content, status)


def restore(path, content, status):
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def damage_every_file(folder, expected, alter, times, unread=()):
    """Damage each file some times, ask, and restore it; return how often each was refused.

    Anything but the same answers or an error that names the file fails, and so do the same answers from a file that is
    not among the `unread`.
    """
    draw, refused = np.random.default_rng(7), Counter()
    generation = find_current(folder)
    for path in sorted(path for path in generation.rglob("*") if path.is_file()):
        name, status, content = path.relative_to(generation).as_posix(), path.stat(), path.read_bytes()
        for _ in range(times):
            change(path, alter, draw)
            is_changed = path.read_bytes() != content
            try:
                assert answers(open_fake(folder)) == expected
            except IndexDamaged as error:
                assert is_changed and f"The file {name} of " in str(error)
                assert "quotedesk index --full" in str(error) or "quotedesk rollback" in str(error)
                refused[name] += 1
            else:
                assert not is_changed or name.rpartition("/")[2] in unread, name
            restore(path, content, status)
    return refused


@pytest.mark.parametrize("alter", [flip_a_bit, zero_a_page, swap_two_pages, write_a_page_twice, cut_short])
def test_damage_to_a_small_file_is_always_refused_at_opening(published, index, alter):
    assert len(damage_every_file(index, published[1], alter, 1)) >= 12


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("alter", [flip_a_bit, zero_a_page, swap_two_pages, write_a_page_twice])
def test_damage_to_a_block_is_refused_where_it_is_read(published, index, alter):
    refused = damage_every_file(index, published[1], alter, 2, UNREAD)
    assert len(refused) >= 12
    assert any(name.rpartition("/")[2] in SCATTERED for name in refused)


@pytest.mark.long
@pytest.mark.usefixtures("large")
def test_a_thousand_flipped_bits_change_no_answer(published, index):
    refused = damage_every_file(index, published[1], flip_a_bit, 40, UNREAD)
    assert sum(refused.values()) > 500


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("name", ["tokens/vectors.npy", "lexical/rows.npy", "articles.jsonl"])
@pytest.mark.parametrize("rest", [lambda content: bytes(len(content)), lambda content: b""], ids=["zero", "cut"])
def test_what_is_changed_while_an_index_is_open_and_was_not_read_is_refused(index, name, rest):
    opened = open_fake(index)
    for segment in opened.segments.values():
        assert len(segment.articles) and segment.tokens.count and len(segment.lexical.lengths)
    for path in find_current(index).rglob(name):
        content = path.read_bytes()
        restore(path, content[:BLOCK] + rest(content[BLOCK:]), path.stat())
    with pytest.raises(IndexDamaged, match=rf"{name} .* was changed"):
        answers(opened)


def test_what_is_cut_short_after_it_was_read_is_refused(index):
    opened = open_fake(index)
    answers(opened)
    for path in find_current(index).rglob("tokens/vectors.npy"):
        os.truncate(path, BLOCK)
    with pytest.raises(IndexDamaged, match=r"tokens/vectors\.npy .* was cut short"):
        answers(opened)


class ShortRaw(FileIO):
    """A file as on a network: one call returns at most 10,000 bytes."""

    def readinto(self, buffer):
        return super().readinto(memoryview(buffer)[:10_000])


@pytest.fixture
def large_file(tmp_path, monkeypatch):
    """A file of several blocks of the usual length."""
    monkeypatch.setattr("index.checked.BLOCK_BYTES", 1 << 14)
    content = np.random.default_rng(5).bytes(3_000_000)
    (tmp_path / "file").write_bytes(content)
    return CheckedPath.of(tmp_path) / "file", content


def test_a_read_that_returns_less_than_was_asked_for_is_continued(large_file, monkeypatch):
    place, content = large_file
    pread = os.pread
    monkeypatch.setattr("index.checked.open_raw", lambda path: ShortRaw(path))
    monkeypatch.setattr("os.pread", lambda file, size, start: pread(file, min(size, 10_000), start))
    assert place.check() == place.path
    opened = OpenFile(place)
    for _ in range(2):
        assert opened.read(5, 100_000) == content[5:100_005]
        assert opened.read(0, len(content)) == content


@pytest.mark.parametrize("start", [2_999_990, 3_000_000, 9_000_000])
@pytest.mark.parametrize("is_checked", [False, True])
def test_a_read_past_the_end_is_refused(large_file, start, is_checked):
    place, content = large_file
    opened = OpenFile(place)
    if is_checked:
        opened.read(0, len(content))
    for _ in range(2):
        with pytest.raises(IndexDamaged, match="was cut short"):
            opened.read(start, 100_000)
    assert opened.read(len(content) - 9, 9) == content[-9:]
    assert len(opened._is_checked) == len(place.checksums["file"])


def test_a_held_file_is_checked_without_a_copy(large_file):
    place, content = large_file
    held = HeldFile(place)
    tracemalloc.start()
    try:
        assert len(held.check()) == len(content)
        assert tracemalloc.get_traced_memory()[1] < len(content) / 10
    finally:
        tracemalloc.stop()
    assert held.read(bytes) == content
    with place.path.open("r+b") as file:
        file.write(bytes(9))
    with pytest.raises(IndexDamaged, match="was changed"):
        held.check()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("name", ["vectors.faiss", "tokens/vectors.npy", "articles.jsonl"])
def test_a_build_takes_no_damage_for_sound(index, name):
    """It takes over segments unread, as files with a name in both generations."""
    path = next(find_current(index).rglob(name))
    change(path, zero_a_page, np.random.default_rng(3))
    build(index, ["Fog lay over Aral."])
    with pytest.raises(IndexDamaged, match=name):
        opened = open_fake(index)
        assert len(dict(opened.articles)) == 74
        answers(opened)
        opened.tokens.read(range(opened.passage_count))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("segment-000001/acronyms.json", b"{"),
        ("segment-000001/sources.json", b"\xff"),
        ("segment-000001/vectors.faiss", b"no vectors"),
        ("segment-000001/passages.npy", b"\x93NUMPY\x01\x00\xff\xff{"),
        ("segment-000001/tokens/vectors.npy", b"no array"),
        ("segment-000001/lines.npy", b""),
        ("catalogue/ids.npy", b"\x93NUMPY\x09\x00"),
        ("origins.json", b"[[]"),
        ("copies.json", b"[[1]]"),
    ],
)
def test_a_file_that_is_vouched_for_and_cannot_be_parsed_is_refused_by_name(index, name, content):
    (find_current(index) / name).write_bytes(content)
    republish(index)
    with pytest.raises(IndexDamaged, match=f"The file {name} of .* cannot be read .*quotedesk"):
        opened = open_fake(index)
        answers(opened)
        _ = opened.acronyms, opened.copies, opened.overview, opened.origins


def test_what_is_no_damage_is_not_called_damage(tmp_path):
    for error, raised in (
        (MemoryError(), MemoryError),
        (ModuleNotFoundError("No module named 'faiss'"), ModuleNotFoundError),
        (OSError(24, "Too many open files"), IndexUnreadable),
        (OSError(5, "Input/output error"), IndexUnreadable),
    ):
        with pytest.raises(raised) as found, reading_file(tmp_path, "vectors.faiss"):
            raise error
        assert str(error) in str(found.value)
