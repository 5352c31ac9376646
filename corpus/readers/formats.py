"""The formats of files: how each is recognised, which function reads it, and whether it is read in the worker.

The content decides; the suffix only distinguishes text formats.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from importlib import import_module

from corpus.readers.detection import (
    Beginning,
    are_subtitles,
    decode_beginning,
    is_asciidoc,
    is_csv,
    is_epub,
    is_feed,
    is_flat,
    is_html,
    is_json,
    is_jsonl,
    is_latex,
    is_mail,
    is_mailbox,
    is_notebook,
    is_old_office,
    is_opendocument,
    is_pdf,
    is_plain_text,
    is_presentation,
    is_restructured,
    is_rtf,
    is_saved_page,
    is_word,
    is_workbook,
    is_zip,
)
from corpus.readers.fields import Fields, FileToRead

BEGINNING = 32_768
"""Number of bytes from which the format is detected."""

Reader = Callable[[FileToRead], Iterator[Fields]]


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


FORMATS = (
    FileFormat("pdf", "PDF", "corpus.formats.pdf:read_pdf", is_pdf),
    FileFormat("old-office", "Outlook", "corpus.office.old_office:read_old_office", is_old_office),
    FileFormat("flat", "", "corpus.opendocument.opendocument:read_flat_opendocument", is_flat),
    FileFormat("word", "Word", "corpus.office.word:read_word", is_package=is_word),
    FileFormat("slides", "PowerPoint", "corpus.office.slides:read_slides", is_package=is_presentation),
    FileFormat("workbook", "Excel", "corpus.office.workbook:read_workbook", is_package=is_workbook),
    FileFormat("epub", "EPUB", "corpus.office.epub:read_epub", is_package=is_epub),
    FileFormat(
        "opendocument",
        "OpenDocument",
        "corpus.opendocument.opendocument:read_opendocument",
        is_package=is_opendocument,
    ),
    FileFormat("zip", "ZIP", "corpus.formats.archive:read_archive", is_zip, is_container=True),
    FileFormat("rtf", "RTF", "corpus.markup.rtf:read_rtf", is_rtf),
    FileFormat("csv", "CSV", "corpus.formats.tables:read_csv", is_csv, in_worker=False),
    FileFormat("notebook", "Jupyter notebook", "corpus.markup.notebook:read_notebook", is_notebook),
    FileFormat("json", "JSON", "corpus.formats.json_lists:read_json", is_json, in_worker=False),
    FileFormat(
        "jsonl", "JSON Lines", "corpus.formats.json_lists:read_jsonl", is_jsonl, in_worker=False, is_stream=True
    ),
    FileFormat("subtitles", "subtitles", "corpus.markup.subtitles:read_subtitles", are_subtitles),
    FileFormat("feed", "RSS or Atom", "corpus.formats.feeds:read_feed", is_feed),
    FileFormat("html", "HTML", "corpus.formats.html:read_page", is_html),
    FileFormat("mbox", "mbox", "corpus.formats.mailbox:read_mailbox", is_mailbox, is_stream=True),
    FileFormat("mhtml", "MHTML", "corpus.formats.saved_page:read_mhtml", is_saved_page),
    FileFormat("mail", "e-mail", "corpus.formats.mail:read_mail", is_mail),
    FileFormat("latex", "LaTeX", "corpus.markup.latex:read_latex", is_latex),
    FileFormat("rst", "reStructuredText", "corpus.markup.restructured:read_restructured", is_restructured),
    FileFormat("asciidoc", "AsciiDoc", "corpus.markup.asciidoc:read_asciidoc", is_asciidoc),
    FileFormat("text", "text, Markdown", "corpus.formats.text:read_text", is_plain_text, in_worker=False),
)
"""All formats in the order in which they are tried."""

BY_NAME = {format.name: format for format in FORMATS}
LABELS = ", ".join(sorted((format.label for format in FORMATS if format.label), key=str.casefold))
"""The formats in messages."""


def find_format(beginning: bytes, ending: str) -> FileFormat | None:
    """Return the format of a file from its first bytes, None for a binary file or one for programs."""
    begun = Beginning(beginning, decode_beginning(beginning), ending.lower())
    return next((format for format in FORMATS if format.is_begun and format.is_begun(begun)), None)


def find_package_format(names: Collection[str]) -> FileFormat | None:
    """Return the format of a ZIP container from the names of its files, None for any other archive."""
    return next((format for format in FORMATS if format.is_package and format.is_package(names)), None)
