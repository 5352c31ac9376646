"""Reads messages that Outlook saved (.msg): their properties are streams of a compound file."""

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.encodings import decode_declared
from corpus.formats.mail import explain_attachments, make_mail_fields, name_by_text
from corpus.formats.packed_rtf import unpack_rtf
from corpus.formats.quoted_mail import MailTexts
from corpus.markup.mime import MAX_DEPTH, MAX_PARTS
from corpus.markup.rtf import RtfParser
from corpus.readers.fields import MAX_FILE_SIZE, Fields

_CLASS, _SUBJECT, _SENT, _RECEIVED, _ATTACHED = "001A", "0037", "0039", "0E06", "3701"
_SENDERS = ("0042", "0C1A", "5D02", "5D01", "0065", "0C1F")
"""The author as name, else as address; the author is not always who sent it."""

_BODY, _HTML, _RTF = "1000", "1013", "1009"
_FILE_NAMES = ("3707", "3704", "3001")
_CODE_PAGES = ("3FDE", "3FFD")
_WESTERN, _UTF8 = 1252, 65001
_TEXT, _NARROW, _BINARY, _STORAGE = "001F", "001E", "0102", "000D"
_INTEGER, _TIME = 0x0003, 0x0040
_STREAM = "__substg1.0_"
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_HEAD, _INNER_HEAD = 32, 24
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NO_SENDER = re.compile(r"/o=.*", re.IGNORECASE)


def read_outlook(compound: Any) -> Iterator[Fields]:  # noqa: ANN401 - olefile has no types
    """Yield the message, then each that is attached to it, and name the attached files."""
    attachments: list[str] = []
    children: dict[tuple[str, ...], list[str]] = {}
    for *path, name in compound.listdir(storages=True):
        children.setdefault(tuple(path), []).append(name)
    waiting: list[list[str]] = [[]]
    count = 0
    while waiting and count < MAX_PARTS:
        message = _OutlookMessage(compound, waiting.pop(0), children)
        fields = message.read()
        if "text" in fields or not message.forwarded:
            yield fields if not count else fields | {"entry": name_by_text(fields, str(message.day))}
        attachments += message.attachments
        waiting += [path for path in message.forwarded if len(path) <= 2 * MAX_DEPTH]
        count += 1
    if attachments:
        yield explain_attachments(attachments)


class _OutlookMessage:
    """The properties of a message in a storage of the file: the whole file, or an attachment."""

    def __init__(self, compound: Any, path: list[str], children: dict[tuple[str, ...], list[str]]) -> None:  # noqa: ANN401
        self._compound = compound
        self._path = path
        self._names = children.get(tuple(path), [])
        self._numbers = self._read_numbers(path, _INNER_HEAD if path else _HEAD)
        code_page = next((self._numbers[name] for name in _CODE_PAGES if name in self._numbers), _WESTERN)
        self._encoding = "utf-8" if code_page == _UTF8 else f"cp{code_page}"
        self.attachments: list[str] = []
        self.forwarded: list[list[str]] = []

    def read(self) -> Fields:
        """Return the fields of the message; attached files and messages are known afterwards."""
        for name in sorted(one for one in self._names if one.startswith(_ATTACHMENT)):
            self._add_attachment([*self._path, name])
        kind = self._read_text(_CLASS).upper()
        if kind.startswith("IPM.NOTE.SMIME") and "SIGNED" not in kind:
            return {"skipped": "The message is encrypted; save it decrypted."}
        texts = MailTexts()
        texts.add_best(self._read_text(_BODY), self._read_html(), self._read_rtf)
        senders = (self._read_text(name) for name in _SENDERS)
        sender = next((one for one in senders if one and not _NO_SENDER.match(one)), "")
        return make_mail_fields(texts, self._read_text(_SUBJECT), sender, self.day)

    @property
    def day(self) -> str | None:
        """The day when the message was sent, else received."""
        days = (self._numbers.get(name) for name in (_SENT, _RECEIVED))
        return next((day for day in days if isinstance(day, str)), None)

    def _add_attachment(self, path: list[str]) -> None:
        inner = [*path, f"{_STREAM}{_ATTACHED}{_STORAGE}"]
        if self._compound.exists("/".join([*inner, _PROPERTIES])):
            self.forwarded.append(inner)
            return
        names = (self._read_string(path, name) for name in _FILE_NAMES)
        # A picture that the HTML shows has an id, and is no file to open.
        is_shown = self._compound.exists("/".join([*path, f"{_STREAM}3712{_TEXT}"]))
        name = next(filter(None, names), "")
        if name and not (is_shown and name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp"))):
            self.attachments.append(name)

    def _read_text(self, name: str) -> str:
        return self._read_string(self._path, name)

    def _read_string(self, path: list[str], name: str) -> str:
        wide = self._read_stream(path, f"{name}{_TEXT}")
        if wide:
            return wide.decode("utf-16-le", "replace").replace("\0", "")
        return decode_declared(self._read_stream(path, f"{name}{_NARROW}"), self._encoding).replace("\0", "")

    def _read_html(self) -> str:
        content = self._read_stream(self._path, f"{_HTML}{_BINARY}")
        return decode_declared(content, self._encoding) if content else self._read_text(_HTML)

    def _read_rtf(self) -> str:
        content = unpack_rtf(self._read_stream(self._path, f"{_RTF}{_BINARY}"))
        parser = RtfParser(content.decode("latin-1"))
        parser.parse()
        return parser.text

    def _read_stream(self, path: list[str], name: str) -> bytes:
        place = "/".join([*path, f"{_STREAM}{name}"])
        if not self._compound.exists(place):
            return b""
        content: bytes = self._compound.openstream(place).read(MAX_FILE_SIZE)
        return content

    def _read_numbers(self, path: list[str], head: int) -> dict[str, Any]:
        """Return the whole numbers, and the times as days, among the properties."""
        place = "/".join([*path, _PROPERTIES])
        if not self._compound.exists(place):
            return {}
        content = self._compound.openstream(place).read(1_000_000)
        found: dict[str, Any] = {}
        for start in range(head, len(content) - 15, 16):
            kind, name = struct.unpack_from("<HH", content, start)
            if kind == _INTEGER:
                found[f"{name:04X}"] = struct.unpack_from("<I", content, start + 8)[0]
            elif kind == _TIME and (day := _read_day(struct.unpack_from("<Q", content, start + 8)[0])):
                found[f"{name:04X}"] = day
        return found


def _read_day(ticks: int) -> str | None:
    """Return the day of a time in tenths of microseconds since 1601."""
    try:
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
    return moment.date().isoformat() if moment.year > _EPOCH.year else None
