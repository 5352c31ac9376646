"""A retriever for LlamaIndex: `pip install "quotedesk[llama-index]"`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.store import Index
from qa.adapters.metadata import describe
from qa.answer import Hit
from qa.retrieve import retrieve


class QuotedeskRetriever(BaseRetriever):
    """Finds passages as LlamaIndex's nodes; takes the arguments of `retrieve`.

    >>> nodes = QuotedeskRetriever(k=3).retrieve("How many of the peacekeepers are women?")
    """

    def __init__(
        self,
        index: Index | Path | str | None = None,
        k: int = 5,
        sources: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        super().__init__()
        self.index, self.k, self.sources, self.since, self.until = index, k, sources, since, until

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = retrieve(
            query_bundle.query_str,
            self.k,
            index=self.index,
            sources=self.sources,
            since=self.since,
            until=self.until,
        )
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]


def _node(hit: Hit) -> TextNode:
    passage = hit.passage
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=describe(hit),
    )
