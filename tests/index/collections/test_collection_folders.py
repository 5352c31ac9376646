"""Names and folders of collections: attacks on names first, then create, rename, delete, restore and prune."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CollectionExists, CollectionMissing, CollectionNameError, TrashFull, UserError
from corpus.index_folders import find_index
from index.collections import collection_folders
from index.collections.collection_folders import (
    create_collection,
    delete_collection,
    describe_collection,
    find_collection_folder,
    list_deleted,
    list_names,
    prune_collections,
    rename_collection,
    restore_collection,
)
from index.collections.collection_names import MAX_NAME_LENGTH, check_name, is_name
from index.opening import open_index
from tests.index.collections.filling import fill

UNSAFE = [
    *(
        "",
        " ",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "/etc",
        "~",
        "-x",
        "_x",
        ".hidden",
        "a.b",
        "a b",
        "a\0b",
        "a\nb",
        "news\n",
    ),
    *("News", "NEWS", "neẁs", "nеws", "ｎｅｗｓ", "news\u200b", "news\u202e", "ﬁle", "naïve", "ß", "news\u0301"),
    *("con", "nul", "com1", "lpt9", "all", "collections", "trash", "generation-000001-0123456789ab", "draft-x"),
    *("a" * (MAX_NAME_LENGTH + 1), "%2e%2e", "a%00", "news@20260101T000000000000Z", "*", "a,b", "$HOME", "`id`"),
]


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_name_is_refused_everywhere(name, tmp_path):
    create_collection(tmp_path, "mine")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    for attempt in (
        lambda: create_collection(tmp_path, name),
        lambda: rename_collection(tmp_path, "mine", name),
        lambda: rename_collection(tmp_path, name, "other"),
        lambda: delete_collection(tmp_path, name),
        lambda: restore_collection(tmp_path, name),
        lambda: find_collection_folder(tmp_path, name),
    ):
        with pytest.raises(CollectionNameError) as refused:
            attempt()
        assert refused.value.remedy
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@given(st.text(max_size=60))
def test_a_name_that_is_accepted_is_one_plain_part_of_a_path(text):
    if is_name(text):
        assert text.isascii()
        assert text == text.lower()
        assert text.replace("-", "").replace("_", "").isalnum()
        assert len(text) <= MAX_NAME_LENGTH
    else:
        with pytest.raises(CollectionNameError):
            check_name(text)


def test_the_default_collection_is_the_index_itself_and_stays(tmp_path):
    assert find_collection_folder(tmp_path, "default") == tmp_path
    for attempt in (
        lambda: create_collection(tmp_path, "default"),
        lambda: delete_collection(tmp_path, "default"),
        lambda: rename_collection(tmp_path, "default", "other"),
    ):
        with pytest.raises(CollectionNameError, match="default"):
            attempt()


def test_links_files_and_foreign_folders_are_no_collections(tmp_path):
    create_collection(tmp_path, "news")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "collections" / "linked").symlink_to(outside)
    (tmp_path / "collections" / "Capital").mkdir()
    (tmp_path / "collections" / "file").write_text("")
    assert list_names(tmp_path) == ["default", "news"]
    with pytest.raises(CollectionMissing):
        find_collection_folder(tmp_path, "linked")
    with pytest.raises(CollectionMissing):
        delete_collection(tmp_path, "linked")
    # No name is taken over from what lies there, nor overwritten.
    for name in ("linked", "file", "news"):
        with pytest.raises(CollectionExists):
            create_collection(tmp_path, name)
    assert outside.is_dir()


def test_a_collection_is_created_renamed_deleted_and_restored_with_its_articles(tmp_path, encoder):
    root = tmp_path / "index"
    fill(create_collection(root, "news"), encoder, "A barn owl lays four to seven eggs in May.")
    assert describe_collection(root, "news").articles == 1
    rename_collection(root, "news", "owls")
    assert list_names(root) == ["default", "owls"]
    deleted = delete_collection(root, "owls")
    assert list_names(root) == ["default"]
    with pytest.raises(CollectionMissing):
        find_collection_folder(root, "owls")
    assert [one.name for one in list_deleted(root)] == ["owls"]
    assert deleted.folder.is_dir()
    assert restore_collection(root, "owls") == "owls"
    assert len(open_index(find_collection_folder(root, "owls")).articles) == 1
    assert list_deleted(root) == []


def test_the_default_index_is_built_after_collections_were_created(tmp_path, encoder):
    create_collection(tmp_path, "news")
    fill(tmp_path, encoder, "The dam held.")
    assert list_names(tmp_path) == ["default", "news"]
    assert describe_collection(tmp_path, "default").articles == 1
    assert describe_collection(tmp_path, "news").articles == 0


def test_a_restored_collection_replaces_no_other(tmp_path):
    create_collection(tmp_path, "news")
    delete_collection(tmp_path, "news")
    (create_collection(tmp_path, "news") / "access.json").write_text('{"read": []}')
    with pytest.raises(CollectionExists):
        restore_collection(tmp_path, "news")
    assert restore_collection(tmp_path, "news", "old-news") == "old-news"
    assert list_names(tmp_path) == ["default", "news", "old-news"]
    with pytest.raises(CollectionExists):
        rename_collection(tmp_path, "old-news", "news")


def test_no_collection_is_created_or_restored_beyond_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("index.collections.collection_folders.MAX_COLLECTIONS", 2)
    create_collection(tmp_path, "one")
    create_collection(tmp_path, "two")
    delete_collection(tmp_path, "two")
    create_collection(tmp_path, "three")
    for add in (create_collection, restore_collection):
        with pytest.raises(CollectionExists, match="2 collections already"):
            add(tmp_path, "two")
    assert list_names(tmp_path) == ["default", "one", "three"]
    delete_collection(tmp_path, "one")
    assert restore_collection(tmp_path, "two") == "two"


def test_the_trash_is_emptied_by_prune_alone(tmp_path):
    for _ in range(2):
        create_collection(tmp_path, "news")
        delete_collection(tmp_path, "news")
    assert prune_collections(tmp_path, timedelta(days=1)) == []
    assert len(list_deleted(tmp_path)) == 2
    (tmp_path / "trash" / "foreign").mkdir()
    assert [one.name for one in prune_collections(tmp_path)] == ["news", "news"]
    assert [path.name for path in (tmp_path / "trash").iterdir()] == ["foreign"]
    with pytest.raises(CollectionMissing):
        restore_collection(tmp_path, "news")


def test_a_folder_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "collections").write_text("")
    with pytest.raises(UserError, match="cannot be changed"):
        create_collection(tmp_path, "news")
    assert list_names(tmp_path) == ["default"]


def test_the_files_of_collections_are_never_read_as_articles(tmp_path, encoder):
    root = tmp_path / "index"
    fill(root, encoder, "The dam held.")
    fill(create_collection(root, "news"), encoder, "The bridge fell.")
    (root / "collections" / "news" / "access.json").write_text("{}")
    gone = delete_collection(root, "news").folder
    create_collection(root, "empty")
    for path in (gone / "access.json", gone / "CURRENT", gone, root / "collections" / "empty", root / "trash"):
        assert find_index(path) is not None, path


def test_the_trash_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(collection_folders, "MAX_DELETED", 2)
    for name in ("one", "two", "three"):
        create_collection(tmp_path, name)
    delete_collection(tmp_path, "one")
    delete_collection(tmp_path, "two")
    with pytest.raises(TrashFull) as refused:
        delete_collection(tmp_path, "three")
    assert "prune" in refused.value.remedy
    assert list_names(tmp_path) == ["default", "three"]
    prune_collections(tmp_path)
    assert delete_collection(tmp_path, "three").name == "three"


def test_a_link_to_a_collection_has_no_collections_either(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(create_collection(tmp_path / "index", "news"))
    with pytest.raises(CollectionMissing, match="has none itself"):
        create_collection(link, "nested")
    assert not list(link.iterdir())
