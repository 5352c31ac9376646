"""`ListChange`: what a list of the page reports above it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListChange:
    """A change of a list in words; `undo` is the name by which the browser undoes it, empty if it cannot be undone."""

    summary: str
    undo: str = ""
