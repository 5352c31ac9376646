"""Reads AsciiDoc: what a rendered page shows, without attributes, marks of blocks and comments; nothing is included."""

import re
from collections.abc import Iterator

from corpus.encodings import decode_file
from corpus.markup.asciidoc_conditions import ATTRIBUTE, MAX_VALUE_LENGTH, keep_shown
from corpus.raised_numbers import raise_number
from corpus.readers.fields import Fields, FileToRead

_TITLE = re.compile(r"(?P<marks>={1,6}|#{1,6})[ \t]+(?P<words>\S.*)")
_AUTHOR = re.compile(r"(?P<name>[^\W\d_][\w.'’ -]{1,80}?)(?:[ \t]*<[^<>\s]+>)?(?:;.*)?")
_REVISION = re.compile(
    r"(?:v?[\w.]{1,20},[ \t]*)?(?P<day>\d{4}-\d{2}-\d{2}|[^\d\W]\w+ \d{1,2},? \d{4}|\d{1,2} \w+ \d{4})(?:[:,].*)?"
)
_FENCE = re.compile(r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}[\w-]*)")
_TABLE = re.compile(r"[|,:!]={3,}")
_BLOCK_ATTRIBUTES = re.compile(r"\[[^\[\]]*\]|\[\[[^\[\]]*\]\]")
_BLOCK_TITLE = re.compile(r"\.(?P<words>[^\s.].*)")
_DIRECTIVE = re.compile(r"\\?(?:include|ifdef|ifndef|ifeval|endif)::[^\s\[]*\[.*\]")
_BLOCK_MACRO = re.compile(r"(?:image|video|audio|toc|icon)::[^\s\[]*\[.*\]")
_RULE = re.compile(r"'{3,}|<{3,}|-{3}|\*{3}")
_ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+(?P<words>.*)")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:\*{1,6}|-|\.{1,6})[ \t]+(?P<words>\S.*)")
_DEFINITION = re.compile(r"(?P<term>\S.{0,200}?)(?::{2,4}|;;)(?:[ \t]+(?P<words>.*))?")

_NOT_SHOWN = "/"
_CODE = ("-", ".", "+", "`")
_LITERAL = re.compile(r"`(\+?)([^`\n]+)\1`")
_MACRO = re.compile(
    r"\b(?:link|xref|mailto):[^\s\[\]]{1,500}\[([^\[\]\n]*)\]|\bhttps?://[^\s\[\]<>]{1,500}\[([^\[\]\n]+)\]"
)
_REFERENCE = re.compile(r"<<([^<>,\n]{1,200})(?:,[ \t]*([^<>\n]{1,300}))?>>")
_INLINE_PICTURE = re.compile(r"[ ]?\b(?:image|icon):[^\s\[\]:]{1,300}\[[^\[\]\n]*\]")
_ANCHOR = re.compile(
    r"\[\[[^\[\]\n]{1,200}\]\]|\b(?:anchor:[\w-]{1,100}|indexterm:)\[[^\[\]\n]*\]|\(\(\([^()\n]{1,200}\)\)\)"
)
_INDEXED = re.compile(r"\(\(([^()\n]{1,200})\)\)")
_NOTE = re.compile(r"footnote:[\w-]{0,60}\[([^\[\]\n]*)\]")
_NOTE_PLACE = re.compile(rf"(?<![ \t])[ \t]*+(?:{_NOTE.pattern})")
_KEYS = re.compile(r"\b(?:kbd|btn|menu|pass|stem|latexmath|asciimath):[^\s\[\]]{0,100}\[([^\[\]\n]*)\]")
_ROLE = re.compile(r"\[[.#%][\w.# %-]{0,100}\](?=[#*_`])")
_SHIFT = re.compile(r"(\w)([\^~])([^\s^~]{1,40})\2")
_STRONG = re.compile(r"(?<![\w*_#\\])(\*\*?|__?|##?)(?=[^\s*_#])([^*_#\n]*[^\s*_#\\])\1(?![\w*_#])")
_BREAK = re.compile(r"(?<![ \t])[ \t]+\+$")
_ATTRIBUTE_USE = re.compile(r"\{([\w-]{1,60})\}")
_BUILT_IN = {
    "nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "sp": " ", "empty": "", "plus": "+", "apos": "'", "quot": '"',
    "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "zwsp": "", "deg": "°", "startsb": "[", "endsb": "]",
    "vbar": "|", "asterisk": "*", "caret": "^", "backslash": "\\", "backtick": "`", "two-colons": "::",
}  # fmt: skip
_MAX_HEADER_LINES = 100


