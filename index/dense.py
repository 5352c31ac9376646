"""The passage vectors in FAISS; the only file that knows faiss.

Every vector is compared with every question, as in `IndexFlatIP`, but kept in half precision: that halves the file
and the memory, and FAISS, which uses one core for one question, is through in a quarter of the time.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

Rows = NDArray[np.int64]


class DenseIndex:
    """Exact search by inner product over unit vectors: a score is a cosine, higher is better."""

    def __init__(self, index: faiss.IndexScalarQuantizer) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index vectors of shape (passages, dimension)."""
        kind = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        index.add(vectors)
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "DenseIndex":
        """Read a file whose hash was checked: FAISS itself does not notice a flipped bit."""
        return cls(cast(faiss.IndexScalarQuantizer, faiss.read_index(str(path))))

    def save(self, path: Path) -> None:
        """Write the index by our own hand: on a full disk FAISS may leave a short file without an error."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def vectors(self) -> NDArray[np.float16]:
        """All vectors, shape (passages, dimension), without a copy."""
        count, dimension = self._index.ntotal, self._index.d
        codes = faiss.rev_swig_ptr(self._index.codes.data(), count * self._index.code_size)
        vectors: NDArray[np.float16] = codes.view(np.float16).reshape(count, dimension)
        return vectors

    def search(self, query: Vectors, count: int, among: Rows | None = None) -> Rows:
        """Return the rows of the best `count` vectors, best first, where given only `among` those rows."""
        parameters = None
        if among is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]
        _, rows = self._index.search(query[np.newaxis], min(count, self._index.ntotal), params=parameters)
        found: Rows = rows[0][rows[0] >= 0]
        return found

    def score(self, query: Vectors, rows: Rows | Sequence[int]) -> NDArray[np.float64]:
        """Return the cosine of the query with each of the rows."""
        return (self.vectors[rows].astype(np.float32) @ query).astype(np.float64)
