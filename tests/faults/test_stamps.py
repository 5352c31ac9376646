"""A large file that was verified is not read whole again, and later changes are still refused."""

import os

import pytest

from corpus.errors import IndexDamaged
from index.generation.generations import find_current
from index.generation.manifest import find_damage, read_manifest
from index.generation.stamps import STAMPS_FILE, read_stamps, take_stamps
from index.opening import open_index
from tests.faults.builds import NEW, OLD, build


def find_file(folder, name):
    return next(find_current(folder).rglob(name))


@pytest.fixture
def large(monkeypatch):
    """Let every file count as large."""
    monkeypatch.setattr("index.opening.SMALL_BYTES", 0)


def flip(path, *, untouched=False):
    """Flip a bit, and where `untouched` leave the times of the file as they were, as a failing disk does."""
    status = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    if untouched:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.npy", "ids.npy", "articles.jsonl"])
def test_a_file_touched_after_it_was_found_sound_is_refused(folder, name):
    open_index(folder)
    flip(find_file(folder, name))
    for _ in range(2):
        with pytest.raises(IndexDamaged, match=name):
            open_index(folder)


def test_a_file_that_was_never_sound_is_not_remembered_as_if(folder):
    flip(find_file(folder, "vectors.faiss"))
    for _ in range(2):
        with pytest.raises(IndexDamaged, match="vectors.faiss"):
            open_index(folder)
    assert read_stamps(find_current(folder)) == {}


@pytest.mark.usefixtures("large")
def test_what_nobody_touched_is_read_again_by_those_who_read_all(folder):
    generation = find_current(folder)
    open_index(folder)
    flip(find_file(folder, "vectors.faiss"), untouched=True)
    open_index(folder)
    assert [problem for _, problem in find_damage(generation, read_manifest(generation))] == [
        "was changed after it was published"
    ]


@pytest.mark.usefixtures("large")
def test_an_article_is_checked_each_time_it_is_read(folder):
    open_index(folder)
    path = find_file(folder, "articles.jsonl")
    flip(path, untouched=True)
    index = open_index(folder)
    with pytest.raises(IndexDamaged, match=rf"{path.parent.name}/articles\.jsonl .*quotedesk rollback"):
        dict(index.articles)


def test_a_damaged_signature_finds_no_copies_for_the_next_generation(folder):
    flip(find_file(folder, "signatures.npy"))
    with pytest.raises(IndexDamaged, match=r"signatures\.npy .*quotedesk index --full"):
        build(folder, [*OLD, "Hail fell in Semey."])


def test_what_a_build_wrote_and_read_back_is_not_read_whole_again_to_open_it(folder):
    open_index(folder)
    build(folder, [*OLD, *NEW])
    generation = find_current(folder)
    files = read_manifest(generation).files
    assert read_stamps(generation) == take_stamps(generation, files)


def test_what_a_build_took_over_is_read_where_nobody_found_it_sound(folder):
    """The fixture has no records of the files before."""
    build(folder, [*OLD, *NEW])
    generation = find_current(folder)
    shared = [name for name in read_manifest(generation).files if (generation / name).stat().st_nlink > 1]
    assert read_stamps(generation).keys().isdisjoint(shared)
    flip(generation / shared[0], untouched=True)
    with pytest.raises(IndexDamaged, match=shared[0]):
        open_index(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"generation": 1}', '{"generation": "GENERATION", "stamps": 3}'])
def test_what_cannot_be_read_is_done_without(folder, content):
    (folder / STAMPS_FILE).write_text(content.replace("GENERATION", find_current(folder).name))
    flip(find_file(folder, "vectors.faiss"))
    with pytest.raises(IndexDamaged, match="vectors.faiss"):
        open_index(folder)


def test_where_nothing_can_be_remembered_the_index_opens_and_nothing_is_left(folder):
    (folder / STAMPS_FILE).mkdir()
    before = sorted(folder.iterdir())
    assert len(open_index(folder).articles) > 0
    assert sorted(folder.iterdir()) == before
