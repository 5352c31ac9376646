"""quotedesk by its own functions; ids are places in articles, which the parent maps to paragraphs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import retrieve
from tests.bench.peers.system import Document


class Quotedesk:
    def __init__(self, exported: Path) -> None:
        self.exported = exported

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        # The export of the model, which happens once for all builds of an index, is not counted, like its download.
        build_index(self.read(documents), folder, encoder=open_index(self.exported).encoder)

    def open(self, folder: Path) -> None:
        self.index = open_index(folder)

    def search(self, question: str, count: int) -> list[str]:
        hits = retrieve(question, count, index=self.index)
        return [f"{hit.passage.article_id}:{hit.passage.start}:{hit.passage.end}" for hit in hits]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        text = "\n\n".join(document.text for document in documents)
        build_index(self.read([Document("added", text)]), folder)
        self.open(folder)

    def read(self, documents: Sequence[Document]) -> Reading:
        return Reading([FoundArticle(make_article(document.text), document.id) for document in documents])


def make(model: Path) -> Quotedesk:
    return Quotedesk(model.parent / "indexes" / "quotedesk")
