"""The passage vectors in FAISS; the only file that knows faiss.

Vectors are kept in half precision: that halves the file and the memory, and FAISS, which uses one core for one
question, is through in a quarter of the time. All are compared with a question, as in `IndexFlatIP`, but for those of
large segments, of which only the cells nearest to it are.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.cells import CELL_SIZE, CELLS_FROM, Cells
from index.checked import CheckedPath
from index.encoder import Vectors
from index.layout import Layout, Rows
from index.products import multiply, round_scores
from index.store import Among, as_rows

VECTORS_FILE, CELLS_FILE = "vectors.faiss", "cells.npz"

_ROUNDING = 1e-5
"""How far two CPUs may differ in a cosine that FAISS adds up in single precision, with a wide margin."""

_FURTHER = 10
"""How many vectors behind the last one wanted are mostly enough to find all that `_ROUNDING` leaves in doubt."""

_TRAINED = 40
"""So many vectors a cell are enough to find the centres."""

_SEED = 7


class DenseSegment:
    """Search by inner product over the unit vectors of a segment: a score is a cosine, higher is better."""

    def __init__(self, index: faiss.IndexScalarQuantizer, cells: Cells | None = None) -> None:
        self._index = index
        self.cells = cells

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseSegment":
        """Index vectors of shape (passages, dimension)."""
        kind = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        index.add(vectors)
        return cls(index, _find_cells(vectors) if len(vectors) >= CELLS_FROM else None)

    @classmethod
    def open(cls, folder: CheckedPath) -> "DenseSegment":
        """Check all vectors and map them into memory: FAISS itself does not notice a flipped bit.

        Raises IndexDamaged.
        """
        place, cells = folder / VECTORS_FILE, folder / CELLS_FILE
        with place.reading():
            index = faiss.read_index(str(place.check()), faiss.IO_FLAG_MMAP_IFC)
        return cls(cast(faiss.IndexScalarQuantizer, index), cells.read(Cells.parse) if cells.exists() else None)

    def save(self, folder: Path) -> None:
        """Write the index by our own hand: on a full disk FAISS may leave a short file without an error."""
        (folder / VECTORS_FILE).write_bytes(faiss.serialize_index(self._index).tobytes())
        if self.cells:
            self.cells.save(folder / CELLS_FILE)

    @property
    def vectors(self) -> NDArray[np.float16]:
        """All vectors, shape (passages, dimension), without a copy."""
        count, dimension = self._index.ntotal, self._index.d
        codes = faiss.rev_swig_ptr(self._index.codes.data(), count * self._index.code_size)
        vectors: NDArray[np.float16] = codes.view(np.float16).reshape(count, dimension)
        return vectors

    def search(self, query: Vectors, count: int, allowed: NDArray[np.bool_]) -> tuple[Vectors, Rows]:
        """Return the scores and own rows of the best `count` allowed vectors, with all that nearly equal the last.

        Where few are allowed, or there are no cells, all of them are compared.
        """
        if self.cells and np.count_nonzero(allowed) >= CELLS_FROM:
            allowed = allowed & self.cells.choose(query)
        parameters = None
        if not allowed.all():
            bitmap = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))  # type: ignore[call-arg, arg-type]
        total = int(np.count_nonzero(allowed))
        wanted = min(count + _FURTHER, total)
        while wanted:
            with _one_thread():
                found, own = self._index.search(query[np.newaxis], wanted, params=parameters)
            scores, rows = found[0], own[0]
            if wanted == total or scores[-1] < scores[count - 1] - _ROUNDING:
                return scores, rows
            wanted = min(2 * wanted, total)
        return np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int64)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS to the thread that asks: others have nothing to do for one question, and take a core to wait on."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _find_cells(vectors: Vectors) -> Cells:
    """Group vectors by k-means on the sphere."""
    count = min(len(vectors) // CELL_SIZE, np.iinfo(np.uint16).max)
    found = faiss.Kmeans(
        vectors.shape[1], count, niter=10, spherical=True, seed=_SEED, max_points_per_centroid=_TRAINED
    )
    found.train(vectors)
    _, nearest = found.index.search(vectors, 1)
    return Cells(np.asarray(found.centroids), nearest[:, 0].astype(np.uint16))


class DenseIndex:
    """Search over the vectors of all segments."""

    def __init__(self, segments: Sequence[DenseSegment], layout: Layout) -> None:
        self._segments = segments
        self._layout = layout

    def vectors_of(self, rows: Rows | Sequence[int]) -> Vectors:
        """Return the vectors of rows, shape (rows, dimension)."""
        rows = np.asarray(rows, dtype=np.int64)
        vectors = np.empty((len(rows), self._segments[0].vectors.shape[1]), dtype=np.float32)
        for number, segment in enumerate(self._segments):
            here = self._layout.segment[rows] == number
            vectors[here] = segment.vectors[self._layout.own[rows[here]]]
        return vectors

    def search(self, query: Vectors, count: int, among: Among = None) -> Rows:
        """Return the rows of the best `count` vectors, with all that equal the last; where given only `among` those.

        They are in order of score and row.
        """
        every = zip(
            self._segments,
            self._layout.find_own(None if among is None else as_rows(among)),
            self._layout.rows,
            strict=True,
        )
        found = [(segment.search(query, count, allowed), rows) for segment, allowed, rows in every]
        nearly = np.concatenate([scores for (scores, _), _ in found])
        rows = np.concatenate([of_all[own] for (_, own), of_all in found])
        if len(rows) > count:
            rows = rows[nearly >= np.partition(nearly, -count)[-count] - _ROUNDING]
        scores = self.score(query, rows)
        if len(rows) > count:
            best = scores >= np.partition(scores, -count)[-count]
            scores, rows = scores[best], rows[best]
        return rows[np.lexsort((rows, -scores))]

    def score(self, query: Vectors, rows: Rows | Sequence[int]) -> NDArray[np.float64]:
        """Return the cosine of the query with each of the rows; equal vectors have equal ones, wherever they stand."""
        return round_scores(multiply(self.vectors_of(rows).astype(np.float64), query.astype(np.float64)))
