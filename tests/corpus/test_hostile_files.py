"""Hostile and broken files: each costs itself, with the reason, and stops nothing."""

import contextlib
import io
import os
import socket
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter

from corpus.readers.formats import BY_NAME
from corpus.readers.worker import Worker
from corpus.reading import read_articles
from tests.support.documents import PAGE, STORY, make_pdf, make_word, make_word_of, make_word_with, pack


def lock_pdf(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def make_bomb() -> bytes:
    file = io.BytesIO(make_word())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.xml", b"0" * 50_000_000)
    return file.getvalue()


def make_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return make_word_with(f'<!DOCTYPE w [<!ENTITY l0 "ha">{entities}]><w>&l11;</w>')


HOSTILE = {
    "locked.pdf": (lock_pdf(make_pdf("Secret.")), "password"),
    "cut.pdf": (make_pdf("Rain fell.")[:60], "damaged PDF"),
    "images.pdf": (make_pdf(""), "no text"),
    "bomb.docx": (make_bomb(), "would unpack to"),
    "laughs.docx": (make_laughs(), "damaged Word document"),
    "cut.zip": (b"PK\x03\x04" + b"x" * 100, "damaged archive"),
    "noise.txt": (bytes(range(256)) * 20, "binary file"),
    "table.xlsx": (pack(xl__workbook_xml="<x>1</x>", mimetype="x"), "office program"),
    "page_files.css": (b"body { color: red }", "no reader for .css files"),
    "deep.html": (b"<html><body>" + b"<div>" * 100_000 + STORY.encode(), "No text of an article"),
    "nulls.txt": (b"Rain fell.\0", "binary file"),
    "empty.html": (b"<html><body></body></html>", "No text of an article"),
    "nothing.txt": (b"", "no text"),
}


def test_hostile_and_broken_files_stop_nothing(tmp_path):
    for name, (content, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.html").write_text(PAGE)
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server, contextlib.chdir(tmp_path):
        server.bind("socket")
    (tmp_path / "outside.txt").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to(tmp_path)
    reading = read_articles([tmp_path])
    assert STORY in next(found.article.text for found in reading.found if found.origin.endswith("good.html"))
    reasons = {Path(skip.path).name: skip.reason for skip in reading.skipped}
    for name, (_, reason) in HOSTILE.items():
        assert reason in reasons[name], (name, reasons[name])
    assert reasons["pipe.txt"] == "It is not a file."
    assert reasons["socket"] == "It is not a file."
    assert "outside the folder" in reasons["outside.txt"]
    assert "link to a folder" in reasons["loop"]
    assert [found.origin for found in reading.found] == [str(tmp_path / "good.html")]
    assert reading.skipped == read_articles([tmp_path]).skipped


def read_good(worker, folder):
    return worker.read(BY_NAME["html"], folder / "good.html")[0]


def test_a_reading_that_takes_too_long_costs_one_file(tmp_path):
    (tmp_path / "slow.html").write_text("<html><body><article>" + "<p>Rain fell. " * 100_000)
    (tmp_path / "good.html").write_text(PAGE)
    with closing(Worker(seconds=2)) as worker:
        slow = worker.read(BY_NAME["html"], tmp_path / "slow.html")
        assert slow == [{"skipped": "Reading it took more than 2 s of CPU time."}]
        assert STORY in read_good(worker, tmp_path)["text"]


def test_a_reading_that_takes_too_much_memory_costs_one_file(tmp_path):
    (tmp_path / "big.docx").write_bytes(make_word_of(f"<w:p><w:r><w:t>{'rain ' * 1_500_000}</w:t></w:r></w:p>" * 20))
    (tmp_path / "good.html").write_text(PAGE)
    with closing(Worker(memory=400 << 20)) as worker:
        found: list[dict[str, Any]] = worker.read(BY_NAME["zip"], tmp_path / "big.docx")
        assert len(found) == 1 and "400 MiB" in found[0]["skipped"]
        assert STORY in read_good(worker, tmp_path)["text"]


def test_a_worker_that_died_is_replaced(tmp_path):
    (tmp_path / "good.html").write_text(PAGE)
    with closing(Worker()) as worker:
        assert STORY in read_good(worker, tmp_path)["text"]
        worker._process.kill()
        worker._process.wait()
        assert "crashed its parser" in read_good(worker, tmp_path)["skipped"]
        assert STORY in read_good(worker, tmp_path)["text"]


def test_reading_runs_nothing_of_the_script_that_asks_for_it(tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    code = "from pathlib import Path; from corpus.reading import read_articles; print('once');"
    code += "print(len(read_articles([Path('page.html')]).found))"
    # A module in the current folder is not imported either.
    (tmp_path / "json.py").write_text("raise SystemExit('a stranger ran')")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(
        [sys.executable, "-P"], input=code, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert (result.stdout.split(), result.stderr) == (["once", "1"], "")
