"""A shard: passages that are encoded together, here or on another machine, and written as one file."""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from index.npy import read_archive
from index.types import Advance, Encoder, Passages, Pieces, Vectors, ignore_advance

Shard = Mapping[bytes, str]
"""The texts by digest."""

Encoded = dict[bytes, tuple[Vectors, Pieces]]
"""The vector and the pieces of each text, by digest."""

Pack = Callable[[Sequence[bytes], Passages], bytes]

ARRAYS, PARQUET = ".npz", ".parquet"
"""File suffixes of the two formats."""


class Executor(Protocol):
    """Encodes shards; `suffix` is that of the files it returns."""

    suffix: str

    def encode(self, encoder: Encoder, shards: Sequence[Shard], advance: Advance) -> Iterator[bytes]:
        """Yield the content of a file for each shard, in any order; `advance` is called with the texts encoded."""
        ...


class _Local:
    """Encodes shards in this process, one after the other."""

    suffix = ARRAYS

    def encode(self, encoder: Encoder, shards: Sequence[Shard], advance: Advance) -> Iterator[bytes]:
        """Yield the content of a file for each shard, in order."""
        return (encode_shard(encoder, shard, pack_arrays, advance) for shard in shards)


LOCAL_EXECUTOR = _Local()


def digest_text(text: str) -> bytes:
    """Return the key of a text."""
    return hashlib.sha256(text.encode()).digest()


def encode_shard(encoder: Encoder, shard: Shard, pack: Pack, advance: Advance = ignore_advance) -> bytes:
    """Encode the texts of a shard and return the content of its file."""
    return pack(list(shard), encoder.encode_passages(list(shard.values()), advance))


def pack_arrays(digests: Sequence[bytes], encoded: Passages) -> bytes:
    """Return encoded texts as an archive of arrays."""
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


def unpack_arrays(content: bytes) -> Encoded:
    """Return the encoded texts in the output of `pack_arrays`."""
    arrays = read_archive(content)
    vectors, pieces, starts, bounds = (arrays[name] for name in ("vectors", "pieces", "starts", "bounds"))
    owns = [slice(first, after) for first, after in zip(bounds, bounds[1:], strict=False)]
    return {
        digest.tobytes(): (vectors[row], Pieces(pieces[own], starts[own]))
        for row, (digest, own) in enumerate(zip(arrays["digests"], owns, strict=True))
    }
