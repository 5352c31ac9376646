"""Several processes that change collections at once: none hides, replaces or opens what another one did."""

import pytest
from filelock import lock_descriptor

from corpus.errors import CollectionMissing, IndexBusy, UserError
from index.collections import collection_folders
from index.collections.collection_folders import (
    create_collection,
    delete_collection,
    describe_collection,
    list_deleted,
    list_names,
    rename_collection,
    restore_collection,
)
from index.generation.locking import lock_index
from index.opening import open_index
from qa.clippings.keeping import quote_place, save_clipping
from qa.standing.standing_changes import add_standing
from tests.index.collections.filling import fill


def test_a_collection_that_is_being_built_stays(tmp_path):
    folder = create_collection(tmp_path, "news")
    with lock_index(folder):
        for attempt in (lambda: delete_collection(tmp_path, "news"), lambda: rename_collection(tmp_path, "news", "x")):
            with pytest.raises(IndexBusy):
                attempt()
    assert list_names(tmp_path) == ["default", "news"]


def change_meanwhile(monkeypatch, change):
    """Let another process change the collections once, right before the list of collections is locked."""
    changing, waiting = collection_folders._changing, [change]

    def changed(root):
        if waiting:
            waiting.pop()()
        return changing(root)

    monkeypatch.setattr(collection_folders, "_changing", changed)


@pytest.mark.parametrize(
    "second",
    [
        lambda root: delete_collection(root, "news"),
        lambda root: rename_collection(root, "news", "later"),
    ],
)
def test_of_two_processes_that_take_a_collection_away_the_second_is_refused(tmp_path, encoder, monkeypatch, second):
    fill(create_collection(tmp_path, "news"), encoder, "The dam held.")
    change_meanwhile(monkeypatch, lambda: delete_collection(tmp_path, "news"))
    with pytest.raises(CollectionMissing, match="no collection news"):
        second(tmp_path)
    assert list_names(tmp_path) == ["default"]
    # Nothing hides the collection from those who restore it.
    assert len(list_deleted(tmp_path)) == 1
    restore_collection(tmp_path, "news")
    assert describe_collection(tmp_path, "news").articles == 1


def test_a_deleted_collection_is_restored_once(tmp_path, monkeypatch):
    create_collection(tmp_path, "news")
    delete_collection(tmp_path, "news")
    change_meanwhile(monkeypatch, lambda: restore_collection(tmp_path, "news"))
    with pytest.raises(CollectionMissing, match="no collection news"):
        restore_collection(tmp_path, "news", "second")
    assert list_names(tmp_path) == ["default", "news"]


def test_a_build_does_not_create_a_deleted_collection_again(tmp_path, encoder):
    """Its `access.json` is in the trash, so that everybody could read what the build writes."""
    folder = create_collection(tmp_path, "board")
    (folder / "access.json").write_text('{"read": ["ada"]}')
    fill(folder, encoder, "The dam held.")
    index = open_index(folder)
    delete_collection(tmp_path, "board")
    with pytest.raises(CollectionMissing, match="no collection board"):
        fill(folder, encoder, "The bridge fell.")
    with pytest.raises(UserError):
        save_clipping(folder, quote_place(index, next(iter(index.articles)), 0, 13))
    with pytest.raises(UserError):
        add_standing(index, "What held?")
    assert list_names(tmp_path) == ["default"]


def test_a_build_that_waited_for_a_collection_to_be_renamed_is_refused(tmp_path, monkeypatch):
    folder = create_collection(tmp_path, "news")

    def rename_first(descriptor, **options):
        monkeypatch.undo()
        rename_collection(tmp_path, "news", "later")
        return lock_descriptor(descriptor, **options)

    monkeypatch.setattr("index.generation.locking.lock_descriptor", rename_first)
    with pytest.raises(IndexBusy, match="moved by another process"), lock_index(folder):
        pytest.fail("two processes may now build the same index")
    assert list_names(tmp_path) == ["default", "later"]
