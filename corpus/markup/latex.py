"""Reads LaTeX: the words of a document without commands, comments and preamble; formulas stay as they are written.

The names of sections are headings, and footnotes follow their paragraph. A command that is not known is left as it is
if it may stand for words. Each sign is looked at once, and groups are kept on a stack.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from corpus.encodings import decode_file
from corpus.markup.latex_commands import (
    ACCENTS,
    CITING,
    CODE,
    ENVIRONMENT_ARGUMENTS,
    FIELDS,
    LEFT_OUT,
    MATH,
    REFERRING,
    SECTIONS,
    SHIFTS,
    SIGN_WORDS,
    SIGNS,
    SILENT,
    SKIPPED_ARGUMENTS,
    TABLES,
    TEXTUAL,
    TYPED,
)
from corpus.markup.latex_cursor import OPTION, TOKEN
from corpus.markup.latex_macros import OwnCommand, find_own_commands
from corpus.markup.latex_numbers import Numbered, find_numbers, write_reference
from corpus.markup.latex_output import HARD_BLANK, TIE, LatexOutput, tidy
from corpus.raised_numbers import raise_number
from corpus.readers.fields import Fields, FileToRead

MAX_EXPANDED_LENGTH = 1_000_000
"""Maximum length, in characters, of all that the document's own commands stand for."""

_DOCUMENT = re.compile(r"^[^%\n]*?\\begin[ \t]*\{document\}", re.MULTILINE)
_NAME = re.compile(r"[ \t]*\{([A-Za-z@]{1,40})\*?\}")
_MAX_ARGUMENTS = 9
_MAX_KEYS_LENGTH = 1_000
_PARTS_BEFORE = 3
_CAPTION, _NOTE, _NOTES = "caption", "note", frozenset(("footnote", "footnotetext", "endnote"))
_DEFINING = frozenset(("title", "author", "date"))
_LEADS_TO = re.compile(
    r"(?:^|[\s\x01(])(?:in|by|of|from|see|and|or|to|as|with|at|on|that|than|e\.g\.|cf\.)[\s\x01]*\Z", re.IGNORECASE
)
_LOOK = r"(?:see|cf\.|in|also|e\.g\.,?)"
_NOUN = (
    r"(?:[Ss]ections?|[Ff]igures?|[Tt]ables?|[Aa]ppendix|[Cc]hapter|[Ee]quation|[Tt]heorem|[Ll]emma|[Aa]lgorithm"
    r"|[Ff]igs?\.|[Ee]qs?\.|[Tt]ab\.|[Ss]ecs?\.|[Cc]h\.|[Aa]pp\.|§)"
)
_ASIDE = re.compile(rf"(?<![\s\x01])[\s\x01]*+\((?:{_LOOK}[\s\x01]+)*(?:{_LOOK}[\s\x01]+|{_NOUN}[\s\x01]*)\Z")
_ENDS_HERE = re.compile(r"\s*(?:[.,;:)\]?!]|\\(?:end|par|footnote)\b|\n[ \t]*\n|\Z)")


def read_latex(file: FileToRead) -> Iterator[Fields]:
    """Yield the words of a document."""
    content = decode_file(file.content)
    if isinstance(content, dict):
        yield content
        return
    parser = LatexParser(content.replace(HARD_BLANK, "").replace(TIE, ""))
    text = parser.parse()
    fields = parser.fields
    yield fields | {"text": text} if text else {"skipped": "It contains no text."}


