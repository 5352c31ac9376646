"""Says what a file of an old or locked office format is, and how to get one that is read."""

from collections.abc import Iterator
from io import BytesIO

from corpus.readers.fields import Fields, FileToRead

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a compound file, the container of these formats."""

_LOCKED = "It is locked with a password; save it without one."
_STREAMS = {
    "EncryptedPackage": _LOCKED,
    "__properties_version1.0": "It is an Outlook message; export it as .eml.",
    "WordDocument": "It is an old Word file; save it as .docx.",
    "Workbook": "It is an old Excel file; save it as .xlsx.",
    "Book": "It is an old Excel file; save it as .xlsx.",
    "PowerPoint Document": "It is an old PowerPoint file; save it as .pptx.",
    "PP40": "It is an old PowerPoint file; save it as .pptx.",
    "VisioDocument": "It is a Visio drawing; export it as PDF.",
    "MatOST": "It is an old Microsoft Works file; save it as .docx.",
    "Quill": "It is a Publisher file; export it as PDF.",
}
_UNKNOWN = "It is a file of an old program; export it as PDF or text."


def read_old_office(file: FileToRead) -> Iterator[Fields]:
    """Yield the reason why the file is not read."""
    yield {"skipped": explain_old_office(file.content.read())}


def explain_old_office(content: bytes) -> str:
    """Return what a compound file is, from the streams in it, and what to do with it."""
    from olefile import OleFileIO

    if b"<?mso-application" in content[:1024] or not content.startswith(BEGINNING):
        return "It is an office file in XML; save it as .docx, .xlsx or .pptx."
    try:
        with OleFileIO(BytesIO(content)) as compound:
            return next((reason for name, reason in _STREAMS.items() if compound.exists(name)), _UNKNOWN)
    except (OSError, ValueError, IndexError, RecursionError):
        return "It is a damaged file of an old office program."
