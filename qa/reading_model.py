"""The trained reader: reads a question together with a passage and tells which sentence answers, and where.

`qa/training/` holds how it was made, and `model/README.md` what it learnt from and how well it does.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from corpus.regular import read_bytes
from index.cutting import Stretches
from index.graph import open_session, open_tokenizer
from index.models import loading, read_published
from index.products import EXACT_DIGITS

FOLDER = Path(__file__).parent / "model"
GRAPH_FILE = "reader.onnx"
TOKENIZER_FILE = "tokenizer.json"
HASHES = {
    GRAPH_FILE: "ab0f7c46ece346b6156a6509eb021dee474bf16f60ea30d708b44aa8b4589621",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""The SHA-256 of the shipped files, to be changed with them; those of another folder are not checked."""

LONGEST = 224
"""In word pieces, the question and the passage together; of a longer passage the end is not read."""

LONGEST_SPAN = 20
"""In word pieces."""

LEAST = -10.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a sentence: the logit that it answers, and start, end and probability of the likeliest span."""

    logit: float
    span: tuple[int, int, float] | None

    def move(self, shift: int) -> "Reading":
        """Return the reading with its places counted from elsewhere."""
        if self.span is None:
            return self
        start, end, probability = self.span
        return Reading(self.logit, (start + shift, end + shift, probability))

    def join(self, other: "Reading") -> "Reading":
        """Return the mean of two readings of one sentence, with the likelier of their spans."""
        spans = [span for span in (self.span, other.span) if span is not None]
        return Reading((self.logit + other.logit) / 2, max(spans, key=itemgetter(2), default=None))


class SentenceReader(Protocol):
    """Reads a question with texts whose sentences are given, shape (sentences, 2), as starts and ends in the text."""

    def read(self, question: str, texts: Sequence[str], sentences: Sequence[Stretches]) -> list[list[Reading]]:
        """Return what was read in every sentence of every text."""


def score_spans(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sum of the logits of each first and last piece, shape (pieces, pieces); -inf where that is no span."""
    sums = starts[:, np.newaxis] + ends[np.newaxis, :]
    lengths = np.arange(len(sums))[np.newaxis] - np.arange(len(sums))[:, np.newaxis]
    return np.where((lengths >= 0) & (lengths < LONGEST_SPAN), sums, -np.inf)


@dataclass(frozen=True, slots=True)
class ReadPieces:
    """The word pieces of a text, each with its `offsets` in it and three `logits`; shapes (pieces, 2), (pieces, 3)."""

    offsets: NDArray[np.int64]
    logits: NDArray[np.float32]

    def within(self, start: int, end: int) -> "ReadPieces":
        """Return the pieces that start in a stretch of the text."""
        first, after = np.searchsorted(self.offsets[:, 0], (start, end))
        return ReadPieces(self.offsets[first:after], self.logits[first:after])

    @property
    def answering(self) -> float:
        """The logit that these pieces, a sentence, answer; the least there is where the model read none of them."""
        return round(float(self.logits[:, 0].mean(dtype=np.float64)), EXACT_DIGITS) if len(self.logits) else LEAST

    def find_span(self) -> tuple[int, int, float] | None:
        """Return where the likeliest answer starts and ends in the text, and its probability among all spans here."""
        if not len(self.logits):
            return None
        pairs = score_spans(self.logits[:, 1], self.logits[:, 2])
        first, last = np.unravel_index(np.argmax(pairs), pairs.shape)
        powers = np.exp((pairs - pairs[first, last]).astype(np.float64))
        probability = round(1 / float(powers.sum()), EXACT_DIGITS)
        return int(self.offsets[first, 0]), int(self.offsets[last, 1]), probability


class ReadingModel:
    """Runs the graph, one passage a run: what is read of a passage does not depend on the others."""

    def __init__(self, folder: Path) -> None:
        self._session = open_session(_read(folder / GRAPH_FILE))
        self._tokenizer = open_tokenizer(_read(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(LONGEST, strategy="longest_first")

    def read(self, question: str, texts: Sequence[str], sentences: Sequence[Stretches]) -> list[list[Reading]]:
        """Read every text with the question."""
        encodings = self._tokenizer.encode_batch([(question, text) for text in texts])
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            read = list(threads.map(self._run, encodings))
        return [
            [Reading(own.answering, own.find_span()) for own in map(pieces.within, places[:, 0], places[:, 1])]
            for pieces, places in zip(read, sentences, strict=True)
        ]

    def _run(self, encoding: Encoding) -> ReadPieces:
        ids = np.array([encoding.ids], dtype=np.int64)
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([encoding.type_ids], dtype=np.int64),
        }
        (logits,) = self._session.run(None, inputs)
        own = [piece for piece, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
        offsets = np.array([encoding.offsets[piece] for piece in own], dtype=np.int64).reshape(-1, 2)
        return ReadPieces(offsets, logits[0, own])


def _read(path: Path) -> bytes:
    return read_published(path, HASHES[path.name]) if path.parent == FOLDER else read_bytes(path)


def begin_reading_model(folder: Path = FOLDER) -> None:
    """Begin to open the reader, once a process, while the passages that it will read are still searched."""
    _begin(folder)


@cache
def _begin(folder: Path) -> Future[ReadingModel]:
    threads = ThreadPoolExecutor(1)
    try:
        return threads.submit(_open_reading_model, folder)
    finally:
        threads.shutdown(wait=False)


def open_reading_model(folder: Path = FOLDER) -> ReadingModel:
    """Open the reader once a process. Raises ModelDamaged."""
    try:
        return _begin(folder).result()
    except Exception:
        # What failed once may be mended by the next question.
        _begin.cache_clear()
        raise


def _open_reading_model(folder: Path) -> ReadingModel:
    remedy = "Install it again with: pip install --force-reinstall --no-deps quotedesk"
    with loading(f"The reader in {folder}", remedy):
        return ReadingModel(folder)
