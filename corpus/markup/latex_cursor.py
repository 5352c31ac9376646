"""A place in a LaTeX document, which moves over tokens, options and arguments."""

import re

TOKEN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*)?)|(?P<accent>\\[`'^\"~=.][ \t]*(?:\{\\?[A-Za-z]?\}|\\[ij]\b|[A-Za-z])"
    r"|\\[cvuHkrdb](?:[ \t]*\{\\?[A-Za-z]\}|[ \t]+[A-Za-z](?![A-Za-z])))"
    r"|\\(?P<command>[A-Za-z@]+)\*?(?P<gap>[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?)|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])"
    r"|(?P<dollar>\$\$?)|(?P<break>\n[ \t]*\n\s*)|(?P<typed>---?|``?|''|~)|(?P<cell>&)"
    r"|(?P<words>[^\\%{}$\n~&`'-]+|.)",
    re.DOTALL,
)
OPTION = re.compile(r"[ \t]*(?:\n[ \t]*)?\[([^\[\]{}]*(?:\{[^{}]*\}[^\[\]{}]*)*)\]")
_ARGUMENT = re.compile(r"[ \t]*(?:\n[ \t]*)?(?=\{)")
_BRACES = re.compile(r"\\.|%[^\n]*|[{}]", re.DOTALL)
_MAX_PARAMETERS_LENGTH = 40


class LatexCursor:
    """The place from which a document is read on; marks that do not come are searched for only once."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._place = 0
        self._unclosed: set[str] = set()

    def _find(self, mark: str) -> int:
        """Return where a mark comes next, -1 if it does not; the text is searched to its end only once."""
        place = -1 if mark in self._unclosed else self._content.find(mark, self._place)
        if place < 0:
            self._unclosed.add(mark)
        return place

    def _skip_options(self) -> None:
        while option := OPTION.match(self._content, self._place):
            self._place = option.end()
        if argument := _ARGUMENT.match(self._content, self._place):
            self._place = argument.end()

    def _skip_arguments(self, count: int) -> None:
        self._skip_options()
        for _ in range(count):
            if self._content.startswith("\\", self._place) and (name := TOKEN.match(self._content, self._place)):
                self._place = name.end()
            elif not (self._content.startswith("{", self._place) and self._skip_group()):
                return
            self._skip_options()

    def _read_arguments(self, count: int, default: str | None) -> list[str]:
        """Return the arguments of a command, the first of which is an option if it has a usual value."""
        values = []
        if default is not None:
            option = OPTION.match(self._content, self._place)
            self._place = option.end() if option else self._place
            values.append(option[1] if option else default)
        while len(values) < count:
            if argument := _ARGUMENT.match(self._content, self._place):
                self._place = argument.end()
            first = self._place
            if not (self._content.startswith("{", first) and self._skip_group()):
                break
            values.append(self._content[first + 1 : self._place - 1])
        return values

    def _skip_group(self) -> bool:
        """Skip a group in braces; False if it is not closed."""
        depth = 0
        for found in _BRACES.finditer(self._content, self._place) if "}" not in self._unclosed else ():
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if depth == 0:
                self._place = found.end()
                return True
        self._unclosed.add("}")
        return False

    def _skip_definition(self) -> None:
        """Skip the name, parameters and body of a definition of TeX."""
        name = TOKEN.match(self._content, self._place)
        self._place = name.end() if name else self._place
        opening = self._content.find("{", self._place, self._place + _MAX_PARAMETERS_LENGTH)
        if opening >= 0:
            self._place = opening
            self._skip_group()
