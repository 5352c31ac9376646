"""Large segments are searched by cells: little is missed, and nothing where a filter leaves few."""

import numpy as np
import pytest

from index.checked import CheckedPath
from index.dense import DenseSegment
from ui.doctor import examine

COUNT, GROUPS, DIMENSION = 4_000, 80, 48


@pytest.fixture(scope="module")
def vectors():
    """Unit vectors around centres that nobody told the segment of."""
    draw = np.random.default_rng(7)
    centres = draw.normal(size=(GROUPS, DIMENSION))
    rows = centres[draw.integers(GROUPS, size=COUNT)] + 0.7 * draw.normal(size=(COUNT, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def segment(vectors, tmp_path, monkeypatch):
    monkeypatch.setattr("index.dense.CELLS_FROM", 1_000)
    monkeypatch.setattr("index.dense.CELL_SIZE", 40)
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
        scores, rows = segment.search(query, 10, every)
        assert (np.diff(scores) <= 0).all()
        found.append(len(find_exactly(vectors, query, every) & set(rows.tolist())) / 10)
        assert 0.05 < segment.cells.choose(query).mean() < 0.25
    assert np.mean(found) > 0.95


def test_where_a_filter_leaves_few_all_of_these_are_compared(segment, vectors):
    draw = np.random.default_rng(9)
    allowed = np.zeros(COUNT, dtype=bool)
    allowed[draw.choice(COUNT, size=500, replace=False)] = True
    for query in vectors[:50]:
        _, rows = segment.search(query, 10, allowed)
        assert set(rows.tolist()[:10]) == find_exactly(vectors, query, allowed)


def test_a_small_segment_has_no_cells(vectors):
    assert DenseSegment.build(vectors).cells is None


def test_an_index_with_cells_answers_and_doctor_tells_of_them(build, tmp_path, monkeypatch):
    monkeypatch.setattr("index.dense.CELLS_FROM", 30)
    monkeypatch.setattr("index.dense.CELL_SIZE", 8)
    index = build(*(f"Report {number} tells of the fish in lake {number % 7}." for number in range(60)))
    assert len(index.dense.search(index.encoder.encode_query("fish in a lake").vector, 5)) >= 5
    findings = {finding.what: finding for finding in examine(tmp_path / "index")}
    assert findings["index"].detail.endswith("1 of 1 segments searched by cells")
