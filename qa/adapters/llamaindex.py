"""A retriever for LlamaIndex: `pip install "quotedesk[llama-index]"`."""

from collections.abc import Sequence
from pathlib import Path

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.store import Index
from qa.adapters.arguments import DEFAULT_COUNT, choose_count
from qa.adapters.metadata import describe
from qa.answer import Hit
from qa.api import retrieve
from qa.question import Day


class QuotedeskRetriever(BaseRetriever):
    """Finds passages as LlamaIndex's nodes; takes the arguments of `retrieve`.

    `similarity_top_k` is another name of `k`.

    >>> nodes = QuotedeskRetriever(k=3).retrieve("How many of the peacekeepers are women?")
    """

    def __init__(
        self,
        index: Index | Path | str | None = None,
        k: int | None = None,
        sources: Sequence[str] = (),
        since: Day = None,
        until: Day = None,
        *,
        history: Sequence[str] = (),
        similarity_top_k: int | None = None,
        read_period: bool = True,
    ) -> None:
        super().__init__()
        self.index, self.sources, self.since, self.until = index, sources, since, until
        self.history, self.read_period = history, read_period
        self.k = choose_count({"k": k, "similarity_top_k": similarity_top_k}, DEFAULT_COUNT)

    @property
    def similarity_top_k(self) -> int:
        """The number of passages, as LlamaIndex's own retrievers call it."""
        return self.k

    @similarity_top_k.setter
    def similarity_top_k(self, count: int) -> None:
        self.k = count

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = retrieve(
            query_bundle.query_str,
            self.k,
            index=self.index,
            sources=self.sources,
            since=self.since,
            until=self.until,
            history=self.history,
            read_period=self.read_period,
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
