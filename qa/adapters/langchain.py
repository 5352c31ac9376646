"""A retriever for LangChain: `pip install "quotedesk[langchain]"`."""

from datetime import date
from pathlib import Path

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.store import Index
from qa.adapters.metadata import describe
from qa.retrieve import retrieve


class QuotedeskRetriever(BaseRetriever):
    """Finds passages as LangChain's documents; the fields are the arguments of `retrieve`.

    >>> documents = QuotedeskRetriever(k=3).invoke("How many of the peacekeepers are women?")
    """

    index: Index | Path | str | None = None
    k: int = 5
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = retrieve(query, self.k, index=self.index, sources=self.sources, since=self.since, until=self.until)
        return [Document(id=hit.passage.id, page_content=hit.passage.text, metadata=describe(hit)) for hit in hits]
