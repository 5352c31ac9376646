"""Indexes that the tests of faults start from."""

import shutil

import pytest

from index.generation.stamps import STAMPS_FILE
from tests.faults.builds import NEW, OLD, answers, build, open_fake


@pytest.fixture(scope="session")
def two_generations(tmp_path_factory):
    """An index whose next build removes a generation; not to be changed."""
    folder = tmp_path_factory.mktemp("faults") / "index"
    build(folder, OLD[:2])
    build(folder, OLD)
    return folder


@pytest.fixture
def folder(two_generations, tmp_path):
    # Verified files are recorded beside the generations, if an earlier test opened them.
    return shutil.copytree(two_generations, tmp_path / "index", ignore=shutil.ignore_patterns(STAMPS_FILE))


@pytest.fixture(scope="session")
def old_answers(two_generations):
    return answers(open_fake(two_generations))


@pytest.fixture(scope="session")
def new_answers(two_generations, tmp_path_factory):
    folder = tmp_path_factory.mktemp("new")
    build(folder, OLD + NEW)
    return answers(open_fake(folder))
