"""Types shared by the packages of the index; imports none of their modules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

Rows = NDArray[np.int64]
"""Row numbers of passages."""

Among = Rows | str | None
"""Which rows may be found: the given ones, those that match a condition in the engine's language, or all."""

Stretches = NDArray[np.int64]
"""Shape (count, 2): start and end."""

HEADLINE = 0
"""The start of a piece outside the article's own text; the first character has 1."""

Progress = Callable[[str, int, int], None]
"""Called with the current step, the amount done and the total."""

Warn = Callable[[str], None]
"""Called with a sentence that the user should read before the work continues."""

Advance = Callable[[int], None]
"""Called with the number of texts encoded since the last call."""

Runtime = Literal["onnxruntime int8", "onnxruntime", "sentence-transformers"]


def as_rows(among: Among) -> Rows:
    """Return the given rows. Raises TypeError for a condition."""
    if not isinstance(among, np.ndarray):
        raise TypeError(f"among must be rows of the index, not {among!r}")
    return among


def ignore_progress(what: str, done: int, total: int) -> None:
    """Ignore the progress."""


def ignore_advance(count: int) -> None:
    """Ignore the progress."""


def ignore_warning(sentence: str) -> None:
    """Ignore the warning."""


@dataclass(frozen=True, slots=True)
class CutArticle:
    """The offsets of an article's sentences and passages, and whether the last generation has the passages' vectors."""

    sentences: Stretches
    passages: Stretches
    is_encoded: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """The sources of the articles with their counts, most frequent first; and the dates.

    `first` and `last` are ISO dates, empty if no article has one; `undated` counts those without.
    """

    sources: tuple[tuple[str, int], ...]
    first: str
    last: str
    undated: int


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A question as vectors: one of the whole text, and one per word piece, with the offset of the piece.

    Shapes (dimension,) and (pieces, token dimension + 1).
    """

    vector: Vectors
    tokens: Vectors
    starts: list[int]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text: the vector code of each, shape (pieces, token dimension / 2), and its offset."""

    vectors: NDArray[np.uint8]
    starts: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Passages:
    """Encoded passages: unit vectors of shape (passages, dimension), and the pieces of each."""

    vectors: Vectors
    pieces: list[Pieces]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The properties of a model, recorded in the index so that vectors of two models are never mixed.

    `max_pieces` counts word pieces including the model's special tokens; longer texts are truncated.
    """

    name: str
    hashes: dict[str, str]
    runtime: Runtime
    dimension: int
    max_pieces: int
    query_prompt: str
    passage_prompt: str


class Encoder(Protocol):
    """Turns texts into unit vectors of `card.dimension` numbers."""

    card: ModelCard

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the model's special tokens."""
        ...

    def encode_query(self, text: str) -> EncodedQuery:
        """Return the vectors of a question."""
        ...

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        """Return the vectors of passages."""
        ...

    def save(self, folder: Path) -> None:
        """Write the files that are needed to open this encoder again."""
        ...


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The size in bytes and the SHA-256 of one file of a generation."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files and properties of a generation, everything that must be checked when it is opened.

    `is_quick`: its vectors come from `index/model/quick.py`, and full ones are to follow.
    """

    format_version: int
    model: ModelCard
    passage_pieces: int
    is_quick: bool
    articles: int
    passages: int
    files: dict[str, FileRecord]
