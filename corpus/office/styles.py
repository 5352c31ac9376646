"""The styles of a Word document: which are titles, which hide their text, which number their paragraphs."""

from dataclasses import dataclass

from corpus.office.package import Element, is_on, to_int

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word."""

VAL = f"{W}val"
_MAX_CHAIN = 20


@dataclass
class _Style:
    """A style; it inherits from the style below it."""

    name: str
    below: str
    hides: bool | None
    list_id: str | None
    level: int | None


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._usual = ""
        for element in root.iter(f"{W}style") if root is not None else ():
            style_id = element.get(f"{W}styleId", "")
            self._styles[style_id] = _read_style(element)
            if element.get(f"{W}type") == "paragraph" and is_on(element.get(f"{W}default", "0")):
                self._usual = style_id

    def is_title(self, style: str) -> bool:
        """Return whether a style is that of titles, whatever its id in the language of the author."""
        found = self._styles.get(style)
        return (found.name if found else style).lower() == "title"

    def hides(self, style: str) -> bool:
        """Return whether a style hides its text."""
        return next((one.hides for _, one in self._find_chain(style) if one.hides is not None), False)

    def find_numbering(self, style: str) -> tuple[str | None, int | None, str]:
        """Return the list and level of a style's paragraphs, if any, and the style that says so."""
        for name, one in self._find_chain(style or self._usual):
            if one.list_id is not None:
                return one.list_id, one.level, name
        return None, None, ""

    def _find_chain(self, style: str) -> list[tuple[str, _Style]]:
        chain: list[tuple[str, _Style]] = []
        while style in self._styles and len(chain) < _MAX_CHAIN:
            chain.append((style, self._styles[style]))
            style = self._styles[style].below
        return chain


def _read_style(element: Element) -> _Style:
    name, below, vanish = (element.find(path) for path in (f"{W}name", f"{W}basedOn", f"{W}rPr/{W}vanish"))
    list_id, level = element.find(f"{W}pPr/{W}numPr/{W}numId"), element.find(f"{W}pPr/{W}numPr/{W}ilvl")
    return _Style(
        name="" if name is None else name.get(VAL, ""),
        below="" if below is None else below.get(VAL, ""),
        hides=None if vanish is None else is_on(vanish.get(VAL)),
        list_id=None if list_id is None else list_id.get(VAL, "0"),
        level=None if level is None else to_int(level.get(VAL)),
    )
