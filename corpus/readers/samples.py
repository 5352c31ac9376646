"""A small file of each format, to check that its reader and the libraries that this needs work here."""

import io
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from corpus.articles import FoundArticle
from corpus.readers.file_reader import read_file
from corpus.readers.formats import FORMATS, FileFormat
from corpus.readers.worker import Worker, explain_failure

WORDS = "The ferry to Aurel stopped on Monday."
"""The sentence in every sample."""

_SECTOR = 512
_OFFICE = "http://schemas.openxmlformats.org"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_WORD = (
    "<w:document "
    f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:body>'
    "</w:document>"
)
_MAIL = f"From: Odo Pell <odo@example.org>\nTo: list@example.org\nSubject: Ferry\n\n{WORDS}\n"

_TEXTS = {
    "csv": ("a.csv", f"title,text\nFerry,{WORDS}\n"),
    "json": ("a.json", f'[{{"text": "{WORDS}"}}]'),
    "jsonl": ("a.jsonl", f'{{"text": "{WORDS}"}}\n'),
    "notebook": ("a.ipynb", f'{{"cells": [{{"cell_type": "markdown", "source": "{WORDS}"}}]}}'),
    "rtf": ("a.rtf", rf"{{\rtf1\ansi {WORDS}\par}}"),
    "subtitles": ("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{WORDS}\n"),
    "feed": ("a.xml", f'<rss version="2.0"><channel><item><description>{WORDS}</description></item></channel></rss>'),
    "html": ("a.html", f"<html><body><article><h1>Ferry</h1><p>{f'{WORDS} ' * 8}</p></article></body></html>"),
    "mbox": ("a.mbox", f"From odo@example.org Mon Mar  4 09:00:00 2024\n{_MAIL}"),
    "mhtml": (
        "a.mhtml",
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\nContent-Type: text/html\n\n"
        f"<html><body><article><h1>Ferry</h1><p>{f'{WORDS} ' * 8}</p></article></body></html>",
    ),
    "mail": ("a.eml", _MAIL),
    "latex": ("a.tex", rf"\documentclass{{article}}\begin{{document}}{WORDS}\end{{document}}"),
    "rst": ("a.rst", f"Ferry\n=====\n\n{WORDS}\n"),
    "asciidoc": ("a.adoc", f"= Ferry\n\n{WORDS}\n"),
    "text": ("a.md", f"---\ntitle: Ferry\n---\n{WORDS}\n"),
}
"""Samples that are text, by the names of their formats: the file's name and its content."""


def check_readers() -> Iterator[tuple[str, str]]:
    """Yield the label of each format, with the reason if its sample cannot be read."""
    samples = {**{name: (file, text.encode()) for name, (file, text) in _TEXTS.items()}, **_make_packages()}
    with tempfile.TemporaryDirectory() as folder, closing(Worker()) as worker:
        for format in FORMATS:
            if not format.label:
                continue
            if format.name in samples:
                name, content = samples[format.name]
                path = Path(folder, name)
                path.write_bytes(content)
                yield format.label, _read_sample(path, worker)
            else:
                yield format.label, _import_reader(format)


def _read_sample(path: Path, worker: Worker) -> str:
    """Return the reason why a sample cannot be read, empty if it is."""
    reason = "Its text is missing."
    for item in read_file(path, worker):
        if not isinstance(item, FoundArticle):
            reason = item.reason
        elif WORDS in item.article.text:
            return ""
    return reason


def _import_reader(format: FileFormat) -> str:
    try:
        format.load_reader()
    except ImportError as error:
        return explain_failure(error)
    return ""


def _make_packages() -> dict[str, tuple[str, bytes]]:
    """Return the samples that are written in binary, by the names of their formats."""
    return {
        "pdf": ("a.pdf", _make_pdf()),
        "zip": ("a.zip", _pack({"a.txt": WORDS})),
        "word": ("a.docx", _pack_office("word/document.xml", "wordprocessingml.document.main", _WORD)),
        "slides": ("a.pptx", _pack(_make_slides())),
        "workbook": ("a.xlsx", _pack(_make_workbook())),
        "epub": ("a.epub", _pack(_make_book())),
        "opendocument": ("a.odt", _pack(_make_open_text())),
        "old-office": ("a.msg", _make_compound()),
    }


