"""Reads a mailbox in mbox format, message by message: each is an article, as is every message that one forwards."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.formats.mail import explain_attachments, name_message, parse_message
from corpus.markup.mime import MimePart
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead

_ENVELOPE = re.compile(
    rb"From .{0,300}\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{0,60}\d{1,2}:\d\d.{0,60}\b\d{4}\b", re.DOTALL
)
_HEADER = re.compile(rb">?[!-9;-~]{1,200}:")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LONGEST_LINE = 1_000_000


def read_mailbox(file: FileToRead) -> Iterator[Fields]:
    """Yield the messages of a mailbox; `entry` is the id of a message, or one computed from its text."""
    attachments: list[str] = []
    seen: set[int] = set()
    for content, is_whole in _split(file.content):
        for number, fields in enumerate(parse_message(content, attachments)):
            name = str(fields.get("entry") or name_message(MimePart(content[:_LONGEST_LINE]), fields))
            if hash(name) in seen:
                name = f"{name}#{len(seen)}"
            seen.add(hash(name))
            yield fields | {"entry": name}
            if not is_whole and number == 0:
                yield {"entry": f"{name}#rest", "skipped": f"Only its first {MAX_FILE_SIZE:,} bytes were read."}
    if not seen:
        yield {"skipped": "It contains no messages."}
    if attachments:
        yield explain_attachments(attachments)


def _split(content: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the messages, and whether each is whole: a longer one is cut at `MAX_FILE_SIZE`."""
    lines: list[bytes] = []
    size, envelope = 0, b""
    while line := content.readline(_LONGEST_LINE):
        if envelope and _HEADER.match(line):
            if size:
                yield _join(lines), size <= MAX_FILE_SIZE
            lines, size, envelope = [], 0, b""
        elif envelope:
            lines.append(envelope)
            envelope = b""
        if line.startswith(b"From ") and _ENVELOPE.match(line):
            envelope = line
            continue
        size += len(line)
        if size <= MAX_FILE_SIZE:
            lines.append(line)
    if size:
        yield _join(lines), size <= MAX_FILE_SIZE


def _join(lines: list[bytes]) -> bytes:
    return _ESCAPED.sub(rb"\1", b"".join(lines))
