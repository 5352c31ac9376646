"""The first index of a machine exports a model of one's own, and the next ones copy what it exported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.model.model_files import ModelFiles, find_model
from index.model.prepared import _identify
from index.opening import open_index
from tests.support.documents import GOOD

BUILD = """
import sys
from pathlib import Path
from corpus.reading import read_articles
from index.building.build import build_index
stages = []
build_index(
    read_articles([sys.argv[1]]),
    Path(sys.argv[2]),
    model=sys.argv[3],
    progress=lambda stage, done, count: stages.append(stage),
)
print("torch" in sys.modules, any("preparing the model" in stage for stage in stages))
"""


@pytest.fixture
def build_anew(tmp_path):
    """Build an index in a process of its own; return whether it loaded torch, and whether it prepared the model."""
    (tmp_path / "a.txt").write_text(GOOD)

    def build(name, cache="cache"):
        folder = tmp_path / name
        done = subprocess.run(
            [sys.executable, "-c", BUILD, tmp_path / "a.txt", folder, find_model().folder],
            env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / cache), "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return [word == "True" for word in done.stdout.split()], open_index(folder).manifest

    return build


def find_kept(tmp_path, pattern="*"):
    return sorted((tmp_path / "cache" / "quotedesk" / "prepared").glob(f"*/{pattern}"))


def test_the_second_index_of_a_machine_is_the_same_without_torch(tmp_path, build_anew):
    first, manifest = build_anew("one")
    assert first == [True, True]
    second, again = build_anew("two")
    assert second == [False, False]
    assert again.model == manifest.model
    assert again.files == manifest.files
    assert [path.name for path in find_kept(tmp_path)] == sorted(
        ["card.json", *(Path(name).name for name in manifest.files if name.startswith("model/"))]
    )


@pytest.mark.long
@pytest.mark.parametrize(("kept", "damage"), [("*.onnx", "no graph"), ("card.json", '{"card": []}')])
def test_a_damaged_file_of_a_prepared_model_costs_an_export(tmp_path, build_anew, kept, damage):
    _, manifest = build_anew("one")
    find_kept(tmp_path, kept)[0].write_text(damage)
    second, repaired = build_anew("two")
    assert (second, repaired.files) == ([True, True], manifest.files)
    assert build_anew("three")[0] == [False, False]


@pytest.mark.long
def test_a_cache_that_cannot_be_written_costs_an_export(tmp_path, build_anew):
    (tmp_path / "file").write_text("no folder")
    assert build_anew("one", cache="file")[0] == [True, True]


def test_a_model_whose_files_changed_is_exported_anew():
    files = ModelFiles("m", Path("m"), {"model.safetensors": "1"})
    assert _identify(files) == _identify(ModelFiles("m", Path("elsewhere"), {"model.safetensors": "1"}))
    assert _identify(files) != _identify(ModelFiles("m", Path("m"), {"model.safetensors": "2"}))
