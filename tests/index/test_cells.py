"""Large segments are searched by cells: little is missed, and nothing where a filter leaves few."""

from typing import Any

import faiss
import numpy as np
import pytest

from index import products
from index.checked import CheckedPath
from index.segment.dense import DenseSegment
from ui.cli.doctor import examine

STATISTICS: Any = faiss.cvar
"""Counters of FAISS, which its stubs do not list."""
COUNT, GROUPS, DIMENSION = 4_000, 80, 48


@pytest.fixture(scope="module")
def vectors():
    """Unit vectors around centres that the segment does not know."""
    draw = np.random.default_rng(7)
    centres = draw.normal(size=(GROUPS, DIMENSION))
    rows = centres[draw.integers(GROUPS, size=COUNT)] + 0.7 * draw.normal(size=(COUNT, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def segment(vectors, tmp_path, monkeypatch):
    monkeypatch.setattr("index.segment.dense.CELLS_FROM", 1_000)
    monkeypatch.setattr("index.segment.dense.CELL_SIZE", 40)
    DenseSegment.build(vectors).save(tmp_path)
    return DenseSegment.open(CheckedPath.of(tmp_path))


def find_exactly(vectors, query, allowed):
    scores = np.where(allowed, vectors.astype(np.float16).astype(np.float32) @ query, -2)
    return set(np.argsort(-scores)[:10].tolist())


def test_by_cells_nearly_all_of_the_best_are_found_and_only_an_eighth_is_compared(segment, vectors):
    draw = np.random.default_rng(8)
    every, found = np.ones(COUNT, dtype=bool), []
    for row in draw.integers(COUNT, size=100):
        query = vectors[row] + 0.1 * draw.normal(size=DIMENSION).astype(np.float32)
        STATISTICS.indexIVF_stats.reset()
        scores, rows = segment.search(query, 10, every)
        assert (np.diff(scores) <= 0).all()
        found.append(len(find_exactly(vectors, query, every) & set(rows.tolist())) / 10)
        assert 0.05 < STATISTICS.indexIVF_stats.ndis / COUNT < 0.25
    assert np.mean(found) > 0.95


def test_where_a_filter_leaves_few_all_of_these_are_compared(segment, vectors):
    draw = np.random.default_rng(9)
    allowed = np.zeros(COUNT, dtype=bool)
    allowed[draw.choice(COUNT, size=500, replace=False)] = True
    for query in vectors[:50]:
        _, rows = segment.search(query, 10, allowed)
        assert set(rows.tolist()[:10]) == find_exactly(vectors, query, allowed)


def test_a_filter_that_leaves_many_is_kept_within_the_cells(segment, vectors):
    allowed = np.arange(COUNT) % 4 > 0
    for query in vectors[:50]:
        scores, rows = segment.search(query, 10, allowed)
        assert len(rows) >= 10
        assert allowed[rows].all()
        exact = vectors[rows].astype(np.float16).astype(np.float32) @ query
        assert np.abs(exact - scores).max() < 1e-5


def test_more_than_the_cells_hold_can_be_wanted(segment, vectors):
    _, rows = segment.search(vectors[0], 2_000, np.ones(COUNT, dtype=bool))
    assert len(rows) >= 2_000
    assert len(set(rows.tolist())) == len(rows)
    assert rows[0] == 0


def test_a_filter_that_leaves_nothing_near_the_query_finds_the_best_of_the_rest(segment, vectors):
    """Of two subjects one is asked for, and the filter keeps the other: more rows than `CELLS_FROM`."""
    allowed = vectors @ vectors[0] < 0.0
    assert 1_000 < np.count_nonzero(allowed) < 0.9 * COUNT
    _, rows = segment.search(vectors[0], 10, allowed)
    assert set(rows[:10].tolist()) == find_exactly(vectors, vectors[0], allowed)


def test_a_vector_that_nearly_all_rows_repeat_hides_none_of_the_rows_that_are_wanted(vectors, tmp_path, monkeypatch):
    monkeypatch.setattr("index.segment.dense.CELLS_FROM", 1_000)
    repeated = np.concatenate([np.repeat(vectors[:1], 3_600, axis=0), vectors[:400]])
    DenseSegment.build(repeated).save(tmp_path)
    _, rows = DenseSegment.open(CheckedPath.of(tmp_path)).search(vectors[5], 100, np.ones(len(repeated), dtype=bool))
    assert len(rows) >= 100 and 3_605 in rows


def test_which_cells_are_searched_does_not_depend_on_the_last_bits_of_a_product(segment, vectors, monkeypatch):
    """A CPU with wider registers adds up in another order; FAISS alone would then search other cells."""
    from index.segment import dense

    every, draw = np.ones(COUNT, dtype=bool), np.random.default_rng(10)
    queries = draw.normal(size=(200, DIMENSION)).astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    # Cells whose centres are as near as others: which of them is the last one depends on the least difference.
    centres = segment._centres = segment._centres.copy()
    centres[1::2] = centres[::2] + draw.normal(scale=1e-8, size=centres[::2].shape).astype(np.float32)
    expected = [segment.search(query, 10, every)[1].tolist() for query in queries]
    real = products.multiply

    def multiply(left, right):
        product = real(left, right)
        noise = draw.normal(scale=1e-7, size=product.shape).astype(np.float32)
        return product + noise if product.dtype == np.float32 else product

    monkeypatch.setattr(dense, "multiply", multiply)
    assert [segment.search(query, 10, every)[1].tolist() for query in queries] == expected


def test_the_vectors_are_read_back_by_their_rows(segment, vectors):
    rows = np.array([7, 0, COUNT - 1, 7])
    assert np.array_equal(segment.read(rows), vectors[rows].astype(np.float16).astype(np.float32))
    assert segment.read(rows[:0]).shape == (0, DIMENSION)
    assert segment.shape == (COUNT, DIMENSION)


def test_the_same_vectors_give_the_same_file(vectors, monkeypatch, tmp_path):
    monkeypatch.setattr("index.segment.dense.CELLS_FROM", 1_000)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        DenseSegment.build(vectors).save(tmp_path / name)
    assert (tmp_path / "one" / "vectors.faiss").read_bytes() == (tmp_path / "other" / "vectors.faiss").read_bytes()


def test_a_small_segment_has_no_cells(vectors):
    assert not DenseSegment.build(vectors).has_cells


def test_an_index_with_cells_answers_and_doctor_reports_them(build, tmp_path, monkeypatch):
    monkeypatch.setattr("index.segment.dense.CELLS_FROM", 30)
    monkeypatch.setattr("index.segment.dense.CELL_SIZE", 8)
    index = build(*(f"Report {number} tells of the fish in lake {number % 7}." for number in range(60)))
    assert len(index.dense.search(index.encoder.encode_query("fish in a lake").vector, 5)) >= 5
    findings = {finding.what: finding for finding in examine(tmp_path / "index")}
    assert findings["index"].detail.endswith("1 of 1 segments searched by cells")
