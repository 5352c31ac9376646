"""Reads RTF: the text that a reader of the document sees, with title, author and date.

Deleted and hidden text, running heads, comments and the instructions of fields are left out; notes follow their
paragraph, and a row of a table is a line. The parser keeps its groups on a stack and looks at each sign once.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from corpus.dates import find_date_line
from corpus.encodings import decode_declared
from corpus.markup.rtf_words import (
    CELL_END,
    CODECS_OF_CHARSETS,
    CODECS_OF_SETS,
    DESTINATIONS,
    FONTS,
    HIDING,
    IN_INFO,
    KEPT_IF_STARRED,
    MARK,
    NOTE,
    SIGN_WORDS,
    SIGNS,
    SKIPPED,
    SYMBOLS,
    TEXT,
    find_code_page,
)
from corpus.raised_numbers import raise_number
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\\\r\n]",
    re.DOTALL,
)

_PRIVATE = re.compile(r"[\uf020-\uf0ff]")
_SHIFTS = {"super": 1, "up": 1, "sub": -1, "dn": -1, "nosupersub": 0}
_BREAKS = re.compile(r"\n{3,}")
_MAX_LOOK_BACK = 4
_BULLET = "- "


class _RtfGroup(NamedTuple):
    """The settings within braces: where text goes, how many signs follow a Unicode one, the encoding, what hides."""

    destination: str = TEXT
    fallbacks: int = 1
    codec: str = ""
    hiding: frozenset[str] = frozenset()
    shift: int = 0


def read_rtf(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document."""
    parser = RtfParser(file.content.read(MAX_FILE_SIZE).decode("latin-1"))
    parser.parse()
    text = parser.text
    if not text:
        yield {"skipped": "It contains no text."}
        return
    # The date in the text says more about it than the date of the file.
    day = None if find_date_line(text) else parser.created
    yield {"text": text, "title": parser.words("title"), "author": parser.words("author"), "date": day}


