"""txtai with `hybrid=True`: its documentation's way to have BM25 and vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from txtai import Embeddings

from tests.bench.peers.system import Document


class Txtai:
    def __init__(self, model: Path) -> None:
        self.model = model

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        embeddings = Embeddings(path=str(self.model), hybrid=True)
        if vectors is not None:
            known = {document.text: vector for document, vector in zip(documents, vectors, strict=True)}
            embeddings.model.encode = lambda texts, category=None: np.stack([known[text] for text in texts])
        embeddings.index([(document.id, document.text, None) for document in documents])
        embeddings.save(str(folder))

    def open(self, folder: Path) -> None:
        self.embeddings = Embeddings()
        self.embeddings.load(str(folder))

    def search(self, question: str, count: int) -> list[str]:
        return [id for id, _ in self.embeddings.search(question, count)]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.embeddings.upsert([(document.id, document.text, None) for document in documents])
        self.embeddings.save(str(folder))


def make(model: Path) -> Txtai:
    return Txtai(model)
