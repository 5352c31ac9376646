"""Measures CPU time and memory of the reader of each format: `python -m tests.bench.files.formats [NAME ...]`.

A file of each is made: about a hundred pages of the shipped articles, or 10,000 rows. It is read in a process of its
own, as the worker does; the time counts the import of the libraries, the memory is the largest resident set.
"""

import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.readers.fields import FileToRead
from corpus.readers.formats import BEGINNING, find_format
from corpus.reading import SHIPPED, read_articles
from tests.support.compound_files import make_message, write_compound
from tests.support.office_files import make_docx as pack_docx
from tests.support.office_files import make_epub, make_open, make_pptx, write_page, write_paragraph
from tests.support.printed import lay_out

LENGTH = 400_000
"""Length of the text in characters: about a hundred pages."""

ROWS = 10_000
NAMES = ("Name", "Town", "Rent", "Since")
MAIL = (
    "From: Ines Vogel <ines@post.example>\nSubject: Pier\nDate: Fri, 1 Mar 2024 10:00:00 +0000\n"
    "Message-ID: <{}@x>\n\n{}\n"
)


def list_paragraphs() -> list[str]:
    """Return the lines of the shipped articles, again and again, up to the length."""
    lines = [line for found in read_articles([SHIPPED]).found for line in found.article.text.split("\n") if line]
    return (lines * (LENGTH // sum(map(len, lines)) + 1))[: LENGTH * len(lines) // sum(map(len, lines))]


def list_rows() -> Iterator[tuple[str, str, int, str]]:
    """Yield the rows below the names of the columns."""
    return ((f"Tenant {number}", "Port Ashdown", number, "4 May 2024") for number in range(ROWS))


def make_html(paragraphs: list[str]) -> str:
    body = "".join(f"<p>{line}</p>" for line in paragraphs)
    return f"<html><head><title>Pier</title></head><body><article><h1>Pier</h1>{body}</article></body></html>"


def make_times(paragraphs: list[str]) -> str:
    times = (f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in range(len(paragraphs)))
    parts = zip(times, paragraphs, strict=False)
    return "WEBVTT\n\n" + "\n\n".join(f"{time}.000 --> {time}.900\n{line}" for time, line in parts)


def make_subtitles(paragraphs: list[str]) -> str:
    parts = make_times(paragraphs).replace(".", ",").split("\n\n")[1:]
    return "\n\n".join(f"{number}\n{part}" for number, part in enumerate(parts, start=1))


def make_archive(paragraphs: list[str]) -> bytes:
    """Pack a text file for each twentieth of the paragraphs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", "\n\n".join(paragraphs[number::20]))
    return file.getvalue()


def make_notebook(paragraphs: list[str]) -> str:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": line} for line in paragraphs], "nbformat": 4})


def make_feed(paragraphs: list[str]) -> str:
    entries = "".join(f"<item><title>A</title><description>{line}</description></item>" for line in paragraphs)
    return f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'


def make_workbook(paragraphs: list[str]) -> bytes:
    import openpyxl

    workbook = openpyxl.Workbook()
    for row in [NAMES, *list_rows()]:
        workbook.active.append(row)
    return save(workbook)


def make_old_workbook(paragraphs: list[str]) -> bytes:
    import xlwt

    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Costs")
    for number, row in enumerate([NAMES, *list_rows()]):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    return save(workbook)


def save(workbook: object) -> bytes:
    file = io.BytesIO()
    workbook.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def make_open_rows(paragraphs: list[str]) -> bytes:
    def write(row: object) -> str:
        cells = "".join(
            f"<table:table-cell office:value-type='string'><text:p>{cell}</text:p></table:table-cell>"
            for cell in row  # type: ignore[attr-defined]
        )
        return f"<table:table-row>{cells}</table:table-row>"

    rows = "".join(map(write, [NAMES, *list_rows()]))
    return make_open("spreadsheet", f"<table:table table:name='Costs'>{rows}</table:table>")


def make_table(sign: str) -> str:
    return "\n".join(sign.join(map(str, row)) for row in [NAMES, *list_rows()])


FILES: dict[str, Callable[[list[str]], str | bytes]] = {
    "a.txt": "\n\n".join,
    "a.md": lambda lines: "# Pier\n\n" + "\n\n".join(lines),
    "a.rst": "\n\n".join,
    "a.adoc": "\n\n".join,
    "a.tex": lambda lines: "\\documentclass{article}\\begin{document}" + "\n\n".join(lines) + "\\end{document}",
    "a.rtf": lambda lines: (
        "{\\rtf1\\ansi " + "\\par\n".join(line.encode("ascii", "replace").decode() for line in lines) + "}"
    ),
    "a.ipynb": make_notebook,
    "a.vtt": make_times,
    "a.srt": make_subtitles,
    "a.html": make_html,
    "a.mhtml": lambda lines: "From: <Saved by Blink>\nContent-Type: text/html; charset=utf-8\n\n" + make_html(lines),
    "a.xml": make_feed,
    "a.eml": lambda lines: MAIL.format(1, "\n\n".join(lines)),
    "a.mbox": lambda lines: "".join(
        f"From ines@x Fri Mar  1 10:00:00 2024\n{MAIL.format(number, line)}\n" for number, line in enumerate(lines)
    ),
    "a.msg": lambda lines: write_compound(make_message({"0037": "Pier", "1000": "\r\n\r\n".join(lines)})),
    "a.json": lambda lines: json.dumps([{"text": line} for line in lines]),
    "a.jsonl": lambda lines: "\n".join(json.dumps({"text": line}) for line in lines),
    "a.csv": lambda lines: make_table(","),
    "a.tsv": lambda lines: make_table("\t"),
    "a.xlsx": make_workbook,
    "a.xls": make_old_workbook,
    "a.ods": make_open_rows,
    "a.docx": lambda lines: pack_docx("".join(write_paragraph(escape(line)) for line in lines)),
    "a.odt": lambda lines: make_open("text", "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)),
    "a.pptx": lambda lines: make_pptx(*map(escape, lines)),
    "a.epub": lambda lines: make_epub(
        {f"{n}.xhtml": write_page("".join(f"<p>{escape(line)}</p>" for line in lines[n::20])) for n in range(20)}
    ),
    "a.pdf": lay_out,
    "a.zip": make_archive,
}
"""What makes the file of each format from paragraphs."""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def read_texts(path: Path, folder: Path) -> tuple[list[str], int]:
    """Return the texts of a file, those of the files of an archive too, and how many parts were skipped."""
    with path.open("rb") as content:
        format = find_format(content.read(BEGINNING), path.suffix)
        content.seek(0)
        found = list(format.load_reader()(FileToRead(path, content, folder))) if format else []
    texts = [str(fields["text"]) for fields in found if "text" in fields]
    skipped = sum("skipped" in fields for fields in found)
    for fields in found:
        if "path" in fields:
            inner, lost = read_texts(Path(str(fields["path"])), folder)
            texts, skipped = texts + inner, skipped + lost
    return texts, skipped


def read(path: Path) -> None:
    """Read a file, and print what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        texts, skipped = read_texts(path, Path(folder))
    used = resource.getrusage(resource.RUSAGE_SELF)
    length = sum(map(len, texts))
    # `ru_maxrss` also counts the process that started this one.
    memory = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    time, peak = used.ru_utime + used.ru_stime, int(memory[1]) / 1024 if memory else 0
    sys.stdout.write(f"{length:,} | {time:.2f} | {peak:.0f} |{f' {skipped} skipped' if skipped else ''}\n")


def main() -> None:
    """Print a row for each format."""
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
        return
    paragraphs = list_paragraphs()
    sys.stdout.write("| file | bytes | characters | CPU s | MB |\n|---|---|---|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILES.items():
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            content = make(paragraphs)
            path = Path(folder, name)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            sys.stdout.write(f"| {path.suffix} | {path.stat().st_size:,} | ")
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", __spec__.name, "--read", str(path)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
