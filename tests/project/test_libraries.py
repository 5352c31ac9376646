"""Which module imports which library."""

import ast

import pytest

from tests.project.test_layers import MODULES, ROOT, imported


def test_numpy_parses_files_in_one_module_under_its_lock():
    """In Python 3.11 two threads that call `numpy.load` at once may fail, each of them."""
    calling = {
        str(path.relative_to(ROOT))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"load", "open_memmap", "read_array", "literal_eval"}
        and ast.unparse(node.value) in {"np", "numpy", "np.lib.format", "ast"}
    }
    assert calling == {"index/npy.py"}


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("faiss", {"index/segment/dense.py"}),
        ("onnxruntime", {"index/model/graph.py", "index/model/export.py", "index/model/processor.py"}),
        (
            "torch",
            {
                "index/model/export.py",
                "qa/training/quick_table.py",
                "qa/training/exercises.py",
                "qa/training/train_reader.py",
                "qa/reading/reranker.py",
            },
        ),
        ("sentence_transformers", {"index/model/transformer.py", "qa/reading/reranker.py"}),
        ("rensa", {"index/segment/shingles.py"}),
        ("urllib3", {"corpus/readers/addresses.py", "corpus/readers/download.py"}),
        (
            "pypdfium2",
            {
                "corpus/formats/pdf.py",
                "corpus/layout/form_values.py",
                "corpus/layout/page_image.py",
                "corpus/layout/page_text.py",
            },
        ),
        ("rapidocr", {"corpus/layout/ocr.py"}),
        ("sentencex", {"corpus/sentences.py"}),
        ("citeproc", {"qa/citations/styled.py"}),
        ("openpyxl", {"qa/citations/table_citations.py", "qa/matrix/workbook_writer.py"}),
        ("jinja2", {"ui/html/rendering.py"}),
        ("markupsafe", {"ui/html/rendering.py"}),
        ("mcp", {"ui/mcp/mcp_server.py"}),
        ("langchain_core", {"qa/adapters/langchain.py"}),
        ("llama_index", {"qa/adapters/llamaindex.py"}),
        ("haystack", {"qa/adapters/haystack.py"}),
        ("pymilvus", {"index/milvus/engine.py", "index/milvus/schema.py"}),
        ("grpc", {"index/milvus/engine.py"}),
        ("ray", {"index/building/cluster.py"}),
        ("pyarrow", {"index/building/parquet.py"}),
        (
            "gradio",
            {
                "ui/web/app.py",
                "ui/web/page.py",
                "ui/web/collection_switch.py",
                "ui/web/events.py",
                "ui/web/sessions.py",
                "ui/web/tabs/ask_tab.py",
                "ui/web/article_context.py",
                "ui/web/tabs/overview_view.py",
                "ui/web/tabs/ask_tools.py",
                "ui/web/tabs/welcome.py",
                "ui/web/tabs/library_tab.py",
                "ui/web/tabs/mentions_tab.py",
                "ui/web/tabs/check_tab.py",
                "ui/web/tabs/matrix_tab.py",
                "ui/web/tabs/kept_tab.py",
                "ui/web/tabs/standing_part.py",
                "ui/web/page_calls.py",
                "ui/web/gradio_routes.py",
                "ui/web/uploads.py",
            },
        ),
    ],
)
def test_only_the_module_that_owns_a_library_knows_it(library, allowed):
    users = {str(path.relative_to(ROOT)) for path in MODULES if library in imported(path)}
    assert users <= allowed
    assert users
