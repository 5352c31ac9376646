"""Computes the numbers that references in LaTeX print, for documents whose class and counters leave no doubt."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ARTICLES = frozenset("article extarticle scrartcl amsart elsarticle acmart llncs svjour3".split())
_BOOKS = frozenset("report extreport book extbook scrreprt scrbook amsbook".split())
_PLAIN = frozenset("article extarticle scrartcl amsart report extreport book extbook scrreprt scrbook amsbook".split())
"""Classes that number headings of the third level; of the others that is not known."""

_LEVELS = ("chapter", "section", "subsection", "subsubsection")
_NUMBERED_DEPTH = {"article": 3, "book": 2}
"""Last of the levels that has numbers."""

_MATH_ROWS = frozenset("align gather eqnarray alignat flalign".split())
_EQUATIONS = frozenset(("equation", "multline", *_MATH_ROWS))
_FLOATS = frozenset("figure table wrapfigure sidewaysfigure sidewaystable longtable algorithm".split())
_FLOAT_KIND = {"wrapfigure": "figure", "sidewaysfigure": "figure", "sidewaystable": "table", "longtable": "table"}
_PLAIN_ENVIRONMENTS = frozenset("document center minipage quote quotation abstract".split())
_VERBATIM = frozenset("verbatim lstlisting minted Verbatim alltt comment filecontents tikzpicture".split())
_NAMES = {
    "chapter": "Chapter", "section": "Section", "subsection": "Section", "subsubsection": "Section",
    "figure": "Figure", "table": "Table", "equation": "Equation",
}  # fmt: skip
_SHORT_NAMES = {"figure": "fig.", "equation": "eq."}

_CLASS = re.compile(r"^[^%\n]*?\\documentclass[ \t]*(?:\[[^\[\]]*\])?[ \t]*\{([\w-]{1,40})\}", re.MULTILINE)
_DOUBTFUL = re.compile(
    r"\\(?:(?:setcounter|addtocounter|stepcounter|refstepcounter|numberwithin|counterwithin|counterwithout|import|subfile"
    r"|captionof|input|include|titleformat|externaldocument)(?![a-z])"
    r"|(?:renewcommand\*?[ \t]*\{?|def)[ \t]*\\(?:the|section|subsection|ref|caption|p@))"
)
"""Commands after which the numbers cannot be computed from this file alone; in the preamble files may be included."""

_OWN_NAMES = re.compile(
    r"\\usepackage[ \t]*\[[^\[\]]*\][ \t]*\{cleveref\}|\\[cC]refname|\\[cC]refformat|\\creflabelformat|autorefname"
    r"|\{polyglossia\}|\\usepackage[ \t]*\[(?!(?:\w+,)*(?:english|american|british|USenglish|UKenglish)\])[^\[\]]*\]"
    r"[ \t]*\{babel\}"
)
"""Commands after which the nouns of references are not the usual ones."""

_HARMLESS = re.compile(r"\\(?:input|include)(?![a-z])|\\setcounter[ \t]*\{(?:page|tocdepth|footnote)\}")
_LETTERS = 26
"""Number of sections above which an appendix would have no letter."""

_MAX_OPEN = 100
"""Maximum depth of environments: each is looked for among those around it."""

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_MAX_NOTE_LENGTH = 5_000
_THEOREM = re.compile(
    r"\\newtheorem[ \t]*\{(\w{1,40})\}[ \t]*(?:\[(\w{1,40})\])?[ \t]*\{([^{}]{1,60})\}[ \t]*(?:\[(\w{1,40})\])?"
)
_MARK = re.compile(
    r"\\\\|\\%|%[^\n]*|\\(?P<level>chapter|section|subsection|subsubsection)(?P<star>\*?)[ \t\n]*(?=[\[{])"
    r"|\\(?P<edge>begin|end)[ \t]*\{(?P<name>[A-Za-z]{1,40}\*?)\}|\\label[ \t]*\{(?P<label>[^{}]{1,200})\}"
    r"|\\(?P<word>caption|appendix|frontmatter|mainmatter|backmatter|nonumber|notag|tag|footnote|footnotetext|substack)"
    r"(?![A-Za-z])\*?"
)


class Numbered(NamedTuple):
    """The target of a label: its kind, such as "section", and the number."""

    kind: str
    number: str


def find_numbers(content: str) -> dict[str, Numbered]:
    """Return the number of each label of a document; none if any could be another.

    Labels whose number cannot be computed are missing. The time is linear in the length of the document.
    """
    found = _CLASS.search(content)
    name = found[1] if found else ""
    if not found or name not in _ARTICLES | _BOOKS:
        return {}
    start = content.find("\\begin{document}", found.end())
    if start < 0:
        return {}
    for doubt in _DOUBTFUL.finditer(content, found.end()):
        is_in_preamble = doubt.start() < start
        if not (_HARMLESS.match(content, doubt.start()) and (is_in_preamble or "counter" in doubt[0])):
            return {}
    theorems = {one[1]: (one[2], one[3], one[4]) for one in _THEOREM.finditer(content, found.end(), start)}
    counters = _Counters(content, name, theorems)
    has_own_names = _OWN_NAMES.search(content, found.end(), start)
    numbers = counters.count(start)
    return {label: Numbered("", one.number) for label, one in numbers.items()} if has_own_names else numbers


class _Counters:
    """The counters of a document, and the labels found so far; a label that is defined twice has no number."""

    def __init__(self, content: str, name: str, theorems: dict[str, tuple[str, str, str]]) -> None:
        self._content = content
        self._is_book = name in _BOOKS
        self._is_plain = name in _PLAIN
        self._depth = _NUMBERED_DEPTH["book" if self._is_book else "article"]
        self._is_numbered, self._are_equations_sure = True, True
        self._theorems = theorems
        self._levels = [0, 0, 0, 0]
        self._counts: dict[str, int] = {}
        self._is_appendix = False
        self._labels: dict[str, Numbered | None] = {}
        self._current: Numbered | None = None
        self._skipped = 0
        self._open: list[tuple[str, Numbered | None]] = []

    def count(self, start: int) -> dict[str, Numbered]:
        """Return the labels with their numbers; none if environments are nested too deeply."""
        for mark in self._iterate(start):
            if mark.start() < self._skipped:
                continue
            if mark["level"]:
                self._begin_section(mark["level"], is_numbered=not mark["star"])
            elif mark["edge"] == "begin":
                self._open.append((mark["name"], self._current))
                if len(self._open) > _MAX_OPEN:
                    return {}
                self._begin(mark["name"])
            elif mark["edge"]:
                self._end(mark["name"])
            elif mark["label"]:
                label = " ".join(mark["label"].split())
                self._labels[label] = None if label in self._labels else self._current
            elif mark["word"] in ("footnote", "footnotetext"):
                self._skip_note(mark.end())
            elif not (mark["word"] == "caption" and mark[0].endswith("*")):
                self._take(mark["word"] or mark[0])
        unsure = "" if self._are_equations_sure else "equation"
        return {label: found for label, found in self._labels.items() if found and found.kind != unsure}

    def _iterate(self, place: int) -> Iterator[re.Match[str]]:
        """Yield the marks that count, without those in comments and code."""
        while mark := _MARK.search(self._content, place):
            place = mark.end()
            if mark["edge"] == "begin" and mark["name"].rstrip("*") in _VERBATIM:
                end = self._content.find(f"\\end{{{mark['name']}}}", place)
                place = end if end >= 0 else len(self._content)
            elif mark["edge"] == "end" and mark["name"] == "document":
                return
            if not mark[0].startswith("%") and mark[0] != "\\%":
                yield mark

    def _skip_note(self, place: int) -> None:
        """Skip a footnote, whose label has a number of its own; in one that is not closed nothing is numbered."""
        depth = 0
        for brace in _BRACE.finditer(self._content, place, place + _MAX_NOTE_LENGTH):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if depth <= 0 and brace[0] == "}":
                self._skipped = brace.end()
                return
        self._skipped = place + _MAX_NOTE_LENGTH

    def _begin_section(self, level: str, *, is_numbered: bool) -> None:
        place = _LEVELS.index(level)
        if not is_numbered or not self._is_numbered or place > self._depth or (not self._is_book and not place):
            # A label beside an unnumbered heading has the number of the one before.
            return
        first = 0 if self._is_book else 1
        self._levels[place] += 1
        self._levels[place + 1 :] = [0] * (len(_LEVELS) - place - 1)
        if not place:
            self._counts |= {name: 0 for name in self._counts if name not in self._theorems}
        for name, (_, _, within) in self._theorems.items():
            if within and within in _LEVELS and _LEVELS.index(within) >= place:
                self._counts[name] = 0
        is_sure = self._is_plain or place < len(_LEVELS) - 1
        is_sure = is_sure and not (self._is_appendix and not 0 < self._levels[first] <= _LETTERS)
        self._current = Numbered(level, self._write_section(place)) if is_sure else None

    def _write_section(self, place: int) -> str:
        first = 0 if self._is_book else 1
        numbers = [str(number) for number in self._levels[first : place + 1]]
        if self._is_appendix and numbers:
            numbers[0] = chr(ord("A") - 1 + self._levels[first])
        return ".".join(numbers)

    def _step(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        number = str(self._counts[kind])
        return f"{self._write_section(0)}.{number}" if self._is_book and self._levels[0] else number

    def _begin(self, name: str) -> None:
        if name in _EQUATIONS:
            self._current = Numbered("equation", self._step("equation"))
        elif name in self._theorems:
            self._begin_theorem(name)
        elif name == "subequations":
            self._are_equations_sure = False
        elif name.rstrip("*") not in _FLOATS | _PLAIN_ENVIRONMENTS and not self._is_in_equation():
            # It is unknown what this counter numbers.
            self._current = None

    def _begin_theorem(self, name: str) -> None:
        shared, title, within = self._theorems[name]
        counter = shared or name
        within = within or self._theorems.get(shared, ("", "", ""))[2]
        if shared and shared not in self._theorems or within and within not in _LEVELS:
            self._current = None
            return
        self._counts[counter] = self._counts.get(counter, 0) + 1
        number = str(self._counts[counter])
        if within:
            number = f"{self._write_section(_LEVELS.index(within))}.{number}"
        self._current = Numbered(title, number)

    def _end(self, name: str) -> None:
        while self._open:
            opened, before = self._open.pop()
            if opened == name:
                self._current = before
                return

    def _is_in_equation(self) -> bool:
        return any(name in _EQUATIONS for name, _ in self._open)

    def _take(self, word: str) -> None:
        inner = self._open[-1][0] if self._open else ""
        if word == "caption":
            self._take_caption(inner)
        elif word in ("frontmatter", "mainmatter", "backmatter"):
            self._is_numbered = word == "mainmatter"
        elif word == "appendix":
            self._is_appendix = True
            self._levels = [0, 0, 0, 0]
        elif word == "\\\\" and inner in _MATH_ROWS:
            self._current = Numbered("equation", self._step("equation"))
        elif word in ("nonumber", "notag", "tag") and self._is_in_equation():
            self._counts["equation"] = self._counts.get("equation", 0) - (self._current is not None)
            self._current = None
        elif word == "substack" and inner in _MATH_ROWS:
            # Its line breaks are no rows.
            self._are_equations_sure = False

    def _take_caption(self, inner: str) -> None:
        """Count a caption of a float, also within an environment that centres it."""
        is_plain = inner in _PLAIN_ENVIRONMENTS
        around = (
            next((name for name, _ in reversed(self._open) if name.rstrip("*") in _FLOATS), "") if is_plain else inner
        )
        kind = _FLOAT_KIND.get(around.rstrip("*"), around.rstrip("*"))
        is_known = kind in _FLOATS and not (kind == "algorithm" and self._is_book)
        self._current = Numbered(kind, self._step(kind)) if is_known else None


def write_reference(command: str, numbered: Numbered) -> str:
    """Return what a command that refers to a label prints; empty if that is not known."""
    kind, number = numbered
    if command == "ref":
        return number
    if command == "eqref":
        return f"({number})"
    name = _NAMES.get(kind, "")
    shown = f"({number})" if kind == "equation" else number
    if command == "autoref" and name:
        return f"{kind if kind in _LEVELS else name} {number}"
    if command == "Cref" and name:
        return f"{name} {shown}"
    if command == "cref" and name:
        return f"{_SHORT_NAMES.get(kind, name.lower())} {shown}"
    return ""