def read_asciidoc(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document."""
    content = decode_file(file.content)
    if isinstance(content, dict):
        yield content
        return
    parser = _AsciidocParser(content)
    text = parser.parse().strip()
    yield parser.fields | {"text": text} if text else {"skipped": "It contains no text."}


class _AsciidocParser:
    """Parses the lines of a document one after the other."""

    def __init__(self, content: str) -> None:
        self.fields: Fields = {}
        self._lines = keep_shown([line.rstrip() for line in content.split("\n")])
        self._place = 0
        self._out: list[str] = []
        self._fence = ""
        self._table = ""
        self._columns = 0
        self._cells: list[str] = []
        self._attributes: dict[str, str] = {}
        self._notes: list[str] = []

    def parse(self) -> str:
        """Return the text; the fields are known afterwards."""
        self._take_header()
        while self._place < len(self._lines):
            line = self._lines[self._place]
            self._place += 1
            if self._fence:
                self._take_fenced(line)
            elif not (self._take_mark(line) or self._take_block(line)):
                self._take_text(line)
        self._put_blank()
        return "\n".join(self._out)

    def _take_header(self) -> None:
        """Take the title, the author, the date and the attributes at the top."""
        for line in self._lines:
            if line and not line.startswith("//") and not self._take_attribute(line):
                break
            self._place += 1
        title = _TITLE.fullmatch(self._lines[self._place]) if self._place < len(self._lines) else None
        if title is None or len(title["marks"]) > 1:
            return
        self._place += 1
        self.fields["title"] = self._clean(title["words"])
        self._out += [f"# {self.fields['title']}", ""]
        self._take_data()
        for name, key in (("author", "author"), ("date", "revdate"), ("date", "docdate")):
            if key in self._attributes:
                self.fields.setdefault(name, self._attributes[key])

    def _take_data(self) -> None:
        """Take the lines below the title: the author, the date and attributes."""
        for line in self._lines[self._place : self._place + _MAX_HEADER_LINES]:
            if not line:
                break
            self._place += 1
            if line.startswith("//") or self._take_attribute(line):
                continue
            if revision := _REVISION.fullmatch(line):
                self.fields.setdefault("date", revision["day"])
            elif author := _AUTHOR.fullmatch(line):
                self.fields.setdefault("author", author["name"])

    def _take_attribute(self, line: str) -> bool:
        found = ATTRIBUTE.fullmatch(line)
        if found:
            self._attributes.setdefault(found["name"].lower(), (found["value"] or "")[:MAX_VALUE_LENGTH])
        return found is not None

    def _take_fenced(self, line: str) -> None:
        if line == self._fence or (self._fence[0] == "`" and line == self._fence.rstrip("abcdefghijklmnopqrstuvwxyz-")):
            self._fence = ""
            self._put_blank()
        elif self._fence[0] != _NOT_SHOWN:
            self._out.append(f"    {line}" if line else "")

    def _take_mark(self, line: str) -> bool:
        """Take a line that begins or ends a block; the text of an example, a quotation or a sidebar stays."""
        if _TABLE.fullmatch(line):
            self._take_cells([], is_end=True)
            self._table = "" if self._table else line[0]
        elif _FENCE.fullmatch(line) and not self._is_title(line):
            if line[0] in (_NOT_SHOWN, *_CODE) and line != "--":
                self._fence = line
        else:
            return False
        return self._put_blank()

    def _is_title(self, line: str) -> bool:
        """Return whether a line underlines the one before, as titles of the old form are."""
        before = self._out[-1] if self._out else ""
        is_under = bool(before) and abs(len(before) - len(line)) <= 2 and line[0] in "=-~^+"
        is_alone = len(self._out) < 2 or not self._out[-2]
        if not (is_under and is_alone) or before.startswith(("#", "- ", "|")) or before.endswith((".", ":")):
            return False
        self._out[-1] = f"{'#' * ('=-~^+'.index(line[0]) + 1)} {before}"
        if len(self._out) == 1:
            self.fields.setdefault("title", before)
        return True

    def _take_block(self, line: str) -> bool:
        """Take a line that shows nothing, or a title."""
        if title := _TITLE.fullmatch(line):
            self._put_blank()
            self._out += [f"{'#' * len(title['marks'])} {self._clean(title['words'])}", ""]
        elif caption := _BLOCK_TITLE.fullmatch(line):
            self._put_blank()
            self._out += [self._clean(caption["words"]), ""]
        elif line == "+":
            # It joins a block to an item.
            return self._put_blank()
        elif not self._is_unseen(line):
            return False
        return True

    def _is_unseen(self, line: str) -> bool:
        if line.startswith("//") or _DIRECTIVE.fullmatch(line) or self._take_attribute(line):
            return True
        is_unseen = _BLOCK_ATTRIBUTES.fullmatch(line) or _BLOCK_MACRO.fullmatch(line) or _RULE.fullmatch(line)
        return bool(is_unseen) and self._put_blank()

    def _take_text(self, line: str) -> None:
        if not line:
            self._put_blank()
            return
        if self._table == "|" and line.lstrip().startswith(("|", "a|", "h|")):
            self._take_cells([self._clean(cell.strip()) for cell in line.strip().lstrip("ah").split("|")[1:]])
            return
        if found := _ADMONITION.fullmatch(line):
            line = found["words"]
        elif item := _ITEM.fullmatch(line):
            line = f"{item['indent']}- {item['words']}"
        elif definition := _DEFINITION.fullmatch(line) if "::" in line or ";;" in line else None:
            self._put_blank()
            self._out += [self._clean(definition["term"]), ""]
            line = definition["words"] or ""
        if words := self._clean(_BREAK.sub("", line)):
            self._out.append(words)

    def _take_cells(self, cells: list[str], *, is_end: bool = False) -> None:
        """Put the rows of a table; the first line has as many cells as each row, which may follow on several lines."""
        self._columns = self._columns or len(cells)
        self._cells += cells
        while self._cells and (is_end or len(self._cells) >= self._columns):
            row, self._cells = self._cells[: self._columns], self._cells[self._columns :]
            self._out.append(f"| {' | '.join(row)} |")
        if is_end:
            self._columns = 0

    def _put_blank(self) -> bool:
        for note in self._notes:
            self._out += ["", note]
        self._notes = []
        if self._out and self._out[-1]:
            self._out.append("")
        return True

    def _clean(self, line: str) -> str:
        """Return a line without inline marks."""
        codes: list[str] = []

        def keep(found: re.Match[str]) -> str:
            codes.append(found[2])
            return f"\0{len(codes) - 1}\0"

        line = _LITERAL.sub(keep, line.replace("\0", ""))
        self._notes += [note for note in _NOTE.findall(line) if note]
        line = _ANCHOR.sub("", _INLINE_PICTURE.sub("", _NOTE_PLACE.sub("", line)))
        line = _INDEXED.sub(r"\1", _REFERENCE.sub(lambda link: link[2] or link[1], line))
        line = _MACRO.sub(lambda link: (link[1] or link[2] or "").rstrip("^"), _KEYS.sub(r"\1", line))
        line = _SHIFT.sub(lambda found: found[1] + raise_number(found[3], found[1], is_lowered=found[2] == "~"), line)
        line = _ATTRIBUTE_USE.sub(self._resolve, line)
        line = _STRONG.sub(r"\2", _ROLE.sub("", line))
        return re.sub("\0(\\d+)\0", lambda place: codes[int(place[1])], line)

    def _resolve(self, use: re.Match[str]) -> str:
        """Return the value of an attribute; one that is not known stays as it is."""
        name = use[1].lower()
        return self._attributes.get(name) or _BUILT_IN.get(name, use[0])
