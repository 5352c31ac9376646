"""LangChain with its FAISS store.

No version of langchain-huggingface installs beside the other peers; its embeddings are these calls.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from langchain_community.vectorstores import FAISS
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer

from tests.bench.peers.system import Document


class SentenceTransformers(Embeddings):
    def __init__(self, model: Path) -> None:
        self.model = SentenceTransformer(str(model))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.model.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class LangChain:
    def __init__(self, model: Path) -> None:
        self.embeddings = SentenceTransformers(model)

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        texts, ids = [document.text for document in documents], [document.id for document in documents]
        if vectors is None:
            store = FAISS.from_texts(texts, self.embeddings, ids=ids)
        else:
            pairs = list(zip(texts, vectors.tolist(), strict=True))
            store = FAISS.from_embeddings(pairs, self.embeddings, ids=ids)
        store.save_local(str(folder))

    def open(self, folder: Path) -> None:
        self.store = FAISS.load_local(str(folder), self.embeddings, allow_dangerous_deserialization=True)

    def search(self, question: str, count: int) -> list[str]:
        return [str(found.id) for found in self.store.similarity_search(question, k=count)]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.store.add_texts([document.text for document in documents], ids=[document.id for document in documents])
        self.store.save_local(str(folder))


def make(model: Path) -> LangChain:
    return LangChain(model)
