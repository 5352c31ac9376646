"""The tool of MCP that asks questions of many articles, one by one."""

from typing import ClassVar

from pydantic import BaseModel

from index.store import Index
from qa.serialize import Json
from ui.matrix_request import MatrixRequest, MatrixResult, matrix_steps
from ui.mcp.mcp_tools import Tool
from ui.security.request_queue import Steps


class FillMatrix(Tool, MatrixRequest):
    """Ask several questions of each article, or each source, alone: a table with a verbatim sentence in each cell.

    Use it to compare what many articles say. `state` is "stated", "closest" (a sentence, but none that surely answers)
    or "not stated". At most 100 cells are filled at a time, column by column; ask again with `next_offset` for more.
    Cite quotes as they are.
    """

    output: ClassVar[type[BaseModel]] = MatrixResult

    def run(self, index: Index) -> Steps[Json]:
        """Return the cells with their columns."""
        return matrix_steps(self, index)


MATRIX_TOOLS: dict[str, type[Tool]] = {"fill_matrix": FillMatrix}
