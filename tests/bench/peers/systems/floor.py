"""The floor: the graph that quotedesk exports, run by onnxruntime, and a flat FAISS index, with nothing around them."""

import json
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from tests.bench.peers.system import Document

PIECES = 256


class Floor:
    def __init__(self, graph: Path) -> None:
        self.session = onnxruntime.InferenceSession(str(graph / "model.onnx"), providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(graph / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(PIECES)

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        self.index = faiss.IndexFlatIP(384)
        self.ids: list[str] = []
        self.write(documents, folder, vectors)

    def open(self, folder: Path) -> None:
        self.index = faiss.read_index(str(folder / "vectors.faiss"))
        self.ids = json.loads((folder / "ids.json").read_text())

    def search(self, question: str, count: int) -> list[str]:
        _, rows = self.index.search(self.embed(question), count)
        return [self.ids[row] for row in rows[0]]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.write(documents, folder, None)

    def write(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        made = np.concatenate([self.embed(document.text) for document in documents]) if vectors is None else vectors
        self.index.add(made)
        self.ids += [document.id for document in documents]
        faiss.write_index(self.index, str(folder / "vectors.faiss"))
        (folder / "ids.json").write_text(json.dumps(self.ids))

    def embed(self, text: str) -> np.ndarray:
        pieces = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        vectors: np.ndarray = self.session.run(None, {"input_ids": pieces, "attention_mask": np.ones_like(pieces)})[0]
        return vectors


def make(model: Path) -> Floor:
    return Floor(model.parent / "graph")
