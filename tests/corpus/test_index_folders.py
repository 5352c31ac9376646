"""An index is never read as articles: not the build's own, not another one, not one whose first build still runs."""

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from watchfiles import Change

from corpus.errors import CorpusError
from corpus.index_folders import find_index, is_index_folder
from corpus.reading import read_articles
from index.building.build import build_index
from index.files import atomic_write
from index.generation.generations import find_current
from index.opening import open_index
from ui.cli.main import quotedesk
from ui.cli.watching import _ArticleFilter

TRAM, FERRY = "The tram of Temirtau is green.", "The ferry of Balkhash sank in 1934."


@pytest.fixture
def library(tmp_path, encoder):
    """A folder of two articles with their index inside it."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "tram.txt").write_text(TRAM)
    (folder / "ferry.txt").write_text(FERRY)
    build_index(read_articles([folder]), folder / "idx", encoder=encoder)
    return folder


def read_texts(folder):
    reading = read_articles([folder])
    assert reading.skipped == []
    return sorted(found.article.text for found in reading.found)


def run_index(*arguments):
    return CliRunner().invoke(quotedesk, ["index", *map(str, arguments)])


def test_a_deleted_article_does_not_return_from_the_index_beside_it(library):
    (library / "ferry.txt").unlink()
    for _ in range(2):
        run = run_index(library, "--index", library / "idx")
        assert run.exit_code == 0, run.output
        assert [article.text for article in open_index(library / "idx").articles.values()] == [TRAM]


def test_what_an_earlier_version_read_from_the_index_is_removed(library):
    article = next(iter(read_articles([library / "tram.txt"]).found))
    lock = read_articles([library / "ferry.txt"])
    lock.found[0] = type(article)(lock.found[0].article, str(library / "idx" / "lock"))
    build_index(lock, library / "idx")
    (library / "ferry.txt").unlink()
    build_index(read_articles([library]), library / "idx")
    assert [item.text for item in open_index(library / "idx").articles.values()] == [TRAM]


def test_an_index_is_known_without_its_pointer_its_lock_or_its_folder(library, tmp_path):
    index = library / "idx"
    (index / "CURRENT").unlink()
    assert read_texts(library) == sorted([TRAM, FERRY])
    for path in filter(Path.is_file, list(index.iterdir())):
        path.unlink()
    assert read_texts(library) == sorted([TRAM, FERRY])
    shutil.move(next(index.glob("generation-*")), library)
    shutil.rmtree(index)
    assert read_texts(library) == sorted([TRAM, FERRY])


@pytest.mark.parametrize("left", ["lock", "draft-a1b2c3d4/model/tokenizer.json", "checkpoints/0123456789abcdef/draft"])
def test_the_first_build_of_an_index_is_not_read(library, left):
    shutil.rmtree(library / "idx")
    (library / "next" / left).parent.mkdir(parents=True)
    (library / "next" / "lock").write_text("4242\n")
    (library / "next" / left).write_text("4242\n")
    assert read_texts(library) == sorted([TRAM, FERRY])


@pytest.mark.parametrize(
    "names",
    [
        ["lock", "notes.txt"],
        ["CURRENT", "notes.txt"],
        ["lock", "draft-chapter1.md", "notes.txt"],
        ["generation-x/notes.txt"],
        ["drafts/notes.txt", "checkpoints/notes.txt"],
    ],
)
def test_a_folder_of_articles_is_no_index(tmp_path, names):
    for name in names:
        (tmp_path / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "notes" / name).write_text("Rain fell in Almaty.")
    assert not is_index_folder(tmp_path / "notes")
    assert any(found.origin.endswith("notes.txt") for found in read_articles([tmp_path / "notes"]).found)


@pytest.mark.parametrize("part", ["", "CURRENT", "generation", "generation/segment-000001/articles.jsonl"])
@pytest.mark.parametrize("linked", [False, True])
def test_an_index_that_is_named_as_articles_is_refused(library, tmp_path, part, linked):
    index = library / "idx"
    path = index / part.replace("generation", find_current(index).name)
    if linked:
        (tmp_path / "link").symlink_to(path)
        path = tmp_path / "link"
    with pytest.raises(CorpusError, match="belongs to the index .*idx.*not read as articles"):
        read_articles([path])
    run = run_index(path, "--watch", "--index", tmp_path / "other")
    assert run.exit_code == 1
    assert "not read as articles" in run.output


def test_articles_in_the_folder_of_an_index_are_read_if_they_are_named(library):
    index = library / "idx"
    (index / "texts" / "checkpoints").mkdir(parents=True)
    (index / "texts" / "checkpoints" / "snow.txt").write_text("Snow fell in Astana.")
    (index / "texts" / "lock").write_text("4242\n")
    (index / "fog.txt").write_text("Fog lay over Aral.")
    passes = _ArticleFilter([index])
    for path in (index / "texts", index / "fog.txt"):
        assert len(read_articles([path], outputs=[index]).found) >= 1
        assert passes(Change.added, str(path))
    assert read_texts(library) == sorted([TRAM, FERRY])
    run = run_index(index / "texts", "--index", index)
    assert run.exit_code == 0, run.output
    assert "Snow fell in Astana." in [article.text for article in open_index(index).articles.values()]


def test_every_file_that_is_written_beside_the_generations_belongs_to_the_index(library, monkeypatch):
    index, drafts = library / "idx", []
    open_index(index)
    names = [path.name for path in index.iterdir()]
    monkeypatch.setattr("index.files.write_bytes", lambda path, content: (drafts.append(path.name), path.touch()))
    for name in ("checked.json", "added.json", "edits.json", "exam.jsonl", "judged.jsonl", "milvus.txt"):
        atomic_write(index / name, b"")
        names.append(name)
    assert all(name.endswith(".new") for name in drafts)
    names += [*drafts, drafts[0].replace("checked.json", "CURRENT"), "judged.jsonl.lock"]
    names += ["draft-a1b2c3d4/model/model.onnx", "checkpoints/0123456789abcdef/x.npz"]
    for name in names:
        assert find_index(index / name) in (index, find_current(index)), name


def test_links_lead_into_no_index(library, tmp_path):
    (library / "all.jsonl").symlink_to(find_current(library / "idx") / "segment-000001" / "articles.jsonl")
    (library / "idx-link").symlink_to(library / "idx")
    reading = read_articles([library])
    assert [skipped.reason for skipped in reading.skipped] == ["It is a link to a file of an index."]
    assert len(reading.found) == 2


def test_the_output_of_a_build_is_not_read_before_it_holds_an_index(library, tmp_path):
    shutil.rmtree(library / "idx")
    (library / "new").mkdir()
    (library / "new" / "left.txt").write_text("Something else lay here.")
    (library / "milvus.db").write_text("A database of a search engine.")
    (tmp_path / "link").symlink_to(library)
    outputs = [tmp_path / "link" / "new", library / "milvus.db"]
    found = read_articles([library], outputs=outputs).found
    assert sorted(item.article.text for item in found) == sorted([TRAM, FERRY])


def test_a_watch_passes_over_changes_of_an_index(library, tmp_path):
    (tmp_path / "link").symlink_to(library)
    passes = _ArticleFilter([tmp_path / "link" / "new"])
    inside = ["idx", "idx/lock", "idx/generation-000002-0123456789ab/MANIFEST.json", "idx/exam.jsonl.0123abcd.new"]
    for name in [*inside, "new", "new/lock", "new/checkpoints/0123456789abcdef/x.npz"]:
        assert not passes(Change.added, str(library / name)), name
        assert not passes(Change.added, str(tmp_path / "link" / name)), name
    assert passes(Change.added, str(library / "tram.txt"))
    assert passes(Change.deleted, str(library / "gone.txt"))


def test_a_watch_rests_after_the_build_that_it_caused(library):
    """The index lies in the folder that is watched, and is named by a link."""
    (library.parent / "link").symlink_to(library)
    index = library / "idx"
    arguments = [str(library), "--watch", "--index", str(library.parent / "link" / "idx")]
    command = [sys.executable, "-m", "ui", "index", *arguments]
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=listen)
    try:
        assert any("Watching" in line for line in process.stderr)
        first = find_current(index).name
        (library / "snow.txt").write_text("Snow fell in Astana.")
        until = time.monotonic() + 60
        while find_current(index).name == first:
            assert time.monotonic() < until
            time.sleep(0.1)
        # A loop would build again after the quiet time of the watch, each build in well under a second.
        time.sleep(5)
        assert len(open_index(index).articles) == 3
    finally:
        os.kill(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert said.count("new,") == 1, said
