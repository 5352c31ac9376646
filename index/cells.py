"""Cells: the vectors of a large segment in groups, of which only those nearest to a question are compared with it.

(An inverted file: Jégou and others, "Product Quantization for Nearest Neighbor Search", 2011, without its codes.)
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import read_archive
from index.encoder import Vectors
from index.products import multiply

CELLS_FROM = 1 << 16
"""With so many vectors it takes longer to compare all, some 3 ms, than to choose cells."""

CELL_SIZE = 40
"""Vectors of a cell on average."""

VISITED = 1 / 8
"""The share of the cells that is looked into: recall@10 of .984 on SQuAD, where a sixteenth has .964."""


class Cells:
    """`centres` has shape (cells, dimension), and `cell_of` names the cell of each vector of a segment."""

    def __init__(self, centres: Vectors, cell_of: NDArray[np.uint16]) -> None:
        self._centres = centres
        self._cell_of = cell_of

    @classmethod
    def parse(cls, content: bytes) -> "Cells":
        """Return what `save` wrote."""
        arrays = read_archive(content)
        return cls(arrays["centres"].astype(np.float32), arrays["cell_of"])

    def save(self, path: Path) -> None:
        """Write both arrays into one file."""
        with path.open("wb") as file:
            np.savez(file, centres=self._centres.astype(np.float16), cell_of=self._cell_of)

    def choose(self, query: Vectors) -> NDArray[np.bool_]:
        """Tell of each vector whether it lies in one of the cells nearest to the query."""
        cosines = multiply(self._centres, query)
        visited = max(1, round(VISITED * len(cosines)))
        is_near = np.zeros(len(cosines), dtype=np.bool_)
        is_near[np.argpartition(-cosines, visited - 1)[:visited]] = True
        return is_near[self._cell_of]

    @property
    def count(self) -> int:
        """The number of vectors."""
        return len(self._cell_of)
