"""A package: a ZIP container of XML parts, opened by name or by relationship. External targets are never opened."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import unquote

from lxml import etree

from corpus.dates import parse_date
from corpus.formats.archive import is_media
from corpus.readers.fields import Fields

Element = Any
"""An element of lxml, which has no types."""

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(r"""(xmlns(?::[\w.-]+)?\s*=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)""")
_CORE_NAMES = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://purl.org/dc/terms/}created": "created",
    "{http://purl.org/dc/terms/}modified": "modified",
}
_NOBODY = {
    *("python-docx", "steve canny", "openpyxl"),
    *("user", "windows user", "microsoft office user", "unknown", "anonymous", "author"),
}
"""Authors that programs write into every document, in lower case."""

_SAFELY = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_NO_DAY = ("2013-12-23T23:15", "2013-01-27T09:14")
"""When the templates of python-docx and python-pptx were made."""

_NO_TITLE = re.compile(
    r"(?:word|excel|powerpoint)? ?(?:document|presentation|workbook|spreadsheet|book|slide) ?\d*"
    r"|\(?(?:untitled|title|no title|anonymous)\)? ?\d*|microsoft (?:word|excel|powerpoint)(?: - .*)?"
    r"|.*\.(?:docx?|dotx?|xlsx?|pptx?|potx?|odt|rtf|tmp)",
    re.IGNORECASE,
)


class PartError(ValueError):
    """A part of a package cannot be read; the message says why, without a full stop."""


PACKAGE_ERRORS = (PartError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)
"""What reading a damaged package raises."""


class Relationship(NamedTuple):
    """The last word of a relationship's type, such as "footnotes", and the name of the part that it leads to."""

    kind: str
    target: str


class Package:
    """The parts of a package by name, whatever the case and the slashes of the names."""

    def __init__(self, content: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(content)
        self._names = {_spell(name): name for name in self._archive.namelist()}

    def __contains__(self, name: str) -> bool:
        """Return whether there is a part of a name."""
        return _spell(name) in self._names

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises PartError if it is missing."""
        if name not in self:
            raise PartError(f"the part {name} is missing")
        if is_media(name):
            raise PartError(f"the part {name} is a picture or the like")
        # zipfile yields no more bytes than the declared size, which the reader of archives has checked.
        return self._archive.read(self._names[_spell(name)])

    def read_xml(self, name: str) -> bytes:
        """Return the bytes of a part with the namespaces of strict OOXML replaced by the usual ones."""
        content = self.read(name)
        if b"purl.oclc.org/ooxml" in content:
            # In Latin-1 every byte is a character, so none changes.
            text = _STRICT.sub(r"\1http://schemas.openxmlformats.org/\2/2006/\3", content.decode("latin-1"))
            return text.encode("latin-1")
        return content

    def parse(self, name: str) -> Element:
        """Return the root element of a part. Raises PartError."""
        return parse_xml(self.read_xml(name))

    def find_relationships(self, part: str = "") -> dict[str, Relationship]:
        """Return the relationships of a part, or of the package, by id, without external ones. Raises PartError."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self:
            return {}
        return {
            element.get("Id", ""): Relationship(
                element.get("Type", "").rpartition("/")[2], resolve_target(folder, element.get("Target", ""))
            )
            for element in self.parse(path).iter(_RELATIONSHIPS)
            if element.get("TargetMode", "").lower() != "external"
        }

    def find_related(self, part: str, kind: str) -> list[str]:
        """Return the names of the parts that a part, or the package, refers to by relationships of a kind."""
        relationships = self.find_relationships(part).values()
        return [found.target for found in relationships if found.kind == kind and found.target in self]

    def find_main(self, usual: str) -> str:
        """Return the name of the main part: the one that the package refers to, or else the usual one."""
        try:
            found = self.find_related("", "officeDocument")
        except PartError:
            found = []
        return found[0] if found else usual


def _spell(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def resolve_target(folder: str, target: str) -> str:
    """Return the name of the part that a relative address in a folder leads to, without its fragment."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def parse_xml(content: bytes) -> Element:
    """Parse XML without entities, network or text nodes above 10 MB. Raises PartError."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **_SAFELY)
    try:
        root = etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise explain_syntax(error) from error
    _refuse_entities(root)
    return root


def _refuse_entities(element: Element) -> None:
    """Raise PartError if a part declares entities: they could grow, or stand for text that is not there."""
    rules = element.getroottree().docinfo.internalDTD
    if rules is not None and any(True for _ in rules.iterentities()):
        raise PartError("it declares entities")


def iterate_xml(content: BinaryIO, tags: list[str]) -> Iterator[Element]:
    """Yield the elements of some tags as they end, each with its children, and free them. Raises PartError."""
    events = etree.iterparse(content, tag=tags, remove_comments=True, **_SAFELY)
    try:
        for number, (_, element) in enumerate(events):
            if not number:
                _refuse_entities(element)
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.LxmlError as error:
        raise explain_syntax(error) from error


def explain_syntax(error: Exception) -> Exception:
    """Return the error to raise for one of lxml, which reports a lack of memory as an unknown error."""
    return MemoryError() if "unknown error" in str(error) else PartError(str(error).rstrip("."))


def read_properties(package: Package) -> Fields:
    """Return title, author and date of a package, each only if it says something of the document."""
    try:
        parts = package.find_related("", "core-properties") or ["docProps/core.xml"]
        root = package.parse(parts[0]) if parts[0] in package else None
    except PartError:
        root = None
    if root is None:
        return {}
    found = {_CORE_NAMES[child.tag]: (child.text or "").strip() for child in root if child.tag in _CORE_NAMES}
    made = found.get("created") or found.get("modified", "")
    day = None if made.startswith(_NO_DAY) else parse_date(made)
    title, author = drop_default_title(found.get("title", "")), drop_nobody(found.get("author", ""))
    fields: Fields = {"title": title, "author": author}
    return fields | {"date": day.isoformat()} if day else fields


def drop_default_title(title: str) -> str:
    """Return a title, empty if a program wrote it into every document or it is a file name."""
    return "" if _NO_TITLE.fullmatch(title.strip()) else title


def drop_nobody(author: str) -> str:
    """Return an author, empty if a program wrote it into every document."""
    return "" if author.strip().lower() in _NOBODY else author


def is_on(value: str | None) -> bool:
    """Return whether a switch is on: its element is there, and its value does not say otherwise."""
    return value is None or value.lower() not in {"0", "false", "off", "none"}


def to_int(value: str | None, default: int = 0) -> int:
    """Return the whole number in an attribute, or the default."""
    try:
        return int(value or "")
    except ValueError:
        return default
