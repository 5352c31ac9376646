"""An index of another format, model or passage length is encoded again from its articles, and this is reported."""

import pytest

from corpus.errors import IndexDamaged, IndexStale
from index.generation.manifest import FORMAT_VERSION
from index.opening import open_index
from tests.faults.builds import NEW, OLD, FakeEncoder, build, republish, texts_of


@pytest.mark.parametrize("version", [6, FORMAT_VERSION - 1, FORMAT_VERSION + 1])
def test_an_index_of_another_format_is_built_anew_from_its_articles(folder, version):
    origins = open_index(folder).origins
    republish(folder, format_version=version)
    with pytest.raises(IndexStale, match=rf"has format {version}.*quotedesk index --full --index"):
        open_index(folder)
    told = []
    report = build(folder, [], full=True, warn=told.append)
    assert (report.articles, report.encoded, texts_of(folder)) == (3, 3, set(OLD))
    assert open_index(folder).origins == origins
    assert told == [f"All 3 articles are encoded again: the format changed from {version} to {FORMAT_VERSION}."]


def test_an_index_of_another_format_whose_articles_are_damaged_is_refused(folder):
    generation = republish(folder, format_version=FORMAT_VERSION - 1)
    with next(generation.rglob("articles.jsonl")).open("a") as file:
        file.write("\n")
    with pytest.raises(IndexDamaged, match=r"articles\.jsonl .*quotedesk rollback"):
        build(folder, [], full=True)


def test_another_model_encodes_all_and_says_so_before(folder):
    with pytest.raises(IndexStale, match="built with the model fake, not other.*--full --model other"):
        build(folder, [], model="other")
    steps = []
    build(
        folder,
        NEW[:1],
        full=True,
        encoder=FakeEncoder("other"),
        warn=steps.append,
        progress=lambda what, *_: steps.append(what),
    )
    assert steps[0] == "All 4 articles are encoded again: the model changed from fake to other."
    assert "encoding passages" in steps


def test_another_passage_length_encodes_all_and_says_so(folder, monkeypatch):
    monkeypatch.setattr("index.building.build.PASSAGE_PIECES", 20)
    told = []
    assert build(folder, NEW[:1], warn=told.append).encoded == 4
    assert told == ["All 4 articles are encoded again: the longest passage changed from 30 to 20 pieces."]
