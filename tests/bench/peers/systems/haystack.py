"""Haystack in memory: BM25 and embedding retrievers, joined by reciprocal rank fusion; sentence-transformers embeds."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from haystack import Document as Snapshot
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from sentence_transformers import SentenceTransformer

from tests.bench.peers.system import Document

FILE = "store.json"


class Haystack:
    def __init__(self, model: Path) -> None:
        self.model = SentenceTransformer(str(model))

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        self.store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self.write(documents, folder, vectors)

    def open(self, folder: Path) -> None:
        self.store = InMemoryDocumentStore.load_from_disk(str(folder / FILE))
        self.words = InMemoryBM25Retriever(self.store)
        self.meaning = InMemoryEmbeddingRetriever(self.store)

    def search(self, question: str, count: int) -> list[str]:
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=count)
        by_words = self.words.run(query=question)["documents"]
        by_meaning = self.meaning.run(query_embedding=self.model.encode(question).tolist())["documents"]
        return [found.id for found in joiner.run([by_words, by_meaning])["documents"]]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.write(documents, folder, None)

    def write(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        made = self.model.encode([document.text for document in documents]) if vectors is None else vectors
        pairs = zip(documents, made.tolist(), strict=True)
        stored = [Snapshot(id=document.id, content=document.text, embedding=vector) for document, vector in pairs]
        self.store.write_documents(stored)
        self.store.save_to_disk(str(folder / FILE))


def make(model: Path) -> Haystack:
    return Haystack(model)
