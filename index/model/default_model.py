"""The default model, which ships as an exported graph: it needs neither torch nor a download nor an export."""

from pathlib import Path

from corpus.regular import write_bytes
from index.checked import CheckedPath
from index.model.graph import GRAPH_FILE, TOKENIZER_FILE, GraphEncoder
from index.model.model_files import DEFAULT_HASHES, DEFAULT_MODEL, loading, read_published
from index.model.tokens import BASIS_FILE
from index.types import ModelCard

FOLDER = Path(__file__).parent / "default"

CARD = ModelCard(
    name=DEFAULT_MODEL,
    hashes=DEFAULT_HASHES,
    runtime="onnxruntime int8",
    dimension=384,
    max_pieces=256,
    query_prompt="",
    passage_prompt="",
)
"""What an export of the published weights records."""

SHIPPED_HASHES = {
    GRAPH_FILE: "05535a6de46006fa7116fd4969270fa955e0131eee7e4dfe1b89288b4537c6a0",
    BASIS_FILE: "c54a5bdced7979786a1516b0834f8fc9d7b2fdec7e65fc4a617c76177f829ada",
    TOKENIZER_FILE: DEFAULT_HASHES[TOKENIZER_FILE],
}
"""The SHA-256 of each file of `FOLDER`."""

_REMEDY = "Install it again with: pip install --force-reinstall --no-deps quotedesk"


def read_default_model() -> dict[str, bytes]:
    """Return the content of the model's files by name. Raises ModelDamaged if one is missing or not as published."""
    with loading(f"The model {DEFAULT_MODEL}", _REMEDY):
        return {name: read_published(FOLDER / name, sha256) for name, sha256 in SHIPPED_HASHES.items()}


def copy_default_model(folder: Path) -> GraphEncoder:
    """Write the model's files into a folder and open them. Raises ModelDamaged."""
    for name, content in read_default_model().items():
        write_bytes(folder / name, content)
    return GraphEncoder(CheckedPath.of(folder), CARD)
