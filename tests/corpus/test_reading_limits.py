"""A file that cannot be read within the limits is skipped alone, and the reason is reported."""

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.formats.text import read_text
from corpus.readers import file_reader
from corpus.readers.fields import FileToRead
from corpus.readers.formats import BY_NAME, FileFormat
from corpus.readers.worker import Worker, explain_failure
from tests.support.documents import GOOD, STORY, read_beside_good
from ui.cli.main import quotedesk


def test_a_large_text_is_read_in_the_process_with_limits(tmp_path):
    large = f"---\ntitle: Large\n---\n{STORY} " + "x " * file_reader.SMALL
    rows = "".join(json.dumps({"text": f"{n} {STORY}", "author": "\ud800"}) + "\n" for n in range(2_000))
    (tmp_path / "a.md").write_text(large)
    (tmp_path / "b.jsonl").write_text(rows + "broken\n")
    (tmp_path / "c.csv").write_text("text,title\n" + f'"{STORY}",T\n' * 1_000)
    started = []

    class Recorder(Worker):
        def read(self, format, path, folder=None):
            started.append(format)
            return super().read(format, path, folder)

    with closing(Recorder()) as worker:
        found: dict[str, list[Any]] = {
            name: list(file_reader.read_file(tmp_path / name, worker)) for name in ("a.md", "b.jsonl", "c.csv")
        }
    assert [format.name for format in started] == ["text", "jsonl", "csv"]
    assert (found["a.md"][0].article.title, found["a.md"][0].article.text) == (
        "Large",
        large.partition("---\n")[2][17:],
    )
    assert [item.origin for item in found["b.jsonl"][:2]] == [f"{tmp_path}/b.jsonl, line {n}" for n in (1, 2)]
    assert len(found["b.jsonl"]) == 2_001
    assert found["b.jsonl"][-1].reason == "It is not valid JSON."
    assert [item.origin for item in found["c.csv"]][-1] == f"{tmp_path}/c.csv, line 1001"


def test_a_text_that_takes_too_much_memory_costs_one_file(tmp_path):
    (tmp_path / "dicts.jsonl").write_text('{"text": "x", "a": [' + "{}," * 5_000_000 + "{}]}\n")
    with closing(Worker(memory=300 << 20)) as worker:
        items: list[Any] = list(file_reader.read_file(tmp_path / "dicts.jsonl", worker))
        assert len(items) == 1 and "300 MiB" in items[0].reason
        (tmp_path / "good.txt").write_text(GOOD)
        good: Any = next(file_reader.read_file(tmp_path / "good.txt", worker))
        assert good.article.text == GOOD


def test_a_file_without_end_is_not_read_to_its_end(tmp_path):
    with Path("/dev/zero").open("rb") as endless:
        (item,) = read_text(FileToRead(tmp_path / "a.txt", endless))
    assert item == {"skipped": "It is a binary file, not text."}


def make_feed(entries, text=STORY):
    items = "".join(f"<item><title>N{n}</title><description>{n} {text}</description></item>" for n in range(entries))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'


def test_of_a_feed_that_takes_too_long_the_entries_read_are_kept(tmp_path):
    (tmp_path / "feed.xml").write_text(make_feed(2_000, " ".join([STORY] * 80)))
    with closing(Worker(seconds=2)) as worker:
        items: list[Any] = list(file_reader.read_file(tmp_path / "feed.xml", worker))
    *found, last = items
    assert 0 < len(found) < 2_000
    assert found[0].article.text.startswith(f"0 {STORY}")
    assert last.reason == f"Reading it took more than 2 s of CPU time. {len(found):,} of its articles were read before."


@pytest.mark.parametrize("error", [KeyError("maybe"), AttributeError("x"), RecursionError(), ZeroDivisionError("a\nb")])
def test_no_error_of_a_reader_stops_a_build(tmp_path, monkeypatch, error):
    def fail(file):
        if file.path.suffix == ".md":
            raise error
        yield {"text": file.content.read().decode()}

    monkeypatch.setattr(FileFormat, "load_reader", lambda format: fail)
    reason = read_beside_good(tmp_path, "bad.md", STORY)
    assert reason.startswith(f"It is damaged: {type(error).__name__}")
    assert "\n" not in reason


def test_a_missing_package_is_named_and_is_no_damage():
    reason = explain_failure(ModuleNotFoundError("No module named 'lxml_html_clean'", name="lxml_html_clean"))
    assert "the package lxml_html_clean is missing" in reason
    assert "pip install" in reason
    assert "is damaged" not in reason
    assert "lxml.html.clean module" in explain_failure(ImportError("lxml.html.clean module is now separate"))


def test_the_worker_names_a_missing_package(tmp_path, monkeypatch):
    (tmp_path / "feedparser.py").write_text("import nowhere_to_be_found")
    (tmp_path / "feed.xml").write_text(make_feed(1))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    with closing(Worker()) as worker:
        (fields,) = worker.read(BY_NAME["feed"], tmp_path / "feed.xml")
    assert "the package nowhere_to_be_found is missing" in str(fields["skipped"])
    assert "ModuleNotFoundError" in str(fields["traceback"])


def test_debug_prints_tracebacks_and_changes_no_exit_status(tmp_path, monkeypatch):
    def fail(file):
        raise KeyError("maybe")

    monkeypatch.setattr(FileFormat, "load_reader", lambda format: fail)
    (tmp_path / "a.txt").write_text(STORY)
    command = ["index", str(tmp_path), "--index", str(tmp_path / ".index")]
    plain = CliRunner().invoke(quotedesk, command)
    debugged = CliRunner().invoke(quotedesk, ["--debug", *command])
    assert plain.exit_code == debugged.exit_code == 1
    assert "It is damaged: KeyError 'maybe'" in plain.stderr
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debugged.stderr
    assert 'raise KeyError("maybe")' in debugged.stderr
