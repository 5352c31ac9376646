"""Articles of every format: what is taken from them, and hostile or broken files that stop nothing."""

import email.message
import io
import os
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from corpus.articles import make_article
from corpus.languages import is_foreign
from corpus.readers.html import drop_surroundings
from corpus.readers.worker import Worker
from corpus.reading import read_articles

STORY = "The harbour board met on Monday to settle the dredging contract. Rosa Lund, who leads it, spoke for an hour."
PAGE = f"""<!doctype html><html><head><title>Dredging settled</title>
<meta property="og:site_name" content="The Harbour Post"><meta name="author" content="Ines Vogel">
<meta property="article:published_time" content="2024-03-01T10:00:00Z">
<link rel="canonical" href="https://post.example/dredging"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Dredging settled</h1>
<p>{STORY}</p><p>Photo: J. Doe / Agency</p><p>The vote was five to two, with <b>no</b> member absent from it at all.</p>
<p>Read more</p></article><footer>We use cookies to improve your visit</footer></body></html>"""


def make_pdf(*pages: str, title: str = "") -> bytes:
    """Write a PDF by hand: every page one line of Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
                       f"/Resources {font} >>")  # fmt: skip
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({title}) /Author (Ines Vogel) /CreationDate (D:20240301100000Z) >>")
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + end.encode()


def make_word(**properties: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(STORY)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Dredgers", "3"
    document.add_paragraph("The vote was five to two.")
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read_one(path: Path, content: bytes):
    path.write_bytes(content)
    reading = read_articles([path])
    assert not reading.skipped, reading.skipped
    (found,) = reading.found
    return found.article


def test_a_web_page_gives_its_article_without_what_stands_around_it(tmp_path):
    article = read_one(tmp_path / "page.html", PAGE.encode())
    assert (article.title, article.source, article.author) == ("Dredging settled", "The Harbour Post", "Ines Vogel")
    assert (article.published, article.date_basis) == (date(2024, 3, 1), "metadata")
    assert article.url == "https://post.example/dredging"
    assert STORY in article.text
    assert "no member absent" in article.text
    for around in ("Photo:", "Read more", "cookies", "Sport"):
        assert around not in article.text


def test_only_whole_lines_around_an_article_are_dropped():
    kept = (
        "He said: “Read more, and share this with all who will listen.”\nPhoto finishes are rare.\nAll rights matter."
    )
    assert drop_surroundings(kept) == kept
    assert drop_surroundings("A.\nRead more\nPhoto: AFP\nLast update: 3 May\n© 2024 Post\nB.") == "A.\nB."


def test_a_pdf_keeps_its_pages(tmp_path):
    article = read_one(tmp_path / "report.pdf", make_pdf("Rain fell in Aktau.", "Snow fell in Semey.", title="Weather"))
    assert (article.title, article.author, article.published) == ("Weather", "Ines Vogel", date(2024, 3, 1))
    assert [article.text[start:].split("\n")[0] for start in article.pages] == [
        "Rain fell in Aktau.",
        "Snow fell in Semey.",
    ]
    assert article.page_at(article.text.index("Rain")) == 1
    assert article.page_at(article.text.index("Semey")) == 2
    assert make_article("No pages.").page_at(3) is None


def test_a_word_document_keeps_the_order_of_paragraphs_and_tables(tmp_path):
    article = read_one(tmp_path / "report.docx", make_word(title="Dredging", author="Ines Vogel"))
    assert article.text == f"{STORY}\n\nDredgers | 3\n\nThe vote was five to two."
    assert (article.title, article.author) == ("Dredging", "Ines Vogel")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_mail_gives_its_subject_sender_and_text(tmp_path, kind):
    message = email.message.EmailMessage()
    message["From"], message["To"] = "Ines Vogel <ines@post.example>", "desk@post.example"
    message["Subject"], message["Date"] = "Dredging séttled", "Fri, 01 Mar 2024 10:00:00 +0000"
    message.set_content(STORY if kind == "plain" else PAGE, subtype=kind)
    article = read_one(tmp_path / "message.eml", bytes(message))
    assert STORY in article.text
    assert (article.title, article.author, article.published) == ("Dredging séttled", "Ines Vogel", date(2024, 3, 1))


def test_every_entry_of_a_feed_is_an_article(tmp_path):
    (tmp_path / "feed.xml").write_text(
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>'
        f"<item><title>One</title><link>https://post.example/1</link><description>&lt;p&gt;{STORY}&lt;/p&gt;"
        "</description><pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate></item>"
        "<item><title>Two</title><description>Snow fell in Semey.</description></item>"
        "<item><title>Three</title></item></channel></rss>"
    )
    reading = read_articles([tmp_path])
    one, two = (found.article for found in reading.found)
    assert (one.title, one.source, one.url, one.published) == (
        "One", "The Post", "https://post.example/1", date(2024, 3, 1)
    )  # fmt: skip
    assert (one.text, two.text) == (STORY, "Snow fell in Semey.")
    assert [(Path(skip.path).name, skip.reason) for skip in reading.skipped] == [
        ("feed.xml, entry 3", "The entry holds no text.")
    ]


def test_what_a_zip_holds_is_read_by_its_own_format(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("news/page.html", PAGE)
        archive.writestr("../../up.txt", "Wind blew in Aktau.")
        archive.writestr("rows.jsonl", '{"text": "Rain fell."}\nbroken\n')
        archive.writestr("inner.zip", b"PK\x03\x04")
    reading = read_articles([path])
    assert [found.origin for found in reading.found] == [
        f"{path}/news/page.html",
        str(tmp_path.parent / "up.txt"),
        f"{path}/rows.jsonl, line 1",
    ]
    assert [skip.path for skip in reading.skipped] == [f"{path}/rows.jsonl, line 2", f"{path}/inner.zip"]
    assert not (tmp_path.parent / "up.txt").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", make_pdf("Rain fell in Aktau.")), ("b.pdf", b"Rain fell in Aktau."), ("c", PAGE.encode())],
)
def test_the_content_tells_the_format(tmp_path, name, content):
    text = read_one(tmp_path / name, content).text
    assert "Rain fell in Aktau." in text or STORY in text
    assert "%PDF" not in text
    assert "<p>" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_other_encodings_are_read(tmp_path, encoding):
    text = (
        "Дождь шёл в Актау весь понедельник, и порт был закрыт до вечера."
        if encoding == "cp1251"
        else "“Voilà,” said Élodie Brontë – the façade of the café was déjà vu to her naïve eyes, and the garçon."
    )
    assert read_one(tmp_path / "a.txt", text.encode(encoding)).text == text


def test_another_language_is_marked(tmp_path):
    german = read_one(
        tmp_path / "a.txt", "Der Hafenrat hat am Montag den Vertrag über das Ausbaggern beschlossen.".encode()
    )
    assert (german.language, is_foreign(german)) == ("de", True)
    assert not is_foreign(read_one(tmp_path / "b.txt", STORY.encode()))


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
    source, target = zipfile.ZipFile(io.BytesIO(make_word())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = f'<!DOCTYPE w [<!ENTITY l0 "ha">{entities}]><w>&l11;</w>'.encode()
            archive.writestr(name, content)
    return target.getvalue()


HOSTILE = {
    "locked.pdf": (lock_pdf(make_pdf("Secret.")), "password"),
    "cut.pdf": (make_pdf("Rain fell.")[:60], "damaged PDF"),
    "images.pdf": (make_pdf(""), "no text"),
    "bomb.docx": (make_bomb(), "would unpack to"),
    "laughs.docx": (make_laughs(), "damaged Word document"),
    "cut.zip": (b"PK\x03\x04" + b"x" * 100, "damaged archive"),
    "noise.txt": (bytes(range(256)) * 20, "binary file"),
    "empty.html": (b"<html><body></body></html>", "No text of an article"),
    "nothing.txt": (b"", "no text"),
}


def test_hostile_and_broken_files_stop_nothing(tmp_path):
    for name, (content, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.html").write_text(PAGE)
    (tmp_path / "deep.html").write_text("<html><body>" + "<div>" * 20_000 + STORY + "</body></html>")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "outside.txt").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to(tmp_path)
    reading = read_articles([tmp_path])
    assert STORY in next(found.article.text for found in reading.found if found.origin.endswith("good.html"))
    reasons = {Path(skip.path).name: skip.reason for skip in reading.skipped}
    for name, (_, reason) in HOSTILE.items():
        assert reason in reasons[name], (name, reasons[name])
    assert reasons["pipe.txt"] == "It is not a file."
    assert "outside the folder" in reasons["outside.txt"]


def hang(connection):
    connection.recv_bytes()
    while True:
        pass


def die(connection):
    connection.recv_bytes()
    os._exit(1)


@pytest.mark.parametrize(("fault", "seconds", "reason"), [(hang, 1, "longer than 1 s"), (die, 60, "broke the library")])
def test_a_worker_that_hangs_or_dies_costs_one_file(tmp_path, monkeypatch, fault, seconds, reason):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    worker = Worker(seconds)
    with monkeypatch.context() as broken:
        broken.setattr("corpus.readers.worker._serve", fault)
        assert reason in worker.read("html", path)[0]["skipped"]
    worker = Worker()
    assert STORY in worker.read("html", path)[0]["text"]
    worker.close()
