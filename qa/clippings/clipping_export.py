"""Clippings for other programs: notes for Obsidian, RIS and CSL-JSON for Zotero, W3C annotations, and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.store import Index
from qa.citations.fragments import is_web, original_link
from qa.citations.hidden import escape_hidden, reveal_line
from qa.citations.references import format_annotation, write_bibliography
from qa.clippings.clipping import Clipping, name_tags
from qa.clippings.obsidian import write_notes


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form of export: what people call it, the name of its file, and its media type."""

    label: str
    file: str
    media_type: str


EXPORT_FORMS: Mapping[str, ExportForm] = {
    "markdown": ExportForm("Markdown for Obsidian", "clippings.zip", "application/zip"),
    "ris": ExportForm("RIS for Zotero", "clippings.ris", "application/x-research-info-systems"),
    "csl": ExportForm("CSL-JSON", "clippings.csl.json", "application/vnd.citationstyles.csl+json"),
    "annotations": ExportForm("W3C annotations", "clippings.jsonld", "application/ld+json"),
    "json": ExportForm("JSON", "clippings.json", "application/json"),
}
"""The forms by name."""

_END_OF_ENTRY = "ER  - \r\n"


def export_clippings(clippings: Sequence[Clipping], form: str, index: Index) -> bytes:
    """Return clippings as a file in one of the `EXPORT_FORMS`; raises ValueError for another.

    Links open the quotation in the articles that the index has.
    """
    if form not in EXPORT_FORMS:
        raise ValueError(f"there is no form {form!r}; choose one of {', '.join(EXPORT_FORMS)}")
    if form == "json":
        return _dump([json.loads(clipping.line) for clipping in clippings])
    match form:
        case "markdown":
            return write_notes(clippings, [find_original(clipping, index) for clipping in clippings])
        case "ris":
            return "".join(map(_write_ris, _group(clippings))).encode()
        case "csl":
            return _dump([_write_csl(group) for group in _group(clippings)])
    return _dump([_annotate(clipping) for clipping in clippings])


def find_original(clipping: Clipping, index: Index) -> str:
    """Return the address that opens the original at the quotation, or the article alone; empty without one."""
    article = index.articles.get(clipping.article.id)
    if article is not None and article.text[clipping.start : clipping.end] == clipping.text:
        return original_link(article, clipping.start, clipping.end)
    return clipping.article.url if is_web(clipping.article.url) else ""


def _group(clippings: Sequence[Clipping]) -> list[list[Clipping]]:
    """Return the clippings of each article."""
    groups: dict[str, list[Clipping]] = {}
    for clipping in clippings:
        groups.setdefault(clipping.article.id, []).append(clipping)
    return list(groups.values())


def _write_ris(group: Sequence[Clipping]) -> str:
    """Return the entry of an article: each note as a note of its own, each tag as a keyword."""
    entry = write_bibliography([clipping.quote for clipping in group], "ris").removesuffix(_END_OF_ENTRY)
    lines = [f"N1  - {_remark(clipping)}" for clipping in group if clipping.note]
    lines += [f"KW  - {reveal_line(tag)}" for tag in name_tags(group)]
    return "\r\n".join([f"{entry}{lines[0]}", *lines[1:], _END_OF_ENTRY]) if lines else entry + _END_OF_ENTRY


def _write_csl(group: Sequence[Clipping]) -> dict[str, object]:
    item: dict[str, object] = json.loads(write_bibliography([clipping.quote for clipping in group], "csl"))[0]
    remarks = [_remark(clipping) for clipping in group if clipping.note]
    note = "\n".join([str(item.get("note", "")), *remarks])
    keywords = ", ".join(name_tags(group))
    return item | {"note": note} | ({"keyword": keywords} if keywords else {})


def _remark(clipping: Clipping) -> str:
    """Return a note in one line, with the quotation that it is about."""
    return f"{reveal_line(clipping.note)} (on “{reveal_line(clipping.text)}”)"


def _annotate(clipping: Clipping) -> dict[str, object]:
    """Return a W3C annotation with the note as its comment, and the tags."""
    annotation: dict[str, object] = json.loads(format_annotation(clipping.quote))
    bodies: list[dict[str, str]] = []
    if clipping.note:
        comment = {"type": "TextualBody", "value": clipping.note, "format": "text/plain", "purpose": "commenting"}
        bodies.append(comment)
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in clipping.tags]
    motivation = "commenting" if clipping.note else "highlighting"
    stated = {"created": json.loads(clipping.line)["kept"], "motivation": motivation}
    return annotation | stated | ({"body": bodies} if bodies else {})


def _dump(value: object) -> bytes:
    return f"{escape_hidden(json.dumps(value, ensure_ascii=False, indent=1))}\n".encode()
