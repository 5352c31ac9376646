"""The formats of files: how each is recognised, which function reads it, and whether it is read in the worker.

The content decides; the suffix only distinguishes text formats.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple

from corpus.encodings import find_utf16
from corpus.readers.fields import Fields, FileToRead

BEGINNING = 32_768
"""Number of bytes from which the format is detected."""

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

Reader = Callable[[FileToRead], Iterator[Fields]]


class Beginning(NamedTuple):
    """The first bytes of a file, the text that they are if they are one, and the suffix in lower case."""

    content: bytes
    text: str | None
    ending: str


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format, and the `module:function` that reads it, imported on use.

    `label` is its name in messages, empty if the reader only says what the file is. `is_begun` recognises it by the
    beginning of a file, or `is_package` by the names of the files in a ZIP container. `in_worker`: all files are read
    in the worker, not only large ones. `is_stream`: a file may have any size, and the limit of time applies to each
    part of it. `is_container`: it may have any size, as only some of its parts are read, within limits.
    """

    name: str
    label: str
    reader: str
    is_begun: Callable[[Beginning], bool] | None = None
    is_package: Callable[[Collection[str]], bool] | None = None
    in_worker: bool = True
    is_stream: bool = False
    is_container: bool = False

    def load_reader(self) -> Reader:
        """Import the reader; together the libraries of all readers take a second."""
        module, _, function = self.reader.partition(":")
        reader: Reader = getattr(import_module(module), function)
        return reader


def _is_pdf(beginning: Beginning) -> bool:
    return b"%PDF-" in beginning.content[:1024]


def _is_rtf(beginning: Beginning) -> bool:
    return (beginning.text or "").startswith("{\\rtf")


def _is_zip(beginning: Beginning) -> bool:
    return beginning.content.startswith(b"PK\x03\x04")


def _is_csv(beginning: Beginning) -> bool:
    return beginning.text is not None and beginning.ending in {".csv", ".tsv", ".tab"}


def _is_json(beginning: Beginning) -> bool:
    """Return whether a file is JSON as a whole; one object a line is another format."""
    text = beginning.text or ""
    if beginning.ending != ".json" or not text.startswith(("[", "{")):
        return False
    first, _, rest = text.partition("\n")
    return not (rest.lstrip().startswith("{") and _is_json_object(first))


def _is_jsonl(beginning: Beginning) -> bool:
    text = beginning.text
    if text is None or beginning.ending in _MARKDOWN_ENDINGS:
        # Markdown may begin with front matter in JSON.
        return False
    return beginning.ending in {".jsonl", ".ndjson"} or _is_json_object(text.partition("\n")[0])


def _is_notebook(beginning: Beginning) -> bool:
    return beginning.ending == ".ipynb" and (beginning.text or "").startswith("{")


def _is_latex(beginning: Beginning) -> bool:
    text = beginning.text
    return text is not None and (beginning.ending in _LATEX_ENDINGS or bool(_LATEX_CLASS.search(text)))


def _is_restructured(beginning: Beginning) -> bool:
    return beginning.text is not None and beginning.ending in {".rst", ".rest"}


def _is_asciidoc(beginning: Beginning) -> bool:
    return beginning.text is not None and beginning.ending in {".adoc", ".asciidoc", ".asc"}


def _are_subtitles(beginning: Beginning) -> bool:
    text = beginning.text or ""
    is_script = beginning.ending in _SCRIPT_ENDINGS and text.startswith("[Script Info]")
    return (
        is_script or text.startswith("WEBVTT") or (beginning.ending in _SUBTITLE_ENDINGS and bool(_TIMES.search(text)))
    )


def _is_feed(beginning: Beginning) -> bool:
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


def _is_html(beginning: Beginning) -> bool:
    text = beginning.text or ""
    if beginning.ending in _HTML_ENDINGS:
        return bool(_WHOLE_PAGE.search(text) or _PIECE.search(text))
    # Markdown may begin with a fragment of HTML.
    is_piece = beginning.ending not in {".md", ".txt"} and _PIECE.search(text)
    return text.startswith("<") and bool(_WHOLE_PAGE.search(text[:4096]) or is_piece)


def _is_mailbox(beginning: Beginning) -> bool:
    text = (beginning.text or "").replace("\r\n", "\n")
    return beginning.ending not in _MAIL_ENDINGS and bool(_ENVELOPE.match(text))


def _is_saved_page(beginning: Beginning) -> bool:
    headers = _find_headers(beginning)
    return bool(headers) and (beginning.ending in {".mhtml", ".mht"} or bool(_SAVED_PAGE.search(headers)))


def _is_mail(beginning: Beginning) -> bool:
    known = {name.lower() for name in _HEADER.findall(_find_headers(beginning))}
    return len(known) >= (1 if beginning.ending in _MAIL_ENDINGS else _MIN_HEADERS)


def _find_headers(beginning: Beginning) -> str:
    """Return the headers that a file begins with, empty if there are none."""
    text = (beginning.text or "").replace("\r\n", "\n")
    if beginning.ending in _MAIL_ENDINGS:
        length = _APPLE_LENGTH.match(text) if beginning.ending == ".emlx" else _ENVELOPE.match(text)
        text = text[length.end() :] if length else text
    return text.partition("\n\n")[0] if _ANY_HEADER.match(text) else ""


