"""Recognises formats by the beginning of a file, by its suffix, or by the names of the files in a package."""

import json
import re
from collections.abc import Collection
from typing import NamedTuple

from corpus.encodings import find_utf16

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_PROLOG = re.compile(r"\s*(<\?|<!--|<!DOCTYPE)", re.IGNORECASE)
_PROLOG_ENDS = {"<?": "?>", "<!--": "-->"}
_MAX_ROOT_OFFSET = 4096
"""Number of characters behind the prolog in which the root of a feed may be, after a message of the server."""

_WHOLE_PAGE = re.compile(r"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
_PIECE = re.compile(r"<(?:article|section|main|div|p|h[1-6])[\s>]", re.IGNORECASE)
_HTML_ENDINGS = {".html", ".htm", ".xhtml"}
_MARKDOWN_ENDINGS = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd"}
_HEADER = re.compile(r"^(From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version):", re.MULTILINE | re.I)
_ANY_HEADER = re.compile(r"[!-9;-~]{1,200}:")
_ENVELOPE = re.compile(r"From [^\n]{0,500}\d{4}[^\n]{0,20}\n(?=>?[!-9;-~]{1,200}:)")
"""The line before each message of a mailbox."""

_APPLE_LENGTH = re.compile(r"\d{1,9}\s*\n")
_SAVED_PAGE = re.compile(r"^(?:Snapshot-Content-Location:|From: <Saved by)", re.MULTILINE | re.IGNORECASE)
_LATEX_ENDINGS = {".tex", ".ltx", ".latex"}
_LATEX_CLASS = re.compile(r"^\\documentclass[\[{]", re.MULTILINE)
_SUBTITLE_ENDINGS, _SCRIPT_ENDINGS = {".srt", ".vtt", ".sbv"}, {".ass", ".ssa"}
_TIMES = re.compile(r"^[ \t]*[\d:.,]{4,16}[ \t]*(?:-->|,)[ \t]*[\d:.,]{4,16}", re.MULTILINE)
_MAIL_ENDINGS = {".eml", ".emlx"}
_MIN_HEADERS = 3
_FLAT = re.compile(r"\s*<office:document[\s>]")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARATIONS = 1024
_TEXT_ENDINGS = (
    _HTML_ENDINGS
    | _MARKDOWN_ENDINGS
    | _MAIL_ENDINGS
    | _LATEX_ENDINGS
    | _SUBTITLE_ENDINGS
    | {
        *(
            ".txt",
            ".text",
            ".csv",
            ".tsv",
            ".tab",
            ".jsonl",
            ".ndjson",
            ".ipynb",
            ".rst",
            ".rest",
            ".adoc",
            ".asciidoc",
        ),
        *(".rtf", ".pdf", ".mbox", ".docx", ".xlsx", ".pptx", ".epub", ".odt", ".ods", ".odp", ".zip"),
    }
)
"""Suffixes of formats that are read; a file that has one and is not recognised is another."""

_MAX_ENDING_LENGTH = 12
_FOR_PROGRAMS = {".css", ".js", ".mjs", ".json", ".map", ".xml", ".svg", ".py", ".sh", ".yml", ".yaml", ".toml", ".ini"}
"""Text files that are not articles, such as those that browsers save beside a page."""


class Beginning(NamedTuple):
    """The first bytes of a file, the text that they are if they are one, and the suffix in lower case."""

    content: bytes
    text: str | None
    ending: str


def is_pdf(beginning: Beginning) -> bool:
    """Return whether a file is a PDF."""
    return b"%PDF-" in beginning.content[:1024]


def is_rtf(beginning: Beginning) -> bool:
    """Return whether a file is RTF."""
    return (beginning.text or "").startswith("{\\rtf")


def is_zip(beginning: Beginning) -> bool:
    """Return whether a file is a ZIP container."""
    return beginning.content.startswith(b"PK\x03\x04")


def is_csv(beginning: Beginning) -> bool:
    """Return whether a file is CSV."""
    return beginning.text is not None and beginning.ending in {".csv", ".tsv", ".tab"}


def is_json(beginning: Beginning) -> bool:
    """Return whether a file is JSON as a whole; one object a line is another format."""
    text = beginning.text or ""
    if beginning.ending != ".json" or not text.startswith(("[", "{")):
        return False
    first, _, rest = text.partition("\n")
    return not (rest.lstrip().startswith("{") and _is_json_object(first))


def is_jsonl(beginning: Beginning) -> bool:
    """Return whether a file is one JSON object a line."""
    text = beginning.text
    if text is None or beginning.ending in _MARKDOWN_ENDINGS:
        # Markdown may begin with front matter in JSON.
        return False
    return beginning.ending in {".jsonl", ".ndjson"} or _is_json_object(text.partition("\n")[0])


def is_notebook(beginning: Beginning) -> bool:
    """Return whether a file is a notebook."""
    return beginning.ending == ".ipynb" and (beginning.text or "").startswith("{")


def is_latex(beginning: Beginning) -> bool:
    """Return whether a file is LaTeX."""
    text = beginning.text
    return text is not None and (beginning.ending in _LATEX_ENDINGS or bool(_LATEX_CLASS.search(text)))


def is_restructured(beginning: Beginning) -> bool:
    """Return whether a file is reStructuredText."""
    return beginning.text is not None and beginning.ending in {".rst", ".rest"}


def is_asciidoc(beginning: Beginning) -> bool:
    """Return whether a file is AsciiDoc."""
    return beginning.text is not None and beginning.ending in {".adoc", ".asciidoc", ".asc"}


def are_subtitles(beginning: Beginning) -> bool:
    """Return whether a file is subtitles or a transcript."""
    text = beginning.text or ""
    is_script = beginning.ending in _SCRIPT_ENDINGS and text.startswith("[Script Info]")
    return (
        is_script or text.startswith("WEBVTT") or (beginning.ending in _SUBTITLE_ENDINGS and bool(_TIMES.search(text)))
    )


def is_feed(beginning: Beginning) -> bool:
    """Return whether a file is RSS or Atom."""
    text = beginning.text or ""
    root = _find_root(text)
    return text.startswith("<") and bool(_FEED.search(text, root, root + _MAX_ROOT_OFFSET))


def _find_root(text: str) -> int:
    """Return the offset of the root element of XML, behind the declaration, comments and document type."""
    at = 0
    while found := _PROLOG.match(text, at):
        mark = found[1].upper()
        if mark == "<!DOCTYPE":
            subset = text.find("[", at, text.find(">", at) + 1)
            end = text.find("]", subset) if subset >= 0 else at
            end = text.find(">", end) if end >= 0 else -1
            length = 1
        else:
            close = _PROLOG_ENDS[mark]
            # The end of a comment may not overlap its beginning.
            end, length = text.find(close, at + len(found[0])), len(close)
        if end < 0:
            return len(text)
        at = end + length
    return at


def is_html(beginning: Beginning) -> bool:
    """Return whether a file is HTML."""
    text = beginning.text or ""
    if beginning.ending in _HTML_ENDINGS:
        return bool(_WHOLE_PAGE.search(text) or _PIECE.search(text))
    # Markdown may begin with a fragment of HTML.
    is_piece = beginning.ending not in {".md", ".txt"} and _PIECE.search(text)
    return text.startswith("<") and bool(_WHOLE_PAGE.search(text[:4096]) or is_piece)


def is_mailbox(beginning: Beginning) -> bool:
    """Return whether a file is a mailbox."""
    text = (beginning.text or "").replace("\r\n", "\n")
    return beginning.ending not in _MAIL_ENDINGS and bool(_ENVELOPE.match(text))


def is_saved_page(beginning: Beginning) -> bool:
    """Return whether a file is a page that a browser saved with its pictures."""
    headers = _find_headers(beginning)
    return bool(headers) and (beginning.ending in {".mhtml", ".mht"} or bool(_SAVED_PAGE.search(headers)))


def is_mail(beginning: Beginning) -> bool:
    """Return whether a file is a message."""
    known = {name.lower() for name in _HEADER.findall(_find_headers(beginning))}
    return len(known) >= (1 if beginning.ending in _MAIL_ENDINGS else _MIN_HEADERS)


def _find_headers(beginning: Beginning) -> str:
    """Return the headers that a file begins with, empty if there are none."""
    text = (beginning.text or "").replace("\r\n", "\n")
    if beginning.ending in _MAIL_ENDINGS:
        length = _APPLE_LENGTH.match(text) if beginning.ending == ".emlx" else _ENVELOPE.match(text)
        text = text[length.end() :] if length else text
    return text.partition("\n\n")[0] if _ANY_HEADER.match(text) else ""


def is_plain_text(beginning: Beginning) -> bool:
    """Return whether a file is text of another kind."""
    text = beginning.text
    return text is not None and beginning.ending not in _FOR_PROGRAMS and not text.startswith("<?xml")


def is_old_office(beginning: Beginning) -> bool:
    """Return whether a file is a compound file, the container of old and of locked formats, or office XML of 2003."""
    return beginning.content.startswith(_COMPOUND) or b"<?mso-application" in beginning.content[:_DECLARATIONS]


def is_flat(beginning: Beginning) -> bool:
    """Return whether a file is OpenDocument in one XML file (.fodt, .fods, .fodp)."""
    text = beginning.text or ""
    root = _find_root(text)
    return text.startswith("<") and bool(_FLAT.match(text, root))


def is_word(names: Collection[str]) -> bool:
    """Return whether a package is a Word document."""
    return "word/document.xml" in names or _has_parts(names, "word/")


def is_presentation(names: Collection[str]) -> bool:
    """Return whether a package is a presentation of PowerPoint."""
    return _has_parts(names, "ppt/")


def is_workbook(names: Collection[str]) -> bool:
    """Return whether a package is a workbook of Excel."""
    # The binary kind of Excel has its sheets in no XML.
    return _has_parts(names, "xl/") and "xl/workbook.bin" not in names


def is_opendocument(names: Collection[str]) -> bool:
    """Return whether a package is an OpenDocument."""
    return {"mimetype", "content.xml"} <= set(names)


def is_epub(names: Collection[str]) -> bool:
    """Return whether a package is an e-book."""
    return "META-INF/container.xml" in names


def _has_parts(names: Collection[str], folder: str) -> bool:
    """Return whether a package of OOXML has parts in a folder."""
    spelled = {name.replace("\\", "/").lower() for name in names}
    return "[content_types].xml" in spelled and any(name.startswith(folder) for name in spelled)


def _is_json_object(line: str) -> bool:
    try:
        return line.startswith("{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def explain_foreign(ending: str) -> str:
    """Return the reason why a file is not read, from its suffix."""
    ending = ending.lower()
    if len(ending) < 2 or len(ending) > _MAX_ENDING_LENGTH or ending in _TEXT_ENDINGS:
        return "It is a binary file, not text; docs/formats.md lists the supported formats."
    return f"There is no reader for {ending} files; docs/formats.md lists the supported formats."


def decode_beginning(beginning: bytes) -> str | None:
    """Return the first bytes of a file as text, None if it is no text."""
    encoding = find_utf16(beginning)
    if b"\0" in beginning and not encoding:
        return None
    return beginning.decode(encoding or "utf-8-sig", "replace").lstrip()
