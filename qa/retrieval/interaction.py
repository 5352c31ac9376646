"""Late interaction: how well the word pieces of a question match those of a passage, and of each sentence in it.

Each piece of the question scores its highest cosine to any piece of the text, weighted by the inverse document
frequency of its word; words that name nothing do not count. (MaxSim: Khattab and Zaharia, "ColBERT", 2020.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.model.tokens import Codes, find_cosines
from index.products import round_scores
from index.store import Index, Lexical
from index.text.analyzer import Term
from index.types import HEADLINE, EncodedQuery, Pieces

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interaction:
    """The weighted MaxSim, from 0 to 1, of a passage with its headline and of each of its sentences alone."""

    passage: float
    sentences: Floats


def interact(terms: Sequence[Term], query: EncodedQuery, rows: Sequence[int], index: Index) -> list[Interaction]:
    """Measure passages against a question, given by its terms and its vectors, in one pass over all pieces."""
    weights = weigh_pieces(terms, query, index.lexical)
    parts = [_cut_pieces(row, pieces, index) for row, pieces in zip(rows, index.tokens.read(rows), strict=True)]
    if not rows or not len(weights):
        return [Interaction(0.0, np.zeros(len(firsts) - 1)) for _, firsts in parts]
    offsets = np.cumsum([0, *(len(codes) for codes, _ in parts)])
    firsts = np.concatenate([firsts + offset for (_, firsts), offset in zip(parts, offsets, strict=False)])
    bounds = np.cumsum([0, *(len(firsts) for _, firsts in parts)])
    cosines = find_cosines(query.tokens, np.concatenate([codes for codes, _ in parts]))
    cosines[:, offsets[1:] - 1] = 0.0
    by_sentence = np.maximum.reduceat(cosines, firsts, axis=1)
    passages = round_scores(weights @ np.maximum.reduceat(by_sentence, bounds[:-1], axis=1))
    sentences = round_scores(weights @ by_sentence)
    return [
        # The first stretch of a passage is its headline.
        Interaction(float(passage), sentences[first + 1 : after])
        for passage, first, after in zip(passages, bounds, bounds[1:], strict=False)
    ]


def _cut_pieces(row: int, pieces: Pieces, index: Index) -> tuple[Codes, NDArray[np.int64]]:
    """Return the codes of the pieces of a passage, and the number of the piece at which its headline and each of its
    sentences begin.

    A last piece, whose cosines are set to 0, represents the sentences that the model did not read to their end.
    """
    sentences = index.sentences_at(row)
    codes = np.concatenate([pieces.vectors, np.zeros_like(pieces.vectors, shape=(1, pieces.vectors.shape[1]))])
    starts = sentences[:, 0] - index.bounds_at(row)[0] + HEADLINE + 1
    return codes, np.searchsorted(pieces.starts, [HEADLINE, *starts.tolist()])


def weigh_pieces(terms: Sequence[Term], query: EncodedQuery, lexical: Lexical) -> Floats:
    """Return the share of each piece of the question; equal shares where no word names anything."""
    idf = [max(map(lexical.idf, term.forms), default=0.0) for term in terms]
    ends = [term.end for term in terms]
    numbers = np.searchsorted(ends, query.starts, side="right")
    weights = np.array(
        [
            idf[number] if number < len(terms) and terms[number].start <= start else 0.0
            for number, start in zip(numbers, query.starts, strict=True)
        ]
    )
    if not weights.any():
        weights = np.ones_like(weights)
    shares: Floats = weights / max(weights.sum(), 1e-9)
    return shares
