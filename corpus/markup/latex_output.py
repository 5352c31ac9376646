"""What a LaTeX document shows so far: paragraphs, notes below them, formulas and code."""

import re

from corpus.markup.latex_cursor import LatexCursor

MAX_VERB_LENGTH = 1_000
"""Maximum length, in characters, of code within a line."""

HARD_BLANK, TIE = "\0", "\1"
"""A blank of code, and one at which no line ends, until the text is whole."""

_LABEL = re.compile(r"\\(?:label|nonumber|notag)\b(?:\{[^{}]*\})?")
_BLANKS, _AROUND_BREAK, _BREAKS = re.compile(r"[ \t]+"), re.compile(r" ?\n ?"), re.compile(r"\n{3,}")


class LatexOutput(LatexCursor):
    """Collects the text of a document, and what groups such as a footnote collect apart from it."""

    def __init__(self, content: str) -> None:
        super().__init__(content)
        self._parts: list[str] = []
        self._collected: list[tuple[str, list[str]]] = []
        self._notes: list[str] = []
        self._next_brace = ""

    @property
    def _target(self) -> list[str]:
        """What the next words belong to."""
        return self._collected[-1][1] if self._collected else self._parts

    def _put(self, text: str) -> None:
        self._target.append(text)
        if text == "\n\n" and not self._collected:
            self._put_notes()

    def _put_notes(self) -> None:
        notes, self._notes = self._notes, []
        for note in notes:
            self._parts += ["\n\n", note, "\n\n"]

    def _collect_next(self, kind: str) -> None:
        """Collect the next group, if one begins here, apart from the text around it."""
        if self._content.startswith("{", self._place):
            self._next_brace = kind

    def _drop_blank(self) -> None:
        target = self._target
        while target and not target[-1].strip(f" {TIE}"):
            target.pop()
        target[-1:] = [part.rstrip(f" {TIE}") for part in target[-1:]]

    def _take_math(self, opening: str, closing: str) -> None:
        end = self._find(closing)
        if end < 0:
            self._put(opening)
            return
        self._put(_LABEL.sub("", f"{opening}{self._content[self._place : end]}{closing}").replace("\n", " "))
        self._place = end + len(closing)

    def _take_equation(self, opening: str, closing: str) -> None:
        """Put a displayed formula, without the marks around it, apart from the sentences beside it."""
        end = self._find(closing)
        if end < 0:
            self._put(opening)
            return
        formula = " ".join(_LABEL.sub("", self._content[self._place : end]).split())
        self._put("\n\n")
        self._put(formula)
        self._put("\n\n")
        self._place = end + len(closing)

    def _take_code(self, closing: str, *, is_shown: bool) -> None:
        end = self._find(closing)
        if end < 0:
            return
        if is_shown:
            self._skip_options()
            lines = self._content[self._place : end].strip("\n").split("\n")
            self._put("\n\n")
            self._put("\n".join(HARD_BLANK * 4 + line.replace(" ", HARD_BLANK) for line in lines if line.strip()))
        self._put("\n\n")
        self._place = end + len(closing)

    def _take_verb(self) -> None:
        self._skip_options()
        sign = self._content[self._place : self._place + 1]
        end = self._content.find("}" if sign == "{" else sign, self._place + 1, self._place + MAX_VERB_LENGTH)
        if sign and end > 0:
            self._put(self._content[self._place + 1 : end].replace("\n", " "))
            self._place = end + 1


def tidy(text: str) -> str:
    """Return a text with single blanks, and with blank lines between its paragraphs."""
    text = _BREAKS.sub("\n\n", _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text.replace(TIE, " "))))
    return text.strip().replace(HARD_BLANK, " ")
