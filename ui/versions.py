"""The generations of an index and the marks of its exam, as HTML."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from corpus.errors import UserError
from index.generations import find_former, list_generations
from index.manifest import read_manifest
from qa.exam import Mark
from ui.markup import bdi, text_html


def versions_html(folder: Path, current: str, *, changeable: bool) -> str:
    """Return the generations there are, the newest first, and where it may be used the button that goes back."""
    rows = [_row(path, path.name == current) for path in reversed(list_generations(folder))]
    back = changeable and find_former(folder)
    button = '<button type="button" class="deed" data-deed="back">Go back to the one before</button>' if back else ""
    return f'<ol class="versions">{"".join(rows)}</ol>{button}'


def _row(generation: Path, current: bool) -> str:
    try:
        made = datetime.fromtimestamp(generation.stat().st_mtime)  # noqa: DTZ006 - the clock on the wall
        manifest = read_manifest(generation)
        quick = ", quick vectors" if manifest.is_quick else ""
        held = f"{manifest.articles:,} articles, {manifest.passages:,} passages{quick}"
    except FileNotFoundError:
        return ""  # A build has removed it.
    except UserError as error:
        held = error.what
    now = " <strong>in use</strong>" if current else ""
    return f"<li>{made:%-d %B %Y, %H:%M}: {text_html(held)}{now}</li>"


def marks_html(marks: Sequence[Mark]) -> str:
    """Return how many questions of the exam were answered as they should be, and what was said to the others."""
    wrong = [mark for mark in marks if not mark.right]
    items = "".join(f"<li>{bdi(mark.question)} <em>gave</em> {bdi(mark.said)}</li>" for mark in wrong)
    said = f"{len(marks) - len(wrong)} of {len(marks)} questions of the exam are answered as they should be"
    return f'<div class="added" role="status"><p>{said}{":" if items else "."}</p><ul>{items}</ul></div>'
