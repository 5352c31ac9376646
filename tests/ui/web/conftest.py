"""A server of three collections, and a guest who opens its page in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.collections.collection_folders import create_collection
from index.types import Encoder
from qa.clippings.clippings_file import CLIPPINGS_FILE
from qa.standing import STANDING_FILE
from tests.support.own_server import serving
from tests.support.visitor import Visitor, visiting

REPORT = (
    "The council met on Monday to discuss the new harbour. Mayor Lena Vogt said the harbour will cost 40 million "
    "euros and open in 2027. Fishermen from three villages had asked for it since the storm. The state pays half."
)
OWLS = "A barn owl lays four to seven eggs in May."
SWANS = "A mute swan builds its nest of reeds."
COLLECTIONS = {"board": {"Harbour": REPORT}, "birds": {"Owls": OWLS, "Swans": SWANS}}
"""The texts of each collection by their titles."""


def build_collections(folder: Path, shipped_folder: Path, encoder: Encoder) -> Path:
    """Build an index of the shipped articles with these collections."""
    shutil.copytree(shipped_folder, folder)
    for name, texts in COLLECTIONS.items():
        found = [FoundArticle(make_article(text, title=title), f"upload:{title}") for title, text in texts.items()]
        build_index(Reading(found), create_collection(folder, name), encoder=encoder)
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory, shipped_folder, encoder) -> Path:
    """These collections, whose articles the tests of a module do not change."""
    return build_collections(tmp_path_factory.mktemp("collections") / "index", shipped_folder, encoder)


@pytest.fixture(scope="module")
def root_address(root, tmp_path_factory) -> Iterator[str]:
    with serving(root, tmp_path_factory.mktemp("none")) as address:
        yield address


@pytest.fixture
def guest(browser, root, root_address) -> Iterator[Visitor]:
    """A visitor of the server of `root`, where nothing is kept or watched yet."""
    for folder in (root, *(root / "collections" / name for name in COLLECTIONS)):
        for name in (CLIPPINGS_FILE, STANDING_FILE):
            (folder / name).unlink(missing_ok=True)
    with visiting(browser, root_address) as visitor:
        yield visitor


@pytest.fixture
def own_root(tmp_path, shipped_folder, encoder) -> Path:
    """Collections that a test may change."""
    return build_collections(tmp_path / "index", shipped_folder, encoder)


@pytest.fixture
def own_guest(browser, own_root, tmp_path) -> Iterator[Visitor]:
    """A visitor of the server of `own_root`."""
    with serving(own_root, tmp_path) as address, visiting(browser, address) as visitor:
        yield visitor
