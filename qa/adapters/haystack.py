"""A component for Haystack: `pip install "quotedesk[haystack]"`."""

from datetime import date

from haystack import Document, component

from qa.adapters.arguments import DEFAULT_COUNT, choose_count
from qa.adapters.metadata import describe
from qa.api import retrieve


@component
class QuotedeskRetriever:
    """Finds passages as Haystack's documents; takes the arguments of `retrieve`, the index as a folder.

    `top_k` is another name of `k`. `run` takes it and `history` too, for one question. Days are kept as text, which is
    how a saved pipeline holds them; it is loaded again with
    `Pipeline.load(..., allowed_modules=["qa.adapters.haystack"])`.

    >>> documents = QuotedeskRetriever(k=3).run("How many of the peacekeepers are women?")["documents"]
    """

    def __init__(
        self,
        index: str | None = None,
        k: int | None = None,
        sources: list[str] | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        history: list[str] | None = None,
        top_k: int | None = None,
        read_period: bool = True,
    ) -> None:
        self.index, self.sources, self.history, self.read_period = index, sources, history, read_period
        self.k = choose_count({"k": k, "top_k": top_k}, DEFAULT_COUNT)
        # A pipeline is saved with the values of the arguments, by their names.
        self.top_k = None
        self.since, self.until = since and str(since), until and str(until)

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None, history: list[str] | None = None) -> dict[str, list[Document]]:
        """Find the passages."""
        hits = retrieve(
            query,
            self.k if top_k is None else top_k,
            index=self.index,
            history=(self.history if history is None else history) or (),
            sources=self.sources or (),
            since=self.since,
            until=self.until,
            read_period=self.read_period,
        )
        found = [
            Document(id=hit.passage.id, content=hit.passage.text, meta=describe(hit), score=hit.score) for hit in hits
        ]
        return {"documents": found}
