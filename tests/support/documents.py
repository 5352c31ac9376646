"""Documents of every format, written as the tests need them."""

import io
import zipfile
from pathlib import Path

import docx

from corpus.reading import read_articles
from corpus.sentences import split_sentences

GOOD = "The ferry to Aurel stopped on Monday."
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


def make_word(**properties: object) -> bytes:
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


def pack(**files: str | bytes) -> bytes:
    """Make an archive; `__` in a name stands for a slash, `_` for a full stop."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def make_word_of(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return make_word_with(f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>', zipfile.ZIP_STORED)


def make_word_with(document: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a Word document whose main part is any XML."""
    source, target = zipfile.ZipFile(io.BytesIO(make_word())), io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in source.namelist():
            archive.writestr(name, document if name == "word/document.xml" else source.read(name))
    return target.getvalue()


def read_beside_good(folder, name, content):
    """Read a file beside a good one, which must be read; return the article or the reason of the other."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "good.txt").write_text(GOOD)
    reading = read_articles([folder])
    others = [found.article for found in reading.found if found.article.text != GOOD]
    assert len(reading.found) - len(others) == 1
    return others[0] if others else reading.skipped[0].reason


def list_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each in one line."""
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]
