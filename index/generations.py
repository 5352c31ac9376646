"""The folder on disk: one folder a generation, described by its manifest, published by one atomic rename.

<index>/CURRENT                     the name of the published generation; replaced atomically
<index>/lock                        held, by the kernel, while a build runs
<index>/generation-000007/          never changed after it was published
    MANIFEST.json                   format, model, settings, counts, size and SHA-256 of every file
    articles.jsonl, *.npy, vectors.faiss, lexical/, model.onnx, tokenizer.json
"""

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexBusy, IndexDamaged, IndexMissing, IndexStale
from index.encoder import ModelCard
from index.models import hash_file

FORMAT_VERSION = 3
CURRENT = "CURRENT"
MANIFEST = "MANIFEST.json"
KEPT_GENERATIONS = 2
_DIGITS = 12
_NAME = re.compile(r"generation-(\d{6,})-([0-9a-f]{12})")


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


def default_folder() -> Path:
    """Return the default index folder: `$QUOTEDESK_INDEX`, else one in the user's data folder."""
    from platformdirs import user_data_path

    named = os.environ.get("QUOTEDESK_INDEX")
    return Path(named) if named else user_data_path("quotedesk") / "index"


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Hold the index for one build; the kernel frees it if the process dies. Raises IndexBusy."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(
                f"Another process is building the index in {folder}.", "Wait until it is done and try again."
            ) from error
        yield


def remove_drafts(folder: Path) -> None:
    """Remove what a build that was killed left behind; only the holder of the lock may."""
    for left in folder.glob("draft-*"):
        shutil.rmtree(left)


@contextmanager
def draft_generation(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside the generations; what is not published from it is removed."""
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def describe_files(draft: Path) -> dict[str, FileRecord]:
    """Return size and SHA-256 of every file, read back from the disk, by its path within the folder."""
    files = sorted(path for path in draft.rglob("*") if path.is_file())
    return {path.relative_to(draft).as_posix(): FileRecord(path.stat().st_size, hash_file(path)) for path in files}


def publish(folder: Path, draft: Path, manifest: Manifest) -> str:
    """Make a draft the current generation in one atomic step and return its name; the last two are kept."""
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    for path in draft.rglob("*"):
        _flush(path)
    _flush(draft)
    numbers = [int(found[1]) for path in folder.iterdir() if (found := _NAME.fullmatch(path.name))]
    digest = hash_file(draft / MANIFEST)[:_DIGITS]
    name = f"generation-{max(numbers, default=0) + 1:06d}-{digest}"
    draft.chmod(0o755)
    draft.rename(folder / name)
    _flush(folder)
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _flush(pointer)
    pointer.replace(folder / CURRENT)
    _flush(folder)
    _remove_old(folder)
    return name


def _flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(folder: Path) -> None:
    generations = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    for path in generations[:-KEPT_GENERATIONS]:
        shutil.rmtree(path)


def has_generation(folder: Path) -> bool:
    """Tell whether an index was ever published in the folder."""
    return (folder / CURRENT).is_file()


def find_current(folder: Path) -> Path:
    """Return the folder of the published generation. Raises IndexMissing or IndexDamaged."""
    if not has_generation(folder):
        raise IndexMissing(f"There is no index in {folder}.", "Build one with: quotedesk index PATH")
    name = (folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    if not _NAME.fullmatch(name) or not (folder / name).is_dir():
        raise damaged(folder, CURRENT, f"names no generation ({name[:40]!r})")
    return folder / name


def _check_manifest(generation: Path) -> None:
    """Check the manifest, which vouches for all other files, against the name of its generation."""
    path = generation / MANIFEST
    if not path.is_file() or hash_file(path)[:_DIGITS] != generation.name[-_DIGITS:]:
        raise damaged(generation.parent, MANIFEST, "is missing or was changed after it was published")


def read_manifest(generation: Path) -> Manifest:
    """Read a generation's manifest. Raises IndexDamaged, or IndexStale for another format."""
    _check_manifest(generation)
    try:
        fields = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
        version = fields["format_version"]
        if version != FORMAT_VERSION:
            raise IndexStale(
                f"The index in {generation.parent} has format {version}; this quotedesk reads {FORMAT_VERSION}.",
                f"Move {generation.parent} away and build a new one with: quotedesk index PATH",
            )
        return Manifest(
            **fields
            | {
                "model": ModelCard(**fields["model"]),
                "files": {name: FileRecord(**record) for name, record in fields["files"].items()},
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(generation.parent, MANIFEST, "cannot be read") from error


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


def damaged(folder: Path, name: str, problem: str) -> IndexDamaged:
    """Make the error for a damaged file, with the command that mends it."""
    return IndexDamaged(
        f"The file {name} of the index in {folder} {problem}.",
        f"Rebuild it with: quotedesk index --full --index {folder}",
    )
