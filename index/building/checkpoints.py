"""Checkpoints: encoded passages are saved during a build, so that the next one continues after an interruption.

<index>/checkpoints/<digest of the encoder's files>/<SHA-256 of the file>.npz, or .parquet from a cluster

The key of a passage is the text that is encoded, which includes headline and date. Only complete files have such a
name; one whose content does not match its name is ignored. Passages for other builds, with other articles or another
model, are kept for some days.
"""

import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from corpus.errors import lacks_memory
from corpus.regular import read_bytes
from index.building.shards import ARRAYS, PARQUET, Encoded, Executor, digest_text, unpack_arrays
from index.failpoints import failpoint
from index.files import atomic_write, find_drafts
from index.generation.locking import explain_disk_full
from index.generation.manifest import describe_files
from index.types import Advance, Encoder, Passages

FOLDER = "checkpoints"
SMALLEST, MAX_SIZE = 64, 960
"""Passages per file: a twenty-fifth of the work within these bounds, whole batches of any encoder."""
KEPT_SECONDS = 30 * 24 * 3600
"""How long checkpoints of an unfinished build are kept, in seconds."""
WORTH_KEEPING = 0.1
"""A checkpoint file is deleted once at most this fraction of it is needed: every build reads all files."""


class Checkpoints:
    """Encodes the passages of an index folder, `total` in all, and reuses those of earlier builds."""

    def __init__(self, folder: Path, encoder: Encoder, total: int, executor: Executor) -> None:
        self._folder = folder
        self._encoder = encoder
        self._total = total
        self._spread = executor
        self._place: Path | None = None
        self._files: dict[bytes, Path] = {}
        """The file of each passage of an earlier build."""
        self._used: set[bytes] = set()
        if total > SMALLEST or has_checkpoints(folder):
            self._place = folder / FOLDER / _identify(encoder)
            self._place.mkdir(parents=True, exist_ok=True)
            for path in _list(self._place):
                self._files |= dict.fromkeys(_read(path), path)

    @property
    def is_empty(self) -> bool:
        """Whether no earlier build left checkpoints for this encoder."""
        return not self._files

    def use_known(self, texts: Iterable[str]) -> int:
        """Mark texts as used; return how many were already encoded."""
        known = [digest for text in texts if (digest := digest_text(text)) in self._files]
        self._used.update(known)
        return len(known)

    def encode(self, texts: Sequence[str], advance: Advance) -> Passages:
        """Encode texts, equal ones once; `advance` is called for those without a checkpoint."""
        if self._place is None:
            return self._encoder.encode_passages(texts, advance)
        digests = [digest_text(text) for text in texts]
        known = self._read_known(set(digests))
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        repeats = sum(digest in missing for digest in digests) - len(missing)
        fresh = list(missing.items())
        size = min(max(self._total // 25 // SMALLEST * SMALLEST, SMALLEST), MAX_SIZE)
        shards = [dict(fresh[first : first + size]) for first in range(0, len(fresh), size)]
        for content in self._spread.encode(self._encoder, shards, advance):
            encoded = _unpack(content, self._spread.suffix)
            self._keep(self._place, content, len(encoded))
            known |= encoded
        advance(repeats)
        return Passages(np.stack([known[digest][0] for digest in digests]), [known[digest][1] for digest in digests])

    def _keep(self, place: Path, content: bytes, passages: int) -> None:
        """Write a file of `passages` passages."""
        # The index takes about the same space again.
        with explain_disk_full(self._folder, lambda: 2 * len(content) * self._total // passages):
            _write(place, content, self._spread.suffix)

    def _read_known(self, digests: Collection[bytes]) -> Encoded:
        known: Encoded = {}
        for path in sorted({self._files[digest] for digest in digests if digest in self._files}):
            known |= {digest: encoded for digest, encoded in _read(path).items() if digest in digests}
        return known

    def remove_used(self) -> None:
        """Remove the checkpoints that this build published, and those that expired; the lock must be held."""
        folder, oldest = self._folder / FOLDER, time.time() - KEPT_SECONDS
        own = {*find_drafts(self._place), *_list(self._place)} if self._place else set()
        used = own - self._find_waiting()
        for path in folder.glob("*/*"):
            if path in used or path.stat().st_mtime < oldest:
                path.unlink()
        for place in (*folder.glob("*/"), folder):
            if place.exists() and not any(place.iterdir()):
                place.rmdir()
        if not folder.exists():
            failpoint("checkpoints removed")

    def _find_waiting(self) -> set[Path]:
        """Return the files with enough passages that are not used yet."""
        unused = Counter(path for digest, path in self._files.items() if digest not in self._used)
        sizes = Counter(self._files.values())
        return {path for path, count in unused.items() if count > WORTH_KEEPING * sizes[path]}


def has_checkpoints(folder: Path) -> bool:
    """Return whether an unfinished build of the index left checkpoints."""
    return any(map(_list, (folder / FOLDER).glob("*")))


def _identify(encoder: Encoder) -> str:
    """Return a digest of everything that an encoder's vectors depend on."""
    with tempfile.TemporaryDirectory() as folder:
        encoder.save(Path(folder))
        files = {name: record for name, (record, _) in describe_files(Path(folder)).items()}
    return hashlib.sha256(repr((encoder.card, files)).encode()).hexdigest()[:16]


def _write(place: Path, content: bytes, suffix: str) -> None:
    atomic_write(place / f"{hashlib.sha256(content).hexdigest()}{suffix}", content, "checkpoint")


def _list(place: Path) -> list[Path]:
    """Return the files that can be read here: those of a cluster need an optional package."""
    suffixes = (ARRAYS, *([PARQUET] if find_spec("pyarrow") else []))
    return sorted(path for path in place.glob("*") if path.suffix in suffixes)


def _read(path: Path) -> Encoded:
    """Return the passages of a file, none if it is damaged."""
    try:
        content = read_bytes(path)
    except OSError as error:
        if lacks_memory(error):
            raise
        return {}
    return _unpack(content, path.suffix) if hashlib.sha256(content).hexdigest() == path.stem else {}


def _unpack(content: bytes, suffix: str) -> Encoded:
    if suffix == ARRAYS:
        return unpack_arrays(content)
    from index.building.parquet import unpack_parquet

    return unpack_parquet(content)
