"""Encoded passages are kept as they are made, so that a build that was killed goes on from there.

<index>/checkpoints/<digest of the encoder's files>/<SHA-256 of the file>.npz

A passage is known by the text that it is encoded from, which holds its headline and date. Files written whole are the
only ones with a name that ends in .npz; one whose content is not what its name says is not used.
"""

import hashlib
import io
import shutil
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from index.arrays import read_archive
from index.encoder import Advance, Encoder, Passages, Pieces, Vectors
from index.faults import fault
from index.generations import flush
from index.locking import tell_room
from index.manifest import describe_files

FOLDER = "checkpoints"
SMALLEST, LARGEST = 64, 960
"""Passages of one file: a twenty-fifth of the work within these bounds, whole batches of any encoder."""

Encoded = dict[bytes, tuple[Vectors, Pieces]]


class Checkpoints:
    """Encodes passages for an index folder, `total` in all; takes what an earlier build has encoded."""

    def __init__(self, folder: Path, encoder: Encoder, total: int) -> None:
        self._folder = folder
        self._encoder = encoder
        self._total = total
        self._place: Path | None = None
        self._files: dict[bytes, Path] = {}
        """Where each passage of an earlier build lies."""
        if total > SMALLEST or (total and has_checkpoints(folder)):
            self._place = folder / FOLDER / _identify(encoder)
            self._place.mkdir(parents=True, exist_ok=True)
            for path in sorted(self._place.glob("*.npz")):
                self._files |= dict.fromkeys(_read(path), path)

    def count_known(self, texts: Iterable[str]) -> int:
        """Return how many of the texts were encoded before."""
        return sum(_digest(text) in self._files for text in texts) if self._files else 0

    def encode(self, texts: Sequence[str], advance: Advance) -> Passages:
        """Encode texts, equal ones once; `advance` is called for those that were not encoded before."""
        if self._place is None:
            return self._encoder.encode_passages(texts, advance)
        digests = [_digest(text) for text in texts]
        known = self._read_known(set(digests))
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        repeats = sum(digest in missing for digest in digests) - len(missing)
        fresh = list(missing.items())
        size = min(max(self._total // 25 // SMALLEST * SMALLEST, SMALLEST), LARGEST)
        for first in range(0, len(fresh), size):
            known |= self._encode_group(self._place, dict(fresh[first : first + size]), advance)
        advance(repeats)
        return Passages(np.stack([known[digest][0] for digest in digests]), [known[digest][1] for digest in digests])

    def _read_known(self, digests: Collection[bytes]) -> Encoded:
        known: Encoded = {}
        for path in sorted({self._files[digest] for digest in digests if digest in self._files}):
            known |= {digest: encoded for digest, encoded in _read(path).items() if digest in digests}
        return known

    def _encode_group(self, place: Path, texts: dict[bytes, str], advance: Advance) -> Encoded:
        encoded = self._encoder.encode_passages(list(texts.values()), advance)
        written = _pack(list(texts), encoded)
        # The index takes about as much again.
        with tell_room(self._folder, lambda: 2 * len(written) * self._total // len(texts)):
            _write(place, written)
        return dict(zip(texts, zip(encoded.vectors, encoded.pieces, strict=True), strict=True))


def has_checkpoints(folder: Path) -> bool:
    """Tell whether a build of the index did not end and left what it had encoded."""
    return any((folder / FOLDER).glob("*/*.npz"))


def remove_checkpoints(folder: Path) -> None:
    """Remove what builds that did not end have left."""
    if (folder / FOLDER).exists():
        shutil.rmtree(folder / FOLDER)
        fault("checkpoints removed")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _identify(encoder: Encoder) -> str:
    """Return a digest of all that an encoder's vectors depend on."""
    with tempfile.TemporaryDirectory() as folder:
        encoder.save(Path(folder))
        files = describe_files(Path(folder))
    return hashlib.sha256(repr((encoder.card, files)).encode()).hexdigest()[:16]


def _pack(digests: Sequence[bytes], encoded: Passages) -> bytes:
    content = io.BytesIO()
    np.savez(
        content,
        digests=np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(len(digests), -1),
        vectors=encoded.vectors,
        pieces=np.concatenate([pieces.vectors for pieces in encoded.pieces]),
        starts=np.concatenate([pieces.starts for pieces in encoded.pieces]),
        bounds=np.cumsum([0, *(len(pieces.starts) for pieces in encoded.pieces)]),
    )
    return content.getvalue()


def _write(place: Path, content: bytes) -> None:
    draft = place / "draft"
    draft.write_bytes(content)
    flush(draft)
    fault("checkpoint written")
    draft.replace(place / f"{hashlib.sha256(content).hexdigest()}.npz")
    flush(place)
    fault("checkpoint kept")


def _read(path: Path) -> Encoded:
    """Return the passages of a file, none where it is damaged."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != path.stem:
        return {}
    arrays = read_archive(content)
    vectors, pieces, starts, bounds = (arrays[name] for name in ("vectors", "pieces", "starts", "bounds"))
    owns = [slice(first, after) for first, after in zip(bounds, bounds[1:], strict=False)]
    return {
        digest.tobytes(): (vectors[row], Pieces(pieces[own], starts[own]))
        for row, (digest, own) in enumerate(zip(arrays["digests"], owns, strict=True))
    }
