"""What the tests share: the real model, exported once, and the index of the shipped articles."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from index.build import build_index
from index.encoder import Encoder
from index.store import Index, open_index

# A slow moment of a shared machine is not a fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
os.environ["HF_HUB_OFFLINE"] = "1"


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

    def build_texts(*texts: str, **options: object) -> Index:
        found = [FoundArticle(make_article(text), str(place)) for place, text in enumerate(texts)]
        build_index(Reading(found), tmp_path / "index", encoder=encoder, **options)
        return open_index(tmp_path / "index")

    return build_texts
