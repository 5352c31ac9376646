"""Chroma: a persistent client with its sentence-transformers embedding function."""

from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from tests.bench.peers.system import Document

BATCH = 1_000


class Chroma:
    def __init__(self, model: Path) -> None:
        self.embed = SentenceTransformerEmbeddingFunction(model_name=str(model))

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        self.open(folder)
        for start in range(0, len(documents), BATCH):
            part = slice(start, start + BATCH)
            self.collection.add(
                ids=[document.id for document in documents[part]],
                documents=[document.text for document in documents[part]],
                embeddings=None if vectors is None else vectors[part],
            )

    def open(self, folder: Path) -> None:
        client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        self.collection = client.get_or_create_collection("paragraphs", embedding_function=self.embed)

    def search(self, question: str, count: int) -> list[str]:
        return self.collection.query(query_texts=[question], n_results=count)["ids"][0]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.collection.add(
            ids=[document.id for document in documents], documents=[document.text for document in documents]
        )


def make(model: Path) -> Chroma:
    return Chroma(model)
