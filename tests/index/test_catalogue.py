"""The catalogue finds an article by its id, and nothing by anything else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.checked import CheckedPath
from index.generation.catalogue import NO_ARTICLES, Catalogue

IDS = st.lists(st.text("0123456789abcdef", min_size=16, max_size=16), unique=True, max_size=8).map(sorted)


@given(IDS)
def test_every_id_is_found_where_it_was_put(tmp_path_factory, ids):
    folder = tmp_path_factory.mktemp("generation")
    NO_ARTICLES.follow(ids, {"segment-000001": ids[::2], "segment-000002": ids[1::2]}).save(folder)
    catalogue = Catalogue.open(CheckedPath.of(folder), ["segment-000001", "segment-000002"][: len(ids)])
    assert list(catalogue) == ids
    assert [catalogue.id_at(row) for row in range(len(ids))] == ids
    assert [catalogue[id] for id in ids] == [(f"segment-00000{1 + n % 2}", n // 2) for n in range(len(ids))]


def test_those_that_stay_keep_their_places():
    first = NO_ARTICLES.follow(["aa", "bb", "cc"], {"one": ["aa", "bb", "cc"]})
    then = first.follow(["ab", "bb", "cc"], {"two": ["ab"]})
    assert dict(then) == {"ab": ("two", 0), "bb": ("one", 1), "cc": ("one", 2)}
    # An empty segment is left out.
    assert first.follow(["ab"], {"two": ["ab"]}).segments == ["two"]


@pytest.mark.parametrize("id", ["", "a", "aaa", "zz", "bb\0", "ä", "\ud800", "x" * 1000])
def test_what_is_no_id_is_not_found(id):
    catalogue = NO_ARTICLES.follow(["aa", "bb"], {"one": ["aa", "bb"]})
    assert id not in catalogue
    assert id not in NO_ARTICLES
    with pytest.raises(KeyError):
        catalogue[id]
    assert np.array_equal(catalogue.places, [[0, 0], [0, 1]])