def _make_compound() -> bytes:
    """Return an Outlook message, whose text is long enough for a stream of its own: sectors of 512 bytes."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    body = f"{WORDS} ".encode("utf-16-le") * 64
    count = -(-len(body) // _SECTOR)
    entries = [
        _write_entry("Root Entry", 5, child=1, start=end, size=0),
        _write_entry("__properties_version1.0", 2, right=2, start=end, size=0),
        _write_entry("__substg1.0_1000001F", 2, start=2, size=len(body)),
    ]
    table = [0xFFFFFFFD, end, *range(3, 2 + count), end]
    numbers = [0, 1, 1, 0, 4096, end, 0, end, 0, 0, *[free] * 108]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    sectors = [
        struct.pack("<128I", *table, *[free] * (128 - len(table))),
        b"".join(entries).ljust(_SECTOR, b"\0"),
        body.ljust(count * _SECTOR, b"\0"),
    ]
    return header + struct.pack("<118I", *numbers) + b"".join(sectors)


def _write_entry(
    name: str, kind: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, *, start: int, size: int
) -> bytes:
    spelled = f"{name}\0".encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + struct.pack("<HBB3I", len(spelled), kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _make_pdf() -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td ({WORDS}) Tj ET"
    font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources {font} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    content, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{content}{end}startxref\n{len(content)}\n%%EOF\n".encode()


def _pack(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _relate(*targets: tuple[str, str]) -> str:
    """Return the part of an office package that names related parts, each given as the kind and its name."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{links}</Relationships>'


def _list_types(**types: str) -> str:
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in types.items()
    )
    return (
        f'<Types xmlns="{_OFFICE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>'
    )


def _pack_office(main: str, kind: str, content: str) -> bytes:
    types = _list_types(**{main: kind})
    return _pack({"[Content_Types].xml": types, "_rels/.rels": _relate(("officeDocument", main)), main: content})


def _make_slides() -> dict[str, str]:
    kinds = {
        "ppt/presentation.xml": "presentationml.presentation.main",
        "ppt/slides/slide1.xml": "presentationml.slide",
    }
    spaces = (
        f'xmlns:p="{_OFFICE}/presentationml/2006/main" xmlns:a="{_OFFICE}/drawingml/2006/main" '
        f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
    )
    shape = (
        '<p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody>"
    )
    return {
        "[Content_Types].xml": _list_types(**kinds),
        "_rels/.rels": _relate(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": _relate(("slide", "slides/slide1.xml")),
        "ppt/presentation.xml": (
            f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
        ),
        "ppt/slides/slide1.xml": (
            f"<p:sld {spaces}><p:cSld><p:spTree><p:sp>{shape}</p:sp></p:spTree></p:cSld></p:sld>"
        ),
    }


def _make_workbook() -> dict[str, str]:
    kinds = {"xl/workbook.xml": "spreadsheetml.sheet.main", "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"}
    space = f'xmlns="{_OFFICE}/spreadsheetml/2006/main"'
    return {
        "[Content_Types].xml": _list_types(**kinds),
        "_rels/.rels": _relate(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relate(("worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": (
            f'<workbook {space} xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
            '<sheets><sheet name="Ferries" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet {space}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{WORDS}</t></is></c></row>'
            "</sheetData></worksheet>"
        ),
    }


def _make_book() -> dict[str, str]:
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
            '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
        ),
        "book.opf": (
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>'
        ),
        "a.xhtml": (
            '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Ferry</title></head>'
            f"<body><h1>Ferry</h1><p>{WORDS}</p></body></html>"
        ),
    }


def _make_open_text() -> dict[str, str]:
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OPEN}:manifest:1.0"/>',
        "content.xml": (
            f'<office:document-content xmlns:office="{_OPEN}:office:1.0" xmlns:text="{_OPEN}:text:1.0">'
            f"<office:body><office:text><text:p>{WORDS}</text:p></office:text></office:body></office:document-content>"
        ),
    }
