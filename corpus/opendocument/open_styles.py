"""The styles and numbered lists of an OpenDocument: what hides text, what is a title, and the numbers of items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.office.numbering import format_number
from corpus.office.package import Element, to_int

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f"{{{_SPACE}office:1.0}}"
TEXT = f"{{{_SPACE}text:1.0}}"
TABLE = f"{{{_SPACE}table:1.0}}"
STYLE = f"{{{_SPACE}style:1.0}}"
DRAW = f"{{{_SPACE}drawing:1.0}}"
PRESENTATION = f"{{{_SPACE}presentation:1.0}}"
_KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_CHAIN = 20
_MAX_LEVEL = 10


@dataclass
class OpenLevel:
    """How a level of a list or of headings is numbered."""

    kind: str
    prefix: str
    suffix: str
    start: int
    shown: int


@dataclass
class _OpenStyle:
    """A style; it inherits from the style below it."""

    name: str
    below: str
    hides: bool
    list_style: str
    properties: dict[str, str]


class OpenStyles:
    """The styles of a document: which hide, which are titles, and how lists are numbered."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles: dict[tuple[str, str], _OpenStyle] = {}
        self._lists: dict[str, dict[int, OpenLevel]] = {}
        self.outline: dict[int, OpenLevel] = {}
        for root in roots:
            for element in root.iter(f"{STYLE}style"):
                key = element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name", "")
                self._styles[key] = _read_open_style(element)
            for element in root.iter(f"{TEXT}list-style"):
                self._lists[element.get(f"{STYLE}name", "")] = _read_levels(element)
            for element in root.iter(f"{TEXT}outline-style"):
                self.outline = _read_levels(element)

    def _find_chain(self, family: str, name: str) -> Iterator[_OpenStyle]:
        for _ in range(_MAX_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.below

    def hides(self, family: str, name: str) -> bool:
        """Return whether a style hides its text."""
        return any(style.hides for style in self._find_chain(family, name))

    def find_shift(self, name: str) -> str:
        """Return "super" or "sub" if a style of text raises or lowers it, else nothing."""
        for style in self._find_chain("text", name):
            shift = style.properties.get("text-position", "").split(" ")[0]
            if shift:
                is_number = shift.removeprefix("-").removesuffix("%").replace(".", "", 1).isdigit()
                level = float(shift.removesuffix("%")) if is_number else 0.0
                return shift if shift in ("super", "sub") else "super" if level > 0 else "sub" if level < 0 else ""
        return ""

    def is_title(self, name: str) -> bool:
        """Return whether a style of paragraphs is that of titles, or is based on it."""
        return name == "Title" or any("Title" in {one.name, one.below} for one in self._find_chain("paragraph", name))

    def find_list_style(self, paragraph_style: str) -> str:
        """Return the style of lists that the paragraphs of a style are in, empty if none."""
        found = (style.list_style for style in self._find_chain("paragraph", paragraph_style))
        return next(filter(None, found), "")

    def find_levels(self, list_style: str) -> dict[int, OpenLevel]:
        """Return the numbered levels of a style of lists."""
        return self._lists.get(list_style, {})

    def is_hidden_table(self, element: Element) -> bool:
        """Return whether a sheet is hidden."""
        styles = self._find_chain("table", element.get(f"{TABLE}style-name", ""))
        return any(style.properties.get("display") == "false" for style in styles)

    def is_hidden_slide(self, element: Element) -> bool:
        """Return whether a slide is hidden."""
        styles = self._find_chain("drawing-page", element.get(f"{DRAW}style-name", ""))
        return any(style.properties.get("visibility") == "hidden" for style in styles)


def _read_open_style(element: Element) -> _OpenStyle:
    properties = {name.rpartition("}")[2]: value for child in element for name, value in child.attrib.items()}
    display = [child.get(f"{TEXT}display") for child in element if child.tag == f"{STYLE}text-properties"]
    return _OpenStyle(
        name=element.get(f"{STYLE}display-name") or element.get(f"{STYLE}name", ""),
        below=element.get(f"{STYLE}parent-style-name", ""),
        hides="none" in display,
        list_style=element.get(f"{STYLE}list-style-name", ""),
        properties=properties,
    )


def _read_levels(element: Element) -> dict[int, OpenLevel]:
    return {
        to_int(one.get(f"{TEXT}level"), 1): OpenLevel(
            kind=_KINDS.get(one.get(f"{STYLE}num-format", ""), ""),
            prefix=one.get(f"{STYLE}num-prefix", ""),
            suffix=one.get(f"{STYLE}num-suffix", ""),
            start=to_int(one.get(f"{TEXT}start-value"), 1),
            shown=min(max(to_int(one.get(f"{TEXT}display-levels"), 1), 1), _MAX_LEVEL),
        )
        for one in element.iter(f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
    }


class OpenList:
    """The counts of a list by level."""

    def __init__(self, levels: dict[int, OpenLevel]) -> None:
        self._levels = levels
        self._counts: dict[int, int] = {}

    def count(self, level: int, start: int | None = None) -> str:
        """Count an item, and return its number with the blank after it; empty if its level has none."""
        own = self._levels.get(level)
        for deeper in [one for one in self._counts if one > level]:
            del self._counts[deeper]
        first = start if start is not None else None if level in self._counts else own.start if own else 1
        self._counts[level] = self._counts[level] + 1 if first is None else first
        if own is None or not own.kind:
            return ""
        places = range(max(level - own.shown + 1, 1), level + 1)
        numbers = [self._write(place) for place in places]
        label = f"{own.prefix}{'.'.join(filter(None, numbers))}{own.suffix}".strip()
        return f"{label} " if any(map(str.isalnum, label)) else ""

    def _write(self, place: int) -> str:
        level = self._levels.get(place)
        if level is None or not level.kind:
            return ""
        return format_number(self._counts.setdefault(place, level.start), level.kind) or ""
