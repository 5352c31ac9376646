"""Shards as Parquet, readable by other programs: one row per passage, with its digest, vector, codes and starts."""

import io
from collections.abc import Sequence

import numpy as np
import pyarrow as arrow
from pyarrow import parquet

from index.building.shards import Encoded
from index.types import Passages, Pieces

_WIDTH = b"codes of a piece"


def pack_parquet(digests: Sequence[bytes], encoded: Passages) -> bytes:
    """Return encoded texts as a Parquet file."""
    dimension = encoded.vectors.shape[1]
    vectors = arrow.FixedSizeListArray.from_arrays(arrow.array(encoded.vectors.ravel()), dimension)
    columns = {
        "digest": arrow.array(digests, type=arrow.binary(len(digests[0]))),
        "vector": vectors,
        "codes": arrow.array([pieces.vectors.tobytes() for pieces in encoded.pieces], type=arrow.binary()),
        "starts": arrow.array([pieces.starts.tolist() for pieces in encoded.pieces], type=arrow.list_(arrow.int32())),
    }
    content = io.BytesIO()
    table = arrow.table(columns).replace_schema_metadata({_WIDTH: str(encoded.pieces[0].vectors.shape[1])})
    parquet.write_table(table, content, compression="zstd")
    return content.getvalue()


def unpack_parquet(content: bytes) -> Encoded:
    """Return the encoded texts in the output of `pack_parquet`."""
    table = parquet.read_table(io.BytesIO(content)).combine_chunks()
    digests, codes = table["digest"].to_pylist(), table["codes"].to_pylist()
    vectors = table["vector"].combine_chunks().flatten().to_numpy().reshape(len(digests), -1)
    width = int(table.schema.metadata[_WIDTH])
    starts = [np.array(found, dtype=np.int32) for found in table["starts"].to_pylist()]
    pieces = [
        Pieces(np.frombuffer(part, dtype=np.uint8).reshape(-1, width), own)
        for part, own in zip(codes, starts, strict=True)
    ]
    return dict(zip(digests, zip(vectors, pieces, strict=True), strict=True))
