"""A component for Haystack: `pip install "quotedesk[haystack]"`."""

from datetime import date

from haystack import Document, component

from qa.adapters.metadata import describe
from qa.retrieve import retrieve


@component
class QuotedeskRetriever:
    """Finds passages as Haystack's documents; takes the arguments of `retrieve`, the index as a folder.

    Days may be written as 2024-03-01, which is how a saved pipeline holds them; it is loaded again with
    `Pipeline.load(..., allowed_modules=["qa.adapters.haystack"])`.

    >>> documents = QuotedeskRetriever(k=3).run("How many of the peacekeepers are women?")["documents"]
    """

    def __init__(
        self,
        index: str | None = None,
        k: int = 5,
        sources: list[str] | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
    ) -> None:
        self.index, self.k, self.sources = index, k, sources
        self.since, self.until = since and str(since), until and str(until)

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        """Find the passages."""
        since, until = (date.fromisoformat(day) if day else None for day in (self.since, self.until))
        hits = retrieve(query, self.k, index=self.index, sources=self.sources or (), since=since, until=until)
        found = [
            Document(id=hit.passage.id, content=hit.passage.text, meta=describe(hit), score=hit.score) for hit in hits
        ]
        return {"documents": found}
