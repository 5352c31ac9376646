"""Files that are too many or too large: they cost time or a line of the report, never the build (size of input)."""

import json
import resource
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.readers.fields import MAX_FILE_SIZE
from corpus.reading import read_articles
from index.building.build import build_index
from index.model.tokens import TOKEN_DIMENSION
from index.opening import open_index
from index.types import ModelCard, Passages, Pieces, ignore_advance
from qa.api import retrieve
from tests.faults.builds import FakeEncoder, open_fake, start_apart
from ui.cli.terminal import format_articles

GIB = 1 << 30
TEXT = "Rain fell in Almaty on Monday."


def read_count():
    """Return how many bytes this process has read."""
    return int(Path("/proc/self/io").read_text().split()[1])


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.html", "a.eml", "a.pdf", "a.xml"])
@pytest.mark.parametrize("beginning", ["", TEXT, "%PDF-1.7\n", "<html><body>" + TEXT, "PK\x03\x04", "<rss >"])
def test_a_file_of_a_gigabyte_is_skipped_unread(tmp_path, name, beginning):
    with (tmp_path / name).open("w") as file:
        file.write(beginning)
        file.truncate(GIB)
    (tmp_path / "good.txt").write_text(TEXT)
    before = read_count()
    reading = read_articles([tmp_path])
    # The worker, which reads its modules, counts too.
    assert read_count() - before < 20_000_000
    assert [found.article.text for found in reading.found] == [TEXT]
    (skipped,) = reading.skipped
    assert skipped.path.endswith(name)
    # Of an archive only the parts that are read count.
    reasons = (f"a file may have {MAX_FILE_SIZE:,}", "binary file", "no reader for", "damaged archive")
    assert any(reason in skipped.reason for reason in reasons)


def write_lines(path, length):
    """Write a collection whose second line has this length."""
    with path.open("w") as file:
        file.write(json.dumps({"text": TEXT}) + "\n")
        file.write('{"text": "')
        for _ in range(length // 1_000_000):
            file.write("rain fell " * 100_000)
        file.write('"}\n' + json.dumps({"text": "Snow fell in Astana."}) + "\n")


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_a_line_of_a_hundred_megabytes_is_a_file_too_large(tmp_path, name):
    (tmp_path / name).write_text("text\n" + "rain fell " * 10_000_000)
    (tmp_path / "good.txt").write_text(TEXT)
    reading = read_articles([tmp_path])
    assert len(reading.found) == 1
    assert "a file may have" in reading.skipped[0].reason


def read_within(path, told):
    """Read, and write how many KiB that took, and the result."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading = read_articles([path])
    took = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    told.write_text(
        json.dumps([took, [f.origin for f in reading.found], [[s.path, s.reason] for s in reading.skipped]])
    )


def test_a_line_of_a_hundred_megabytes_costs_a_collection_that_line_and_little_memory(tmp_path):
    path = tmp_path / "a.jsonl"
    write_lines(path, 100_000_000)
    process = start_apart(read_within, path, tmp_path / "told")
    process.join(60)
    took, found, skipped = json.loads((tmp_path / "told").read_text())
    assert found == [f"{path}, line 1", f"{path}, line 3"]
    assert skipped == [[f"{path}, line 2", f"It has more than {MAX_FILE_SIZE:,} bytes."]]
    assert took << 10 < 150_000_000


def test_a_line_as_long_as_a_file_may_be_is_read(tmp_path):
    line = json.dumps({"text": "x" * (MAX_FILE_SIZE - 12)}) + "\n"
    assert len(line) == MAX_FILE_SIZE + 1
    (tmp_path / "over.jsonl").write_text(line)
    (tmp_path / "fits.jsonl").write_text(line.replace("xx", "x", 1))
    reading = read_articles([tmp_path])
    assert [Path(found.origin).name for found in reading.found] == ["fits.jsonl, line 1"]
    assert [Path(skipped.path).name for skipped in reading.skipped] == ["over.jsonl, line 1"]


def test_a_title_of_ten_thousand_characters_is_kept_and_harms_no_answer(tmp_path):
    title = "Weather " * 1250
    rows = [
        {"title": title, "text": f"{TEXT} {'Fog lay over Aral. ' * 40}Hail broke a roof in Semey."},
        {"text": "Snow."},
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, rows)))
    build_index(read_articles([tmp_path / "news.jsonl"]), tmp_path / "index", encoder=FakeEncoder())
    index = open_fake(tmp_path / "index")
    article = retrieve("Where did hail break a roof?", index=index)[0].article
    assert article.title == title.strip()
    assert "Hail broke a roof" in retrieve("Where did hail break a roof?", index=index)[0].passage.text
    assert title.strip() in format_articles(index.articles.values())


class FullSize(FakeEncoder):
    """Gives vectors as long as those of the default model, so that memory is taken as with it."""

    def __init__(self):
        super().__init__()
        self.card = ModelCard("full", {"weights": "full"}, "onnxruntime", 384, 60, "", "")

    def encode_passages(self, texts, advance=ignore_advance):
        advance(len(texts))
        draw = np.random.default_rng(len(texts))
        vectors = draw.normal(size=(len(texts), 384)).astype(np.float32)
        return Passages(vectors, [self._pieces(text, draw) for text in texts])

    def _pieces(self, text, draw):
        count = len(text.split()) + 3
        vectors = draw.integers(256, size=(count, TOKEN_DIMENSION // 2), dtype=np.uint8)
        return Pieces(vectors, np.arange(count, dtype=np.int32))


def index_many(news, folder, told):
    steps, started = {}, time.monotonic()

    def note(what, done, total):
        steps[what] = [steps.get(what, [0])[0] + 1, done, total]

    build_index(read_articles([news]), folder, encoder=FullSize(), progress=note)
    took = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    told.write_text(json.dumps({"bytes": took, "seconds": time.monotonic() - started, "steps": steps}))


@pytest.mark.long
def test_a_hundred_thousand_tiny_files_take_less_than_two_gibibytes_and_show_progress(tmp_path):
    news = tmp_path / "news"
    for number in range(100_000):
        if number % 1000 == 0:
            (news / str(number)).mkdir(parents=True)
        text = f"Report {number} tells of {number * 7} fish in lake {number % 89}."
        (news / str(number // 1000 * 1000) / f"{number}.txt").write_text(text)
    process = start_apart(index_many, news, tmp_path / "index", tmp_path / "told")
    process.join(900)
    assert process.exitcode == 0
    told = json.loads((tmp_path / "told").read_text())
    assert told["bytes"] < 2 * GIB
    assert len(open_index(tmp_path / "index").articles) == 100_000
    for what in ("cutting articles", "encoding passages"):
        calls, done, total = told["steps"][what]
        assert (done, total) == (100_000, 100_000)
        assert calls > 25
