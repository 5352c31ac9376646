"""Reads RTF: the text that a reader of the document sees, with title, author and date.

Deleted and hidden text, running heads, comments and the instructions of fields are left out; notes follow their
paragraph, and a row of a table is a line. The parser keeps its groups on a stack and looks at each sign once.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from corpus.dates import find_date_line
from corpus.encodings import decode_declared
from corpus.raised_numbers import raise_number
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\\\r\n]",
    re.DOTALL,
)

_TEXT, _SKIPPED, _NOTE, _MARK, _FONTS = "text", "", "note", "mark", "fonts"
_DESTINATIONS = {
    **dict.fromkeys("shptxt dptxbxtext result".split(), _TEXT),
    **dict.fromkeys("listtext pntext".split(), _MARK),
    "footnote": _NOTE,
    "fonttbl": _FONTS,
    "title": "title",
    "author": "author",
    "creatim": "created",
    **dict.fromkeys(
        "colortbl stylesheet listtable listoverridetable pict objdata info generator fldinst header headerl headerr"
        " headerf footer footerl footerr footerf annotation atnid atnauthor atnref atndate xe tc sp shprslt nonshppict"
        " upr revtbl filetbl ftnsep ftnsepc aftnsep aftnsepc bkmkstart bkmkend template operator"
        " subject keywords comment doccomm"
        " company manager category hlinkbase revtim printim buptim falt panose".split(),
        _SKIPPED,
    ),
}
"""Where the text of a group goes that begins with a word."""

_KEPT_IF_STARRED = frozenset("shpinst do shptxt dptxbxtext ud pntext listtext".split())
_IN_INFO = frozenset(("title", "author", "creatim"))
_CELL_END = "\0"
_SIGNS = {
    "par": "\n\n",
    "sect": "\n\n",
    "page": "\n\n",
    "column": "\n\n",
    "line": "\n",
    "lbr": "\n",
    "row": "\n",
    "nestrow": "\n",
    "cell": _CELL_END,
    "nestcell": _CELL_END,
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
_SIGN_WORDS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n", "\t": "\t"}
_HIDING = frozenset(("v", "deleted", "htmlrtf"))

_MACINTOSH, _SYMBOLS = "mac-roman", "symbols"
_CODECS_OF_CHARSETS = {
    2: _SYMBOLS, 77: _MACINTOSH, 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_CODECS_OF_SETS = {"mac": _MACINTOSH, "pc": "cp437", "pca": "cp850"}
_PRIVATE = re.compile(r"[\uf020-\uf0ff]")
_SHIFTS = {"super": 1, "up": 1, "sub": -1, "dn": -1, "nosupersub": 0}
_BREAKS = re.compile(r"\n{3,}")
_MAX_LOOK_BACK = 4
_BULLET = "- "


class _RtfGroup(NamedTuple):
    """What applies within braces: where text goes, how many signs follow a Unicode one, the encoding, what hides."""

    destination: str = _TEXT
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
        self._parts: dict[str, list[str]] = {name: [] for name in (_TEXT, _NOTE, _MARK, "title", "author")}

    @property
    def text(self) -> str:
        """The text of the document."""
        self._put_notes()
        lines = (line.rstrip(f" \t{_CELL_END}").lstrip(" \t") for line in "".join(self._parts[_TEXT]).split("\n"))
        text = "\n".join(lines).replace(_CELL_END, " | ")
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
            self._add(_SIGN_WORDS.get(sign, ""))

    def _close_group(self) -> None:
        closed = self._group
        if self._outer:
            self._group = self._outer.pop()
        if closed.destination == _MARK and self._group.destination != _MARK:
            mark = " ".join("".join(self._parts[_MARK]).split())
            self._parts[_MARK] = []
            self._add(f"{mark} " if any(map(str.isalnum, mark)) else _BULLET)
        elif closed.destination == _NOTE and self._group.destination != _NOTE:
            self._parts[_NOTE].append("\n\n")

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
        if codec == _SYMBOLS:
            text = "".join(chr(byte) if byte < 128 else "•" if byte == 0xB7 else "" for byte in pending)
        else:
            text = decode_declared(pending, codec) if has_raw else pending.decode(codec, "replace")
        self._put(text.replace(_CELL_END, ""))

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
        if text == "\n\n" and self._group.destination == _TEXT:
            self._put_notes()

    def _put_notes(self) -> None:
        if any(note.strip() for note in self._parts[_NOTE]):
            self._parts[_TEXT] += ["\n\n", *self._parts[_NOTE], "\n\n"]
        self._parts[_NOTE] = []

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
        if word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in _DESTINATIONS or is_starred:
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
        destination = _DESTINATIONS.get(word, self._group.destination)
        if is_starred and word not in _KEPT_IF_STARRED:
            destination = _SKIPPED
        elif word == "ud":
            # The same words in Unicode, beside those in the encoding of the file.
            around = (group.destination for group in self._outer[: -_MAX_LOOK_BACK - 1 : -1])
            destination = next(filter(None, around), _SKIPPED)
        elif word in _IN_INFO and self._group.destination != _SKIPPED:
            return
        self._group = self._group._replace(destination=destination)

    def _set(self, word: str, number: int | None) -> None:
        """Take a word that sets what applies from here on."""
        group = self._group
        if word == "uc" and number is not None:
            self._group = group._replace(fallbacks=min(max(number, 0), 9))
        elif word == "f" and number is not None:
            self._font = number
            self._group = group._replace(codec=self._fonts.get(number, ""))
        elif word == "fcharset" and group.destination == _FONTS:
            self._fonts[self._font] = _CODECS_OF_CHARSETS.get(number or 0, "")
        elif word in _SHIFTS:
            shift = number if word in ("up", "dn") and number is not None else 1
            self._group = group._replace(shift=_SHIFTS[word] * shift)
        elif word == "plain":
            self._group = group._replace(hiding=group.hiding - {"v"}, codec="", shift=0)
        elif word in _HIDING:
            hiding = group.hiding - {word} if number == 0 else group.hiding | {word}
            self._group = group._replace(hiding=hiding)
        elif word == "ansicpg":
            self._default = _find_code_page(number) or self._default
        elif word in _CODECS_OF_SETS:
            self._default = _CODECS_OF_SETS[word]
        elif group.destination == "created" and number is not None:
            self._day.setdefault(word, number)


def _find_code_page(number: int | None) -> str:
    name = "utf-8" if number == 65001 else _MACINTOSH if number == 10000 else f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name


def _join_surrogates(text: str) -> str:
    """Return a text in which two halves of a character are one."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
