"""Building, opening and refusing an index."""

import multiprocessing
import os
import shutil
import signal

import numpy as np
import pytest

from corpus.articles import make_article
from corpus.errors import (
    CorpusError,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexStale,
    IndexUnwritable,
)
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.generation.generations import find_current
from index.generation.locking import lock_index
from index.generation.manifest import FORMAT_VERSION
from index.opening import open_index
from index.segment.lexical import LexicalSegment
from index.text.analyzer import analyze
from qa.api import retrieve
from tests.support.weather import RAIN, SNOW, WIND, find, texts_of


def files_of(folder):
    return sorted(path for path in find_current(folder).rglob("*") if path.is_file())


def test_every_vector_and_word_belongs_to_its_passage(shipped):
    for row in range(shipped.passage_count):
        passage, article = shipped.passage_at(row), shipped.article_at(row)
        assert passage.text == article.text[passage.start : passage.end]
        assert np.linalg.norm(shipped.dense.vectors_of([row])) == pytest.approx(1, abs=1e-3)
        telling = max(analyze(passage.text), key=shipped.lexical.idf)
        assert shipped.lexical.score([telling], np.array([row])) > 0


def test_a_word_frequency_saturates_instead_of_overflowing():
    segment = LexicalSegment.build(["fog " * 65_537], ["en"])
    assert segment.find("fog")[1].tolist() == [65_535]


def test_only_what_changed_is_encoded_and_the_answers_are_those_of_a_full_build(tmp_path, encoder):
    grown, full = tmp_path / "grown", tmp_path / "full"
    build_index(Reading([find("a", RAIN), find("b", SNOW)]), grown, encoder=encoder)
    report = build_index(Reading([find("b", SNOW), find("c", WIND)]), grown)
    assert (report.new, report.unchanged, report.encoded, report.articles) == (1, 2, 1, 3)
    build_index(Reading([find("a", RAIN), find("b", SNOW), find("c", WIND)]), full, encoder=encoder)
    questions = ["Where did snow fall?", "wind on Sunday", "Almaty"]
    found = [[retrieve(question, index=folder) for question in questions] for folder in (grown, full)]
    assert found[0] == found[1]
    build_index(Reading(), grown, full=True, encoder=encoder)
    assert {p.name: p.read_bytes() for p in files_of(grown)} == {p.name: p.read_bytes() for p in files_of(full)}


def test_a_build_without_news_publishes_nothing(tmp_path, encoder):
    first = build_index(Reading([find("a", RAIN)]), tmp_path, encoder=encoder)
    again = build_index(Reading([find("a", RAIN)]), tmp_path)
    assert (again.generation, again.encoded, again.unchanged) == (first.generation, 0, 1)


def test_an_article_can_be_removed_but_not_one_that_is_not_there(build, tmp_path):
    index = build(RAIN, SNOW)
    gone, kept = (make_article(text).id for text in (RAIN, SNOW))
    report = build_index(Reading(), tmp_path / "index", remove=[gone])
    assert (report.removed, list(open_index(tmp_path / "index").articles)) == (1, [kept])
    assert all(hit.article.id == kept for hit in retrieve("rain", index=tmp_path / "index"))
    with pytest.raises(CorpusError, match="no article nosuch"):
        build_index(Reading(), tmp_path / "index", remove=["nosuch"])
    assert index.articles.keys() == {gone, kept}


def test_opening_nothing_says_how_to_build(tmp_path):
    with pytest.raises(IndexMissing, match="quotedesk index PATH"):
        open_index(tmp_path)


def test_every_damaged_file_is_refused_by_name_with_the_command_that_repairs_it(tmp_path, shipped_folder):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    for path in files_of(folder):
        content = path.read_bytes()
        middle = len(content) // 2
        for damage in (content[:middle], content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :], None):
            path.unlink() if damage is None else path.write_bytes(damage)
            # The files that the rest could be rebuilt from are lost with these.
            lost = path.name in ("articles.jsonl", "ids.npy", "places.npy", "origins.json", "MANIFEST.json")
            mending = "rollback" if lost else "index --full"
            with pytest.raises(IndexDamaged, match=rf"{path.name}.*quotedesk {mending} --index"):
                open_index(folder)
            path.write_bytes(content)
    assert open_index(folder).articles


