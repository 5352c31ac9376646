"""Removes the sample articles from an index and restores them, for the first screen."""

from corpus.errors import CorpusError, ServerError
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from ui.sample_articles import find_samples
from ui.service import Service
from ui.web.library import undo


def change_samples(service: Service, action: str) -> tuple[str, str]:
    """Perform the action of a button; return the result in words, and the action that undoes it, empty if none does.

    Unknown actions are ignored. Raises CorpusError if no article would remain, ServerError if the server is read-only.
    """
    if service.read_only:
        raise ServerError("This server is read-only.", "Change the articles with quotedesk index.")
    match action.split(" ", maxsplit=1):
        case ["remove"]:
            return _remove(service)
        case ["restore"]:
            build_index(read_articles([SHIPPED]), service.folder)
            return "The samples are back.", f"undo {service.refresh().generation}"
        case ["undo", generation]:
            undo(service, generation)
            return "Undone.", ""
    return "", ""


def _remove(service: Service) -> tuple[str, str]:
    index = service.refresh()
    samples = find_samples(index)
    if len(samples) == len(index.articles):
        raise CorpusError("The samples are the only articles.", "Add your own first.")
    if not samples:
        return "", ""
    build_index(Reading(), service.folder, remove=samples)
    return "The samples were removed.", f"undo {service.refresh().generation}"
