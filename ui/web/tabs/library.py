"""Changes of the articles from the page: add, remove, edit, undo; each publishes one new generation of the index."""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.articles import FoundArticle, Skipped
from corpus.errors import CorpusError, StandingError, UserError
from corpus.origins import UPLOADED, is_address
from corpus.reading import Reading, read_articles
from index.building.build import BuildReport, build_index
from index.generation.edits import Edit, make_edit
from index.places import roll_back_at
from qa.article_list import fetch_articles, find_articles, name_count
from qa.citations.article_lists import LIST_FORMS, write_list
from qa.citations.hidden import reveal
from qa.collection import edit_articles, read_day, remove_samples, restore_samples, save_edits_of
from qa.evaluation.exam import EXAM_FILE, Mark, mark_question, read_exam, refuse_worse, try_drafts, write_exam
from qa.input_limits import MAX_CHOSEN
from qa.serialize import Json
from qa.standing.asking import ask_standing
from ui.security.request_queue import Steps
from ui.service import Service
from ui.writable import ADD_BY_COMMAND, check_may_add, check_writable

MINUTE = 60
_log = logging.getLogger(__name__)


def add_files(service: Service, paths: Sequence[Path]) -> BuildReport:
    """Index files; the report counts these files alone and names those that could not be read.

    This and all other changes raise ChangeRefused if the server is read-only. `service.adding` reports the progress.
    """
    _check_writable(service)
    with service.adding.begin(len(paths)):
        return _add(service, _read_uploads(paths))


def add_address(service: Service, address: str) -> BuildReport:
    """Index a web address. Raises CorpusError if downloads are off, or for an invalid address."""
    if not service.allow_net:
        raise CorpusError("Downloads are off on this server.", "Start it with --allow-net to add web addresses.")
    if not is_address(address.strip()):
        raise CorpusError(f"“{address}” is not a web address.", "Enter one that begins with https://.")
    from corpus.readers.download import Network

    _check_writable(service)
    with service.adding.begin(1):
        return _add(service, read_articles([address.strip()], Network()))


def _add(service: Service, reading: Reading) -> BuildReport:
    service.adding.count(len({item.article.id for item in reading.found}))
    examine = refuse_worse(service.folder)
    report = build_index(reading, service.folder, progress=service.adding.report, warn=_warn, examine=examine)
    _ask_standing(service)
    return replace(report, unchanged=len(reading.found) - report.new - report.updated)


def _ask_standing(service: Service) -> None:
    """Ask the standing questions of new articles; what they find is shown in the Kept tab, its number in the report."""
    try:
        index = service.refresh()
        news = ask_standing(index)
        service.standing_news.put(index.generation, sum(len(one.sentences) for one in news))
    except StandingError as error:
        _warn(f"The standing questions were not asked. {error}")


def remove_articles(service: Service, ids: Sequence[str]) -> BuildReport:
    """Remove articles from the index, all if wanted. Raises CorpusError for an unknown article."""
    _check_writable(service)
    return _finish(service, build_index(Reading(), service.folder, remove=ids, warn=_warn))


def edit_library(service: Service, ids: Sequence[str], edit: Edit | None) -> str:
    """Edit title, source or date of articles, or restore what their files state.

    Return the new generation, which `undo` takes; empty if nothing changed.
    """
    _check_writable(service)
    before = service.refresh().generation
    former = edit_articles(service.folder, ids, edit, _warn)
    generation = service.refresh().generation
    if generation == before:
        return ""
    service.former_edits.put(generation, former)
    return generation


def remove_library_samples(service: Service) -> BuildReport:
    """Remove the shipped articles, as one change."""
    _check_writable(service)
    return _finish(service, remove_samples(service.folder))


def restore_library_samples(service: Service) -> BuildReport:
    """Add the shipped articles again, as one change."""
    _check_writable(service)
    report = restore_samples(service.folder)
    _ask_standing(service)
    return _finish(service, report)


def _finish(service: Service, report: BuildReport) -> BuildReport:
    service.refresh()
    return replace(report, unchanged=0)


def undo(service: Service, generation: str, *, of_edit: bool = False) -> None:
    """Undo the change that published a generation, unless another one was published after it.

    Going back does not undo an edit, which outlives it; what the fields were before is known until the server ends.
    """
    if service.refresh().generation != generation:
        raise UserError("The library has changed since.", "Restore an earlier version under Advanced.")
    former = service.former_edits.get(generation)
    if former is None and of_edit:
        raise UserError(
            "The edit is too old to be undone.", "Edit the article again; its file's fields can be restored."
        )
    if former is None:
        go_back(service)
        return
    _check_writable(service)
    save_edits_of(service.folder, former, _warn)
    service.refresh()


def go_back(service: Service) -> None:
    """Restore the generation before the current one; edits stay. Raises IndexMissing if there is none."""
    _check_writable(service)
    roll_back_at(service.folder)
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
    check_may_add(service.may_add)
    check_writable(service.read_only, ADD_BY_COMMAND)


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


def choose_articles(service: Service, asked: Mapping[str, object], words: str = "") -> list[str]:
    """Return the ids that the browser names, or with `all` those that contain the words of the search.

    Raises UserError if there are none, or if their number is not the one that the browser showed.
    """
    if asked.get("all") is True:
        found = find_articles(service.refresh(), words)
        if len(found) != asked.get("count"):
            raise UserError("The library has changed since.", "Select the articles again.")
        return found
    named = asked.get("ids")
    known = service.refresh().articles
    ids = [id for id in named if isinstance(id, str) and id in known] if isinstance(named, list) else []
    if not ids or len(ids) > MAX_CHOSEN:
        raise UserError(f"Select between 1 and {MAX_CHOSEN:,} articles, or all.", "Select them again.")
    return ids


def read_edit(fields: object) -> Edit | None:
    """Return the edit that the browser sends, None to restore. Raises ValueError for a field that is invalid."""
    if not isinstance(fields, dict):
        return None
    given = {name: str(fields[name]) for name in ("title", "source", "date") if name in fields}
    if "date" in given:
        given["date"] = read_day(given["date"])
    return make_edit(**given)


def export_list(service: Service, wanted: object) -> Json:
    """Return chosen articles as a file, in the form that is asked for."""
    if not isinstance(wanted, Mapping) or wanted.get("form") not in LIST_FORMS:
        return {"error": "Invalid request; please reload the page."}
    form = str(wanted["form"])
    try:
        ids = choose_articles(service, wanted, str(wanted.get("words", "")))
        text = write_list(fetch_articles(service.index, ids), form)
    except UserError as error:
        return {"error": str(error)}
    _, name, kind = LIST_FORMS[form]
    return {"text": text, "name": name, "type": kind}


def describe_adding(service: Service) -> Json:
    """Return the additions in progress in words, the share that is done, and the time left; empty if there are none."""
    now = service.adding.now
    if now is None:
        return {}
    words = f"Adding {name_count(now.articles, 'article')}" if now.articles else "Reading the files"
    return {"words": words, "share": now.share, "left": _say_left(now.seconds_left)}


def _say_left(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return f"about {name_count(max(seconds, 1), 'second')} left"
    return f"about {name_count(round(seconds / MINUTE), 'minute')} left"
