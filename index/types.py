"""The types that the packages of the index pass to each other; imports none of their modules."""

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
"""Which rows may be found: those given, those that pass a condition in the engine's own language, or all."""

Stretches = NDArray[np.int64]
"""Shape (count, 2): start and end."""

HEADLINE = 0
"""The start of a piece that is not of the article's own text; that of its first character is 1."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

Warn = Callable[[str], None]
"""Called with a sentence that a person should read before the work goes on."""

Advance = Callable[[int], None]
"""Called with the number of texts that were encoded since the last call."""

Runtime = Literal["onnxruntime int8", "onnxruntime", "sentence-transformers"]


def as_rows(among: Among) -> Rows:
    """Return rows that may be found, where they are no condition. Raises TypeError."""
    if not isinstance(among, np.ndarray):
        raise TypeError(f"among must be rows of the index, not {among!r}")
    return among


def ignore_progress(what: str, done: int, total: int) -> None:
    """Take a step of progress and show nothing."""


def ignore_advance(count: int) -> None:
    """Take a step of progress and show nothing."""


def ignore_warning(sentence: str) -> None:
    """Take a sentence and show nothing."""


@dataclass(frozen=True, slots=True)
class CutArticle:
    """The offsets of an article's sentences and passages, and whether the last generation has the vectors of these."""

    sentences: Stretches
    passages: Stretches
    is_encoded: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """The sources of the articles, the most frequent first, each with its count; and their days.

    `first` and `last` are ISO dates, empty where no article has one; `undated` counts those without.
    """

    sources: tuple[tuple[str, int], ...]
    first: str
    last: str
    undated: int


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A question as vectors: one of the whole, and one of each word piece, with the piece's start in the text.

    Shapes (dimension,) and (pieces, token dimension + 1).
    """

    vector: Vectors
    tokens: Vectors
    starts: list[int]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text: the code of the vector of each, shape (pieces, token dimension / 2), and its start."""

    vectors: NDArray[np.uint8]
    starts: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Passages:
    """Encoded passages: unit vectors of shape (passages, dimension), and the pieces of each."""

    vectors: Vectors
    pieces: list[Pieces]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What an index records of its model, so that vectors of two models never meet.

    `max_pieces` counts word pieces with the model's own marks; a longer text is cut off there.
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
        """Return the number of word pieces of each text, without the model's own marks."""
        ...

    def encode_query(self, text: str) -> EncodedQuery:
        """Return the vectors of a question."""
        ...

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        """Return the vectors of passages."""
        ...

    def save(self, folder: Path) -> None:
        """Write the files that opening this encoder again needs."""
        ...


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The size in bytes and the SHA-256 of one file of a generation."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of; everything that opening it must check.

    `is_quick` tells that its vectors are those of `index/model/quick.py`, and full ones are to follow.
    """

    format_version: int
    model: ModelCard
    passage_pieces: int
    is_quick: bool
    articles: int
    passages: int
    files: dict[str, FileRecord]
