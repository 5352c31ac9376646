"""Checks that nothing is missing or damaged: packages, readers, the model, every file of the index, and a search."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import UserError
from index.damage import damaged, refuse_unreadable
from index.folder_index import FolderIndex
from index.generation.generations import find_current
from index.generation.manifest import find_damage, read_manifest
from index.milvus.address import Address
from index.model.default_model import read_default_model
from index.model.model_files import DEFAULT_MODEL
from index.opening import open_index
from index.places import Location
from index.segment.dense import VECTORS_FILE
from index.store import Index
from qa.article_list import name_count
from ui.cli.packages import check_packages

SAMPLE = 50
MIN_COSINE = 0.97
"""Minimum cosine of a passage's vector to the stored one. CPUs without AVX2 and FMA round differently (lowest .995)."""

MIN_REFERENCE = 0.99
"""Minimum cosine of the reference text's vector to the stored one; without AVX2 it is .998."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it passed, and otherwise how to fix the problem."""

    what: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(folder: Location, deep: bool = False) -> Iterator[Finding]:
    """Check the installed packages, the readers of formats, the default model and the index, file by file.

    `deep` also encodes a sample of passages again.
    """
    yield _try("packages", check_packages)
    yield _examine_readers()
    if not isinstance(folder, Path):
        yield from _examine_served(folder)
        return
    yield _try("model", lambda: f"{DEFAULT_MODEL}, {len(read_default_model())} files as published")
    try:
        generation = find_current(folder)
        with refuse_unreadable(folder):
            manifest = read_manifest(generation)
            problems = list(find_damage(generation, manifest))
    except UserError as error:
        yield Finding("index", False, error.what, error.remedy)
        return
    for name, problem in problems:
        damage = damaged(folder, name, problem)
        yield Finding(name, False, damage.what, damage.remedy)
    if not problems:
        yield Finding("files", True, f"{len(manifest.files)} files of {generation.name} as published")
        yield _try("index", lambda: _ask_something(folder))
        if deep:
            yield _examine_cpu(open_index(folder))
            yield _try("vectors", lambda: _encode_again(folder))


def _examine_readers() -> Finding:
    """Check that one small file of each format is read."""
    from corpus.readers.samples import check_readers

    try:
        found = list(check_readers())
    except OSError as error:
        return Finding("formats", False, f"No sample can be written: {error.strerror}.", "Check the temporary folder.")
    problems = [f"{label}: {reason}" for label, reason in found if reason]
    if problems:
        return Finding("formats", False, " ".join(problems), "Run: pip install --upgrade --force-reinstall quotedesk")
    return Finding("formats", True, f"a sample of each of {len(found)} is read")


def _examine_served(address: Address) -> Iterator[Finding]:
    """Check the search engine, and that the index in it is complete and answers."""
    from index.milvus.engine import Engine
    from index.milvus.served import open_served

    yield _try("engine", lambda: f"Milvus {Engine(address).call('get_server_version')} at {address}")
    yield _try("index", lambda: _search_something(open_served(Engine(address))))


def _search_something(index: Index) -> str:
    found = index.dense.search(index.encoder.encode_query("test").vector, 1)
    manifest = index.manifest
    held = f"{name_count(manifest.articles, 'article')}, {name_count(manifest.passages, 'passage')}"
    return f"{held} in {index.generation}, {manifest.model.name} on {manifest.model.runtime}, {len(found)} found"


def _ask_something(folder: Path) -> str:
    """Open the index and encode a text with its model."""
    index = open_index(folder)
    found = index.dense.search(index.encoder.encode_query("test").vector, 1)
    manifest = index.manifest
    quick = "quick vectors until the next build, " if manifest.is_quick else ""
    held = f"{name_count(manifest.articles, 'article')}, {name_count(manifest.passages, 'passage')}"
    model = f"{quick}{manifest.model.name} on {manifest.model.runtime}"
    return f"{held}, {model}, {len(found)} found, {_describe_search(index)}"


def _describe_search(index: FolderIndex) -> str:
    in_cells = sum(segment.dense.has_cells for segment in index.segments.values())
    return f"{in_cells} of {len(index.segments)} segments searched by cells" if in_cells else "every vector compared"


def _examine_cpu(index: FolderIndex) -> Finding:
    """Check that the model gives the expected vector on this CPU."""
    from index.model.processor import compare_with_reference, describe_cpu

    path, found = describe_cpu(), compare_with_reference(index.encoder)
    if found is None:
        return Finding("cpu", True, f"{path}; {index.manifest.model.name} has no reference vector")
    cosine, is_same = found
    if is_same:
        return Finding("cpu", True, f"{path}; the model gives the reference vector, bit for bit")
    detail = f"{path}; the model gives the reference vector with cosine {cosine:.4f}"
    if cosine >= MIN_REFERENCE:
        return Finding("cpu", True, f"{detail}: close answers may be in a different order than on other CPUs")
    return Finding("cpu", False, f"{detail}, too far off.", "Install the onnxruntime that constraints.txt names.")


def _encode_again(folder: Path) -> str:
    """Encode a random sample of passages and compare them with the stored vectors. Raises IndexDamaged."""
    index = open_index(folder)
    if index.manifest.is_quick:
        return "quick vectors are not compared with the model's"
    count = index.passage_count
    if not count:
        return "no passages to encode again"
    rows = np.sort(np.random.default_rng().choice(count, size=min(SAMPLE, count), replace=False))
    passages = [index.passage_at(row) for row in rows]
    texts = [index.matching_text_at(row) for row in rows.tolist()]
    vectors = index.encoder.encode_passages(texts).vectors
    cosines = np.sum(vectors * index.dense.vectors_of(rows), axis=1)
    lowest = int(np.argmin(cosines))
    if cosines[lowest] < MIN_COSINE:
        passage = passages[lowest]
        problem = f"contains a wrong vector for passage {passage.id} (cosine {cosines[lowest]:.3f})"
        raise damaged(folder, f"{index.catalogue[passage.article_id].segment}/{VECTORS_FILE}", problem)
    return f"{len(rows)} of {count:,} passages encoded again, lowest cosine {cosines[lowest]:.4f}"


def _try(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, check())
    except UserError as error:
        return Finding(what, False, error.what, error.remedy)