class RtfParser:
    """Parses the signs of a file one after the other."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._group = _RtfGroup()
        self._outer: list[_RtfGroup] = []
        self._is_starred = False
        self._to_skip = 0
        self._pending = bytearray()
        self._has_raw = False
        self._day: dict[str, int] = {}
        self._parts: dict[str, list[str]] = {name: [] for name in (TEXT, NOTE, MARK, "title", "author")}

    @property
    def text(self) -> str:
        """The text of the document."""
        self._put_notes()
        lines = (line.rstrip(f" \t{CELL_END}").lstrip(" \t") for line in "".join(self._parts[TEXT]).split("\n"))
        text = "\n".join(lines).replace(CELL_END, " | ")
        return _BREAKS.sub("\n\n", _join_surrogates(text)).strip()

    @property
    def created(self) -> str | None:
        """The day on which the document was made."""
        try:
            return date(self._day["yr"], self._day["mo"], self._day["dy"]).isoformat()
        except (KeyError, ValueError):
            return None

    def words(self, name: str) -> str:
        """Return a field of the document in one line."""
        return " ".join(_join_surrogates("".join(self._parts[name])).split())

    def parse(self) -> None:
        """Parse the whole file."""
        place, content = 0, self._content
        while token := _TOKEN.match(content, place):
            place = token.end()
            kind = token.lastgroup
            if kind == "text":
                self._take_text(token[0])
            elif token["hex"]:
                self._take_byte(int(token["hex"], 16))
            elif token["word"]:
                number = int(token["number"]) if token["number"] else None
                place += self._take_word(token["word"], number)
            elif kind is not None:
                self._take_sign(token[0][-1], is_brace=kind == "brace")
        self._flush()

    def _take_sign(self, sign: str, *, is_brace: bool) -> None:
        if is_brace:
            self._to_skip = 0
            self._flush()
            if sign == "{":
                self._outer.append(self._group)
            else:
                self._close_group()
        elif sign == "*":
            self._is_starred = True
        elif self._to_skip:
            self._to_skip -= 1
        else:
            self._add(SIGN_WORDS.get(sign, ""))

    def _close_group(self) -> None:
        closed = self._group
        if self._outer:
            self._group = self._outer.pop()
        if closed.destination == MARK and self._group.destination != MARK:
            mark = " ".join("".join(self._parts[MARK]).split())
            self._parts[MARK] = []
            self._add(f"{mark} " if any(map(str.isalnum, mark)) else _BULLET)
        elif closed.destination == NOTE and self._group.destination != NOTE:
            self._parts[NOTE].append("\n\n")

    def _take_text(self, text: str) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        if self._group.destination in self._parts and text:
            self._has_raw = self._has_raw or not text.isascii()
            self._pending += text.encode("latin-1")

    def _take_byte(self, byte: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif self._group.destination in self._parts:
            self._pending.append(byte)

    def _flush(self) -> None:
        """Decode the bytes that follow each other: in some encodings a letter has two."""
        if not self._pending:
            return
        codec, pending = self._group.codec or self._default, bytes(self._pending)
        self._pending.clear()
        has_raw, self._has_raw = self._has_raw, False
        if codec == SYMBOLS:
            text = "".join(chr(byte) if byte < 128 else "•" if byte == 0xB7 else "" for byte in pending)
        else:
            text = decode_declared(pending, codec) if has_raw else pending.decode(codec, "replace")
        self._put(text.replace(CELL_END, ""))

    def _add(self, text: str) -> None:
        self._flush()
        self._put(text)

    def _put(self, text: str) -> None:
        parts = self._parts.get(self._group.destination)
        if parts is None or not text or self._group.hiding:
            return
        if self._group.shift:
            text = raise_number(text, parts[-1] if parts else "", is_lowered=self._group.shift < 0)
        parts.append(text)
        if text == "\n\n" and self._group.destination == TEXT:
            self._put_notes()

    def _put_notes(self) -> None:
        if any(note.strip() for note in self._parts[NOTE]):
            self._parts[TEXT] += ["\n\n", *self._parts[NOTE], "\n\n"]
        self._parts[NOTE] = []

    def _take_word(self, word: str, number: int | None) -> int:
        """Take a control word; return how many signs of raw data follow it."""
        is_starred, self._is_starred = self._is_starred, False
        if word == "bin":
            return max(number or 0, 0)
        if word == "u" and number is not None:
            self._take_unicode(number)
            return 0
        if self._to_skip:
            self._to_skip -= 1
            return 0
        self._flush()
        if word in SIGNS:
            self._put(SIGNS[word])
        elif word in DESTINATIONS or is_starred:
            self._open_destination(word, is_starred)
        else:
            self._set(word, number)
        return 0

    def _take_unicode(self, number: int) -> None:
        code = number % 0x10000 if number < 0 else number
        sign = chr(code) if code <= 0x10FFFF else ""
        self._add(_PRIVATE.sub("•" if code in (0xF0B7, 0xF0A7) else "", sign))
        self._to_skip = self._group.fallbacks

    def _open_destination(self, word: str, is_starred: bool) -> None:
        destination = DESTINATIONS.get(word, self._group.destination)
        if is_starred and word not in KEPT_IF_STARRED:
            destination = SKIPPED
        elif word == "ud":
            # The same words in Unicode, beside those in the encoding of the file.
            around = (group.destination for group in self._outer[: -_MAX_LOOK_BACK - 1 : -1])
            destination = next(filter(None, around), SKIPPED)
        elif word in IN_INFO and self._group.destination != SKIPPED:
            return
        self._group = self._group._replace(destination=destination)

    def _set(self, word: str, number: int | None) -> None:
        """Apply a word that changes the settings from here on."""
        group = self._group
        if word == "uc" and number is not None:
            self._group = group._replace(fallbacks=min(max(number, 0), 9))
        elif word == "f" and number is not None:
            self._font = number
            self._group = group._replace(codec=self._fonts.get(number, ""))
        elif word == "fcharset" and group.destination == FONTS:
            self._fonts[self._font] = CODECS_OF_CHARSETS.get(number or 0, "")
        elif word in _SHIFTS:
            shift = number if word in ("up", "dn") and number is not None else 1
            self._group = group._replace(shift=_SHIFTS[word] * shift)
        elif word == "plain":
            self._group = group._replace(hiding=group.hiding - {"v"}, codec="", shift=0)
        elif word in HIDING:
            hiding = group.hiding - {word} if number == 0 else group.hiding | {word}
            self._group = group._replace(hiding=hiding)
        elif word == "ansicpg":
            self._default = find_code_page(number) or self._default
        elif word in CODECS_OF_SETS:
            self._default = CODECS_OF_SETS[word]
        elif group.destination == "created" and number is not None:
            self._day.setdefault(word, number)


def _join_surrogates(text: str) -> str:
    """Return a text in which two halves of a character are one."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
