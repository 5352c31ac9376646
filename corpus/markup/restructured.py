"""Reads reStructuredText: what a rendered page shows, without the marks of directives, comments and links.

An underlined title gets the mark `#`, and the text of notes and warnings stays. Nothing is included or executed.
"""

import csv
import re
from collections.abc import Iterator
from itertools import zip_longest

from corpus.encodings import decode_file
from corpus.raised_numbers import raise_number
from corpus.readers.fields import Fields, FileToRead

_LINE_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_MIN_UNDERLINE = 2
_MAX_TITLE_LENGTH = 300
_FIELD = re.compile(r":(?P<name>[A-Za-z][\w -]{0,60}):[ \t]*(?P<value>.*)")
_DIRECTIVE = re.compile(
    r"(?P<indent>[ \t]*)\.\. (?:\|[^|\n]*\| )?(?P<name>[A-Za-z][\w:+.-]{0,60})::[ \t]*(?P<words>.*)"
)
_EXPLICIT = re.compile(r"(?P<indent>[ \t]*)\.\.(?:[ \t]+(?P<words>.*))?")
_NOTE = re.compile(r"\[(?:#[\w-]*|\d+|\*|[A-Za-z][\w.-]*)\][ \t]+(?P<words>.*)")
_OPTION = re.compile(r"[ \t]+:[\w-]+:(?:[ \t].*)?")
_SUBSTITUTION = re.compile(r"^[ \t]*\.\. \|([^|\n]{1,100})\| replace::[ \t]*(.*)$", re.MULTILINE)

_HEADER = ":header:"
_TABLES = frozenset(("list-table", "csv-table"))
_ITEM = re.compile(r"[ \t]*(?P<row>[*+-][ \t]+)?[*+-](?:[ \t]+|\Z)")
_CODE = frozenset("code code-block sourcecode doctest testcode parsed-literal prompt ipython console".split())
_LEFT_OUT = frozenset(
    "image toctree contents include raw index meta highlight role default-role sectnum target-notes math literalinclude"
    " graphviz plantuml mermaid replace unicode date automodule autoclass autofunction currentmodule module"
    " tabularcolumns testsetup testcleanup testoutput bibliography figure-md".split()
)

_GRID = re.compile(r"[ \t]*\+[-=+]{3,}\+?[ \t]*")
_SIMPLE_TABLE = re.compile(r"[ \t]*(?:={2,}[ \t]+)+={2,}[ \t]*")
_LINE_BLOCK = re.compile(r"^([ \t]*)\|(?: (?!.*\|[ \t]*$)|$)")
_LITERAL = re.compile(r"``([^`\n]+)``")
_SHIFT = re.compile(r"(\w?)(?:\\[ ])?:(sup(?:erscript)?|sub(?:script)?):`([^`\n]{1,40})`")
_ROLE = re.compile(r":[A-Za-z][\w:+.-]{0,60}:`([^`\n]*)`")
_TARGET = re.compile(r"(?<=\S)[ \t]*<[^<>`\n]*>\Z")
_LINK = re.compile(r"`([^`\n]*)`_{1,2}(?!\w)")
_WORD_LINK = re.compile(r"\b([A-Za-z0-9][\w.-]{0,60}[A-Za-z0-9]|[A-Za-z0-9])_(?=[\s.,;:!?)\]'\"]|$)")
_NOTE_MARK = re.compile(r"[ \t]?\[(?:\d{1,4}|#[\w-]*|\*)\]_(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,2})(?=[^\s*])([^*\n]*[^\s*\\])\1(?![\w*])")
_ESCAPED = re.compile(r"\\(\s|[^\w\s])")


