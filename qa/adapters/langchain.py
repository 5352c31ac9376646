"""A retriever for LangChain: `pip install "quotedesk[langchain]"`."""

from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.store import Index
from qa.adapters.metadata import describe
from qa.api import retrieve
from qa.question import Day

_OPTIONS = ("k", "history", "sources", "since", "until", "read_period")


class QuotedeskRetriever(BaseRetriever):
    """Finds passages as LangChain's documents; the fields are the arguments of `retrieve`.

    `invoke` takes the same arguments, all but the index, for one question. Another argument raises ValidationError
    here and TypeError there.

    >>> documents = QuotedeskRetriever(k=3).invoke("How many of the peacekeepers are women?")
    >>> documents = QuotedeskRetriever().invoke("How old is he?", history=["Who leads the observers?"])
    """

    model_config = ConfigDict(extra="forbid")

    index: Index | Path | str | None = None
    k: int = 5
    history: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: Day = None
    until: Day = None
    read_period: bool = True

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        **options: Any,  # noqa: ANN401
    ) -> list[Document]:
        if unknown := options.keys() - set(_OPTIONS):
            raise TypeError(f"{', '.join(sorted(unknown))} is no argument of this retriever; it takes {_OPTIONS}")
        hits = retrieve(query, index=self.index, **{name: getattr(self, name) for name in _OPTIONS} | options)
        return [Document(id=hit.passage.id, page_content=hit.passage.text, metadata=describe(hit)) for hit in hits]
