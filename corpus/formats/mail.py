"""Reads an e-mail: subject, sender, date, and its text or, failing that, its HTML."""

import email
import email.policy
from collections.abc import Iterator
from email.utils import parseaddr

from corpus.formats.html import read_html
from corpus.readers.fields import Fields, FileToRead


def read_mail(file: FileToRead) -> Iterator[Fields]:
    """Yield the message without its attachments."""
    yield _read_message(file.content.read())


def _read_message(content: bytes) -> Fields:
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    if body is None:
        return {"skipped": "The message contains no text."}
    try:
        text = body.get_content()
    except (LookupError, UnicodeError, KeyError) as error:
        return {"skipped": f"The text of the message cannot be decoded: {error}."}
    fields = read_html(text) if body.get_content_subtype() == "html" else {"text": text.replace("\r\n", "\n")}
    if "text" not in fields or not str(fields["text"]).strip():
        return {"skipped": "The message contains no text."}
    day = getattr(message["date"], "datetime", None)
    name, address = parseaddr(str(message["from"] or ""))
    return fields | {
        "title": str(message["subject"] or ""),
        "author": name or address,
        "date": day.date().isoformat() if day else None,
    }
