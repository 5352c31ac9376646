"""PDF: text, skipped parts, title, author, date, page labels, form values, passwords."""

import io
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.constants import UserAccessPermissions
from pypdf.generic import NameObject, NullObject
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.formats import BY_NAME
from corpus.readers.worker import Worker
from corpus.reading import read_articles
from tests.support.documents import make_pdf, read_one
from tests.support.printed import draw_lines, draw_pages

FERRY = "The ferry to Aurel stopped on Monday."
RAIN = "Rain fell in Aktau for the third day in a row."


def rewrite(content: bytes, change) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def read_both(folder: Path, content: bytes):
    """Return the article of a file and the parts of it that were skipped, by their names."""
    (folder / "a.pdf").write_bytes(content)
    reading = read_articles([folder / "a.pdf"])
    skipped = {skip.path.rpartition(", ")[2]: skip.reason for skip in reading.skipped}
    return (reading.found[0].article if reading.found else None), skipped


def read_title(folder: Path, content: bytes) -> str:
    return read_one(folder / "a.pdf", content).title


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_opens_without_a_password_is_read(tmp_path, algorithm):
    def protect(writer):
        printing = UserAccessPermissions.PRINT
        writer.encrypt("", "owner", algorithm=algorithm, permissions_flag=printing)

    assert read_one(tmp_path / "a.pdf", rewrite(make_pdf(FERRY), protect)).text == FERRY


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_named_with_the_way_out(tmp_path, algorithm):
    content = rewrite(make_pdf(FERRY), lambda writer: writer.encrypt("secret", algorithm=algorithm))
    article, skipped = read_both(tmp_path, content)
    assert article is None
    assert skipped == {str(tmp_path / "a.pdf"): "It is locked with a password; save a copy without one."}


def test_a_bad_page_loses_itself_and_is_named(tmp_path):
    def spoil(writer):
        writer.pages[1][NameObject("/Contents")] = writer._add_object(NullObject())

    article, skipped = read_both(tmp_path, rewrite(make_pdf(FERRY, "Lost.", RAIN), spoil))
    assert article.text == f"{FERRY}\n\n{RAIN}"
    assert [article.page_at(article.text.index(words)) for words in ("ferry", "Rain")] == [1, 3]
    assert skipped == {"page 2": "It is blank or damaged."}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferries of the north", "Ferries of the north"),
        ("untitled", "Harbour shut"),
        ("(anonymous)", "Harbour shut"),
        ("PowerPoint Presentation", "Harbour shut"),
        ("Microsoft Word - Draft_v3_FINAL.docx", "Harbour shut"),
        ("minutes_2024-05.indd", "Harbour shut"),
        ("Document1", "Harbour shut"),
        ("a.pdf", "Harbour shut"),
        ("", "Harbour shut"),
        ("A Presentation of Ferries", "A Presentation of Ferries"),
    ],
)
def test_the_first_large_line_is_the_title_if_the_metadata_have_none(tmp_path, title, expected):
    page = [(72, 80, "Harbour shut", "Times-Bold", 18), *draw_lines(f"{FERRY}\n{RAIN}", top=120)]
    assert read_title(tmp_path, draw_pages(page, title=title)) == expected


def test_a_title_of_two_large_lines_is_whole(tmp_path):
    large = [
        (72, 60, "The Harbour Board"),
        (72, 90, "Annual report on the dredging of"),
        (72, 114, "the northern channel"),
    ]
    page = [large[0], *((*line, "Times-Bold", 20) for line in large[1:]), *draw_lines(f"{FERRY}\n{RAIN}", top=160)]
    assert read_title(tmp_path, draw_pages(page)) == "Annual report on the dredging of the northern channel"


def test_a_first_line_that_stands_alone_is_the_title(tmp_path):
    assert read_title(tmp_path, draw_pages(draw_lines(f"Harbour shut\n\n{FERRY}\n{RAIN}"))) == "Harbour shut"


def test_a_sentence_is_no_title(tmp_path):
    assert read_title(tmp_path, draw_pages(draw_lines(f"{FERRY}\n\n{RAIN}"))) == ""


@pytest.mark.parametrize(
    ("author", "expected"),
    [("Ines Vogel", "Ines Vogel"), ("(anonymous)", ""), ("unspecified", ""), ("Administrator", "")],
)
def test_nobody_is_no_author(tmp_path, author, expected):
    assert read_one(tmp_path / "a.pdf", draw_pages(draw_lines(FERRY), author=author)).author == expected


def dated(**metadata):
    return rewrite(make_pdf(FERRY), lambda writer: writer.add_metadata({f"/{k}": v for k, v in metadata.items()}))


