"""Runs a model exported as a graph, with onnxruntime and without torch.

One run reads one text. That needs no padding, uses every core, and makes a vector depend on its text alone: a passage
has the same vector whatever is encoded with it.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.checked import CheckedPath, HeldFile
from index.model.broken_words import join_for_model
from index.model.tokens import TokenCodec, find_own_pieces
from index.types import Advance, EncodedQuery, ModelCard, Passages, Pieces, Vectors, ignore_advance

GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
_ERRORS_ONLY = 3
_KEPT_QUESTIONS = 256
"""Number of cached questions: the same question comes again with another filter, or for the next generation."""


def open_session(graph: bytes) -> onnxruntime.InferenceSession:
    """Open a graph for runs on one core each; several may run concurrently."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # On a CPU the fused operation takes five times as long as the separate sum and normalisation.
    apart = ["SkipLayerNormFusion"]
    session = onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=apart
    )
    # The session keeps the bytes for a change of providers, which never happens here.
    session._model_bytes = None  # noqa: SLF001
    return session


def open_tokenizer(content: bytes) -> Tokenizer:
    """Open a tokenizer without padding and truncation, whatever its file says."""
    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def count_threads() -> int | None:
    """Return the number of threads that this process may use: `$OMP_NUM_THREADS`, otherwise one per core."""
    return int(os.environ.get("OMP_NUM_THREADS") or 0) or os.cpu_count()


class GraphEncoder:
    """An `Encoder` over the files `model.onnx` and `tokenizer.json` of a folder."""

    def __init__(self, folder: CheckedPath, card: ModelCard) -> None:
        self.card = card
        self.codec = TokenCodec.open(folder)
        # Mapped, because the folder may be renamed or removed while the encoder serves other generations.
        self._files = {name: HeldFile(folder / name) for name in (GRAPH_FILE, TOKENIZER_FILE)}
        self._session = self._files[GRAPH_FILE].read(open_session)
        self._tokenizer = self._files[TOKENIZER_FILE].read(open_tokenizer)
        self._tokenizer.enable_truncation(card.max_pieces)
        self.encode_query = lru_cache(_KEPT_QUESTIONS)(self._encode_query)

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the model's special tokens."""
        joined = [join_for_model(text) for text in texts]
        encodings = self._tokenizer.encode_batch_fast(joined, add_special_tokens=False)
        # The truncated parts of a long text are attached to it.
        return [sum(len(part.ids) for part in (encoding, *encoding.overflowing)) for encoding in encodings]

    def _encode_query(self, text: str) -> EncodedQuery:
        """Return the vectors of a question."""
        prompt = self.card.query_prompt
        encoding = self._tokenizer.encode(prompt + text)
        vector, tokens = self._run(encoding.ids)
        own = find_own_pieces(encoding.offsets, len(prompt))
        starts = [encoding.offsets[piece][0] - len(prompt) for piece in own]
        return EncodedQuery(vector, self.codec.project(tokens[own]), starts)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        """Return the vectors of passages."""
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        pieces: list[Pieces] = []
        encodings = self._tokenize(texts)
        threads = ThreadPoolExecutor(count_threads())
        try:
            for row, (vector, own) in enumerate(threads.map(self._encode_passage, encodings)):
                vectors[row] = vector
                pieces.append(own)
                advance(1)
        finally:
            # An interrupted run stops before it encodes the rest.
            threads.shutdown(cancel_futures=True)
        return Passages(vectors, pieces)

    def encode_pieces(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of all pieces of texts, as the model outputs them, shape (pieces, dimension)."""
        return np.concatenate([self._run(encoding.ids)[1] for encoding in self._tokenize(texts)])

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        joined = [self.card.passage_prompt + join_for_model(text) for text in texts]
        return self._tokenizer.encode_batch(joined)

    def _encode_passage(self, encoding: Encoding) -> tuple[Vectors, Pieces]:
        vector, tokens = self._run(encoding.ids)
        own, starts = self._find_own(encoding)
        return vector, Pieces(self.codec.compress(tokens[own]), starts)

    def _find_own(self, encoding: Encoding) -> tuple[list[int], NDArray[np.int32]]:
        """Return which pieces belong to the passage itself, and their starts in it."""
        prompt = len(self.card.passage_prompt)
        own = find_own_pieces(encoding.offsets, prompt)
        return own, np.array([encoding.offsets[piece][0] - prompt for piece in own], dtype=np.int32)

    @property
    def vocabulary_size(self) -> int:
        """The number of word pieces in the vocabulary."""
        return self._tokenizer.get_vocab_size()

    def find_pieces(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """Yield the vocabulary ids of the pieces of each passage, and their starts in it."""
        for encoding in self._tokenize(texts):
            own, starts = self._find_own(encoding)
            yield np.array(encoding.ids, dtype=np.int32)[own], starts

    def _run(self, ids: list[int]) -> tuple[Vectors, Vectors]:
        """Return the vector of a text and those of its pieces."""
        pieces = np.array([ids], dtype=np.int64)
        vectors, tokens = self._session.run(None, {"input_ids": pieces, "attention_mask": np.ones_like(pieces)})
        return vectors[0], tokens[0]

    def save(self, folder: Path) -> None:
        """Write the graph, the tokenizer and the basis of the token vectors. Raises IndexDamaged."""
        for name, file in self._files.items():
            (folder / name).write_bytes(file.check())
        self.codec.save(folder)
