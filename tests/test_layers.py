"""The one picture holds: imports run corpus ← index ← qa ← ui, and nothing runs data as code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["corpus", "index", "qa", "ui"]
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
FORBIDDEN = {"pickle", "joblib", "marshal", "shelve", "dill"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_there_are_modules_in_every_layer():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_its_own_layer_and_those_before_it(path):
    layer = path.relative_to(ROOT).parts[0]
    later = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert not later & set(imported(path))
    assert not FORBIDDEN & set(imported(path))


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("faiss", {"index/dense.py"}),
        ("onnxruntime", {"index/graph.py", "index/export.py", "index/processor.py"}),
        ("torch", {"index/export.py", "qa/training/quick_table.py", "qa/training/reader.py", "qa/reranker.py"}),
        ("sentence_transformers", {"index/transformer.py", "qa/reranker.py"}),
        ("rensa", {"index/shingles.py"}),
        ("urllib3", {"corpus/readers/addresses.py", "corpus/readers/download.py"}),
        ("sentencex", {"corpus/sentences.py"}),
        ("mcp", {"ui/mcp_server.py"}),
        ("langchain_core", {"qa/adapters/langchain.py"}),
        ("llama_index", {"qa/adapters/llamaindex.py"}),
        ("haystack", {"qa/adapters/haystack.py"}),
        ("pymilvus", {"index/milvus/engine.py", "index/milvus/schema.py"}),
        ("grpc", {"index/milvus/engine.py"}),
        ("ray", {"index/cluster.py"}),
        ("pyarrow", {"index/parquet.py"}),
        (
            "gradio",
            {
                "ui/web.py",
                "ui/layout.py",
                "ui/events.py",
                "ui/sessions.py",
                "ui/ask_tab.py",
                "ui/ask_tools.py",
                "ui/library_tab.py",
                "ui/timeline_tab.py",
                "ui/check_tab.py",
                "ui/guard/page_calls.py",
                "ui/guard/gradio_routes.py",
                "ui/guard/uploads.py",
            },
        ),
    ],
)
def test_only_the_module_that_owns_a_library_knows_it(library, allowed):
    users = {str(path.relative_to(ROOT)) for path in MODULES if library in set(imported(path))}
    assert users <= allowed
    assert users
