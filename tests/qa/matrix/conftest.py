"""A matrix over the shipped articles, and indexes of one article."""

from collections.abc import Callable

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from index.types import Encoder
from qa.matrix.filling import fill_matrix
from qa.matrix.matrix import Matrix
from tests.qa.matrix.tables import QUESTIONS


@pytest.fixture(scope="module")
def matrix(shipped: Index) -> Matrix:
    return fill_matrix(QUESTIONS, index=shipped)


@pytest.fixture
def build_hostile(tmp_path, encoder: Encoder) -> Callable[..., Index]:
    def build(text: str, title: str = "", source: str = "") -> Index:
        found = [FoundArticle(make_article(text, title=title, source=source), "0")]
        build_index(Reading(found), tmp_path / "index", encoder=encoder)
        return open_index(tmp_path / "index")

    return build
