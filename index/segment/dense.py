"""The passage vectors in FAISS; the only module that imports faiss.

Vectors are stored in half precision: that halves file and memory, and FAISS, which uses one core per question, takes a
quarter of the time. A question is compared with all vectors, as in `IndexFlatIP`; in large segments, only with those of
the nearest cells.
(An inverted file: Jégou and others, "Product Quantization for Nearest Neighbor Search", 2011, without its codes.)
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.checked import CheckedPath
from index.products import multiply, round_scores
from index.rows import Layout
from index.types import Among, Rows, Vectors, as_rows

VECTORS_FILE = "vectors.faiss"

CELLS_FROM = 1 << 16
"""Number of vectors from which a segment has cells; a smaller one is searched completely, in about 3 ms."""

CELL_SIZE = 40
"""Average number of vectors in a cell."""

VISITED = 1 / 8
"""Fraction of the cells that is searched: recall@10 is .984 on SQuAD; a sixteenth gives .964."""

NEARLY_ALL = 0.9
"""Minimum fraction of a segment's vectors that a filter must allow for a search by cells."""

_ROUNDING = 1e-5
"""Maximum difference of a cosine between two CPUs in single precision, with a wide margin."""

_FURTHER = 10
"""Number of extra vectors fetched; usually enough to include all within `_ROUNDING` of the last one."""

_TRAINED = 40
"""Number of training vectors per cell."""

_SEED = 7

_HALF = faiss.ScalarQuantizer.QT_fp16


class DenseSegment:
    """Search by inner product over the unit vectors of a segment: a score is a cosine, higher is better."""

    def __init__(self, index: faiss.IndexScalarQuantizer | faiss.IndexIVFScalarQuantizer) -> None:
        self._index = index
        self._centres = _view_centres(index) if isinstance(index, faiss.IndexIVFScalarQuantizer) else None

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseSegment":
        """Index vectors of shape (passages, dimension)."""
        if len(vectors) >= CELLS_FROM:
            return cls(_group(vectors))
        index = faiss.IndexScalarQuantizer(vectors.shape[1], _HALF, faiss.METRIC_INNER_PRODUCT)
        index.add(vectors)
        return cls(index)

    @classmethod
    def open(cls, folder: CheckedPath) -> "DenseSegment":
        """Check all vectors and map them into memory: FAISS itself does not notice a flipped bit.

        Raises IndexDamaged.
        """
        place = folder / VECTORS_FILE
        with place.reading():
            index: Any = faiss.read_index(str(place.check()), faiss.IO_FLAG_MMAP_IFC)
            return cls(index)

    def save(self, folder: Path) -> None:
        """Serialize the index, and write it in Python: on a full disk FAISS may leave a short file without an error."""
        (folder / VECTORS_FILE).write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def shape(self) -> tuple[int, int]:
        """The number of vectors and their dimension."""
        return self._index.ntotal, self._index.d

    @property
    def has_cells(self) -> bool:
        """Whether only the nearest cells are searched."""
        return self._centres is not None

    def read(self, own: Rows) -> Vectors:
        """Return the vectors of own rows."""
        vectors: Vectors = self._index.reconstruct_batch(own)
        return vectors

    def search(self, query: Vectors, count: int, allowed: NDArray[np.bool_]) -> tuple[Vectors, Rows]:
        """Return the scores and own rows of the best `count` allowed vectors, near ties of the last one included.

        Cells are used only if nearly all vectors are allowed: a filter may exclude all of the nearest cells.
        """
        total = int(np.count_nonzero(allowed))
        cells = None
        if self._centres is not None:
            by_cells = total >= max(CELLS_FROM, NEARLY_ALL * len(allowed))
            cells = _choose_cells(self._centres, query) if by_cells else np.arange(len(self._centres))
        selector = None
        if total < len(allowed):
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bitmap)  # type: ignore[call-arg, arg-type]
        wanted = min(count + _FURTHER, total)
        while wanted:
            with _one_thread():
                scores, own = self._find(query, wanted, cells, selector)
            # The cells may contain too few vectors: -1 is no row.
            scores, own = scores[own >= 0], own[own >= 0]
            if self._centres is not None and len(own) < min(count, total):
                cells = np.arange(len(self._centres))
            elif len(own) < wanted or wanted == total or scores[-1] < scores[count - 1] - _ROUNDING:
                return scores, own
            else:
                wanted = min(2 * wanted, total)
        return np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int64)

    def _find(
        self, query: Vectors, wanted: int, cells: Rows | None, selector: faiss.IDSelector | None
    ) -> tuple[Vectors, Rows]:
        """Return the scores and own rows of the best vectors, which FAISS pads with -1."""
        index: Any = self._index
        chosen: dict[str, Any] = {} if selector is None else {"sel": selector}
        if cells is None:
            found, rows = index.search(query[np.newaxis], wanted, params=faiss.SearchParameters(**chosen))
            return found[0], rows[0]
        # The function with parameters has no variant that takes arrays.
        scores, own = np.empty(wanted, dtype=np.float32), np.empty(wanted, dtype=np.int64)
        query, unused = np.ascontiguousarray(query, dtype=np.float32), np.zeros(len(cells), dtype=np.float32)
        pointers = [faiss.swig_ptr(array) for array in (query, cells, unused, scores, own)]
        parameters = faiss.SearchParametersIVF(nprobe=len(cells), **chosen)  # type: ignore[call-arg]
        index.search_preassigned_c(1, pointers[0], wanted, *pointers[1:], False, parameters)
        return scores, own


