"""The commands that a LaTeX document defines, and their replacements."""

import re
from typing import NamedTuple

_BODY = r"\{([^{}]{0,500}(?:\{[^{}]{0,500}\}[^{}]{0,500}){0,20})\}"
_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?[ \t]*\{?\\([A-Za-z@]+)\}?[ \t]*(?:\[(\d)\])?[ \t]*"
    rf"(?:\[([^\[\]]*)\])?{_BODY}|\\def[ \t]*\\([A-Za-z@]+)[ \t]*((?:#\d){{0,9}})[ \t]*{_BODY}"
)
_PLACEHOLDER = re.compile(r"#(\d)")
_LAST_COMMAND = re.compile(r"\\[A-Za-z@]+\Z")
_NO_WORDS = re.compile(r"\\[A-Za-z@]+\*?|#\d")


class OwnCommand(NamedTuple):
    """A command of a document: the number of its arguments, the usual value of the first if it may be left out."""

    arguments: int
    default: str | None
    body: str

    @property
    def has_words(self) -> bool:
        """Whether it adds words, or a blank, to those of its arguments."""
        return any(sign.isalpha() or sign == "~" for sign in _NO_WORDS.sub("", self.body))

    def insert(self, values: list[str]) -> str:
        """Return the replacement of the command with these arguments."""
        # The blank after a placeholder is one of the text, even if the argument ends with a command.
        values = [f"{value}{{}}" if _LAST_COMMAND.search(value) else value for value in values]
        return _PLACEHOLDER.sub(lambda found: "".join(values[int(found[1]) - 1 : int(found[1])]), self.body)


_QUANTITY = OwnCommand(2, None, "#1~#2")
_OF_PACKAGES = {"SI": _QUANTITY, "qty": _QUANTITY, "SIrange": OwnCommand(3, None, "#1 to #2~#3")}
"""Commands of the package siunitx, which a document need not define."""


def find_own_commands(content: str) -> dict[str, OwnCommand]:
    """Return the commands that a document defines, by name, and some of packages."""
    commands = dict(_OF_PACKAGES)
    for found in _DEFINITION.finditer(content):
        name, count, default, body, other, parameters, other_body = found.groups()
        if name:
            commands[name] = OwnCommand(int(count or 0), default, body)
        else:
            commands[other] = OwnCommand(len(parameters) // 2, None, other_body)
    return commands
