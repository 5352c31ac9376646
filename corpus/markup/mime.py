"""Splits messages of mail and saved pages into their parts, with limits: the parser of the standard library has none.

Every level of parts is split once and at most `MAX_DEPTH` levels, so that the time is linear in the size.
"""

import binascii
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime
from functools import cached_property

from corpus.encodings import decode_declared
from corpus.readers.fields import MAX_FIELD_LENGTH

MAX_DEPTH = 20
"""Maximum depth of parts in parts; deeper ones are left out."""

MAX_PARTS = 1_000
"""Maximum number of parts of a message; the rest is left out."""

MAX_HEADERS_LENGTH = 1_000_000
"""Maximum size of the headers of a message or part, in bytes; the rest of them is left out."""

_MAX_STRUCTURED_LENGTH = 2_000
_MAX_BOUNDARY_LENGTH = 200
_HEADERS_END = re.compile(rb"\r?\n(?=\r?\n|\Z)")
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_HEADER_START = re.compile(rb"\n(?![ \t])")
_FOLD = re.compile(r"\r?\n[ \t]*")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
_META, _META_LENGTH = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE), 4_096
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")


class MimePart:
    """A message or a part of one: its headers by name in lower case, and its body as sent."""

    def __init__(self, content: bytes, default_type: str = "text/plain") -> None:
        headers, self._raw_body = _split(content)
        self._headers = dict(_parse_headers(headers[:MAX_HEADERS_LENGTH]))
        self._about = Message()
        self._about.set_default_type(default_type)
        for name in ("content-type", "content-disposition"):
            if name in self._headers:
                value = self._headers[name][:_MAX_STRUCTURED_LENGTH]
                self._about[name] = value.encode("ascii", "replace").decode()

    def raw(self, name: str) -> str:
        """Return a header as sent, in one line; empty if there is none."""
        return self._headers.get(name, "")

    def words(self, name: str) -> str:
        """Return a header with its encoded words decoded."""
        return decode_words(self.raw(name))

    @cached_property
    def content_type(self) -> str:
        """The content type in lower case, without parameters."""
        return self._about.get_content_type()

    @property
    def is_attachment(self) -> bool:
        """Whether the sender declares the part to be no text of the message."""
        return self._about.get_content_disposition() == "attachment"

    @property
    def filename(self) -> str:
        """The name of an attached file, empty if there is none."""
        try:
            return decode_words(self._about.get_filename("") or "")
        except (ValueError, LookupError):
            return ""

    def parameter(self, name: str) -> str:
        """Return a parameter of the content type, empty if there is none."""
        try:
            value = self._about.get_param(name, "")
            return collapse_rfc2231_value(value) if value else ""
        except (ValueError, LookupError):
            return ""

    def decode_body(self) -> bytes:
        """Return the body without its transfer encoding."""
        encoding = self.raw("content-transfer-encoding").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self._raw_body)
        if encoding == "base64":
            return _decode_base64(self._raw_body)
        return self._raw_body

    def decode_text(self) -> str:
        """Return the body as text in its true encoding, with line ends as `\\n`."""
        body, charset = self.decode_body(), self.parameter("charset")
        if not charset and self.content_type == "text/html" and (found := _META.search(body, 0, _META_LENGTH)):
            charset = found[1].decode("ascii")
        text = decode_declared(body, charset)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def split(self) -> Iterator["MimePart"]:
        """Yield the parts between the boundaries, the first `MAX_PARTS`."""
        boundary = self.parameter("boundary")[:_MAX_BOUNDARY_LENGTH].encode("ascii", "replace").rstrip()
        if not boundary:
            return
        default_type = "message/rfc822" if self.content_type == "multipart/digest" else "text/plain"
        line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
        start, count = None, 0
        for found in line.finditer(self._raw_body):
            if start is not None:
                yield MimePart(
                    self._raw_body[start : found.start()].removesuffix(b"\n").removesuffix(b"\r"), default_type
                )
                count += 1
            start = found.end()
            if found[1] or count >= MAX_PARTS:
                return
        if start is not None:
            yield MimePart(self._raw_body[start:], default_type)

    @property
    def sender(self) -> str:
        """The name of the author, otherwise the address."""
        name, address = parseaddr(self.raw("from")[:_MAX_STRUCTURED_LENGTH])
        return decode_words(name).strip(" '\"") or address or self.words("from").strip("<> ")

    @property
    def day(self) -> str | None:
        """The date in ISO 8601, None if it is missing or not valid."""
        try:
            return parsedate_to_datetime(self.raw("date")[:_MAX_STRUCTURED_LENGTH]).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None


def _split(content: bytes) -> tuple[bytes, bytes]:
    """Return the headers and the body; blank lines before the headers are left out."""
    if content.startswith((b"\n", b"\r\n")):
        return b"", content.removeprefix(b"\r").removeprefix(b"\n")
    end = _HEADERS_END.search(content)
    if end is None:
        return content, b""
    return content[: end.start()], content[end.end() :].removeprefix(b"\r").removeprefix(b"\n")


def _parse_headers(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the headers from last to first, so that of two of one name the first is kept."""
    for line in reversed(_HEADER_START.split(content)):
        if found := _HEADER.match(line):
            value = decode_declared(found[2][: 2 * MAX_FIELD_LENGTH], "")
            yield found[1].decode("ascii").lower(), _FOLD.sub(" ", value).strip()


def decode_words(value: str) -> str:
    """Return a header with its encoded words decoded (RFC 2047); invalid ones stay as they are."""
    value = value[:MAX_FIELD_LENGTH]
    if "=?" not in value:
        return value
    try:
        parts = decode_header(_BETWEEN_WORDS.sub(r"\1 ", value))
    except (HeaderParseError, ValueError):
        return value
    words = [part if isinstance(part, str) else decode_declared(part, charset or "") for part, charset in parts]
    return " ".join("".join(words).split())


def _decode_base64(body: bytes) -> bytes:
    found = _BASE64.match(body)
    signs = b"".join((found[0] if found else b"").split()).rstrip(b"=")
    # A single sign is less than a byte.
    signs = signs[: len(signs) - (len(signs) % 4 == 1)]
    try:
        return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
    except binascii.Error:
        return b""
