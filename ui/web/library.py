"""Changes of the articles from the page: add, remove, restore; each publishes one new generation of the index."""

import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.articles import FoundArticle, Skipped
from corpus.errors import CorpusError, ServerError, UserError
from corpus.origins import UPLOADED, is_address
from corpus.reading import Reading, read_articles
from index.building.build import BuildReport, build_index
from index.generation.generations import roll_back
from index.types import Progress
from qa.citations.hidden import reveal
from qa.evaluation.exam import EXAM_FILE, Mark, mark_question, read_exam, refuse_worse, try_drafts, write_exam
from ui.security.request_queue import Steps
from ui.service import Service

_log = logging.getLogger(__name__)


def add_files(service: Service, paths: Sequence[Path], progress: Progress) -> BuildReport:
    """Index files; the report counts these files alone and names those that could not be read.

    This and all other changes raise ServerError if the server is read-only.
    """
    return _add(service, _read_uploads(paths), progress)


def add_address(service: Service, address: str, progress: Progress) -> BuildReport:
    """Index a web address. Raises CorpusError if downloads are off, or for an invalid address."""
    if not service.allow_net:
        raise CorpusError("Downloads are off on this server.", "Start it with --allow-net to add web addresses.")
    if not is_address(address.strip()):
        raise CorpusError(f"“{address}” is not a web address.", "Enter one that begins with https://.")
    from corpus.readers.download import Network

    return _add(service, read_articles([address.strip()], Network()), progress)


def _add(service: Service, reading: Reading, progress: Progress) -> BuildReport:
    _check_writable(service)
    examine = refuse_worse(service.folder)
    report = build_index(reading, service.folder, progress=progress, warn=_warn, examine=examine)
    service.refresh()
    return replace(report, unchanged=len(reading.found) - report.new - report.updated)


def remove_article(service: Service, article_id: str) -> BuildReport:
    """Remove an article from the index. Raises CorpusError for an unknown article, or the last one."""
    _check_writable(service)
    report = build_index(Reading(), service.folder, remove=[article_id], warn=_warn)
    service.refresh()
    return replace(report, unchanged=0)


def undo(service: Service, generation: str) -> None:
    """Restore the generation before a change, unless another one was published after the change."""
    service.refresh()
    if service.index.generation != generation:
        raise UserError("The library has changed since.", "Use Versions to restore the previous version.")
    go_back(service)


def go_back(service: Service) -> None:
    """Restore the generation before the current one. Raises IndexMissing if there is none."""
    _check_writable(service)
    roll_back(service.folder)
    service.refresh()


def sit(service: Service) -> Steps[list[Mark]]:
    """Ask the questions of the exam, drafting them first if there is none; each costs as much as a request."""
    path = service.folder / EXAM_FILE
    if not path.is_file():
        _check_writable(service)
        drafted = []
        for question in try_drafts(service.index):
            drafted += [question] if question else []
            yield 1
        write_exam(path, drafted)
    index, marks = service.index, []
    for question in read_exam(path):
        marks.append(mark_question(index, question))
        yield 1
    return marks


def _warn(sentence: str) -> None:
    """Log a warning of a build; text from articles must not control the terminal of the server."""
    _log.warning("%s", reveal(sentence))


def _check_writable(service: Service) -> None:
    if service.read_only:
        raise ServerError("This server is read-only.", "Add articles with quotedesk index.")


def _read_uploads(paths: Sequence[Path]) -> Reading:
    """Read files under their plain names: the folder of an upload is private."""
    reading = read_articles(paths)

    def plain(text: str) -> str:
        for path in paths:
            text = text.replace(f"{path.parent}{os.sep}", "")
        return text

    return Reading(
        [FoundArticle(item.article, f"{UPLOADED}{plain(item.origin)}") for item in reading.found],
        [Skipped(plain(item.path), plain(item.reason)) for item in reading.skipped],
    )
