"""Lays the sentences of the shipped articles out as PDFs, and counts those that stay whole; times a hundred pages.

Needs reportlab. Run: python -m tests.bench.files.layouts
"""

import io
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.articles import Article
from corpus.formats.pdf import read_pdf
from corpus.readers.fields import FileToRead
from corpus.reading import SHIPPED, read_articles
from corpus.sentences import split_sentences
from tests.support.printed import lay_out

LAYOUTS = {
    "one column": {},
    "one column, justified": {"is_justified": True},
    "one column, indented": {"indent": 14.0, "is_justified": True},
    "two columns": {"columns": 2},
    "two columns, justified": {"columns": 2, "is_justified": True},
    "two columns, indented, short pages": {"columns": 2, "indent": 12.0, "is_justified": True, "height": 420.0},
    "three columns": {"columns": 3},
}
"""The layouts by name, as options of `lay_out`."""

PARAGRAPHS = 1_300
"""Number of paragraphs of the articles that fill about a hundred pages."""


def list_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each on one line."""
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]


def list_paragraphs(article: Article) -> list[str]:
    """Return the lines of an article, those of one sentence in one."""
    inner = {at for start, end in split_sentences(article.text) for at in range(start, end) if article.text[at] == "\n"}
    text = "".join(" " if at in inner else sign for at, sign in enumerate(article.text))
    return [line for line in re.split(r"\n+", text) if line.strip()]


def read_text(content: bytes) -> str:
    """Return the text of a PDF."""
    found = list(read_pdf(FileToRead(Path("article.pdf"), io.BytesIO(content))))
    return str(found[0]["text"])


def measure_layouts(articles: list[Article]) -> Iterator[str]:
    """Yield a row of the table for each layout."""
    for name, options in LAYOUTS.items():
        whole = count = 0
        for article in articles:
            sentences = list_sentences(article.text)
            known = set(list_sentences(read_text(lay_out(list_paragraphs(article), **options))))  # type: ignore[arg-type]
            whole += sum(sentence in known for sentence in sentences)
            count += len(sentences)
        yield f"| {name} | {whole} of {count} | {whole / count:.2f} |\n"


def measure_time(articles: list[Article]) -> str:
    """Return the CPU time that a long PDF takes."""
    paragraphs = [paragraph for article in articles for paragraph in list_paragraphs(article)]
    content = lay_out((paragraphs * (PARAGRAPHS // len(paragraphs) + 1))[:PARAGRAPHS])
    began = time.process_time()
    found = list(read_pdf(FileToRead(Path("long.pdf"), io.BytesIO(content))))
    spent = time.process_time() - began
    pages = len(found[0]["pages"])  # type: ignore[arg-type]
    return f"{pages} pages, {len(str(found[0]['text'])):,} characters: {spent:.2f} s of CPU\n"


def main() -> None:
    """Print the table and the time."""
    articles = [found.article for found in read_articles([SHIPPED]).found]
    sys.stdout.write("| layout | whole | share |\n|---|---|---|\n")
    sys.stdout.writelines(measure_layouts(articles))
    sys.stdout.write(measure_time(articles))


if __name__ == "__main__":
    main()
