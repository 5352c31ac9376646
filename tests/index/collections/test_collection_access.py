"""Who may read a collection and add to it, as a person writes it."""

import os

import pytest

from index.collections.collection_access import ACCESS_FILE, EVERYONE, NOBODY, read_access


def write(folder, content):
    (folder / ACCESS_FILE).write_text(content, encoding="utf-8")
    return read_access(folder)


def test_without_a_file_everyone_may_read_and_add(tmp_path):
    assert read_access(tmp_path) == EVERYONE
    assert EVERYONE.can_read("") and EVERYONE.can_add("")


def test_readers_and_adders_are_those_named(tmp_path):
    access = write(tmp_path, '{"read": ["ada", " grace "], "add": ["ada", "eve"]}')
    assert [access.can_read(user) for user in ("ada", "grace", "eve", "Ada", "", "ada ")] == [True, True] + [False] * 4
    # Whoever may not read may not add either.
    assert [access.can_add(user) for user in ("ada", "grace", "eve", "")] == [True, False, False, False]


def test_with_adders_alone_everyone_may_read(tmp_path):
    access = write(tmp_path, '{"add": ["ada"]}')
    assert access.can_read("") and access.can_read("bob")
    assert access.can_add("ada") and not access.can_add("bob") and not access.can_add("")


def test_an_empty_list_is_nobody(tmp_path):
    assert not write(tmp_path, '{"read": []}').can_read("ada")


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "null", '"ada"', '{"read": "ada"}', '{"read": null}', '{"read": [1]}', '{"read": [""]}'),
        *('{"readers": ["ada"]}', '{"read": ["ada"], "ad": []}', '{"Read": ["ada"]}', "[" * 100_000, '{"add": {}}'),
    ],
)
def test_an_invalid_file_lets_nobody_in(tmp_path, content):
    assert write(tmp_path, content) == NOBODY


def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path):
    (tmp_path / ACCESS_FILE).write_bytes(b'{"read": ["\xff"]}')
    assert read_access(tmp_path) == NOBODY
    (tmp_path / ACCESS_FILE).unlink()
    os.mkfifo(tmp_path / ACCESS_FILE)
    assert read_access(tmp_path) == NOBODY
    (tmp_path / ACCESS_FILE).unlink()
    (tmp_path / ACCESS_FILE).mkdir()
    assert read_access(tmp_path) == NOBODY
