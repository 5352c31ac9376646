"""A build that is killed or overtaken keeps the published index, and continues when it is run again."""

import os
import signal
import subprocess
import sys

import pytest

from corpus.articles import make_article
from corpus.errors import IndexBusy
from corpus.reading import Reading
from index.failpoints import MILVUS_STEPS, VARIABLE
from index.milvus.engine import connect
from index.milvus.publishing import publish_served
from index.milvus.served import find_collection
from index.opening import open_index
from index.places import build_at, find_folder, open_at
from tests.engines.publishing import found, publish_texts


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=() if step == MILVUS_STEPS[-1] else pytest.mark.long) for step in MILVUS_STEPS]
)
def test_build_killed(served, encoder, step, tmp_path):
    publish_texts(served, "Rain fell in Almaty.", encoder=encoder)
    file = tmp_path / "snow.txt"
    file.write_text("Snow fell in Aktau.", encoding="utf-8")
    before = open_at(served).generation
    command = [sys.executable, "-m", "ui", "index", str(file), "--index", str(served)]
    killed = subprocess.run(command, env=os.environ | {VARIABLE: f"{step}={signal.SIGKILL.value}"}, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    index = open_at(served)
    assert (index.generation == before) == (step != "published in milvus")
    assert index.articles[make_article("Rain fell in Almaty.").id]
    subprocess.run(command, check=True, capture_output=True)
    assert {article.text for article in open_at(served).articles.values()} == {
        "Rain fell in Almaty.",
        "Snow fell in Aktau.",
    }


def test_another_build_published_meanwhile(served, encoder):
    publish_texts(served, "Rain fell.", encoder=encoder)
    engine, folder = connect(served), find_folder(served)
    first = find_collection(engine)
    publish_texts(served, "Snow fell.", encoder=encoder)
    build_at(Reading([found("Hail fell.", "9")]), folder)
    with pytest.raises(IndexBusy, match="Another build has published"):
        publish_served(open_index(folder), engine, former=first)
