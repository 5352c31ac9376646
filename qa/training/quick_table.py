"""Distils the table of quick vectors: `python -m qa.training.quick_table SET OUT [HELD_OUT_SET...]`.

SET has many passages, which the default model has encoded; articles whose headline is one of a held-out set are left
out. The entry of a word piece for whole passages is learnt by gradient descent, so that the sum of the entries of a
passage points where the model's vector does; its entry for late interaction is the mean of its vectors in all passages.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cosine_similarity

from index.files import atomic_write
from index.folder_index import FolderIndex
from index.model.graph import GraphEncoder
from index.model.quick import pack_table
from index.model.tokens import unpack
from index.types import Vectors
from qa.evaluation.evaluate import index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set

EPOCHS, BATCH, LEARNING_RATE = 12, 256, 10.0
"""The rate is a multiple of the mean size of a number of the first table, times a thousandth."""

RIDGE = 1e-6
"""Of the least squares that the first table comes from."""

COMMON = 1e-3
"""A piece that is a greater share of all text counts less at first (Arora and others, "A Simple but Tough-to-Beat
Baseline for Sentence Embeddings", 2017)."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The word pieces of passages one after the other, the first of each passage, and the vectors of the passages."""

    pieces: NDArray[np.int32]
    firsts: NDArray[np.int64]
    vectors: Vectors

    def take(self, rows: Sequence[int]) -> "Texts":
        """Return some of the passages."""
        ends = np.append(self.firsts, len(self.pieces))
        parts = [self.pieces[ends[row] : ends[row + 1]] for row in rows]
        return Texts(np.concatenate(parts), np.cumsum([0, *map(len, parts)])[:-1], self.vectors[list(rows)])


def main() -> None:
    """Write the table to OUT and print how near the vectors of passages come that it did not learn from."""
    path, out, held_out = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    question_set = read_question_set(path)
    index = open_or_build(question_set, index_folder_for(question_set))
    titles = {article.title for name in held_out for article in read_question_set(Path(name)).articles}
    rows = [row for row in range(index.passage_count) if index.article_at(row).title not in titles]
    texts, tokens = _read(index, rows)
    left = sorted(set(range(index.passage_count)) - set(rows))
    table = _learn(texts, tokens)
    atomic_write(out, pack_table(table, tokens))
    print(f"{len(rows):,} passages learnt from")  # noqa: T201
    if left:
        held, _ = _read(index, left)
        print(f"mean cosine on {len(left):,} others: {_compare(_embed(table), held):.3f}")  # noqa: T201


def _read(index: FolderIndex, rows: Sequence[int]) -> tuple[Texts, Vectors]:
    """Return the passages of rows, and the mean vector of each word piece in them, that of all for one not there."""
    encoder = index.encoder
    if not isinstance(encoder, GraphEncoder):
        raise TypeError("the model of the index is no graph")
    matching = (index.matching_text_at(row) for row in rows)
    pieces = [own for own, _ in encoder.find_pieces(list(matching))]
    sums = np.zeros((encoder.vocabulary_size, encoder.codec.basis.shape[0]))
    counts = np.zeros((encoder.vocabulary_size, 1))
    for row, own in zip(rows, pieces, strict=True):
        np.add.at(sums, own, unpack(index.tokens.pieces_of(row).vectors))
        np.add.at(counts, own, 1)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), 0.0)
    tokens = encoder.codec.restore(means)
    firsts = np.cumsum([0, *map(len, pieces)])[:-1]
    return Texts(np.concatenate(pieces), firsts, index.dense.vectors_of(rows)), tokens


def _learn(texts: Texts, tokens: Vectors) -> Vectors:
    """Return the entries of all word pieces for whole passages, shape (vocabulary, dimension)."""
    shares = np.bincount(texts.pieces, minlength=len(tokens)) / len(texts.pieces)
    weights = np.where(shares > 0, COMMON / (COMMON + shares), 0.0).astype(np.float32)[:, np.newaxis]
    embed = _embed(_turn(tokens, weights, texts) * weights)
    rate = LEARNING_RATE * float(embed.weight.detach().abs().mean()) / 1000
    optimizer = torch.optim.Adam(embed.parameters(), lr=rate)
    for rows in _draw_batches(len(texts.firsts)):
        batch = texts.take(rows)
        loss = 1 - cosine_similarity(_sum(embed, batch), torch.from_numpy(batch.vectors)).mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return embed.weight.detach().numpy()


def _turn(tokens: Vectors, weights: Vectors, texts: Texts) -> Vectors:
    """Turn the vectors of pieces so that their weighted mean in a passage comes nearest to its vector."""
    sums, totals = (_sum(_embed(table), texts).detach().numpy() for table in (tokens * weights, weights))
    means = (sums / totals).astype(np.float64)
    gram = means.T @ means + RIDGE * len(means) * np.eye(means.shape[1])
    turned: Vectors = (tokens @ np.linalg.solve(gram, means.T @ texts.vectors)).astype(np.float32)
    return turned


def _draw_batches(count: int) -> Iterator[list[int]]:
    draw = np.random.default_rng(7)
    for _ in range(EPOCHS):
        order = draw.permutation(count).tolist()
        yield from (order[first : first + BATCH] for first in range(0, count, BATCH))


def _embed(table: Vectors) -> torch.nn.EmbeddingBag:
    weights = torch.from_numpy(np.asarray(table, dtype=np.float32))
    return torch.nn.EmbeddingBag.from_pretrained(weights, mode="sum", freeze=False)


def _sum(embed: torch.nn.EmbeddingBag, texts: Texts) -> torch.Tensor:
    sums: torch.Tensor = embed(torch.from_numpy(texts.pieces.astype(np.int64)), torch.from_numpy(texts.firsts))
    return sums


def _compare(embed: torch.nn.EmbeddingBag, texts: Texts) -> float:
    with torch.no_grad():
        return float(cosine_similarity(_sum(embed, texts), torch.from_numpy(texts.vectors)).mean())


if __name__ == "__main__":
    main()
