"""The manifest of a generation: what it is made of, and which of its files are not as they were published."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged, IndexStale
from index.encoder import ModelCard
from index.models import hash_file

FORMAT_VERSION = 3
MANIFEST = "MANIFEST.json"
ARTICLES_FILE = "articles.jsonl"
CURRENT = "CURRENT"
_IRREPLACEABLE = {MANIFEST, ARTICLES_FILE, CURRENT}
NAME_DIGITS = 12
"""So many digits of the manifest's own SHA-256 end the name of its generation."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The size in bytes and the SHA-256 of one file of a generation."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of; everything that opening it must check."""

    format_version: int
    model: ModelCard
    passage_pieces: int
    articles: int
    passages: int
    sentences: int
    files: dict[str, FileRecord]


def describe_files(draft: Path) -> dict[str, FileRecord]:
    """Return size and SHA-256 of every file, read back from the disk, by its path within the folder."""
    files = sorted(path for path in draft.rglob("*") if path.is_file())
    return {path.relative_to(draft).as_posix(): FileRecord(path.stat().st_size, hash_file(path)) for path in files}


def read_manifest(generation: Path) -> Manifest:
    """Read a generation's manifest. Raises IndexDamaged, or IndexStale for another format."""
    fields = _read_fields(generation)
    try:
        version = fields["format_version"]
        if version != FORMAT_VERSION:
            raise IndexStale(
                f"The index in {generation.parent} has format {version}; this quotedesk reads {FORMAT_VERSION}.",
                f"Encode its articles anew with: quotedesk index --full --index {generation.parent}",
            )
        return Manifest(
            **fields
            | {
                "model": ModelCard(**fields["model"]),
                "files": {name: FileRecord(**record) for name, record in fields["files"].items()},
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged(generation.parent, MANIFEST, "cannot be read") from error


def read_published_hash(generation: Path, name: str) -> str:
    """Return the SHA-256 that a file had when it was published, whatever the format. Raises IndexDamaged."""
    try:
        return str(_read_fields(generation)["files"][name]["sha256"])
    except (KeyError, TypeError) as error:
        raise damaged(generation.parent, MANIFEST, "cannot be read") from error


def find_changes(generation: Path, card: ModelCard, passage_pieces: int) -> list[str]:
    """Say why the vectors of a generation, of whatever format, are not those made now. Raises IndexDamaged."""
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
    """Read the manifest, which vouches for all other files, after checking it against its generation's name."""
    path = generation / MANIFEST
    if not path.is_file() or hash_file(path)[:NAME_DIGITS] != generation.name[-NAME_DIGITS:]:
        raise damaged(generation.parent, MANIFEST, "is missing or was changed after it was published")
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(generation.parent, MANIFEST, "cannot be read") from error
    return fields


def find_damage(generation: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the name of every file that is not as it was published, and what is wrong with it."""
    for name, record in manifest.files.items():
        path = generation / name
        if not path.is_file():
            yield name, "is missing"
        elif path.stat().st_size != record.size:
            yield name, f"has {path.stat().st_size:,} bytes instead of {record.size:,}"
        elif hash_file(path) != record.sha256:
            yield name, "was changed after it was published"
    for path in sorted(generation.rglob("[!.]*")):
        name = path.relative_to(generation).as_posix()
        if path.is_file() and name not in manifest.files and name != MANIFEST:
            yield name, "was put there after it was published"


def damaged(folder: Path, name: str, problem: str) -> IndexDamaged:
    """Make the error for a damaged file, with the command that mends it."""
    return IndexDamaged(
        f"The file {name} of the index in {folder} {problem}.",
        f"Go back to an older generation with: quotedesk rollback --index {folder} "
        f"(or move the folder away and index your files again)."
        if name in _IRREPLACEABLE
        else f"Rebuild it with: quotedesk index --full --index {folder}",
    )