def test_a_damaged_index_is_rebuilt_from_its_own_articles(build, tmp_path):
    folder = tmp_path / "index"
    build(RAIN, SNOW)
    (find_current(folder) / "segment-000001" / "vectors.faiss").write_bytes(b"")
    with pytest.raises(IndexDamaged):
        build_index(Reading([find("c", WIND)]), folder)
    report = build_index(Reading(), folder, full=True)
    assert (report.articles, report.encoded) == (2, 2)
    assert len(open_index(folder).articles) == 2


def test_another_format_and_another_model_are_refused(build, tmp_path, monkeypatch):
    folder = tmp_path / "index"
    build(RAIN)
    with pytest.raises(IndexStale, match="all-MiniLM-L6-v2, not other.*--full --model other"):
        build_index(Reading([find("b", SNOW)]), folder, model="other")
    monkeypatch.setattr("index.generation.manifest.FORMAT_VERSION", 99)
    monkeypatch.setattr("index.building.writing.FORMAT_VERSION", 99)
    with pytest.raises(IndexStale, match=rf"has format {FORMAT_VERSION}; this quotedesk reads 99.*--full --index"):
        open_index(folder)
    build_index(Reading(), folder, full=True)
    assert texts_of(folder) == {RAIN}


def test_a_pointer_to_nowhere_is_damage(build, tmp_path):
    build(RAIN)
    (tmp_path / "index" / "CURRENT").write_text("../../elsewhere")
    with pytest.raises(IndexDamaged, match="CURRENT"):
        open_index(tmp_path / "index")


def test_a_second_build_is_refused_while_one_runs(build, tmp_path):
    build(RAIN)
    with lock_index(tmp_path / "index"), pytest.raises(IndexBusy, match="Wait"):
        build_index(Reading([find("b", SNOW)]), tmp_path / "index")
    assert build_index(Reading([find("b", SNOW)]), tmp_path / "index").new == 1


def build_and_die(folder, step):
    """Build in this process and kill it, as a power cut would, when the work reaches a step."""

    def die(what, done, total):
        if (what, done) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    build_index(Reading([find("b", SNOW)]), folder, progress=die)


@pytest.mark.parametrize("step", [("cutting articles", 0), ("encoding passages", 1), ("writing", 0)])
def test_a_killed_build_leaves_the_last_generation_and_the_next_build_works(build, tmp_path, step):
    folder = tmp_path / "index"
    before = build(RAIN).generation
    process = multiprocessing.get_context("spawn").Process(target=build_and_die, args=(folder, step))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert open_index(folder).generation == before
    assert build_index(Reading([find("b", SNOW)]), folder).articles == 2
    assert not list(folder.glob("draft-*"))


def test_two_generations_are_kept(build, tmp_path):
    for texts in ([RAIN], [RAIN, SNOW], [RAIN, SNOW, WIND]):
        index = build(*texts)
    names = sorted(path.name for path in (tmp_path / "index").glob("generation-*"))
    assert [name[:17] for name in names] == ["generation-000002", "generation-000003"]
    assert names[-1] == index.generation


def test_an_index_can_be_moved(build, tmp_path):
    build(RAIN, SNOW)
    moved = (tmp_path / "index").rename(tmp_path / "an index with a naïve name")
    assert retrieve("Where did snow fall?", index=moved)[0].passage.text == SNOW


def test_a_collection_without_a_single_word_can_be_built_and_asked(build):
    index = build("?! …", "the of and", "1")
    assert [hit.rank for hit in retrieve("rain", index=index)] == [1, 2, 3]


def test_a_folder_of_other_files_is_refused_and_left_as_it_is(tmp_path, encoder):
    """Files that a build leaves and removes have names that other programs use too."""
    for name in ("draft-2", "checkpoints"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("Mine.")
    with pytest.raises(IndexUnwritable, match=r"contains other files and no index\. Name a new or an empty folder"):
        build_index(read_articles([SHIPPED]), tmp_path, encoder=encoder)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["checkpoints", "draft-2", "mine.txt", "mine.txt"]


def test_a_disk_of_its_own_and_hidden_files_are_no_other_files(tmp_path, encoder):
    (tmp_path / "lost+found").mkdir()
    (tmp_path / ".DS_Store").touch()
    assert build_index(read_articles([SHIPPED]), tmp_path, encoder=encoder).articles == 5
