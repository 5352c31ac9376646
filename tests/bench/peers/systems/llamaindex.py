"""LlamaIndex: VectorStoreIndex with its Hugging Face embeddings, persisted in a folder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from tests.bench.peers.system import Document


class LlamaIndex:
    def __init__(self, model: Path) -> None:
        self.embedding = HuggingFaceEmbedding(model_name=str(model))

    def build(self, documents: Sequence[Document], folder: Path, vectors: np.ndarray | None) -> None:
        nodes = make_nodes(documents)
        if vectors is not None:
            for node, vector in zip(nodes, vectors.tolist(), strict=True):
                node.embedding = vector
        VectorStoreIndex(nodes, embed_model=self.embedding).storage_context.persist(str(folder))

    def open(self, folder: Path) -> None:
        storage = StorageContext.from_defaults(persist_dir=str(folder))
        self.index = load_index_from_storage(storage, embed_model=self.embedding)

    def search(self, question: str, count: int) -> list[str]:
        return [found.node.node_id for found in self.index.as_retriever(similarity_top_k=count).retrieve(question)]

    def add(self, documents: Sequence[Document], folder: Path) -> None:
        self.index.insert_nodes(make_nodes(documents))
        self.index.storage_context.persist(str(folder))


def make_nodes(documents: Sequence[Document]) -> list[TextNode]:
    return [TextNode(id_=document.id, text=document.text) for document in documents]


def make(model: Path) -> LlamaIndex:
    return LlamaIndex(model)
