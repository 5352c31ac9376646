"""The Markdown files that document the project, and the code in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("corpus", "index", "qa", "ui", "tests")


def find_documents():
    """Return every Markdown file that documents the project, by its path; shipped articles and results are none."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    found += [path for layer in LAYERS for path in (ROOT / layer).rglob("README.md")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}


DOCUMENTS = find_documents()
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
BLOCKS = [(name, kind, body) for name, text in DOCUMENTS.items() for kind, body in FENCE.findall(text)]


def inline_code(text):
    return _CODE.findall(FENCE.sub("", text))
