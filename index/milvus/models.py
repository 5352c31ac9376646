"""The models of an index in Milvus: their files are stored with it, so that clients need no other source."""

import base64
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_cache_path

from corpus.errors import IndexDamaged
from index.checked import CheckedPath
from index.files import hash_file
from index.folder_index import MODEL_FOLDER, FolderIndex
from index.milvus.engine import Engine
from index.milvus.records import batch_by_bytes, measure_row, read_records, write_record
from index.milvus.schema import make_record_indexes, make_record_schema, models_of
from index.model.sharing import share_encoder
from index.types import Encoder, FileRecord, Manifest

_BATCH_BYTES = 8 << 20
_WHOLE = "whole"
"""The name of the record of a model that is written last."""


def list_model_files(index: FolderIndex) -> dict[str, FileRecord]:
    """Return the records of a generation's model files, by name."""
    start = f"{MODEL_FOLDER}/"
    return {name.removeprefix(start): file for name, file in index.manifest.files.items() if name.startswith(start)}


def publish_model(index: FolderIndex, engine: Engine) -> None:
    """Write the files of a generation's model, unless they exist."""
    collection, files = models_of(engine.address.name), list_model_files(index)
    kind = _identify(files)
    engine.create(collection, make_record_schema(), make_record_indexes())
    if read_records(engine, collection, kind, [_WHOLE]):
        return
    folder = index.files / MODEL_FOLDER
    contents = {name: (folder / name).read(base64.b64encode).decode() for name in files} | {_WHOLE: ""}
    rows = (row for name, content in contents.items() for row in write_record(kind, name, content))
    for batch in batch_by_bytes(rows, _BATCH_BYTES, measure_row):
        engine.call("upsert", collection, batch)
    engine.call("flush", collection)


def open_model(engine: Engine, manifest: Manifest) -> Encoder:
    """Open a model from its local files, which are downloaded from the engine the first time.

    A model that is open in this process is shared, and its files are not read again. Raises IndexDamaged if they are
    not the published ones.
    """
    digest = _identify(manifest.files)

    def find_folder() -> CheckedPath:
        folder = user_cache_path("quotedesk") / "models" / digest
        if not _holds(folder, manifest.files):
            _fetch(engine, manifest.files, folder)
        return CheckedPath.of(folder)

    return share_encoder(find_folder, manifest.model, digest)


def _fetch(engine: Engine, files: Mapping[str, FileRecord], folder: Path) -> None:
    """Write files into a folder, which appears only once it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        draft = Path(made) / "model"
        draft.mkdir()
        found = read_records(engine, models_of(engine.address.name), _identify(files), list(files))
        for name, content in found.items():
            (draft / name).write_bytes(base64.b64decode(content))
        if not _holds(draft, files):
            raise IndexDamaged(
                f"The model of the index at {engine.address} is not the published one.",
                f"Publish it again with: quotedesk index --full PATH --index {engine.address}",
            )
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)


def _identify(files: Mapping[str, FileRecord]) -> str:
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]


def _holds(folder: Path, files: Mapping[str, FileRecord]) -> bool:
    """Return whether a folder contains these files as published."""
    return all(
        (folder / name).is_file() and hash_file(folder / name) == record.sha256 for name, record in files.items()
    )
