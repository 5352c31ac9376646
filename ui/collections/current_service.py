"""The service of the collection that a request is about, for what is built once for all requests."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from corpus.errors import IndexMissing
from index.store import Index
from qa.answer import Answer
from qa.api import ask
from ui.ask_request import AskRequest
from ui.cache import Cache
from ui.collections.collection_choice import CollectionChoice, current_choice
from ui.collections.collection_services import CollectionServices
from ui.service import KEPT_ANSWERS, Service, history_of, name_generations

_OF_THE_SERVER = frozenset(
    ("place", "folder", "read_only", "keeps_nothing", "keeps_clippings", "allow_net", "collection", "may_add")
)
"""What the page is built with, before there is a request."""


class CurrentService(Service):
    """Forwards to the service of each request's collection, the first one if there are several.

    Whatever is not defined here is that of the collection, looked up for each request: the user of a request never
    reaches a collection that is not theirs to read. A question may name other collections than the request, or several.
    """

    def __init__(self, services: CollectionServices) -> None:
        self.services = services
        self._merged: Cache[tuple[AskRequest, str], Answer] = Cache(KEPT_ANSWERS)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """Return an attribute of the collection's service."""
        if name.startswith("__"):
            raise AttributeError(name)
        choice = current_choice()
        if choice is None and name in _OF_THE_SERVER:
            return getattr(self.services.default, name)
        ((key, service),) = list(self._choose(()).items())[:1]
        may_add = self.services.can_add(key, (choice or CollectionChoice()).user)
        if name == "may_add":
            return may_add
        value = getattr(service, name)
        return value or not may_add if name in ("read_only", "keeps_nothing") else value

    @property
    def named_collections(self) -> tuple[str, ...]:
        """The collections that the request names."""
        return (current_choice() or CollectionChoice()).names

    def indexes_of(self, asked: AskRequest | None = None) -> Mapping[str, Index]:
        """Return the newest indexes of the collections that a question names, or else the request."""
        return {name: service.refresh() for name, service in self._choose(asked.collections if asked else ()).items()}

    def holding(self, article_id: str) -> Service:
        """Return the service of the collection that has an article; that of the first one if none has it."""
        chosen = list(self._choose(()).values())
        for service in chosen:
            # One of several collections may have no articles yet.
            with suppress(IndexMissing):
                if article_id in service.refresh().articles:
                    return service
        return chosen[0]

    def has_answer(self, asked: AskRequest) -> bool:
        """Return whether the answer is cached."""
        chosen = self._choose(asked.collections)
        if len(chosen) == 1:
            return all(service.has_answer(asked) for service in chosen.values())
        return (asked, name_generations(self.indexes_of(asked))) in self._merged

    def answer(self, asked: AskRequest, index: Index | None = None) -> Answer:
        """Answer a question from the collections that it names, or else the request, or from the cache."""
        chosen = self._choose(asked.collections)
        if len(chosen) == 1:
            (service,) = chosen.values()
            return service.answer(asked, index)
        indexes = {name: service.refresh() for name, service in chosen.items()}
        generations = name_generations(indexes)
        answer = self._merged.get((asked, generations))
        if answer is None:
            answer = ask(
                asked.question,
                history=history_of(asked),
                index=indexes,
                sources=asked.sources,
                since=asked.since,
                until=asked.until,
                read_period=asked.reads_period,
            )
            for key in (asked, asked.resolve(answer)):
                self._merged.put((key, generations), answer)
        return answer

    def _choose(self, names: tuple[str, ...]) -> dict[str, Service]:
        choice = current_choice() or CollectionChoice()
        return self.services.choose(names or choice.names, choice.user, falls_back=not names)
