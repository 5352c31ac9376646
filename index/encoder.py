"""Text to vectors: the `Encoder` protocol and what an index records of its model."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from index.checked import CheckedPath

Vectors = NDArray[np.float32]
Advance = Callable[[int], None]
"""Called with the number of texts that were encoded since the last call."""


def ignore_advance(count: int) -> None:
    """Take a step of progress and show nothing."""


Runtime = Literal["onnxruntime int8", "onnxruntime", "sentence-transformers"]


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


def find_own_pieces(offsets: Sequence[tuple[int, int]], prompt: int) -> list[int]:
    """Return which pieces are of the text itself, neither of the model's marks nor of the prompt before it."""
    return [piece for piece, (start, end) in enumerate(offsets) if end > start >= prompt]


_opened: WeakValueDictionary[str, Encoder] = WeakValueDictionary()
_opening = threading.Lock()


def share_encoder(find_folder: Callable[[], CheckedPath], card: ModelCard, digest: str) -> Encoder:
    """Open the encoder that was saved in a folder, or take the one that is open of the same digest.

    `find_folder` returns the folder, and is called only if no encoder of the digest is open.

    Generations of one model, and a build beside an index that answers, so load it once. Raises ModelMissing,
    ModelDamaged or IndexDamaged.
    """
    with _opening:
        encoder = _opened.get(digest)
        if encoder is None:
            encoder = _opened[digest] = open_encoder(find_folder(), card)
        return encoder


def open_encoder(folder: CheckedPath, card: ModelCard) -> Encoder:
    """Open the encoder that was saved in a folder; once opened it needs the folder no more."""
    if card.runtime == "sentence-transformers":
        from index.transformer import open_transformer

        return open_transformer(folder, card)
    from index.graph import GraphEncoder

    return GraphEncoder(folder, card)