def _is_plain_text(beginning: Beginning) -> bool:
    text = beginning.text
    return text is not None and beginning.ending not in _FOR_PROGRAMS and not text.startswith("<?xml")


def _is_old_office(beginning: Beginning) -> bool:
    """Return whether a file is a compound file, the container of old and of locked formats, or office XML of 2003."""
    return beginning.content.startswith(_COMPOUND) or b"<?mso-application" in beginning.content[:_DECLARATIONS]


def _is_flat(beginning: Beginning) -> bool:
    """Return whether a file is OpenDocument in one XML file (.fodt, .fods, .fodp)."""
    text = beginning.text or ""
    root = _find_root(text)
    return text.startswith("<") and bool(_FLAT.match(text, root))


def _is_word(names: Collection[str]) -> bool:
    return "word/document.xml" in names or _has_parts(names, "word/")


def _is_presentation(names: Collection[str]) -> bool:
    return _has_parts(names, "ppt/")


def _is_workbook(names: Collection[str]) -> bool:
    # The binary kind of Excel has its sheets in no XML.
    return _has_parts(names, "xl/") and "xl/workbook.bin" not in names


def _is_opendocument(names: Collection[str]) -> bool:
    return {"mimetype", "content.xml"} <= set(names)


def _is_epub(names: Collection[str]) -> bool:
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


FORMATS = (
    FileFormat("pdf", "PDF", "corpus.formats.pdf:read_pdf", _is_pdf),
    FileFormat("old-office", "Outlook", "corpus.office.old_office:read_old_office", _is_old_office),
    FileFormat("flat", "", "corpus.opendocument.opendocument:read_flat_opendocument", _is_flat),
    FileFormat("word", "Word", "corpus.office.word:read_word", is_package=_is_word),
    FileFormat("slides", "PowerPoint", "corpus.office.slides:read_slides", is_package=_is_presentation),
    FileFormat("workbook", "Excel", "corpus.office.workbook:read_workbook", is_package=_is_workbook),
    FileFormat("epub", "EPUB", "corpus.office.epub:read_epub", is_package=_is_epub),
    FileFormat(
        "opendocument",
        "OpenDocument",
        "corpus.opendocument.opendocument:read_opendocument",
        is_package=_is_opendocument,
    ),
    FileFormat("zip", "ZIP", "corpus.formats.archive:read_archive", _is_zip, is_container=True),
    FileFormat("rtf", "RTF", "corpus.markup.rtf:read_rtf", _is_rtf),
    FileFormat("csv", "CSV", "corpus.formats.tables:read_csv", _is_csv, in_worker=False),
    FileFormat("notebook", "Jupyter notebook", "corpus.markup.notebook:read_notebook", _is_notebook),
    FileFormat("json", "JSON", "corpus.formats.tables:read_json", _is_json, in_worker=False),
    FileFormat("jsonl", "JSON Lines", "corpus.formats.tables:read_jsonl", _is_jsonl, in_worker=False, is_stream=True),
    FileFormat("subtitles", "subtitles", "corpus.markup.subtitles:read_subtitles", _are_subtitles),
    FileFormat("feed", "RSS or Atom", "corpus.formats.feeds:read_feed", _is_feed),
    FileFormat("html", "HTML", "corpus.formats.html:read_page", _is_html),
    FileFormat("mbox", "mbox", "corpus.formats.mailbox:read_mailbox", _is_mailbox, is_stream=True),
    FileFormat("mhtml", "MHTML", "corpus.formats.saved_page:read_mhtml", _is_saved_page),
    FileFormat("mail", "e-mail", "corpus.formats.mail:read_mail", _is_mail),
    FileFormat("latex", "LaTeX", "corpus.markup.latex:read_latex", _is_latex),
    FileFormat("rst", "reStructuredText", "corpus.markup.restructured:read_restructured", _is_restructured),
    FileFormat("asciidoc", "AsciiDoc", "corpus.markup.asciidoc:read_asciidoc", _is_asciidoc),
    FileFormat("text", "text, Markdown", "corpus.formats.text:read_text", _is_plain_text, in_worker=False),
)
"""All formats in the order in which they are tried."""

BY_NAME = {format.name: format for format in FORMATS}
LABELS = ", ".join(sorted((format.label for format in FORMATS if format.label), key=str.casefold))
"""The formats in messages."""


def find_format(beginning: bytes, ending: str) -> FileFormat | None:
    """Return the format of a file from its first bytes, None for a binary file or one for programs."""
    begun = Beginning(beginning, _decode(beginning), ending.lower())
    return next((format for format in FORMATS if format.is_begun and format.is_begun(begun)), None)


def explain_foreign(ending: str) -> str:
    """Return the reason why a file is not read, from its suffix."""
    ending = ending.lower()
    if len(ending) < 2 or len(ending) > _MAX_ENDING_LENGTH or ending in _TEXT_ENDINGS:
        return "It is a binary file, not text; docs/formats.md lists what is read."
    return f"There is no reader for {ending} files; docs/formats.md lists what is read."


def find_package_format(names: Collection[str]) -> FileFormat | None:
    """Return the format of a ZIP container from the names of its files, None for any other archive."""
    return next((format for format in FORMATS if format.is_package and format.is_package(names)), None)


def _decode(beginning: bytes) -> str | None:
    encoding = find_utf16(beginning)
    if b"\0" in beginning and not encoding:
        return None
    return beginning.decode(encoding or "utf-8-sig", "replace").lstrip()
