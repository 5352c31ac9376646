"""The images of scanned pages: named without rapidocr, read with it."""

import io
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.formats import pdf
from corpus.layout.ocr import OcrFailed, PageImage, Recogniser
from corpus.layout.text_runs import PlacedWord, PrintedPage, make_runs
from corpus.readers.fields import FileToRead
from corpus.readers.formats import BY_NAME
from corpus.readers.worker import Worker
from tests.support.printed import draw_image

LETTER = "Cover letter. The annexes are attached as scans."
SCANNED = "The ferry to Aurel stopped on Monday."


def draw_scan(turned: int = 0) -> Image.Image:
    image = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(image).text((150, 300), SCANNED, fill=0, font=ImageFont.load_default(36))
    return image.rotate(turned, expand=True)


def read(content):
    return list(pdf.read_pdf(FileToRead(Path("a.pdf"), io.BytesIO(content))))


def test_pages_that_hold_only_images_are_named_without_rapidocr(monkeypatch):
    monkeypatch.setattr(pdf, "has_ocr", lambda: False)
    article, lost = read(draw_image(draw_scan(), LETTER))
    assert article["text"] == LETTER
    assert lost == {"part": "page 2", "skipped": "It has only images; install quotedesk[ocr] to read them."}


def test_a_file_of_images_says_so(monkeypatch):
    monkeypatch.setattr(pdf, "has_ocr", lambda: False)
    assert read(draw_image(draw_scan())) == [
        {"skipped": "It contains no text, only images; install quotedesk[ocr] to read them."}
    ]


class FailingRecogniser(Recogniser):
    """Fails on every page but the last."""

    def read(self, number: int, image: PageImage):
        yield None
        if number < 3:
            raise OcrFailed("Its image cannot be read.")
        word = PlacedWord("Rain.", 72, 100, 100, 10, "", is_bold=False)
        yield PrintedPage(number, runs=make_runs([word]), bottom=800)


def test_an_image_that_cannot_be_read_loses_its_page(monkeypatch):
    monkeypatch.setattr(pdf, "has_ocr", lambda: True)
    monkeypatch.setattr(pdf, "Recogniser", FailingRecogniser)
    both = io.BytesIO()
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.append(io.BytesIO(draw_image(draw_scan(), LETTER)))
    writer.append(io.BytesIO(draw_image(draw_scan())))
    writer.write(both)
    found = [fields for fields in read(both.getvalue()) if "progress" not in fields]
    assert found[0]["text"] == f"{LETTER}\n\nRain."
    assert found[0]["page_labels"] == ["p. 1", "p. 2", "p. 3, read by OCR"]
    assert found[1:] == [{"part": "page 2", "skipped": "Its image cannot be read."}]


@pytest.mark.parametrize("turned", [0, 180])
def test_an_image_is_read_and_its_citation_says_so(tmp_path, turned):
    pytest.importorskip("rapidocr")
    (tmp_path / "a.pdf").write_bytes(draw_image(draw_scan(turned), LETTER))
    with closing(Worker()) as worker:
        (article,) = worker.read(BY_NAME["pdf"], tmp_path / "a.pdf")
    assert article["text"] == f"{LETTER}\n\n{SCANNED}"
    assert article["page_labels"] == ["p. 1", "p. 2, read by OCR"]


def test_a_single_line_of_small_letters_is_found(tmp_path):
    pytest.importorskip("rapidocr")
    image = Image.new("L", (800, 1131), 255)
    ImageDraw.Draw(image).text((80, 300), SCANNED, fill=0, font=ImageFont.load_default(13))
    (tmp_path / "a.pdf").write_bytes(draw_image(image))
    with closing(Worker()) as worker:
        (article,) = worker.read(BY_NAME["pdf"], tmp_path / "a.pdf")
    assert str(article["text"]).replace(" ", "") == SCANNED.replace(" ", "")


def test_letters_that_are_not_sure_are_named_and_not_quoted(tmp_path):
    pytest.importorskip("rapidocr")
    image = Image.new("L", (800, 400), 255)
    ImageDraw.Draw(image).text((20, 20), SCANNED, fill=0, font=ImageFont.load_default(9))
    (tmp_path / "a.pdf").write_bytes(draw_image(image, LETTER))
    with closing(Worker()) as worker:
        article, lost = worker.read(BY_NAME["pdf"], tmp_path / "a.pdf")
    assert article["text"] == LETTER
    assert lost["part"] == "page 2"
    assert "images" in str(lost["skipped"])


def test_an_image_without_text_is_named(tmp_path):
    pytest.importorskip("rapidocr")
    (tmp_path / "a.pdf").write_bytes(draw_image(Image.new("L", (800, 400), 255), LETTER))
    with closing(Worker()) as worker:
        _, lost = worker.read(BY_NAME["pdf"], tmp_path / "a.pdf")
    assert lost == {"part": "page 2", "skipped": "It has only images, in which no text was found."}
