"""Adds, removes, pauses and reads standing questions."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import StandingRefused
from index.places import Location, find_folder, parse_location
from index.store import Index
from qa.default_index import resolve_index
from qa.input_limits import MAX_STANDING
from qa.query.collection_topic import find_topic
from qa.query.scope import read_scope
from qa.question import Day, check_history, check_question, check_since, check_until
from qa.standing.standing_file import StandingQuestion, StandingQuestions, change_standing, read_standing

MAX_REMOVED = 10
"""Maximum number of removed questions that are kept."""

_ID_LENGTH = 8
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


StandingPlace = Index | Location | str
"""An opened index, or its location."""


def format_now() -> str:
    """Return the current moment in ISO 8601 and UTC, to the second."""
    return f"{datetime.now(UTC):{_MOMENT}}"


def find_standing_folder(place: StandingPlace) -> Path:
    """Return the folder with the standing questions of an index. Raises EngineError for an invalid address."""
    if isinstance(place, Index):
        return place.folder
    return find_folder(parse_location(place) if isinstance(place, str) else place)


def list_standing(place: StandingPlace) -> tuple[StandingQuestion, ...]:
    """Return the standing questions of an index, oldest first. Raises StandingError for an invalid file."""
    return read_standing(find_standing_folder(place)).shown


def add_standing(
    place: StandingPlace,
    question: str,
    *,
    history: Sequence[str] = (),
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
    read_period: bool = True,
) -> StandingQuestion:
    """Add a question that is asked at every new generation, and return it; arguments as for `ask`.

    The articles of the newest generation count as known. The same question with the same filters is added once.
    Raises StandingRefused if there are too many, or for a question about the collection itself, and what `ask` raises.
    """
    index = resolve_index(place)
    asked, earlier = check_question(question), tuple(check_history(history))
    if find_topic(asked) or read_scope(asked, index, sources, since, until, reads=read_period).lists:
        raise StandingRefused(
            "A standing question is asked of each new article, and this one is about the collection.",
            "Ask for something that a new article could state.",
        )
    first, last = check_since(since), check_until(until)
    new = StandingQuestion(
        id=_make_id([asked, earlier, sorted(sources), str(first), str(last), read_period]),
        question=asked,
        history=earlier,
        sources=tuple(sources),
        since=first,
        until=last,
        read_period=read_period,
        added=format_now(),
        looked=0,
    )
    return _save(new, index)


def _make_id(fields: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:_ID_LENGTH]


def _save(new: StandingQuestion, index: Index) -> StandingQuestion:
    """Add a question to the file, and return it, or the same one that is there already. Raises StandingRefused."""
    with change_standing(index.folder) as draft:
        known = next((one for one in draft.now.shown if one.id == new.id), None)
        if known:
            return known
        if len(draft.now.shown) >= MAX_STANDING:
            raise StandingRefused(f"There are {MAX_STANDING} standing questions already.", "Remove one first.")
        draft.now, added = _add(draft.now, new, index)
        return added


def _add(
    standing: StandingQuestions, new: StandingQuestion, index: Index
) -> tuple[StandingQuestions, StandingQuestion]:
    """Add a question to which all articles of an index are known; to the others they stay as new as they were."""
    look = standing.looks + 1
    added = replace(new, looked=look)
    articles = {**dict.fromkeys(index.articles, look), **standing.articles}
    others = tuple(question for question in standing.questions if question.id != new.id)
    return replace(standing, questions=(*others, added), articles=articles), added


def remove_standing(place: StandingPlace, id: str) -> StandingQuestion:
    """Remove a question; `restore_standing` undoes it. Raises StandingMissing if it is unknown."""
    with change_standing(find_standing_folder(place)) as draft:
        removed = replace(draft.now.find(id), removed=True)
        others = [question for question in draft.now.questions if question.id != id]
        dropped = {question.id for question in [one for one in others if one.removed][: -MAX_REMOVED + 1]}
        kept = tuple(question for question in others if question.id not in dropped)
        draft.now = replace(draft.now, questions=(*kept, removed))
        return removed


def restore_standing(place: StandingPlace, id: str) -> StandingQuestion:
    """Restore a removed question with what it found. Raises StandingMissing if it is not kept any more."""
    with change_standing(find_standing_folder(place)) as draft:
        restored = replace(draft.now.find(id, removed=True), removed=False)
        if len(draft.now.shown) >= MAX_STANDING:
            raise StandingRefused(f"There are {MAX_STANDING} standing questions already.", "Remove one first.")
        draft.now = draft.now.replace_question(restored)
        return restored


def pause_standing(place: StandingPlace, id: str, *, paused: bool = True) -> StandingQuestion:
    """Pause a question, or resume it: then it is also asked of the articles that came in between."""
    with change_standing(find_standing_folder(place)) as draft:
        changed = replace(draft.now.find(id), paused=paused)
        draft.now = draft.now.replace_question(changed)
        return changed


def mark_sentences(place: StandingPlace, ids: Collection[str], *, read: bool = True) -> int:
    """Mark sentences as read, or as unread again, and return how many were changed.

    They are named, as others may have been found since a person looked.
    """
    wanted = frozenset(ids)
    with change_standing(find_standing_folder(place)) as draft:
        count = 0
        for question in draft.now.shown:
            changed = [one.id for one in question.sentences if one.id in wanted and one.read != read]
            if changed:
                count += len(changed)
                marked = tuple(replace(one, read=read) if one.id in changed else one for one in question.sentences)
                draft.now = draft.now.replace_question(replace(question, sentences=marked))
        return count
