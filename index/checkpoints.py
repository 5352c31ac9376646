"""Encoded passages are kept as they are made, so that a build that was killed goes on from there.

<index>/checkpoints/<digest of the encoder's files>/<SHA-256 of the file>.npz

A passage is known by the text that it is encoded from, which holds its headline and date. Files written whole are the
only ones with a name that ends in .npz; one whose content is not what its name says is not used.
"""

import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
Start = Callable[[int, int], Advance]
"""Called with the number of passages that were encoded before and of those to encode; gives the progress to call."""


def encode_passages(texts: Sequence[str], encoder: Encoder, folder: Path, start: Start) -> tuple[Passages, int]:
    """Encode passages, taking what an earlier build of the index folder has encoded; return how many were left."""
    if not texts or (len(texts) <= SMALLEST and not has_checkpoints(folder)):
        return encoder.encode_passages(texts, start(0, len(texts))), len(texts)
    place = folder / FOLDER / _identify(encoder)
    place.mkdir(parents=True, exist_ok=True)
    known: Encoded = {}
    for path in sorted(place.glob("*.npz")):
        known.update(_read(path))
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    missing = [(digest, text) for digest, text in zip(digests, texts, strict=True) if digest not in known]
    advance = start(len(texts) - len(missing), len(missing))
    size = min(max(len(texts) // 25 // SMALLEST * SMALLEST, SMALLEST), LARGEST)
    for first in range(0, len(missing), size):
        group = missing[first : first + size]
        encoded = encoder.encode_passages([text for _, text in group], advance)
        written = _pack([digest for digest, _ in group], encoded)
        # The index takes about as much again.
        with tell_room(folder, lambda: 2 * len(written) * len(missing) // len(group)):  # noqa: B023 - called at once
            _write(place, written)
        for (digest, _), vector, pieces in zip(group, encoded.vectors, encoded.pieces, strict=True):
            known[digest] = vector, pieces
    vectors = np.stack([known[digest][0] for digest in digests])
    return Passages(vectors, [known[digest][1] for digest in digests]), len(missing)


def has_checkpoints(folder: Path) -> bool:
    """Tell whether a build of the index did not end and left what it had encoded."""
    return any((folder / FOLDER).glob("*/*.npz"))


def remove_checkpoints(folder: Path) -> None:
    """Remove what builds that did not end have left."""
    if (folder / FOLDER).exists():
        shutil.rmtree(folder / FOLDER)
        fault("checkpoints removed")


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


def _read(path: Path) -> Iterator[tuple[bytes, tuple[Vectors, Pieces]]]:
    """Yield the passages of a file, none where it is damaged."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != path.stem:
        return
    arrays = read_archive(content)
    vectors, pieces, starts, bounds = (arrays[name] for name in ("vectors", "pieces", "starts", "bounds"))
    for row, digest in enumerate(arrays["digests"]):
        own = slice(bounds[row], bounds[row + 1])
        yield digest.tobytes(), (vectors[row], Pieces(pieces[own], starts[own]))
