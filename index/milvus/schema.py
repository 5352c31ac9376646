"""The two collections of a generation, and the format of their fields.

<name>            one row per passage: its offsets, its article's source and date, its words, vector and pieces
<name>_records    everything else by key: articles, document frequencies of words, acronyms, the manifest

The files of the models are in a third collection, shared by all generations of an index.

The number of a row is the number of its article, in order of id, followed by that of the passage within it.
"""

import base64
from collections.abc import Mapping

import numpy as np
from pymilvus import CollectionSchema, DataType, Function, FunctionType, MilvusClient
from pymilvus.milvus_client import IndexParams

from corpus.errors import CorpusError
from index.segment.lexical import K1, B
from index.types import Pieces

MAX_LENGTH = 65_535
"""Maximum size of a text field, in bytes."""

ORDINAL_BITS = 20
"""Number of low bits of a row's number that contain the passage's number in its article."""

MAX_FOUND = 16_384
"""Maximum number of rows that one search returns."""

EXACT_UNTIL = 1 << 16
"""Maximum number of passages for exact search; larger collections use a graph."""

UNDATED = 0
_MAX_WORD_LENGTH = 40
_GRAPH = {"M": 32, "efConstruction": 200}

PASSAGE_FIELDS = ("row", "article_id", "start", "end", "words", "dense", "codes", "starts")


def records_of(collection: str) -> str:
    """Return the name of the collection of records of a collection of passages."""
    return f"{collection}_records"


def models_of(alias: str) -> str:
    """Return the name of the collection of the models of all generations of an index."""
    return f"{alias}_models"


def make_passage_schema(dimension: int) -> CollectionSchema:
    """Return the schema of a collection of passages with vectors of this dimension."""
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    for name in ("start", "end", "published"):
        schema.add_field(name, DataType.INT64)
    for name in ("article_id", "source", "title", "codes", "starts"):
        schema.add_field(name, DataType.VARCHAR, max_length=MAX_LENGTH)
    # The words are already stems of letters and digits only: any analyzer leaves them unchanged.
    analysed = {"enable_analyzer": True, "enable_match": True, "analyzer_params": {"tokenizer": "standard"}}
    schema.add_field("words", DataType.VARCHAR, max_length=MAX_LENGTH, **analysed)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    bm25 = Function("bm25", FunctionType.BM25, input_field_names=["words"], output_field_names=["sparse"])
    schema.add_function(bm25)
    return schema


def make_passage_indexes(passages: int) -> IndexParams:
    """Return the search indexes of a collection of this many passages."""
    indexes = MilvusClient.prepare_index_params()
    if passages <= EXACT_UNTIL:
        indexes.add_index("dense", index_type="FLAT", metric_type="IP")
    else:
        indexes.add_index("dense", index_type="HNSW", metric_type="IP", params=_GRAPH)
    weights = {"bm25_k1": K1, "bm25_b": B}
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=weights)
    return indexes


def make_record_schema() -> CollectionSchema:
    """Return the schema of a collection of records."""
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=MAX_LENGTH)
    schema.add_field("kind", DataType.VARCHAR, max_length=64)
    schema.add_field("value", DataType.VARCHAR, max_length=MAX_LENGTH)
    # Every collection needs a vector field.
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
    return schema


def make_record_indexes() -> IndexParams:
    """Return the search indexes of a collection of records: by key only."""
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("nothing", index_type="FLAT", metric_type="IP")
    return indexes


def write_word(word: str) -> str:
    """Return a stem in ASCII letters and digits, which no analyzer splits; very long ones are cut."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else f"u{ord(sign):x}" for sign in word)
    return plain[:_MAX_WORD_LENGTH]


def write_pieces(pieces: Pieces) -> Mapping[str, str]:
    """Return the word pieces of a passage as two fields."""
    return {
        "codes": f"{pieces.vectors.shape[1]}:{base64.b64encode(pieces.vectors.tobytes()).decode()}",
        "starts": base64.b64encode(pieces.starts.astype(np.uint16).tobytes()).decode(),
    }


def read_pieces(codes: str, starts: str) -> Pieces:
    """Parse the output of `write_pieces`."""
    found = np.frombuffer(base64.b64decode(starts), dtype=np.uint16)
    width, _, content = codes.partition(":")
    return Pieces(np.frombuffer(base64.b64decode(content), dtype=np.uint8).reshape(-1, int(width)), found)


def check_lengths(article_id: str, fields: Mapping[str, object]) -> None:
    """Raise CorpusError if a text is longer than a field of Milvus."""
    for name, value in fields.items():
        if isinstance(value, str) and len(value) > MAX_LENGTH // 4 and len(value.encode()) > MAX_LENGTH:
            raise CorpusError(
                f"The {name} of article {article_id} has {len(value.encode()):,} bytes; Milvus allows {MAX_LENGTH:,}.",
                "Shorten it, or keep the index in a folder, which has no such limit.",
            )
