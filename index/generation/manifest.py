"""The manifest of a generation: its files and properties, and the check of files against it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.errors import IndexStale
from corpus.regular import read_bytes
from index.checked import CHECKSUMS_FILE, CheckedPath, Checksums, hash_and_sum, read_checksums
from index.damage import CHANGED, MANIFEST, damaged, is_irreplaceable, reading_file
from index.files import hash_file
from index.types import FileRecord, Manifest, ModelCard

FORMAT_VERSION = 9
SEGMENT_PREFIX = "segment-"
NAME_DIGITS = 12
"""Number of hexadecimal digits of the manifest's SHA-256 in the name of its generation."""


Description = tuple[FileRecord, Checksums]
"""The record of a file in the manifest, and the checksums of its blocks."""


def describe_files(draft: Path, known: Mapping[str, Description] = MappingProxyType({})) -> dict[str, Description]:
    """Return a description of every file by its path within the folder; files not in `known` are read back."""
    files = {path.relative_to(draft).as_posix(): path for path in sorted(draft.rglob("*")) if path.is_file()}
    return {name: known.get(name) or _describe(path) for name, path in files.items()}


def _describe(path: Path) -> Description:
    sha256, checksums = hash_and_sum(path)
    return FileRecord(path.stat().st_size, sha256), checksums


def open_files(generation: Path, manifest: Manifest) -> CheckedPath:
    """Return the files of a generation, with the checksums of their blocks. Raises IndexDamaged."""
    sizes = {name: record.size for name, record in manifest.files.items() if name != CHECKSUMS_FILE}
    if CHECKSUMS_FILE not in manifest.files:
        raise damaged(generation.parent, CHECKSUMS_FILE, "is missing")
    return CheckedPath(generation, read_checksums(generation, sizes, manifest.files[CHECKSUMS_FILE].sha256))


def list_segments(files: Iterable[str]) -> list[str]:
    """Return the segments of some files of a generation, in order."""
    folders = {name.partition("/")[0] for name in files}
    return sorted(name for name in folders if name.startswith(SEGMENT_PREFIX))


def read_manifest(generation: Path) -> Manifest:
    """Read a generation's manifest. Raises IndexDamaged, or IndexStale for another format."""
    fields = _read_fields(generation)
    with reading_file(generation.parent, MANIFEST):
        version = fields["format_version"]
        if version != FORMAT_VERSION:
            raise IndexStale(
                f"The index in {generation.parent} has format {version}; this quotedesk reads {FORMAT_VERSION}.",
                f"Encode its articles again with: quotedesk index --full --index {generation.parent}",
            )
        return Manifest(
            **fields
            | {
                "model": ModelCard(**fields["model"]),
                "files": {name: FileRecord(**record) for name, record in fields["files"].items()},
            }
        )


def read_irreplaceable(generation: Path) -> dict[str, FileRecord]:
    """Return the records of the files with the articles, in any format. Raises IndexDamaged."""
    with reading_file(generation.parent, MANIFEST):
        files = _read_fields(generation)["files"].items()
        return {name: FileRecord(**record) for name, record in files if is_irreplaceable(name)}


def find_changes(generation: Path, card: ModelCard, passage_pieces: int) -> list[str]:
    """Return why the vectors of a generation, of any format, differ from new ones. Raises IndexDamaged."""
    fields = _read_fields(generation)
    model = fields.get("model", {})
    changes = []
    if model.get("name") != card.name:
        changes.append(f"the model changed from {model.get('name')} to {card.name}")
    elif model.get("hashes") != card.hashes:
        changes.append(f"the files of the model {card.name} changed")
    if fields.get("passage_pieces") != passage_pieces:
        changes.append(f"the longest passage changed from {fields.get('passage_pieces')} to {passage_pieces} pieces")
    if fields.get("format_version") != FORMAT_VERSION:
        changes.append(f"the format changed from {fields.get('format_version')} to {FORMAT_VERSION}")
    return changes


def read_model_name(generation: Path) -> str | None:
    """Return the name of the model of a generation, whatever its format. Raises IndexDamaged."""
    name = _read_fields(generation).get("model", {}).get("name")
    return name if isinstance(name, str) else None


def _read_fields(generation: Path) -> dict[str, Any]:
    """Read the manifest, which contains the hashes of all other files, after checking it against its folder's name."""
    path = generation / MANIFEST
    with reading_file(generation.parent, MANIFEST):
        content = read_bytes(path)
        if hashlib.sha256(content).hexdigest()[:NAME_DIGITS] != generation.name[-NAME_DIGITS:]:
            raise damaged(generation.parent, MANIFEST, CHANGED)
        fields: dict[str, Any] = json.loads(content)
        return fields


def find_damage(
    generation: Path, manifest: Manifest, is_read: Callable[[str], bool] = lambda name: True
) -> Iterator[tuple[str, str]]:
    """Yield the name of every file that is not as it was published, and what is wrong with it.

    `is_read` selects the files to read; of the others only the size is checked.
    """
    for name, record in manifest.files.items():
        problem = find_problem(generation / name, record, is_read(name))
        if problem:
            yield name, problem
    for path in sorted(generation.rglob("[!.]*")):
        name = path.relative_to(generation).as_posix()
        if path.is_file() and name not in manifest.files and name != MANIFEST:
            yield name, "was added after the index was published"


def find_problem(path: Path, record: FileRecord, is_read: bool = True) -> str:
    """Return how a file differs from the published one; empty if it does not."""
    if not path.is_file():
        return "is missing"
    if path.stat().st_size != record.size:
        return f"has {path.stat().st_size:,} bytes instead of {record.size:,}"
    return CHANGED if is_read and hash_file(path) != record.sha256 else ""
