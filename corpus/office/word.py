"""Reads a Word document: its text in document order, then its footnotes and endnotes; title, author and date.

Notes come last, a block each, in the order in which they are referred to, so that they break no sentence and stay out
of the passages of the body. Running heads and feet are left out.
"""

from collections.abc import Iterator

from corpus.dates import find_date_line
from corpus.office.drawing_text import read_diagram
from corpus.office.html_blocks import parse_html_blocks
from corpus.office.numbering import Numbering
from corpus.office.package import PACKAGE_ERRORS, Element, Package, PartError, read_properties
from corpus.office.story import Story
from corpus.office.styles import Styles, W
from corpus.readers.fields import Fields, FileToRead

_NOTES = {"footnotes": f"{W}footnote", "endnotes": f"{W}endnote"}
_HTML = (".htm", ".html", ".xhtml")


def read_word(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document, then the parts that could not be read; each table row is a line."""
    try:
        yield from _WordDocument(Package(file.content)).read()
    except PACKAGE_ERRORS as error:
        yield {"skipped": f"It is a damaged Word document: {str(error).rstrip('.')}."}


class _WordDocument:
    """A document whose parts are found by relationships, whatever their names."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.find_main("word/document.xml")
        self._lost: list[Fields] = []

    def read(self) -> Iterator[Fields]:
        body = self._package.parse(self._main)
        styles = Styles(self._parse_related("styles"))
        story = Story(styles, Numbering(self._parse_related("numbering"), styles))
        blocks = story.read_blocks(body)
        blocks += self._read_notes(story)
        blocks += self._read_other_parts(story.related)
        text = "\n\n".join(blocks)
        if text:
            yield self._describe(text, story.title)
        else:
            yield {"skipped": "It contains no text."}
        yield from story.skipped + self._lost

    def _describe(self, text: str, title: str) -> Fields:
        fields = {"text": text, **read_properties(self._package)}
        fields["title"] = fields.get("title") or title
        if find_date_line(text):
            # The date in the text says more about it than the date of the file.
            fields.pop("date", None)
        return fields

    def _parse_related(self, kind: str) -> Element | None:
        """Return the root of the part that the main part refers to; one that is damaged is noted."""
        try:
            found = self._package.find_related(self._main, kind)
            return self._package.parse(found[0]) if found else None
        except PACKAGE_ERRORS as error:
            self._lost.append({"part": kind, "skipped": f"It is damaged: {str(error).rstrip('.')}."})
            return None

    def _read_notes(self, story: Story) -> list[str]:
        """Return the text of the notes, in the order of the references to them; notes may refer to others."""
        elements: dict[tuple[str, str], Element] = {}
        for part, tag in _NOTES.items():
            root = self._parse_related(part) if any(note.part == part for note in story.notes) else None
            if root is not None:
                elements |= {(part, note.get(f"{W}id", "")): note for note in root.iter(tag)}
        blocks = []
        for part in _NOTES:
            for note in [note for note in story.notes if note.part == part]:
                found = elements.pop((note.part, note.id), None)
                blocks += story.read_blocks(found) if found is not None else []
        return blocks

    def _read_other_parts(self, ids: list[str]) -> list[str]:
        """Return the text of diagrams and of pieces of HTML."""
        blocks: list[str] = []
        for number, target in enumerate(self._find_targets(ids), start=1):
            try:
                if target.endswith(_HTML):
                    blocks += [block.text for block in parse_html_blocks(self._package.read(target))]
                elif target.endswith(".xml"):
                    blocks += read_diagram(self._package.parse(target))
                else:
                    reason = "It is a document in another format; open the file in Word and save it as .docx."
                    self._lost.append({"part": f"part {number}", "skipped": reason})
            except PACKAGE_ERRORS as error:
                self._lost.append({"part": f"part {number}", "skipped": f"It is damaged: {str(error).rstrip('.')}."})
        return blocks

    def _find_targets(self, ids: list[str]) -> list[str]:
        try:
            relationships = self._package.find_relationships(self._main)
        except PartError:
            return []
        return [relationships[one].target for one in dict.fromkeys(ids) if one in relationships]
