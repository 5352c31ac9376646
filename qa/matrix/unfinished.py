"""The cells of a matrix that is not complete, in a file of JSON lines, so that an interrupted one continues.

The first line names the generation of the index and how cells are filled; cells of another index are dropped.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.errors import ExportError
from corpus.regular import open_text
from index.store import Index
from qa.matrix.matrix import MatrixCell

_BEGIN = '{"matrix": 1'
"""How every such file begins; another file is never overwritten."""


class UnfinishedCells:
    """A file of cells. A line that a killed process left half-written is ignored."""

    def __init__(self, path: Path, index: Index, k: int, *, exact: bool) -> None:
        self._path = path
        self._index = index
        self._head = json.dumps({"matrix": 1, "generation": index.generation, "passages": k, "exact": exact})
        self._is_begun = False

    def read(self) -> list[MatrixCell]:
        """Return the cells of this index that were filled this way. Raises ExportError, also for a file of others."""
        try:
            with open_text(self._path, errors="replace") as file:
                begin = file.read(len(_BEGIN))
                if begin and begin != _BEGIN:
                    raise ExportError(
                        f"{self._path} is not an unfinished table.", "Move it away, or name another file."
                    )
                self._is_begun = begin + file.readline() == f"{self._head}\n"
                return list(self._parse(file)) if self._is_begun else []
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._explain(error) from error

    def _parse(self, lines: Iterator[str]) -> Iterator[MatrixCell]:
        # Pydantic takes a while to load, and without a file nothing needs it.
        from pydantic import TypeAdapter, ValidationError

        adapter = TypeAdapter(MatrixCell)
        for line in lines:
            try:
                cell = adapter.validate_json(line)
            except ValidationError:
                continue
            if cell.is_in(self._index):
                yield cell

    def append(self, cells: Sequence[MatrixCell]) -> None:
        """Add cells to the file. Raises ExportError."""
        lines = [json.dumps(asdict(cell), ensure_ascii=False) for cell in cells]
        if not self._is_begun:
            lines.insert(0, self._head)
        # The line break in front ends a line that was left half-written.
        text = "".join(f"{line}\n" for line in lines)
        try:
            with open_text(self._path, "a" if self._is_begun else "w") as file:
                file.write(f"\n{text}" if self._is_begun else text)
        except OSError as error:
            raise self._explain(error) from error
        self._is_begun = True

    def _explain(self, error: OSError) -> ExportError:
        return ExportError(
            f"The unfinished table {self._path} cannot be used: {error.strerror}.",
            "Name a file in a folder that you can write to.",
        )
