"""What the tests share: the real model, exported once, the index of the shipped articles, a server and a browser."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.folder_index import FolderIndex
from index.opening import open_index
from index.store import Index
from index.types import Encoder
from tests.support.hostile import HOSTILE_TEXT, HOSTILE_TITLE
from tests.support.own_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.visitor import Visitor

# A slow moment of a shared machine is not a fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
os.environ["HF_HUB_OFFLINE"] = "1"
# It would report its use to its makers.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A user's cache of its own for the tests, which all processes of the run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the five shipped articles, built as a user builds it."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    build_index(read_articles([SHIPPED]), folder)
    return folder


@pytest.fixture(scope="session")
def shipped(shipped_folder: Path) -> Index:
    return open_index(shipped_folder)


@pytest.fixture(scope="session")
def encoder(shipped: Index) -> Encoder:
    return shipped.encoder


@pytest.fixture
def build(tmp_path: Path, encoder: Encoder) -> Callable[..., Index]:
    """Build an index of texts, one article a text, read from the places 0, 1, 2 ..."""

    def build_texts(*texts: str, **options: Any) -> Index:
        found = [FoundArticle(make_article(text), str(place)) for place, text in enumerate(texts)]
        build_index(Reading(found), tmp_path / "index", encoder=encoder, **options)
        return open_index(tmp_path / "index")

    return build_texts


@pytest.fixture(scope="session")
def index_folder(shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped articles and a hostile one, in an index that the server may change."""
    folder = tmp_path_factory.mktemp("web")
    shutil.copytree(shipped_folder, folder / "index")
    hostile = folder / "hostile.jsonl"
    fields = {"title": HOSTILE_TITLE, "text": HOSTILE_TEXT, "source": "<i>The Zorblatt Times</i>", "author": "A\u202eB"}
    hostile.write_text(json.dumps(fields | {"url": "javascript:hacked=8"}), encoding="utf-8")
    build_index(read_articles([hostile]), folder / "index")
    return folder / "index"


@pytest.fixture
def index(index_folder: Path) -> FolderIndex:
    """The current generation of that index: earlier tests may have changed it."""
    return open_index(index_folder)


@pytest.fixture(scope="session")
def address(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of that index."""
    with serving(index_folder, tmp_path_factory.mktemp("empty")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"the browser tests need {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: "Browser", address: str) -> Iterator["Visitor"]:
    from tests.support.visitor import visiting

    with visiting(browser, address) as visitor:
        yield visitor