class LatexParser(LatexOutput):
    """Parses the commands of a document one after the other."""

    def __init__(self, content: str) -> None:
        super().__init__(content)
        self.fields: Fields = {}
        self._braces: list[str] = []
        self._tables = 0
        self._numbers: dict[str, Numbered] | None = None
        self._expanded = 0
        self._own = find_own_commands(content)
        found = _DOCUMENT.search(content)
        self._start = found.end() if found else 0

    def parse(self) -> str:
        """Return the text; the fields are known afterwards."""
        self._take_tokens()
        self._put_notes()
        return tidy("".join(self._parts))

    def _take_tokens(self) -> None:
        while token := TOKEN.match(self._content, self._place):
            self._place = token.end()
            if token["command"] == "end" and self._content.startswith("{document}", self._place):
                break
            if self._place > self._start or self._collected or token["brace"] or token["command"] in _DEFINING:
                self._take(token)
        while self._collected:
            self._close()

    def _take(self, token: re.Match[str]) -> None:
        kind, text = token.lastgroup, token[0]
        if token["command"]:
            self._take_command(token["command"], text)
        elif kind == "words":
            self._put(text.replace("\n", " "))
        elif kind == "typed":
            self._put(TYPED[text])
        elif kind == "cell":
            self._put(" | " if self._tables else text)
        elif kind == "brace":
            self._take_brace(text)
        elif kind == "break":
            self._put("\n\n")
        elif kind == "dollar":
            (self._take_equation if text == "$$" else self._take_math)(text, text)
        elif kind == "accent":
            self._put(_accent(text))
        elif kind == "sign":
            self._take_sign(text[1])

    def _take_sign(self, sign: str) -> None:
        if sign == "[":
            self._take_equation("\\[", "\\]")
        elif sign == "(":
            self._take_math("\\(", "\\)")
        else:
            self._put(SIGN_WORDS.get(sign, sign))
            if sign == "\\":
                self._skip_options()

    def _take_brace(self, brace: str) -> None:
        if brace == "{":
            self._braces.append(self._next_brace)
            if self._next_brace:
                self._collected.append((self._next_brace, []))
            self._next_brace = ""
        elif self._braces and self._braces.pop():
            self._close()

    def _close(self) -> None:
        """Store the text collected within braces."""
        kind, parts = self._collected.pop()
        text = " ".join("".join(parts).split())
        if kind == _NOTE:
            self._notes += [text] if text else []
        elif kind in SHIFTS:
            target = self._target
            before = next((part for part in reversed(target[-_PARTS_BEFORE:]) if part), "")
            self._put(raise_number(text, before, is_lowered=kind == "textsubscript"))
        elif kind in FIELDS:
            self.fields.setdefault(kind, text.replace(" ,", ","))
        elif text:
            for part in ("\n\n", text if kind == _CAPTION else f"{'#' * SECTIONS[kind]} {text}", "\n\n"):
                self._put(part)

    def _take_command(self, name: str, command: str) -> None:
        if name in ("begin", "end"):
            self._take_environment(name)
        elif name in SECTIONS or name in FIELDS or name in _NOTES or name == _CAPTION or name in SHIFTS:
            self._skip_options()
            if name in _NOTES:
                self._drop_blank()
            self._collect_next(_NOTE if name in _NOTES else name)
        elif CITING.fullmatch(name) or name in REFERRING:
            self._take_reference(name)
        elif name in ("verb", "lstinline"):
            self._take_verb()
        elif name in ("def", "gdef", "let"):
            self._skip_definition()
        elif (own := self._own.get(name)) and own.has_words and own.arguments:
            self._insert(own)
        elif own and not own.arguments:
            self._expand(name, own.body)
        else:
            self._take_other(name, command)

    def _take_other(self, name: str, command: str) -> None:
        own = self._own.get(name)
        arguments = SKIPPED_ARGUMENTS.get(name, _MAX_ARGUMENTS if own and "#" not in own.body else None)
        if arguments is not None:
            self._skip_arguments(arguments)
            self._put(SIGNS.get(name, ""))
        elif name == "item":
            self._put("\n- ")
            if term := OPTION.match(self._content, self._place):
                self._place = term.end()
                self._put(f"{_plain(term[1])} ")
        elif name in SIGNS:
            self._put(SIGNS[name])
        elif name not in SILENT:
            self._skip_options()
            if not self._content.startswith("{", self._place):
                # It may stand for words, without which the sentence would be another.
                self._put(command)

    def _insert(self, own: OwnCommand) -> None:
        """Put what one of the document's own commands stands for with its arguments; those in them have none."""
        if own.default is None:
            self._skip_options()
        words = own.insert(self._read_arguments(own.arguments, own.default))
        self._expanded += len(words)
        if self._expanded > MAX_EXPANDED_LENGTH:
            return
        inner = LatexParser(words)
        inner._own = {name: other for name, other in self._own.items() if not other.arguments}
        inner._tables = self._tables
        inner._numbers = self._find_numbers() if "ref" in words else None
        inner._take_tokens()
        self._put(tidy("".join(inner._parts)))
        self._notes += inner._notes

    def _expand(self, name: str, body: str) -> None:
        """Put what one of the document's own commands stands for in its place."""
        self._expanded += len(body)
        self._put(_plain(body) if self._expanded <= MAX_EXPANDED_LENGTH else f"\\{name}")
        if self._content.startswith("{}", self._place):
            self._place += len("{}")

    def _take_reference(self, name: str) -> None:
        """Take a reference: a label or a citation beside the sentence is left out, a citation in it gives its key."""
        self._skip_options()
        end = self._content.find("}", self._place, self._place + _MAX_KEYS_LENGTH)
        if not self._content.startswith("{", self._place) or end < 0:
            return
        keys = " ".join(self._content[self._place + 1 : end].split())
        self._place = end + 1
        target = self._target
        before = "".join(target[-_PARTS_BEFORE:])
        if name in REFERRING:
            self._write_reference(name, keys, before)
            return
        is_beside = name not in TEXTUAL and not _LEADS_TO.search(before)
        if is_beside and (before.endswith(TIE) or _ENDS_HERE.match(self._content, self._place)):
            self._drop_blank()
        else:
            self._put(f"[{keys}]")

    def _write_reference(self, name: str, label: str, before: str) -> None:
        """Put the number that a reference prints; if it is not known, the label in brackets, as it is for citations."""
        numbered = self._find_numbers().get(label)
        if written := write_reference(name, numbered) if numbered else "":
            self._put(written)
            return
        target = self._target
        if self._content.startswith(")", self._place) and (aside := _ASIDE.search(before)):
            # In "(see Section 3)" it says nothing but where to look.
            kept = before[: aside.start()]
            target[-_PARTS_BEFORE:] = [kept] if kept else []
            self._place += 1
        else:
            self._put(f"[{label}]")

    def _find_numbers(self) -> dict[str, Numbered]:
        if self._numbers is None:
            self._numbers = find_numbers(self._content)
        return self._numbers

    def _take_environment(self, command: str) -> None:
        found = _NAME.match(self._content, self._place)
        if found is None:
            return
        self._place = found.end()
        name, braced = found[1], found[0].strip()
        if command == "end":
            self._tables = max(self._tables - (name in TABLES), 0)
            self._put("\n\n")
        elif name in MATH:
            if name == "math":
                self._put(" ")
                self._take_math(f"\\begin{braced}", f"\\end{braced}")
            else:
                self._take_equation(f"\\begin{braced}", f"\\end{braced}")
        elif name in CODE or name in LEFT_OUT:
            self._take_code(f"\\end{braced}", is_shown=name in CODE)
        else:
            self._skip_options()
            self._skip_arguments(ENVIRONMENT_ARGUMENTS.get(name, 0))
            self._tables += name in TABLES
            self._put("\n\n")
            # What follows is the name of a theorem or the title of a slide.
            self._collect_next(_CAPTION)


def _accent(text: str) -> str:
    """Return a letter with its accent."""
    letter = text[2:].strip(" \t{}\\")
    return unicodedata.normalize("NFC", letter + ACCENTS[text[1]]) if letter else ""


@lru_cache(maxsize=256)
def _plain(words: str) -> str:
    """Return the words of the replacement of a command of a document."""
    return LatexParser(words).parse() if "\\" in words or "{" in words else words