def read_restructured(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document."""
    content = decode_file(file.content)
    if isinstance(content, dict):
        yield content
        return
    parser = _RstParser(content)
    text = parser.parse().strip()
    yield parser.fields | {"text": text} if text else {"skipped": "It contains no text."}


class _RstParser:
    """Parses the lines of a document one after the other."""

    def __init__(self, content: str) -> None:
        self.fields: Fields = {}
        self._lines = [line.rstrip() for line in content.expandtabs(8).split("\n")]
        self._words = {name: words for name, words in _SUBSTITUTION.findall(content)}
        self._place = 0
        self._levels: list[str] = []
        self._out: list[str] = []
        self._has_text = False
        self._may_hold_tables = True

    def parse(self) -> str:
        """Return the text; the fields are known afterwards."""
        while self._place < len(self._lines):
            line = self._lines[self._place]
            if not line:
                self._out.append("")
                self._place += 1
            elif not (
                self._take_title(line)
                or self._take_field(line)
                or self._take_explicit(line)
                or self._take_simple_table(line)
            ):
                self._take_text(line)
        return "\n".join(self._out)

    def _at(self, place: int) -> str:
        return self._lines[place] if 0 <= place < len(self._lines) else ""

    def _take_title(self, line: str) -> bool:
        """Take a title, with or without a line above it."""
        over = line if _is_line(line) else ""
        first = self._place + bool(over)
        title, under = self._at(first), self._at(first + 1)
        is_title = _is_line(under) and title.strip() and not _is_line(title) and len(title) <= _MAX_TITLE_LENGTH
        if over and (not is_title or under[0] != over[0]):
            # A line between paragraphs.
            self._put_blank()
            self._place += 1
            return True
        if not is_title or line[:1] == " " or len(under) < min(len(title.strip()), 4) or self._is_in_paragraph():
            return False
        style = under[0] + ("^" if over else "")
        if style not in self._levels:
            self._levels.append(style)
        words = self._clean(title.strip())
        if not self._has_text and "title" not in self.fields:
            self.fields["title"] = words
        self._put_blank()
        self._out += [f"{'#' * min(self._levels.index(style) + 1, 6)} {words}", ""]
        self._place += 3 if over else 2
        return True

    def _is_in_paragraph(self) -> bool:
        return bool(self._at(self._place - 1)) and bool(self._out) and bool(self._out[-1])

    def _take_field(self, line: str) -> bool:
        """Take a field of the document, which stands at its top."""
        found = _FIELD.fullmatch(line)
        if found is None or self._has_text:
            return False
        self.fields.setdefault(found["name"].lower(), self._clean(found["value"]))
        self._place += 1
        while self._at(self._place).startswith(" "):
            self._place += 1
        return True

    def _take_explicit(self, line: str) -> bool:
        """Take a directive, a note, a target or a comment, each with the indented lines below it."""
        found = _EXPLICIT.fullmatch(line)
        if found is None:
            return False
        self._place += 1
        self._put_blank()
        directive = _DIRECTIVE.fullmatch(line)
        note = _NOTE.match(found["words"] or "")
        if directive:
            self._take_directive(directive)
        elif note:
            self._out.append(self._clean(note["words"]))
        else:
            self._skip_indented(len(found["indent"]))
        return True

    def _take_directive(self, directive: re.Match[str]) -> None:
        name, words, indent = directive["name"].rpartition(":")[2], directive["words"], len(directive["indent"])
        if name in _LEFT_OUT:
            self._skip_indented(indent)
            return
        first = self._place
        while _OPTION.fullmatch(self._at(self._place)):
            self._place += 1
        if name in _CODE:
            self._take_code(indent)
            return
        if name in _TABLES:
            self._out += [self._clean(words), ""]
            headers = [line.strip()[len(_HEADER) :] for line in self._lines[first : self._place] if _HEADER in line]
            self._take_table(indent, headers, is_list=name == "list-table")
            return
        is_picture = name in ("figure", "image")
        if words and not is_picture and not (name.startswith("version") and " " not in words):
            self._out.append(self._clean(words))
            if not self._at(self._place):
                self._out.append("")

    def _skip_indented(self, indent: int) -> None:
        place = self._place
        while place < len(self._lines):
            line = self._lines[place]
            if line and len(line) - len(line.lstrip()) <= indent:
                break
            place += 1
            if line:
                self._place = place

    def _take_code(self, indent: int) -> None:
        """Take the indented lines of code, which stay indented."""
        first = self._place
        self._skip_indented(indent)
        lines = self._lines[first : self._place]
        least = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
        self._put_blank()
        self._out += [f"    {line[least:]}" if line else "" for line in lines]
        self._out.append("")

    def _take_table(self, indent: int, headers: list[str], *, is_list: bool) -> None:
        """Take a table that is written as a list of lists, or as CSV."""
        first = self._place
        self._skip_indented(indent)
        lines = [line for line in self._lines[first : self._place] if line]
        rows = _read_list(lines) if is_list else _read_values([*headers, *lines])
        self._has_text = True
        self._put_rows([[self._clean(cell) for cell in row] for row in rows])

    def _put_rows(self, rows: list[list[str]]) -> None:
        self._put_blank()
        self._out += [f"| {' | '.join(cells)} |" for cells in rows if any(cells)]
        self._put_blank()

    def _take_simple_table(self, line: str) -> bool:
        """Read a table whose columns are marked by rules of `=`; a row without a first cell continues the one above."""
        if not self._may_hold_tables or not _SIMPLE_TABLE.fullmatch(line):
            return False
        places = range(self._place + 1, len(self._lines))
        is_end = (_SIMPLE_TABLE.fullmatch(self._lines[place]) and not self._at(place + 1) for place in places)
        end = next((place for place, ends in zip(places, is_end, strict=True) if ends), None)
        if end is None:
            self._may_hold_tables = False
            return False
        starts = [found.start() for found in re.finditer("=+", line)]
        rows: list[list[str]] = []
        for row in self._lines[self._place + 1 : end]:
            cells = [self._clean(row[start:after]).strip() for start, after in zip_longest(starts, starts[1:])]
            if rows and not cells[0]:
                rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], cells, strict=True)]
            elif any(cells) and not _SIMPLE_TABLE.fullmatch(row):
                rows.append(cells)
        self._put_rows(rows)
        self._place, self._has_text = end + 1, True
        return True

    def _take_text(self, line: str) -> None:
        self._place += 1
        if _GRID.fullmatch(line) or _SIMPLE_TABLE.fullmatch(line):
            return
        self._has_text = True
        line = _LINE_BLOCK.sub(r"\1", line)
        opens_code = line.endswith("::") and not self._at(self._place)
        if opens_code:
            line = line[:-2].rstrip() if line.endswith(" ::") or line.strip() == "::" else line[:-1]
        words = self._clean(line)
        if words.strip():
            self._out.append(words.lstrip() if self._is_block(line) else words)
        if opens_code:
            self._take_code(len(line) - len(line.lstrip()))

    def _is_block(self, line: str) -> bool:
        """Return whether a line is indented as the text of a directive or a quotation is, not below an item."""
        return line[:1] == " " and not self._at(self._place - 2)

    def _put_blank(self) -> None:
        if self._out and self._out[-1]:
            self._out.append("")

    def _clean(self, line: str) -> str:
        """Return a line without inline marks."""
        if "`" not in line and "*" not in line and "_" not in line and "|" not in line and "\\" not in line:
            return line
        codes: list[str] = []

        def keep(found: re.Match[str]) -> str:
            codes.append(found[1])
            return f"\0{len(codes) - 1}\0"

        line = _LITERAL.sub(keep, line.replace("\0", ""))
        line = _SHIFT.sub(
            lambda found: found[1] + raise_number(found[3], found[1], is_lowered=found[2].startswith("sub")), line
        )
        line = _ROLE.sub(lambda role: _TARGET.sub("", role[1]).lstrip("~!"), line)
        line = _LINK.sub(lambda link: _TARGET.sub("", link[1]), line)
        line = _WORD_LINK.sub(r"\1", _NOTE_MARK.sub("", line))
        line = _EMPHASIS.sub(r"\2", line)
        line = re.sub(r"\|([^|\s][^|\n]{0,99})\|_{0,2}", lambda word: self._words.get(word[1], word[0]), line)
        line = _ESCAPED.sub(lambda sign: sign[1].strip(), line)
        return re.sub("\0(\\d+)\0", lambda place: codes[int(place[1])], line)


def _read_list(lines: list[str]) -> list[list[str]]:
    """Return the rows of a list of lists."""
    rows: list[list[str]] = []
    for line in lines:
        item = _ITEM.match(line)
        if item and (item["row"] or not rows):
            rows.append([])
        if item:
            rows[-1].append(line[item.end() :])
        elif rows and rows[-1]:
            rows[-1][-1] += f" {line.strip()}"
    return rows


def _read_values(lines: list[str]) -> list[list[str]]:
    try:
        rows = csv.reader(map(str.strip, lines), skipinitialspace=True, strict=True)
        return [[" ".join(cell.split()) for cell in row] for row in rows]
    except csv.Error:
        return [[line.strip()] for line in lines]


def _is_line(line: str) -> bool:
    """Return whether a line is one sign, several times."""
    return len(line) >= _MIN_UNDERLINE and line[0] in _LINE_SIGNS and line == line[0] * len(line)
