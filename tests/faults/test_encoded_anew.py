"""An index of another format, model or passage length is encoded anew from its articles, and that is said."""

import json
import shutil
from dataclasses import asdict

import pytest
from builds import NEW, OLD, FakeEncoder, build, republish, texts_of

from corpus.errors import IndexDamaged, IndexStale
from index.damage import MANIFEST
from index.generations import find_current
from index.manifest import FORMAT_VERSION
from index.opening import open_index


def lay_out_as_5(folder):
    """Lay an index out as before it had a catalogue."""
    index, generation = open_index(folder), find_current(folder)
    fields = {
        "segments": index.catalogue.segments,
        "articles": list(index.catalogue),
        "places": index.catalogue.places.ravel().tolist(),
        "origins": list(index.origins.values()),
    }
    (generation / "members.json").write_text(json.dumps(fields))
    shutil.rmtree(generation / "catalogue")
    for path in (generation / "origins.json", *generation.rglob("lines.npy"), *generation.rglob("facets.npy")):
        path.unlink()
    return republish(folder, format_version=5)


def lay_out_as_3(folder):
    """Lay an index out as before there were segments: the articles with their origins in one file."""
    index, generation = open_index(folder), find_current(folder)
    lines = [
        json.dumps(asdict(article) | {"origins": index.origins[id]}, default=str)
        for id, article in index.articles.items()
    ]
    for path in generation.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.name == MANIFEST or path.unlink()
    (generation / "articles.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return republish(folder, format_version=3)


def lay_out_as_6(folder):
    """Say that an index is as before its vectors were the same on every CPU: the same files."""
    return republish(folder, format_version=6)


@pytest.mark.parametrize(("lay_out", "version"), [(lay_out_as_3, 3), (lay_out_as_5, 5), (lay_out_as_6, 6)])
def test_an_index_of_another_format_is_built_anew_from_its_articles(folder, lay_out, version):
    origins = open_index(folder).origins
    lay_out(folder)
    with pytest.raises(IndexStale, match=rf"has format {version}.*quotedesk index --full --index"):
        open_index(folder)
    told = []
    report = build(folder, [], full=True, tell=told.append)
    assert (report.articles, report.encoded, texts_of(folder)) == (3, 3, set(OLD))
    assert open_index(folder).origins == origins
    assert told == [f"All 3 articles are encoded again: the format changed from {version} to {FORMAT_VERSION}."]


def test_an_index_of_another_format_whose_articles_are_damaged_is_refused(folder):
    with (lay_out_as_3(folder) / "articles.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(IndexDamaged, match=r"articles\.jsonl .*quotedesk rollback"):
        build(folder, [], full=True)


def test_another_model_encodes_all_and_says_so_before(folder):
    with pytest.raises(IndexStale, match="made with the model fake, not other.*--full --model other"):
        build(folder, [], model="other")
    steps = []
    build(
        folder,
        NEW[:1],
        full=True,
        encoder=FakeEncoder("other"),
        tell=steps.append,
        progress=lambda what, *_: steps.append(what),
    )
    assert steps[0] == "All 4 articles are encoded again: the model changed from fake to other."
    assert "encoding passages" in steps


def test_another_passage_length_encodes_all_and_says_so(folder, monkeypatch):
    monkeypatch.setattr("index.build.PASSAGE_PIECES", 20)
    told = []
    assert build(folder, NEW[:1], tell=told.append).encoded == 4
    assert told == ["All 4 articles are encoded again: the longest passage changed from 30 to 20 pieces."]
