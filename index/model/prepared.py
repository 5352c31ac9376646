"""Prepares the encoder of a model: the default one is copied, any other is exported once and kept in the user's cache.

An export loads torch and takes seconds; a copy does neither. A copy that is damaged or cannot be kept costs an export.
"""

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from corpus.errors import lacks_memory
from corpus.regular import read_bytes, read_text, write_bytes
from index.checked import CheckedPath
from index.model.default_model import copy_default_model
from index.model.graph import GraphEncoder
from index.model.model_files import DEFAULT_MODEL, ModelFiles, find_model
from index.types import Encoder, ModelCard

_CARD_FILE = "card.json"
"""The model card and the SHA-256 of each file."""

_EXPORTER = ("export.py", "graph.py", "portable.py", "tokens.py", "transformer.py")
"""The modules whose code determines the files of an export."""

_log = logging.getLogger(__name__)


def prepare_encoder(name: str, folder: Path, announce: Callable[[], None]) -> Encoder:
    """Return the encoder of a model and write its files into a folder: copied if possible, otherwise by an export.

    `announce` is called before an export. Raises ModelMissing or ModelDamaged.
    """
    if name == DEFAULT_MODEL:
        return copy_default_model(folder)
    files = find_model(name)
    place = user_cache_path("quotedesk") / "prepared" / _identify(files)
    encoder = _open_kept(place, files, folder)
    if encoder:
        return encoder
    announce()
    from index.model.export import make_encoder

    made = make_encoder(files, folder)
    if isinstance(made, GraphEncoder):
        _keep(made, place)
    return made


def _identify(files: ModelFiles) -> str:
    """Return a name for the export of a model: a hash of its files and of the exporter's code."""
    code = [hashlib.sha256(read_bytes(Path(__file__).with_name(name))).hexdigest() for name in _EXPORTER]
    return hashlib.sha256(json.dumps([files.name, files.hashes, code]).encode()).hexdigest()[:32]


def _open_kept(place: Path, files: ModelFiles, folder: Path) -> Encoder | None:
    """Copy kept files into a folder and open them; None if there are none, or if one is not as it was written."""
    try:
        kept = json.loads(read_text(place / _CARD_FILE))
        for name, digest in kept["files"].items():
            content = read_bytes(place / name)
            if hashlib.sha256(content).hexdigest() != digest:
                raise ValueError(f"{name} was changed")
            write_bytes(folder / name, content)
        card = ModelCard(**kept["card"])
        return GraphEncoder(CheckedPath.of(folder), card) if card.hashes == files.hashes else None
    except FileNotFoundError:
        return None
    except Exception as error:
        if lacks_memory(error):
            raise
        _log.info("the prepared model in %s is exported again: %s", place, error)
        return None


def _keep(encoder: GraphEncoder, place: Path) -> None:
    """Write an encoder's files into a folder, which appears only once it is complete."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as made:
            draft = Path(made) / "model"
            draft.mkdir()
            encoder.save(draft)
            digests = {path.name: hashlib.sha256(read_bytes(path)).hexdigest() for path in draft.iterdir()}
            content: dict[str, Any] = {"card": asdict(encoder.card), "files": digests}
            write_bytes(draft / _CARD_FILE, json.dumps(content).encode())
            shutil.rmtree(place, ignore_errors=True)
            draft.replace(place)
    except OSError as error:
        _log.info("the prepared model cannot be kept in %s: %s", place, error)
