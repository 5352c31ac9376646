"""Reads an e-mail: subject, sender, date, and its text or, failing that, its HTML."""

import email
import email.policy
from email.utils import parseaddr
from pathlib import Path

from corpus.readers.html import Fields, read_html
from corpus.regular import read_bytes


def read_mail(path: Path) -> Fields:
    """Extract the message without its attachments."""
    message = email.message_from_bytes(read_bytes(path), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    if body is None:
        return {"skipped": "The message contains no text."}
    try:
        content = body.get_content()
    except (LookupError, UnicodeError, KeyError) as error:
        return {"skipped": f"The text of the message cannot be decoded: {error}."}
    fields = read_html(content) if body.get_content_subtype() == "html" else {"text": content.replace("\r\n", "\n")}
    if "text" not in fields or not str(fields["text"]).strip():
        return {"skipped": "The message contains no text."}
    day = getattr(message["date"], "datetime", None)
    name, address = parseaddr(str(message["from"] or ""))
    return fields | {
        "title": str(message["subject"] or ""),
        "author": name or address,
        "date": day.date().isoformat() if day else None,
    }
