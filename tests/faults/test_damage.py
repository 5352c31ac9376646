"""Damaged files of an index are refused by name, with the command that repairs them (F4, F5, F6, F17)."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from corpus.errors import IndexDamaged, IndexMissing, UserError
from index.damage import MANIFEST
from index.generation.generations import find_current, roll_back
from index.generation.manifest import find_damage, read_manifest
from index.opening import open_index
from index.segment.dense import DenseSegment
from tests.faults.builds import (
    NEW,
    OLD,
    answers,
    build,
    contents_of,
    open_fake,
    republish,
    run_apart,
    texts_of,
    try_with_few_rights,
)
from ui.cli.main import quotedesk


def files_of(folder):
    return [folder / "CURRENT", *sorted(path for path in find_current(folder).rglob("*") if path.is_file())]


def test_a_file_cut_short_is_refused_by_name(folder):
    for path in files_of(folder):
        content = path.read_bytes()
        for size in {0, 1, len(content) // 10, len(content) // 2, len(content) - 1} - {len(content)}:
            path.write_bytes(content[:size])
            # After its first line the pointer names the generation that a rollback restores; opening does not need it.
            if path.name == "CURRENT" and size >= content.index(b"\n"):
                continue
            with pytest.raises(IndexDamaged, match=rf"{path.name} .*quotedesk (index --full|rollback) --index"):
                open_index(folder)
        path.write_bytes(content)
    assert texts_of(folder) == set(OLD)


def test_an_index_without_read_permission_is_reported(folder):
    with tempfile.TemporaryDirectory() as place:
        # The folders of pytest are closed to others.
        Path(place).chmod(0o755)
        index = shutil.copytree(folder, Path(place) / "index")
        assert run_apart(try_with_few_rights, index, ["open"]) == 0
        segment = next(find_current(index).glob("segment-*"))
        for closed in (index / "CURRENT", find_current(index), segment, segment / "vectors.faiss"):
            mode = closed.stat().st_mode
            closed.chmod(0)
            assert run_apart(try_with_few_rights, index, ["open"]) == 1
            closed.chmod(mode)
        index.chmod(0)
        assert run_apart(try_with_few_rights, index, ["open", "go back", "build"]) == 3
        index.chmod(0o755)


def find_undetected(path, check, first=256, anywhere=200):
    """Flip bits of a file, in the first bytes and in others anywhere, and return the flips that were not detected."""
    content = path.read_bytes()
    random = np.random.default_rng(len(content))
    places = {*range(min(first, len(content))), *random.integers(len(content), size=anywhere).tolist()}
    unseen = []
    for place in sorted(places):
        flipped = bytearray(content)
        flipped[place] ^= 1 << int(random.integers(8))
        path.write_bytes(flipped)
        if not check():
            unseen.append((path.name, place))
    path.write_bytes(content)
    return unseen


@pytest.mark.parametrize(("first", "anywhere"), [(16, 16), pytest.param(256, 200, marks=pytest.mark.long)])
def test_every_flipped_bit_is_seen(folder, first, anywhere):
    generation = find_current(folder)
    manifest = read_manifest(generation)

    for path in files_of(folder)[1:]:
        if path.name == MANIFEST:
            continue

        name = path.relative_to(generation).as_posix()
        alone = replace(manifest, files={name: manifest.files[name]})

        def is_seen(name=name, alone=alone):
            return name in dict(find_damage(generation, alone))

        assert find_undetected(path, is_seen, first, anywhere) == []


def is_refused(folder):
    try:
        read_manifest(find_current(folder))
    except IndexDamaged:
        return True
    return False


def test_a_flipped_bit_of_the_manifest_is_seen(folder):
    assert find_undetected(find_current(folder) / MANIFEST, lambda: is_refused(folder)) == []


def test_a_flipped_bit_of_the_pointer_never_leads_to_another_generation(folder):
    current = find_current(folder)
    unseen = find_undetected(folder / "CURRENT", lambda: is_refused(folder) or find_current(folder) == current)
    assert unseen == []


def test_a_missing_and_a_foreign_file_and_those_of_another_generation_are_refused(folder):
    other = next(path for path in folder.glob("generation-*") if path != find_current(folder))
    for path in files_of(folder)[1:]:
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexDamaged, match=path.name):
            open_index(folder)
        of_other = next(other.rglob(path.name)).read_bytes()
        if of_other != content:
            path.write_bytes(of_other)
            with pytest.raises(IndexDamaged, match=path.name):
                open_index(folder)
        path.write_bytes(content)
    stray = find_current(folder) / "segment-000001" / "lexical" / "more.npy"
    stray.write_bytes(b"x")
    with pytest.raises(IndexDamaged, match=r"lexical/more\.npy .* was added after"):
        open_index(folder)
    stray.rename(stray.with_name(".DS_Store"))
    assert texts_of(folder) == set(OLD)


@pytest.mark.parametrize("has_cells", [False, True], ids=["flat", "in cells"])
@pytest.mark.parametrize("shape", [(2, 17), (3, 16)], ids=["dimension", "count"])
def test_vectors_that_do_not_fit_are_refused(folder, shape, has_cells, monkeypatch):
    if has_cells:
        monkeypatch.setattr("index.segment.dense.CELLS_FROM", 2)
        monkeypatch.setattr("index.segment.dense.CELL_SIZE", 2)
    DenseSegment.build(np.eye(*shape, dtype=np.float32)).save(find_current(folder) / "segment-000001")
    republish(folder)
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss .*does not fit.*quotedesk index --full"):
        answers(open_fake(folder))


@pytest.mark.parametrize("part", ["lexical", "tokens"])
def test_words_and_pieces_of_other_passages_are_refused(folder, part):
    generation = find_current(folder)
    shutil.rmtree(generation / "segment-000001" / part)
    shutil.copytree(generation / "segment-000002" / part, generation / "segment-000001" / part)
    republish(folder)
    with pytest.raises(IndexDamaged, match=f"segment-000001/{part} .*does not fit"):
        getattr(open_fake(folder), part)


@pytest.mark.parametrize("damage", ["segment-000002/vectors.faiss", "segment-000002/signatures.npy", "copies.json"])
def test_a_build_does_not_read_what_is_damaged(folder, damage):
    """Files that a build takes over unread are checked when the index is opened."""
    path = find_current(folder) / damage
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=rf"{damage} .*quotedesk index --full"):
        # The segment of one article is written anew together with the new one.
        build(folder, NEW[:1])
    build(folder, [], full=True)
    assert texts_of(folder) == set(OLD)


def test_a_lost_pointer_is_given_back_by_a_rollback_and_loses_nothing(folder):
    for pointer in ("", "generation-000009-000000000000", "../elsewhere"):
        (folder / "CURRENT").write_text(pointer)
        for attempt in (lambda: open_index(folder), lambda: build(folder, NEW[:1])):
            with pytest.raises(IndexDamaged, match=r"CURRENT .*quotedesk rollback"):
                attempt()
        roll_back(folder)
        assert texts_of(folder) == set(OLD)
    (folder / "CURRENT").unlink()
    with pytest.raises(IndexDamaged, match=r"CURRENT .*quotedesk rollback"):
        build(folder, NEW[:1])


def test_a_rollback_of_nothing_makes_no_folder(tmp_path):
    with pytest.raises(IndexMissing):
        roll_back(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_page_and_default_index_follow_a_rollback(folder, monkeypatch):
    from qa.default_index import resolve_index
    from ui.service import Service

    monkeypatch.setattr("ui.service.example_questions", lambda *_, **__: [])
    service = Service(folder)
    assert len(service.index.articles) == len(resolve_index(folder).articles) == 3
    roll_back(folder)
    service.refresh()
    assert len(service.index.articles) == len(resolve_index(folder).articles) == 2


def test_an_index_can_be_moved_and_names_no_place_of_its_own(folder, tmp_path, old_answers):
    place = os.fsencode(str(folder))
    assert not any(place in content for content in contents_of(folder).values())
    moved = folder.rename(tmp_path / "ein Index für später")
    assert answers(open_fake(moved)) == old_answers
    copied = shutil.copytree(moved, tmp_path / "copy")
    assert answers(open_fake(copied)) == old_answers
    with pytest.raises(UserError):
        open_index(folder)


def test_the_command_names_a_file_whose_time_did_not_change_and_so_does_doctor(shipped_folder, tmp_path):
    copy = shutil.copytree(shipped_folder, tmp_path / "index")
    command = [sys.executable, "-m", "ui", "ask", "How many of the peacekeepers are women?", "--index", str(copy)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    path = next(find_current(copy).rglob("vectors.faiss"))
    content, status = bytearray(path.read_bytes()), path.stat()
    content[5_000] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    result = subprocess.run(command, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")
    assert "vectors.faiss" in result.stderr and "quotedesk index --full" in result.stderr
    assert "Traceback" not in result.stderr
    assert "vectors.faiss" in CliRunner().invoke(quotedesk, ["doctor", "--index", str(copy)]).output
