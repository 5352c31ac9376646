"""Quick vectors: added up from a table with an entry for each word piece, where the model would run for minutes.

A new collection answers with them until its full vectors are made. Questions are encoded by the model itself: the
entries were distilled from it (`qa/training/quick_table.py`), so that the sum of those of a passage points where the
model's vector does, nearly. They know no context: "bank" is the same on a river. Only the default model has a table.
(Tables in place of a network: Tulkens and van Dongen, "Model2Vec", 2024.)
"""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.arrays import read_archive
from index.encoder import Advance, Encoder, Passages, Pieces, Vectors, ignore_advance
from index.graph import GraphEncoder
from index.models import DEFAULT_MODEL
from index.tokens import pack, unpack

TABLE = Path(__file__).parent / "quick_table.npz"
"""For passages as `vectors` of four bits a number and `scales`; for late interaction `tokens` and `token_scales`."""

_LARGEST = 7


class QuickEncoder:
    """Encodes passages from the table, in the space of a graph of the default model."""

    def __init__(self, encoder: GraphEncoder) -> None:
        table = read_archive(TABLE.read_bytes())
        self._encoder = encoder
        self._vectors = _unpack_rows(table["vectors"], table["scales"])
        self._codes = encoder.codec.compress(_unpack_rows(table["tokens"], table["token_scales"]))

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        """Return the vectors of passages."""
        vectors = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        pieces = []
        for row, (own, starts) in enumerate(self._encoder.find_pieces(texts)):
            vectors[row] = self._vectors[own].sum(axis=0)
            pieces.append(Pieces(self._codes[own], starts))
            advance(1)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return Passages(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), pieces)


def open_quick_encoder(encoder: Encoder) -> QuickEncoder | None:
    """Open the table where it is of the model of an encoder."""
    if isinstance(encoder, GraphEncoder) and encoder.card.name == DEFAULT_MODEL:
        return QuickEncoder(encoder)
    return None


def pack_table(vectors: Vectors, tokens: Vectors) -> bytes:
    """Return the content of a table, from the entries of all word pieces, each of shape (vocabulary, dimension)."""
    content = io.BytesIO()
    arrays = {}
    for name, scales, entries in (("vectors", "scales", vectors), ("tokens", "token_scales", tokens)):
        largest = np.abs(entries).max(axis=1, keepdims=True)
        arrays[scales] = (largest / _LARGEST).astype(np.float16)
        steps = np.rint(entries / np.maximum(arrays[scales].astype(np.float32), np.finfo(np.float16).tiny))
        arrays[name] = pack(np.clip(steps, -_LARGEST, _LARGEST))
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def _unpack_rows(codes: np.ndarray, scales: np.ndarray) -> Vectors:
    rows: Vectors = unpack(codes).astype(np.float32) * scales.astype(np.float32)
    return rows
