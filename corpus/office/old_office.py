"""Opens compound files, the container of old and locked office formats: reads .xls and .msg, says what others are."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from corpus.encodings import decode_declared
from corpus.formats.outlook import read_outlook
from corpus.office.old_workbook import read_old_workbook
from corpus.office.package import drop_default_title, drop_nobody
from corpus.readers.fields import Fields, FileToRead

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a compound file, the container of these formats."""

_LOCKED = "It is locked with a password; save it without one."
_STREAMS = {
    "EncryptedPackage": _LOCKED,
    "WordDocument": "It is an old Word file; save it as .docx.",
    "PowerPoint Document": "It is an old PowerPoint file; save it as .pptx.",
    "PP40": "It is an old PowerPoint file; save it as .pptx.",
    "VisioDocument": "It is a Visio drawing; export it as PDF.",
    "MatOST": "It is an old Microsoft Works file; save it as .docx.",
    "Quill": "It is a Publisher file; export it as PDF.",
}
_FIRST_YEAR = 1979
_UNKNOWN = "It is a file of an old program; export it as PDF or text."


def read_old_office(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of an old workbook or an Outlook message; of any other file the reason why it is not read."""
    from olefile import OleFileIO

    content = file.content.read()
    if b"<?mso-application" in content[:1024] or not content.startswith(BEGINNING):
        yield {"skipped": "It is an office file in XML; save it as .docx, .xlsx or .pptx."}
        return
    try:
        with OleFileIO(BytesIO(content)) as compound:
            reason = next((reason for name, reason in _STREAMS.items() if compound.exists(name)), "")
            if reason:
                yield {"skipped": reason}
            elif compound.exists("__properties_version1.0"):
                yield from read_outlook(compound)
            elif compound.exists("Workbook") or compound.exists("Book"):
                yield from read_old_workbook(content, _describe(compound))
            else:
                yield {"skipped": _UNKNOWN}
    except (OSError, ValueError, IndexError, RecursionError):
        yield {"skipped": "It is a damaged file of an old office program."}


def _describe(compound: Any) -> Fields:  # noqa: ANN401 - olefile has no types
    """Return title, author and date of a document."""
    found = compound.get_metadata()
    code_page = found.codepage if found.codepage and found.codepage > 0 else 1252
    encoding = "utf-8" if code_page == 65001 else f"cp{code_page}"
    title, author = (decode_declared(one or b"", encoding).strip("\0 ") for one in (found.title, found.author))
    fields: Fields = {"title": drop_default_title(title), "author": drop_nobody(author)}
    made = found.create_time or found.last_saved_time
    # A file without a time says that it was made in 1601.
    return fields | {"date": made.date().isoformat()} if made and made.year > _FIRST_YEAR else fields