@pytest.mark.parametrize("creator", ["Microsoft Word", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120"])
def test_the_day_a_file_was_made_is_no_date_of_its_article(tmp_path, creator):
    made = dated(CreationDate="D:20240301100000Z", ModDate="D:20240302100000Z", Creator=creator)
    article = read_one(tmp_path / "a.pdf", made)
    assert (article.published, article.date_basis) == (None, "")
    (tmp_path / "2021-04-04-harbour.pdf").write_bytes(made)
    (found,) = read_articles([tmp_path / "2021-04-04-harbour.pdf"]).found
    assert (str(found.article.published), found.article.date_basis) == ("2021-04-04", "file name")


def test_the_head_and_foot_of_a_printed_web_page_are_left_out(tmp_path):
    head = [(30, 20, "29/11/2026, 21:15", "Helvetica", 8), (280, 20, "Harbour shut", "Helvetica", 8)]
    foot = [(30, 830, "https://post.example/harbour", "Helvetica", 8), (550, 830, "1/1", "Helvetica", 8)]
    article = read_one(tmp_path / "a.pdf", draw_pages([*head, *draw_lines(f"{FERRY} It was\nraining."), *foot]))
    assert article.text == f"{FERRY} It was raining."
    assert article.published is None


def test_a_date_in_the_first_lines_goes_first(tmp_path):
    article = read_one(tmp_path / "a.pdf", draw_pages(draw_lines(f"Harbour shut\n\n4 April 2021\n\n{FERRY}")))
    assert (str(article.published), article.date_basis) == ("2021-04-04", "text")


def test_page_labels_are_in_citations(tmp_path):
    def label(writer):
        writer.set_page_label(0, 1, style="/r", start=12)
        writer.set_page_label(2, 2, style="/D")

    article = read_one(tmp_path / "a.pdf", rewrite(make_pdf("Preface.", "Thanks.", FERRY), label))
    assert article.page_labels == ("p. xii", "p. xiii", "p. 1")
    assert article.place_at(article.text.index("ferry")) == "p. 1"


def test_labels_that_are_the_numbers_of_the_pages_are_left_to_them(tmp_path):
    content = rewrite(make_pdf(FERRY, RAIN), lambda writer: writer.set_page_label(0, 1, style="/D"))
    assert read_one(tmp_path / "a.pdf", content).page_labels == ()


def make_form() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 740, "Harbour dues")
    canvas.drawString(72, 700, "Name of the ship:")
    canvas.acroForm.textfield(name="field_7", value="Northern Star", x=220, y=695, width=200, height=18)
    canvas.acroForm.textfield(name="remarks", value="Two crates are missing.", x=72, y=600, width=400, height=18)
    canvas.acroForm.checkbox(name="c1", checked=True, x=72, y=658, size=12)
    canvas.drawString(92, 660, "paid in cash")
    canvas.acroForm.checkbox(name="c2", checked=False, x=272, y=658, size=12)
    canvas.drawString(292, 660, "paid by card")
    canvas.acroForm.choice(
        name="port", value="Aurel", options=["Aurel", "Semey"], x=220, y=630, width=90, height=18, forceBorder=True
    )
    canvas.drawString(72, 635, "Port of origin:")
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_the_values_of_a_form_are_read_beside_their_labels(tmp_path):
    lines = read_one(tmp_path / "a.pdf", make_form()).text.split("\n\n")
    assert lines == [
        "Harbour dues",
        "Name of the ship: Northern Star",
        "☒ paid in cash ☐ paid by card",
        "Port of origin: Aurel",
        "remarks: Two crates are missing.",
    ]


def test_more_pages_than_a_file_may_have_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.formats.pdf.MAX_PAGES", 2)
    from corpus.formats.pdf import read_pdf
    from corpus.readers.fields import FileToRead

    first, second = "Ferries stopped at noon.", "Trains ran until midnight."
    found = list(read_pdf(FileToRead(Path("a.pdf"), io.BytesIO(make_pdf(first, second, FERRY, RAIN)))))
    assert found[0]["text"] == f"{first}\n\n{second}"
    assert found[1:] == [{"part": "pages 3 to 4", "skipped": "A file may have 2 pages; split it."}]


def test_time_that_runs_out_loses_the_pages_after(tmp_path, monkeypatch):
    from corpus.formats import pdf
    from corpus.readers.fields import FileToRead

    clock = iter(range(0, 10_000, 5))
    monkeypatch.setattr("corpus.formats.pdf.time.process_time", lambda: float(next(clock)))
    found = list(pdf.read_pdf(FileToRead(Path("a.pdf"), io.BytesIO(make_pdf("Noon.", "Dusk.", FERRY, RAIN)))))
    assert found[0]["text"] == "Noon.\n\nDusk."
    assert found[1]["part"] == "pages 3 to 4"


def test_the_reader_needs_no_more_than_the_worker_has(tmp_path):
    (tmp_path / "a.pdf").write_bytes(make_pdf(*[FERRY.replace("Aurel", f"Aurel and {n} islands") for n in range(300)]))
    with closing(Worker(memory=400 << 20)) as worker:
        found = worker.read(BY_NAME["pdf"], tmp_path / "a.pdf")
    assert str(found[0]["text"]).count("islands") == 300
