"""Hostile PDFs: each costs itself within the limits of the worker, and what can be read is read."""

import zlib
from contextlib import closing

import pytest

from corpus.readers.formats import BY_NAME
from corpus.readers.worker import Worker
from tests.support.documents import make_pdf

FERRY = "The ferry to Aurel stopped on Monday."
SHOWN = f"BT /F1 12 Tf 72 720 Td ({FERRY}) Tj ET".encode()
FONT = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << " + FONT + b" >> >>"


def write_pdf(pages: bytes, content: bytes, *more: bytes, page: bytes = PAGE, catalog: bytes = b"") -> bytes:
    """Write a PDF by hand: the tree of pages, one page, its compressed content, and more objects."""
    packed = zlib.compress(content, 9)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    objects = [b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog, pages, page, stream, *more]
    file, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return file + end % (len(objects) + 1, table, len(objects) + 1, len(file))


def write_form(name: int, content: bytes) -> bytes:
    """Write a form that can draw another one."""
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length %d >>"
    return head % (name, len(content)) + b"\nstream\n%s\nendstream" % content


ONE = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
DRAWS = PAGE.replace(FONT, FONT + b" /XObject << /X 5 0 R >>")

# The test that reads them writes them: one takes 900 MB until it is compressed.
READ = {
    "a circle of pages": lambda: write_pdf(b"<< /Type /Pages /Count 5 /Kids [2 0 R 3 0 R 2 0 R] >>", SHOWN),
    "pages that are counted but not there": lambda: write_pdf(
        b"<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>", SHOWN
    ),
    "brackets in the content": lambda: write_pdf(ONE, SHOWN + b"[" * 200_000),
    "brackets in the catalogue": lambda: write_pdf(ONE, SHOWN, catalog=b"/X " + b"[" * 50_000 + b"]" * 50_000),
    "a page a million times": lambda: write_pdf(
        b"<< /Type /Pages /Count 1000000 /Kids [%s] >>" % (b"3 0 R " * 1_000_000), SHOWN
    ),
}
LOST = {
    "a stream that unpacks to a gigabyte": lambda: write_pdf(ONE, b" " * 900_000_000),
    "words that unpack to a gigabyte": lambda: write_pdf(
        ONE, b"BT /F1 12 Tf 72 720 Td " + b"(abc def) Tj " * 4_000_000
    ),
    "forms that draw each other ten times": lambda: write_pdf(
        ONE, b"/X Do " * 10, *[write_form(number + 1, b"/X Do " * 10) for number in range(5, 15)], page=DRAWS
    ),
    "a form that draws itself": lambda: write_pdf(ONE, b"/X Do " * 50, write_form(5, b"/X Do " * 50), page=DRAWS),
}


@pytest.fixture(scope="module")
def worker():
    with closing(Worker()) as reading:
        yield reading


def read(worker, folder, content):
    (folder / "a.pdf").write_bytes(content)
    return worker.read(BY_NAME["pdf"], folder / "a.pdf")


@pytest.mark.parametrize("name", READ)
def test_what_a_hostile_file_shows_is_read(tmp_path, worker, name):
    found = read(worker, tmp_path, READ[name]())
    assert set(str(found[0]["text"]).split("\n\n")) == {FERRY}
    assert len(found[0]["pages"]) <= 10_000
    assert len(found) < 5


SLOW = ("a stream that unpacks to a gigabyte", "forms that draw each other ten times")
"""Those of `LOST` that are read until the time of the worker is over."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long if name in SLOW else ()) for name in LOST])
def test_a_bomb_costs_one_file(tmp_path, worker, name):
    (found,) = read(worker, tmp_path, LOST[name]())
    assert found["skipped"].startswith(("Reading it took", "It contains no text", "It has"))
    assert read(worker, tmp_path, make_pdf(FERRY))[0]["text"] == FERRY


def test_a_page_of_too_many_letters_loses_itself(tmp_path, worker):
    content = write_pdf(ONE, b"BT /F1 12 Tf 72 720 Td " + b"(abc def) Tj 0 -12 Td " * 45_000 + b"ET")
    (found,) = read(worker, tmp_path, content)
    assert "a page may have 400,000" in found["skipped"]


def test_words_all_on_one_line_take_linear_time(tmp_path, worker):
    steps = b"".join(b"(ab) Tj %d 0 Td " % (3 + at % 5) for at in range(4_000))
    page = PAGE.replace(b"612 792", b"14000 14000")
    found = read(worker, tmp_path, write_pdf(ONE, b"BT /F1 1 Tf 72 720 Td " + steps * 20 + b"ET", page=page))
    assert str(found[0]["text"]).count("ab") > 1_000
