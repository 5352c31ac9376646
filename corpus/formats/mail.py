"""Reads an e-mail: subject, sender, date, and all its texts; forwarded messages are articles of their own."""

import re
from collections.abc import Iterator

from corpus.articles import make_article
from corpus.formats.quoted_mail import MailTexts
from corpus.markup.mime import MAX_DEPTH, MAX_PARTS, MimePart
from corpus.readers.fields import Fields, FileToRead

_ENVELOPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n)?")
_APPLE_LENGTH = re.compile(rb"\s*(\d{1,9})\s*\n")
_SILENT = ("image/", "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
"""Types of parts that are left out without a word if they have no place among the attachments."""

_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_NO_TEXT = "The message contains no text."
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_TNEF_NAME = "winmail.dat"
_ONLY_TNEF = f"Its text is in {_TNEF_NAME}, a format of Outlook; open the message in Outlook and save it as .msg."
_MAX_LISTED = 5
_MAX_NAME_LENGTH = 100


def read_mail(file: FileToRead) -> Iterator[Fields]:
    """Yield the message, then each that it forwards, and name the attachments."""
    content = file.content.read()
    if file.path.suffix.lower() == ".emlx" and (length := _APPLE_LENGTH.match(content)):
        content = content[length.end() : length.end() + int(length[1])]
    attachments: list[str] = []
    yield from parse_message(content, attachments)
    if attachments:
        yield explain_attachments(attachments)


def parse_message(content: bytes, attachments: list[str]) -> Iterator[Fields]:
    """Yield a message and those that it forwards, named by their ids; names of attachments are added to the list."""
    messages, is_first, found = [content], True, False
    for depth in range(MAX_DEPTH):
        forwarded: list[bytes] = []
        for message in messages[:MAX_PARTS]:
            start = _ENVELOPE.match(message)
            collector = _TextCollector()
            part = MimePart(message[start.end() if start else 0 :])
            collector.take(part, depth)
            attachments += collector.attachments
            forwarded += collector.forwarded
            fields = _make_fields(part, collector)
            if "text" in fields or not collector.forwarded:
                found = True
                yield fields if is_first else fields | {"entry": name_message(part, fields)}
            is_first = False
        messages = forwarded
        if not messages:
            return
    if not found:
        yield {"skipped": _NO_TEXT}


def explain_attachments(attachments: list[str]) -> Fields:
    """Return the reason why attached files have no articles."""
    listed = [name[:_MAX_NAME_LENGTH] for name in attachments[:_MAX_LISTED]]
    names = ", ".join(listed) + (" …" if len(attachments) > _MAX_LISTED else "")
    count = "One attachment is" if len(attachments) == 1 else f"{len(attachments):,} attachments are"
    has_tnef = _TNEF_NAME in map(str.lower, attachments)
    advice = f"; only Outlook opens {_TNEF_NAME}, and saves the message as .msg" if has_tnef else ""
    reason = f"{count} not read: {names}. Save and index the files that you need{advice}."
    return {"part": "attachments", "skipped": reason}


def name_message(part: MimePart, fields: Fields) -> str:
    """Return a name that does not depend on the position of a message."""
    identity = part.raw("message-id").strip("<> ")
    is_plain = identity.isascii() and identity.isprintable() and " " not in identity and "," not in identity
    return identity if identity and is_plain else name_by_text(fields, part.raw("date"))


def name_by_text(fields: Fields, otherwise: str) -> str:
    """Return a name that depends on the text of a message alone."""
    return make_article(str(fields.get("text", otherwise))).id


def _make_fields(part: MimePart, collector: "_TextCollector") -> Fields:
    if not collector.texts and (problem := collector.problem or (_ONLY_TNEF if part.content_type in _TNEF else "")):
        return {"skipped": problem}
    return make_mail_fields(collector.texts, part.words("subject"), part.sender, part.day)


def make_mail_fields(texts: MailTexts, subject: str, sender: str, day: str | None) -> Fields:
    """Return the fields of a message, or that it has no text."""
    fields = texts.write()
    if not texts:
        return {"skipped": _NO_TEXT}
    return fields | {"title": subject, "author": sender, "date": day}


class _TextCollector:
    """Collects the texts, forwarded messages and names of attached files of a message."""

    def __init__(self) -> None:
        self.texts = MailTexts()
        self.forwarded: list[bytes] = []
        self.attachments: list[str] = []
        self.problem = ""
        self._parts = 0

    def take(self, part: MimePart, depth: int = 0) -> None:
        """Take a part and those in it."""
        self._parts += 1
        kind = part.content_type
        if self._parts > MAX_PARTS or depth > MAX_DEPTH:
            self.problem = f"The message has more than {MAX_PARTS:,} parts, or more than {MAX_DEPTH} in each other."
        elif kind in _ENCRYPTED:
            self.problem = "The message is encrypted; save it decrypted."
        elif kind == "message/rfc822":
            self.forwarded.append(part.decode_body())
        elif kind.startswith("multipart/"):
            self._take_parts(part, kind, depth)
        elif kind in ("text/plain", "text/html") and not part.is_attachment:
            self._add_text(part)
        elif part.filename and not (kind.startswith(_SILENT) and not part.is_attachment):
            self.attachments.append(part.filename[:_MAX_NAME_LENGTH])

    def _add_text(self, part: MimePart) -> None:
        if part.content_type == "text/html":
            self.texts.add_html(part.decode_text())
        elif part.parameter("format").lower() == "flowed":
            self.texts.add_flowed(part.decode_text(), deletes_blank=part.parameter("delsp").lower() == "yes")
        else:
            self.texts.add_plain(part.decode_text())

    def _take_parts(self, part: MimePart, kind: str, depth: int) -> None:
        parts = list(part.split())
        if not parts:
            # Without boundaries the body is one text.
            self.texts.add_plain(part.decode_text())
        elif kind == "multipart/alternative":
            self._take_best(parts, depth)
        else:
            for one in parts:
                self.take(one, depth + 1)

    def _take_best(self, parts: list[MimePart], depth: int) -> None:
        """Take the plain text of several forms of a message; another form if it says far more."""
        forms = []
        for part in parts:
            form = _TextCollector()
            form._parts = self._parts
            form.take(part, depth + 1)
            self._parts = form._parts
            self.problem = self.problem or form.problem
            self.forwarded += form.forwarded
            self.attachments += form.attachments
            forms.append((part.content_type != "text/plain", form.texts))
        plain = next((texts for is_rich, texts in forms if not is_rich and texts), MailTexts())
        rich = next((texts for is_rich, texts in reversed(forms) if is_rich and texts), MailTexts())
        self.texts.add_better(plain, rich)
