"""Sample messages and their parsed text."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from corpus.articles import Article
from corpus.formats.mail import read_mail
from corpus.readers.fields import Fields, FileToRead
from corpus.reading import read_articles

Reader = Callable[[FileToRead], Iterable[Fields]]

HEADERS = (
    "From: Ines Vogel <ines@post.example>\nTo: desk@post.example\nSubject: Dredging\n"
    "Date: Fri, 1 Mar 2024 10:00:00 +0000\nMIME-Version: 1.0\n"
)


def make_mail(body: str | bytes, headers: str = "Content-Type: text/plain; charset=utf-8\n") -> bytes:
    """Return a message with a body."""
    return f"{HEADERS}{headers}\n".encode() + (body if isinstance(body, bytes) else body.encode())


def read_mails(path: Path, content: bytes) -> tuple[list[Article], list[str]]:
    """Return the articles in a file, and the reasons for what is skipped."""
    path.write_bytes(content)
    reading = read_articles([path])
    return [found.article for found in reading.found], [skipped.reason for skipped in reading.skipped]


def read_texts(content: bytes, reader: Reader = read_mail, name: str = "a.eml") -> list[dict[str, Any]]:
    """Return what a reader yields of a file."""
    return [dict(fields) for fields in reader(FileToRead(Path(name), io.BytesIO(content)))]
