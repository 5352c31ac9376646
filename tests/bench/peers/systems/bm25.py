"""bm25s alone, with English stop words and a stemmer, as its documentation shows; adding means indexing all again."""

import json
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from tests.bench.peers.system import Document


class BM25:
    def __init__(self) -> None:
        self.stemmer = Stemmer.Stemmer("english")

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        tokens = self.tokenize([document.text for document in documents])
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder))
        (folder / "documents.json").write_text(json.dumps(documents))

    def open(self, folder: Path) -> None:
        self.retriever = bm25s.BM25.load(str(folder))
        self.documents = [Document(*document) for document in json.loads((folder / "documents.json").read_text())]

    def search(self, question: str, count: int) -> list[str]:
        rows, _ = self.retriever.retrieve(self.tokenize([question]), k=count, show_progress=False)
        return [self.documents[row].id for row in rows[0]]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.build([*self.documents, *documents], folder, None)

    def tokenize(self, texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self.stemmer, show_progress=False)


def make(model: Path) -> BM25:
    return BM25()
