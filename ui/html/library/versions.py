"""The generations of an index and the marks of its exam, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus.errors import UserError
from index.generation.generations import find_former, list_generations
from index.generation.manifest import read_manifest
from qa.article_list import name_count
from qa.evaluation.exam import Mark
from ui.html.rendering import render


@dataclass(frozen=True, slots=True)
class _Version:
    """A generation: when it was built, and its contents, or why it cannot be read."""

    made: str
    contents: str
    is_current: bool


def versions_html(folder: Path, current: str, *, changeable: bool) -> str:
    """Return the generations, newest first, with a restore button if the library is changeable."""
    versions = [_read_version(path, path.name == current) for path in reversed(list_generations(folder))]
    can_go_back = changeable and bool(find_former(folder))
    return render("versions.html", versions=[*filter(None, versions)], can_go_back=can_go_back)


def _read_version(generation: Path, is_current: bool) -> _Version | None:
    try:
        made = datetime.fromtimestamp(generation.stat().st_mtime)  # noqa: DTZ006 - the clock on the wall
        manifest = read_manifest(generation)
        contents = name_count(manifest.articles, "article") + (", not complete yet" if manifest.is_quick else "")
    except FileNotFoundError:
        return None  # A build has removed it.
    except UserError as error:
        contents = error.what
    return _Version(f"{made:%-d %B %Y, %H:%M}", contents, is_current)


def marks_html(marks: Sequence[Mark]) -> str:
    """Return how many questions of the exam were answered correctly, and the wrong answers."""
    wrong = [mark for mark in marks if not mark.right]
    return render("exam.html", right=len(marks) - len(wrong), count=len(marks), wrong=wrong)