def _view_centres(index: faiss.IndexIVFScalarQuantizer) -> Vectors:
    """Return the centres of the cells, shape (cells, dimension), without a copy."""
    flat: Any = faiss.downcast_index(index.quantizer)
    centres: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d)
    # Writing to mapped memory would crash the process.
    centres.flags.writeable = False
    return centres


def _choose_cells(centres: Vectors, query: Vectors) -> Rows:
    """Return the cells nearest to a query, the same on every CPU: FAISS would compare in single precision."""
    visited = max(1, round(VISITED * len(centres)))
    nearly = multiply(centres, query)
    likely = np.flatnonzero(nearly >= np.partition(nearly, -visited)[-visited] - _ROUNDING)
    scores = _score(centres[likely], query)
    chosen: Rows = likely[scores >= np.partition(scores, -visited)[-visited]]
    return chosen


def _score(vectors: Vectors, query: Vectors) -> NDArray[np.float64]:
    """Return the cosine of a query with each of some vectors; equal vectors get equal cosines, at any position."""
    return round_scores(multiply(vectors.astype(np.float64), query.astype(np.float64)))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS in the calling thread: more threads do not help with one question, and spin on other cores."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _group(vectors: Vectors) -> faiss.IndexIVFScalarQuantizer:
    """Index vectors by cells found by k-means on the sphere."""
    dimension, count = vectors.shape[1], len(vectors) // CELL_SIZE
    found = faiss.Kmeans(dimension, count, niter=10, spherical=True, seed=_SEED, max_points_per_centroid=_TRAINED)
    found.train(vectors)
    centres = faiss.IndexFlatIP(dimension)
    centres.add(np.asarray(found.centroids))
    # The vectors themselves, not their differences from the centres: a vector is the same in any segment.
    index = faiss.IndexIVFScalarQuantizer(centres, dimension, count, _HALF, faiss.METRIC_INNER_PRODUCT, False)
    index.train(vectors)
    # Allows lookup by row.
    index.make_direct_map()
    index.add(vectors)
    return index


class DenseIndex:
    """Search over the vectors of all segments."""

    def __init__(self, segments: Sequence[DenseSegment], layout: Layout) -> None:
        self._segments = segments
        self._layout = layout

    def vectors_of(self, rows: Rows | Sequence[int]) -> Vectors:
        """Return the vectors of rows, shape (rows, dimension)."""
        rows = np.asarray(rows, dtype=np.int64)
        vectors = np.empty((len(rows), self._segments[0].shape[1]), dtype=np.float32)
        for number, segment in enumerate(self._segments):
            here = self._layout.segment[rows] == number
            vectors[here] = segment.read(self._layout.own[rows[here]])
        return vectors

    def search(self, query: Vectors, count: int, among: Among = None) -> Rows:
        """Return the rows of the best `count` vectors, ties of the last one included; only those of `among` if given.

        They are in order of score and row.
        """
        if not self._segments:
            return np.empty(0, dtype=np.int64)
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
        """Return the cosine of the query with each of the rows."""
        return _score(self.vectors_of(rows), query)
