"""Builds and readers at the same time, read-only folders, and sources that change while they are read."""

import contextlib
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest

from corpus.errors import CorpusError, IndexUnwritable
from corpus.readers.formats import FileFormat
from corpus.reading import read_articles
from index.building.build import build_index
from index.generation.generations import find_current
from index.generation.manifest import read_manifest
from tests.faults.builds import (
    BUSY,
    NEW,
    OLD,
    FakeEncoder,
    answers,
    build,
    build_once_all_are_there,
    leftovers,
    open_fake,
    run_apart,
    start_apart,
    texts_of,
)


def test_of_eight_builds_at_once_those_that_do_not_win_say_who_builds(folder):
    """F7."""
    barrier = multiprocessing.get_context("forkserver").Barrier(8)
    processes = [start_apart(build_once_all_are_there, folder, NEW[n * 8 : n * 8 + 8], barrier) for n in range(8)]
    for process in processes:
        process.join(30)
    statuses = [process.exitcode for process in processes]
    assert set(statuses) == {0, BUSY}
    won = {text for n, status in enumerate(statuses) if status == 0 for text in NEW[n * 8 : n * 8 + 8]}
    assert texts_of(folder) == {*OLD, *won}
    assert leftovers(folder) == []


def swap_under_readers(folder, swaps, pause):
    """Publish while four readers ask; every answer must be that of one generation as a whole."""
    expected, seen, faults = {}, [], []
    done = threading.Event()
    index = open_fake(folder)
    expected[index.generation] = answers(index)

    def read():
        while not done.is_set():
            try:
                index = open_fake(folder)
                seen.append((index.generation, answers(index)))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                faults.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(swaps):
        build(folder, NEW[number : number + 1])
        index = open_fake(folder)
        expected[index.generation] = answers(index)
        time.sleep(pause)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert len({generation for generation, _ in seen}) > 1
    assert all(expected[generation] == found for generation, found in seen)


def test_readers_see_whole_generations_while_builds_publish(folder):
    """F9."""
    swap_under_readers(folder, swaps=8, pause=0.05)


@pytest.mark.long
def test_readers_see_whole_generations_for_a_minute(folder):
    swap_under_readers(folder, swaps=60, pause=0.7)


def test_a_generation_that_is_removed_while_it_is_opened_is_followed_to_the_next(folder, monkeypatch):
    """F9 in a rare case: two builds end between reading the pointer and the generation that it names."""
    to_build = [NEW[:1], NEW[1:2]]

    def read_late(generation):
        builds, to_build[:] = list(to_build), []
        for texts in builds:
            build(folder, texts)
        return read_manifest(generation)

    monkeypatch.setattr("index.opening.read_manifest", read_late)
    first = find_current(folder)
    assert texts_of(folder) == {*OLD, *NEW[:2]}
    assert not first.exists()


def test_a_reader_keeps_its_generation_until_it_lets_go(folder):
    """F10: nothing but the articles is read before the generation is four builds old."""
    held = open_fake(folder)
    name, expected = held.path, answers(open_fake(folder))
    for number in range(4):
        build(folder, NEW[number : number + 1])
    assert answers(held) == expected
    del held
    build(folder, NEW[4:5])
    assert not name.exists()
    assert len(list(folder.glob("generation-*"))) == 2


def ask_and_build_as_nobody(folder, expected):
    """Root may write everywhere, so become another user."""
    with contextlib.suppress(PermissionError):
        os.setuid(65534)
    if os.access(folder, os.W_OK):
        raise SystemExit(2)
    assert answers(open_fake(folder)) == expected
    try:
        build(folder, NEW[:1])
    except IndexUnwritable as error:
        raise SystemExit(0 if "Permission denied" in str(error) else 3) from None


def test_a_read_only_index_answers_and_says_why_it_cannot_be_built(two_generations, old_answers):
    """F13."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = shutil.copytree(two_generations, Path(place) / "index")
        Path(place).chmod(0o755)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            assert run_apart(ask_and_build_as_nobody, folder, old_answers) == 0
        finally:
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755)


def grow(path):
    with path.open("a") as file:
        file.write(LINE)


LINE = '{"text": "Fog lay over Aral."}\n'
CHANGES = {
    "grows": grow,
    "is replaced": lambda path: shutil.copyfile(path, path.with_name(".new")).replace(path),
    "vanishes": Path.unlink,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_source_that_changes_while_it_is_read_is_skipped_and_not_gone(tmp_path, folder, monkeypatch, name, change):
    """F16."""
    news = tmp_path / "news"
    news.mkdir()
    (news / name).write_text(LINE)
    (news / "still.txt").write_text("This one stays.")
    build_index(read_articles([news]), folder, encoder=FakeEncoder())
    before = texts_of(folder)

    load_reader = FileFormat.load_reader

    def load_changing(format):
        def read(file):
            items = load_reader(format)(file)
            yield next(items)
            if file.path.name == name:
                change(file.path)
            yield from items

        return read

    monkeypatch.setattr(FileFormat, "load_reader", load_changing)
    reading = read_articles([news])
    assert [item.article.text for item in reading.found] == ["This one stays."]
    assert [Path(skipped.path).name for skipped in reading.skipped] == [name]
    build_index(reading, folder, encoder=FakeEncoder())
    assert texts_of(folder) == before


def test_an_empty_folder_removes_nothing(tmp_path, folder):
    (tmp_path / "unmounted").mkdir()
    with pytest.raises(CorpusError):
        read_articles([tmp_path / "unmounted"])
    assert texts_of(folder) == set(OLD)
