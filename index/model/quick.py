"""Quick vectors: sums of table entries, one per word piece, where the model would run for minutes.

A new collection answers with them until its full vectors are ready. Questions are encoded by the model itself: the
entries were distilled from it (`qa/training/quick_table.py`), so the sum over a passage is close to the model's vector.
They ignore context: "bank" has the same entry beside a river. Only the default model has a table.
(Tables in place of a network: Tulkens and van Dongen, "Model2Vec", 2024.)
"""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.model.graph import GraphEncoder
from index.model.model_files import DEFAULT_MODEL, loading, read_published
from index.model.tokens import MAX_SIZE, STEP, TOKEN_DIMENSION, Codes, pack, unpack
from index.npy import read_archive
from index.products import multiply
from index.types import Advance, Encoder, Passages, Pieces, Vectors, ignore_advance

TABLE = Path(__file__).parent / "quick_table.npz"
"""Entries of four bits per number, with one scale each: `vectors` of passages, and `tokens` on a `token_basis`."""

TABLE_SHA256 = "6c69f11329ddce726efd62f64746cc7f482d4b83c941ed9db2be67884c7098a1"

_ROWS_AT_ONCE = 1024
"""Number of entries that are decoded to double precision at once, 3 MB."""

QUICK_FROM = 2_000
"""Number of passages from which the table is used first: the model takes half a minute, the table a tenth of that."""


class QuickEncoder:
    """Encodes passages from the table, in the space of a graph of the default model. Opening raises ModelDamaged."""

    def __init__(self, encoder: GraphEncoder) -> None:
        remedy = "Install it again with: pip install --force-reinstall --no-deps quotedesk"
        with loading(f"The table of quick vectors {TABLE}", remedy):
            table = read_archive(read_published(TABLE, TABLE_SHA256))
        self._encoder = encoder
        self._vectors = _unpack_rows(table["vectors"], table["scales"])
        tokens = _unpack_rows(table["tokens"], table["token_scales"]).astype(np.float64)
        basis = table["token_basis"].astype(np.float64)
        some = range(0, len(tokens), _ROWS_AT_ONCE)
        self._codes = np.concatenate(
            [encoder.codec.compress(multiply(tokens[first : first + _ROWS_AT_ONCE], basis)) for first in some]
        )

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
    """Open the table if it belongs to the model of an encoder."""
    if isinstance(encoder, GraphEncoder) and encoder.card.name == DEFAULT_MODEL:
        return QuickEncoder(encoder)
    return None


def pack_table(vectors: Vectors, tokens: Vectors) -> bytes:
    """Return the content of a table, given the entries of all word pieces, each of shape (vocabulary, dimension)."""
    _, _, directions = np.linalg.svd(tokens, full_matrices=False)
    basis = directions[:TOKEN_DIMENSION]
    packed, scales = _pack_rows(vectors)
    packed_tokens, token_scales = _pack_rows(tokens @ basis.T)
    content = io.BytesIO()
    np.savez_compressed(
        content,
        vectors=packed,
        scales=scales,
        tokens=packed_tokens,
        token_scales=token_scales,
        token_basis=basis.astype(np.float16),
    )
    return content.getvalue()


def _pack_rows(rows: Vectors) -> tuple[Codes, NDArray[np.float16]]:
    steps = STEP * np.sqrt(np.mean(rows**2, axis=1, keepdims=True))
    numbers = np.rint(rows / np.maximum(steps, np.finfo(np.float32).tiny))
    return pack(np.clip(numbers, -MAX_SIZE, MAX_SIZE)), steps.astype(np.float16)


def _unpack_rows(codes: Codes, scales: NDArray[np.float16]) -> Vectors:
    rows: Vectors = unpack(codes).astype(np.float32) * scales.astype(np.float32)
    return rows
