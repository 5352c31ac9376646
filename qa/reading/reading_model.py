"""The trained reader: scores how well each sentence of a passage answers a question, and marks the answer in it.

`qa/training/` trains it; `qa/model/README.md` describes the training data and the quality.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from corpus.regular import read_bytes
from index.model.broken_words import join_for_model
from index.model.graph import open_session, open_tokenizer
from index.model.model_files import loading, read_published
from index.products import EXACT_DIGITS
from index.types import Stretches

FOLDER = Path(__file__).parents[1] / "model"
GRAPH_FILE = "reader.onnx"
TOKENIZER_FILE = "tokenizer.json"
HASHES = {
    GRAPH_FILE: "27a78ce41acf369a31fc411bd3473506aec6b970a26c5e07bd6a46f91a851e7f",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""The SHA-256 of the shipped files, to be changed with them; those of another folder are not checked."""

MAX_LENGTH = 224
"""Maximum length of a question with a passage, in word pieces; the end of a longer passage is not read."""

MAX_SPAN_LENGTH = 20
"""In word pieces."""

LEAST = -10.0


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The scores of a sentence.

    `logit` is the logit that the sentence answers, `span` the start, end and probability of its likeliest answer.
    `margin` is the logit of that span over that of no answer in the whole passage; a model without spans repeats its
    `logit`.
    """

    logit: float
    span: tuple[int, int, float] | None
    margin: float

    def move(self, shift: int) -> "SentenceReading":
        """Return the reading with its offsets shifted."""
        if self.span is None:
            return self
        start, end, probability = self.span
        return replace(self, span=(start + shift, end + shift, probability))

    def join(self, other: "SentenceReading") -> "SentenceReading":
        """Return the mean of two readings of one sentence, with the likelier of their spans."""
        spans = [span for span in (self.span, other.span) if span is not None]
        return SentenceReading(
            (self.logit + other.logit) / 2,
            max(spans, key=itemgetter(2), default=None),
            (self.margin + other.margin) / 2,
        )


class SentenceReader(Protocol):
    """Reads a question with texts whose sentences are given, shape (sentences, 2), as starts and ends in the text."""

    def read(self, question: str, texts: Sequence[str], sentences: Sequence[Stretches]) -> list[list[SentenceReading]]:
        """Return the scores of every sentence of every text."""


def score_spans(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sum of the logits of each first and last piece, shape (pieces, pieces); -inf where that is no span."""
    sums = starts[:, np.newaxis] + ends[np.newaxis, :]
    lengths = np.arange(len(sums))[np.newaxis] - np.arange(len(sums))[:, np.newaxis]
    return np.where((lengths >= 0) & (lengths < MAX_SPAN_LENGTH), sums, -np.inf)


@dataclass(frozen=True, slots=True)
class ReadPieces:
    """The word pieces of a text, each with its `offsets` in it and three `logits`; shapes (pieces, 2), (pieces, 3).

    `none` is the sum of the logits of start and end at `[CLS]`, the span of no answer (SQuAD 2.0).
    """

    offsets: NDArray[np.int64]
    logits: NDArray[np.float32]
    none: float

    def read(self, start: int, end: int) -> SentenceReading:
        """Return the scores of a stretch of the text; a stretch whose pieces were all cut off gets the lowest."""
        first, after = np.searchsorted(self.offsets[:, 0], (start, end))
        if first == after:
            return SentenceReading(LEAST, None, LEAST)
        offsets, logits = self.offsets[first:after], self.logits[first:after]
        sums = score_spans(logits[:, 1], logits[:, 2])
        begin, last = np.unravel_index(np.argmax(sums), sums.shape)
        powers = np.exp((sums - sums[begin, last]).astype(np.float64))
        probability = round(1 / float(powers.sum()), EXACT_DIGITS)
        return SentenceReading(
            round(float(logits[:, 0].mean(dtype=np.float64)), EXACT_DIGITS),
            (int(offsets[begin, 0]), int(offsets[last, 1]), probability),
            round(float(sums[begin, last]) - self.none, EXACT_DIGITS),
        )


class ReadingModel:
    """Runs the graph on one passage at a time, so that the scores of a passage do not depend on the others."""

    def __init__(self, folder: Path) -> None:
        self._session = open_session(_read(folder / GRAPH_FILE))
        self._tokenizer = open_tokenizer(_read(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(MAX_LENGTH, strategy="longest_first")

    def read(self, question: str, texts: Sequence[str], sentences: Sequence[Stretches]) -> list[list[SentenceReading]]:
        """Read every text with the question."""
        joined = [join_for_model(text) for text in texts]
        encodings = self._tokenizer.encode_batch([(question, text) for text in joined])
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            read = list(threads.map(self._run, encodings))
        return [
            [pieces.read(start, end) for start, end in places.tolist()]
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
        return ReadPieces(offsets, logits[0, own], float(logits[0, 0, 1]) + float(logits[0, 0, 2]))


def _read(path: Path) -> bytes:
    return read_published(path, HASHES[path.name]) if path.parent == FOLDER else read_bytes(path)


def begin_reading_model(folder: Path = FOLDER) -> None:
    """Start opening the reader in a thread, once a process, while the passages are still being searched."""
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
        # A later call may succeed.
        _begin.cache_clear()
        raise


def _open_reading_model(folder: Path) -> ReadingModel:
    remedy = "Install it again with: pip install --force-reinstall --no-deps quotedesk"
    with loading(f"The reader in {folder}", remedy):
        return ReadingModel(folder)
