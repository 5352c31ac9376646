"""Generations: which ones a build removes, a rollback restores and a reader keeps."""

import gc
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from corpus.errors import IndexDamaged, IndexMissing
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.generation.generations import find_current, roll_back
from index.opening import open_index
from index.places import NewestIndex
from qa.api import retrieve
from qa.drafts.attribution import read_names
from qa.work_steps import finish_steps
from tests.support.weather import RAIN, SNOW, WIND, find, texts_of
from ui.ask_request import AskRequest
from ui.html.library.charts import charts_html
from ui.html.library.library_html import library_html
from ui.service import Service
from ui.web.transcript import Transcript


def write(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return read_articles([folder])


def test_articles_gone_from_a_folder_that_is_read_again_are_removed(tmp_path, encoder):
    news, folder = tmp_path / "news", tmp_path / "index"
    build_index(write(news, rain=RAIN, snow=SNOW), folder, encoder=encoder)
    (news / "snow.txt").unlink()
    build_index(Reading([find("/elsewhere/wind.txt", WIND)]), folder)
    assert build_index(read_articles([news]), folder, keep_removed=True).removed == 0
    assert texts_of(folder) == {RAIN, SNOW, WIND}
    assert build_index(read_articles([news]), folder).removed == 1
    assert texts_of(folder) == {RAIN, WIND}


def test_what_is_there_and_cannot_be_read_is_not_gone(tmp_path, encoder):
    news, folder = tmp_path / "news", tmp_path / "index"
    (tmp_path / "news").mkdir()
    (news / "many.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in (SNOW, WIND)))
    build_index(write(news, rain=RAIN), folder, encoder=encoder)
    (news / "rain.txt").write_bytes(b"\xff")
    (news / "many.jsonl").write_text(json.dumps({"text": SNOW}))
    report = build_index(read_articles([news]), folder)
    assert (report.removed, len(report.skipped)) == (1, 1)
    assert texts_of(folder) == {RAIN, SNOW}


def test_a_folder_beside_the_one_read_keeps_its_articles(tmp_path, encoder):
    build_index(write(tmp_path / "news-old", snow=SNOW), tmp_path / "index", encoder=encoder)
    assert build_index(write(tmp_path / "news", rain=RAIN), tmp_path / "index").removed == 0


def test_copies_are_one_article_with_several_places(tmp_path, encoder):
    report = build_index(write(tmp_path / "news", a=RAIN, b=RAIN), tmp_path / "index", encoder=encoder)
    assert (report.articles, report.skipped) == (1, ())
    (tmp_path / "news" / "a.txt").unlink()
    assert build_index(read_articles([tmp_path / "news"]), tmp_path / "index").removed == 0


def test_rolling_back_goes_to_the_older_generation_and_no_further(tmp_path, encoder):
    build_index(Reading([find("a", RAIN)]), tmp_path, encoder=encoder)
    build_index(Reading([find("b", SNOW)]), tmp_path)
    build_index(Reading([find("c", WIND)]), tmp_path)
    assert roll_back(tmp_path) == find_current(tmp_path).name
    assert texts_of(tmp_path) == {RAIN, SNOW}
    with pytest.raises(IndexMissing, match="no generation before"):
        roll_back(tmp_path)
    # The next build follows the restored generation, and keeps it.
    build_index(Reading([find("d", "Fog lay over Aral.")]), tmp_path)
    assert texts_of(tmp_path) == {RAIN, SNOW, "Fog lay over Aral."}
    roll_back(tmp_path)
    assert texts_of(tmp_path) == {RAIN, SNOW}


def test_what_was_gone_back_from_is_not_gone_back_to_while_a_reader_still_holds_it(tmp_path, encoder):
    for place, text in [("a", RAIN), ("b", SNOW), ("c", WIND)]:
        build_index(Reading([find(place, text)]), tmp_path, encoder=encoder)
    held = open_index(tmp_path)
    roll_back(tmp_path)
    build_index(Reading([find("d", "Fog lay over Aral.")]), tmp_path)
    assert held.path.exists()
    roll_back(tmp_path)
    assert texts_of(tmp_path) == {RAIN, SNOW}
    # Neither that one nor the later one leads to it.
    with pytest.raises(IndexMissing, match="no generation before"):
        roll_back(tmp_path)


def test_a_damaged_generation_is_not_gone_back_to(tmp_path, encoder):
    build_index(Reading([find("a", RAIN)]), tmp_path, encoder=encoder)
    older = find_current(tmp_path)
    build_index(Reading([find("b", SNOW)]), tmp_path)
    (older / "segment-000001" / "vectors.faiss").write_bytes(b"x")
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss"):
        roll_back(tmp_path)
    assert texts_of(tmp_path) == {RAIN, SNOW}


def test_a_reader_keeps_its_generation_across_builds(tmp_path, encoder):
    build_index(Reading([find("a", RAIN)]), tmp_path, encoder=encoder)
    held = open_index(tmp_path)
    for place, text in [("b", SNOW), ("c", WIND), ("d", "Fog lay over Aral.")]:
        build_index(Reading([find(place, text)]), tmp_path)
    # Only its articles were read before.
    assert [hit.passage.text for hit in retrieve("rain in Almaty", index=held)] == [RAIN]
    del held
    gc.collect()
    build_index(Reading([find("e", "Hail fell in Semey.")]), tmp_path)
    assert len(list(tmp_path.glob("generation-*"))) == 2


def test_an_old_generation_that_cannot_be_removed_does_not_make_a_build_fail(tmp_path, encoder):
    build_index(Reading([find("a", RAIN)]), tmp_path, encoder=encoder)
    oldest = find_current(tmp_path)
    build_index(Reading([find("b", SNOW)]), tmp_path)
    (oldest / "MANIFEST.json").unlink()
    (oldest / "MANIFEST.json").mkdir()
    assert build_index(Reading([find("c", WIND)]), tmp_path).new == 1
    assert texts_of(tmp_path) == {RAIN, SNOW, WIND}
    assert oldest.exists()


def test_a_failed_removal_is_reported_and_retried(tmp_path, encoder, monkeypatch):
    for place, text in [("a", RAIN), ("b", SNOW)]:
        build_index(Reading([find(place, text)]), tmp_path, encoder=encoder)
    told = []

    def refuse(path, remove=shutil.rmtree, **options):
        if "generation-" in path.name:
            raise PermissionError(1, "not yours", str(path))
        remove(path, **options)

    with monkeypatch.context() as broken:
        broken.setattr("index.generation.generations.shutil.rmtree", refuse)
        for place, text in [("c", WIND), ("d", "Fog lay over Aral.")]:
            build_index(Reading([find(place, text)]), tmp_path, warn=told.append)
    assert sum("could not be removed" in sentence and "generation-000001" in sentence for sentence in told) == 2
    build_index(Reading([find("e", "Hail fell in Semey.")]), tmp_path)
    assert not list(tmp_path.glob("draft-*"))
    assert len(list(tmp_path.glob("generation-*"))) == 2


def test_one_generation_of_a_place_stays_open_for_those_who_name_the_place(tmp_path, encoder):
    for place, text in [("a", RAIN), ("b", SNOW), ("c", WIND), ("d", "Fog lay over Aral.")]:
        build_index(Reading([find(place, text)]), tmp_path, encoder=encoder)
        assert text in {hit.passage.text for hit in retrieve(text, index=tmp_path)}
    gc.collect()
    build_index(Reading([find("e", "Hail fell in Semey.")]), tmp_path)
    assert len(list(tmp_path.glob("generation-*"))) == 2


def test_what_is_kept_for_an_index_keeps_no_generation(tmp_path, encoder):
    build_index(Reading([find("a", RAIN)]), tmp_path, encoder=encoder)
    index = open_index(tmp_path)
    assert library_html(index) and charts_html(index) is charts_html(index) and read_names(index)
    oldest = index.path
    del index
    gc.collect()
    for place, text in [("b", SNOW), ("c", WIND)]:
        build_index(Reading([find(place, text)]), tmp_path)
    assert not oldest.exists()


def test_generations_of_one_model_share_its_encoder_also_when_the_older_ones_are_removed(tmp_path, shipped_folder):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    first = open_index(folder)
    encoder, probe = first.encoder, first.encoder.encode_query(RAIN).vector
    generation = first.path
    del first
    gc.collect()
    for place, text in enumerate((RAIN, SNOW, WIND)):
        build_index(Reading([find(str(place), text)]), folder)
    assert not generation.exists()
    assert open_index(folder).encoder is encoder
    build_index(Reading([find("rain", RAIN)]), tmp_path / "other", encoder=encoder)
    assert (open_index(tmp_path / "other").encoder.encode_query(RAIN).vector == probe).all()


def test_the_files_of_a_removed_generation_are_closed_at_once(tmp_path, encoder):
    """Without the garbage collector, which may come late."""

    def count_open():
        files = [path for path in Path("/proc/self/fd").iterdir() if path.exists() and folder in str(path.resolve())]
        mapped = [line for line in Path("/proc/self/maps").read_text().splitlines() if folder in line]
        return len(files) + len(mapped)

    folder = str(tmp_path / "index")
    build_index(Reading([find("0", RAIN)]), tmp_path / "index", encoder=encoder)
    service = Service(tmp_path / "index")
    gc.collect()
    gc.disable()
    try:
        counts = []
        for number in range(1, 6):
            build_index(Reading([find("1", f"{SNOW} It was day {number}.")]), tmp_path / "index")
            assert Transcript(service).show(AskRequest("Where did snow fall?")).answered
            assert library_html(service.index) and finish_steps(service.suggest(())) == []
            counts.append(count_open())
    finally:
        gc.enable()
    assert counts[-1] <= counts[0]


def test_threads_open_a_new_generation_once(tmp_path, encoder):
    opened, together = [], Barrier(8)
    newest = NewestIndex(tmp_path / "index", on_open=lambda index: opened.append(index.generation))

    def open_newest(_):
        together.wait()
        return newest.open()

    for number, (name, text) in enumerate([("rain", RAIN), ("snow", SNOW)], start=1):
        build_index(Reading([find(name, text)]), tmp_path / "index", encoder=encoder)
        with ThreadPoolExecutor(8) as threads:
            first, *others = threads.map(open_newest, range(8))
        assert all(other is first for other in others)
        assert (len(first.articles), len(opened)) == (number, number)
        assert opened[-1] == first.generation == find_current(tmp_path / "index").name


def test_what_failed_when_a_generation_was_opened_is_tried_again(tmp_path, encoder):
    build_index(Reading([find("rain", RAIN)]), tmp_path / "index", encoder=encoder)
    failures, opened = [MemoryError(), MemoryError()], []

    def find_examples(index):
        if failures:
            raise failures.pop()
        opened.append(index.generation)

    newest = NewestIndex(tmp_path / "index", on_open=find_examples)
    for _ in range(2):
        with pytest.raises(MemoryError):
            newest.open()
    assert newest.open() is newest.open()
    assert opened == [find_current(tmp_path / "index").name]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o755), (0o077, 0o700)])
def test_the_umask_decides_who_may_read_an_index(tmp_path, encoder, umask, mode):
    former = os.umask(umask)
    try:
        build_index(Reading([find("rain", RAIN)]), tmp_path / "index", encoder=encoder)
    finally:
        os.umask(former)
    folders = [path for path in [tmp_path / "index", *(tmp_path / "index").rglob("*")] if path.is_dir()]
    assert find_current(tmp_path / "index") in folders
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in folders} == {
        path.name: oct(mode) for path in folders
    }
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert {path.name for path in files if path.stat().st_mode & umask} == set()
