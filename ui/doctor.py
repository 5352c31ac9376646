"""Checks that nothing is damaged: the model, every file of the index, and that it answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from index.generations import find_current
from index.manifest import damaged, find_damage, read_manifest
from index.models import DEFAULT_MODEL, find_model
from index.store import open_index


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is in order, and if not what mends it."""

    what: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(folder: Path) -> Iterator[Finding]:
    """Check the default model, then the index, file by file."""
    yield _try("model", lambda: f"{find_model(DEFAULT_MODEL).name}, weights and tokenizer as published")
    try:
        generation = find_current(folder)
        manifest = read_manifest(generation)
    except UserError as error:
        yield Finding("index", False, error.what, error.remedy)
        return
    sound = True
    for name, problem in find_damage(generation, manifest):
        sound = False
        damage = damaged(folder, name, problem)
        yield Finding(name, False, damage.what, damage.remedy)
    if sound:
        yield Finding("files", True, f"{len(manifest.files)} files of {generation.name} as published")
        yield _try("index", lambda: _ask_something(folder))


def _ask_something(folder: Path) -> str:
    """Open the index and encode a text with its model."""
    index = open_index(folder)
    found = index.dense.search(index.encoder.encode_query("test").vector, 1)
    manifest = index.manifest
    return (
        f"{manifest.articles:,} articles, {manifest.passages:,} passages, {manifest.model.name} on "
        f"{manifest.model.runtime}, {len(found)} found"
    )


def _try(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, check())
    except UserError as error:
        return Finding(what, False, error.what, error.remedy)
