"""Runs a model that was exported as a graph, by onnxruntime and without torch.

One run reads one text. That needs no padding, keeps every core busy, and makes a vector depend on its text alone:
a passage has the same vector whatever else is encoded with it.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.encoder import Advance, ModelCard, Vectors, ignore_advance

GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
_ERRORS_ONLY = 3


class GraphEncoder:
    """An `Encoder` over the files `model.onnx` and `tokenizer.json` of a folder."""

    def __init__(self, folder: Path, card: ModelCard) -> None:
        self.card = card
        self._folder = folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(card.max_pieces)
        self._counter = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._counter.no_padding()
        self._counter.no_truncation()

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the model's own marks."""
        encodings = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimension,)."""
        return self._run(self._tokenizer.encode(self.card.query_prompt + text).ids)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Vectors:
        """Return the vectors of passages, shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        prompted = [self.card.passage_prompt + text for text in texts]
        encodings = self._tokenizer.encode_batch_fast(prompted)
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for row, vector in enumerate(threads.map(self._run, [encoding.ids for encoding in encodings])):
                vectors[row] = vector
                advance(1)
        return vectors

    def _run(self, ids: list[int]) -> Vectors:
        tokens = np.array([ids], dtype=np.int64)
        inputs = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        vector: Vectors = self._session.run(None, inputs)[0][0]
        return vector

    def save(self, folder: Path) -> None:
        """Write the graph and the tokenizer."""
        for name in (GRAPH_FILE, TOKENIZER_FILE):
            (folder / name).write_bytes((self._folder / name).read_bytes())
