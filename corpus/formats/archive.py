"""Opens ZIP files: reads a package such as a Word document, unpacks an archive. Declared sizes are checked first."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead
from corpus.readers.formats import find_package_format

MAX_BYTES = 200_000_000
"""Maximum unpacked size of an archive, or of the parts of a package that are read, in bytes."""

MAX_FILES = 10_000
MAX_RATIO = 100
_ALWAYS_FINE = 1_000_000

_OTHER_PACKAGES = {
    "xl/workbook.bin": "It is a binary Excel file; save it as .xlsx.",
    "Index/Document.iwa": "It is a file of Pages, Numbers or Keynote; export it as .docx, .xlsx or .pptx.",
    "Index.zip": "It is a file of Pages, Numbers or Keynote; export it as .docx, .xlsx or .pptx.",
    "visio/document.xml": "It is a Visio drawing; export it as PDF.",
    "AndroidManifest.xml": "It is a program.",
    "META-INF/MANIFEST.MF": "It is a program.",
    "[Content_Types].xml": "It is a file of an unsupported office program; export it as PDF.",
    "mimetype": "It is a file of an unsupported office program; export it as PDF.",
}
"""Files that identify other formats in ZIP containers, and the reasons; the first that is found counts."""


_MEDIA = frozenset(
    "png jpg jpeg jpe jfif gif bmp tif tiff webp ico emf wmf emz wmz wdp hdp pcx heic avif mp4 m4v mov avi wmv mpg mpeg"
    " webm mp3 m4a wav wma ogg opus aac ttf otf woff woff2 odttf fntdata".split()
)


def read_archive(file: FileToRead) -> Iterator[Fields]:
    """Yield the articles of a package, or the `name` and unpacked `path` of each file of an archive."""
    try:
        with zipfile.ZipFile(file.content) as archive:
            names = set(archive.namelist())
            package = find_package_format(names)
            members = [one for one in archive.infolist() if not (package and is_media(one.filename))]
            if danger := _find_danger(members, len(names)):
                yield {"skipped": danger}
            elif package:
                file.content.seek(0)
                yield from package.load_reader()(file)
            elif other := next((reason for name, reason in _OTHER_PACKAGES.items() if name in names), ""):
                yield {"skipped": other}
            elif file.folder is None:
                yield {"skipped": "It is an archive in an archive."}
            else:
                yield from _unpack(archive, file.folder)
    except (zipfile.BadZipFile, ValueError) as error:
        yield {"skipped": f"It is a damaged archive: {str(error).rstrip('.')}."}


def is_media(name: str) -> bool:
    """Return whether a part of a package is a picture, film, sound or font: it is never opened, and not counted."""
    return name.rpartition(".")[2].lower() in _MEDIA


def _find_danger(members: list[zipfile.ZipInfo], count: int) -> str:
    whole, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if whole > MAX_BYTES or count > MAX_FILES or whole > max(MAX_RATIO * packed, _ALWAYS_FINE):
        return f"It would unpack to {whole:,} bytes in {count:,} files."
    return ""


def _unpack(archive: zipfile.ZipFile, folder: Path) -> Iterator[Fields]:
    """Write the files into a folder under numbers, since their names may point anywhere."""
    seen = set()
    for number, member in enumerate(archive.infolist()):
        name = PurePosixPath(member.filename)
        if member.is_dir() or name.name.startswith(".") or "__MACOSX" in name.parts:
            continue
        if name.is_absolute() or ".." in name.parts:
            yield {"name": name.name, "skipped": "Its name points outside the archive."}
        elif str(name) in seen:
            yield {"name": str(name), "skipped": "The archive contains another file of this name."}
        elif member.file_size > MAX_FILE_SIZE:
            reason = f"It has {member.file_size:,} bytes; a file may have {MAX_FILE_SIZE:,}."
            yield {"name": str(name), "skipped": reason}
        else:
            target = folder / f"{number}{name.suffix[:16]}"
            try:
                # zipfile yields no more bytes than the declared size.
                target.write_bytes(archive.read(member))
            except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
                yield {"name": str(name), "skipped": f"It cannot be unpacked: {str(error).rstrip('.')}."}
            else:
                yield {"name": str(name), "path": str(target)}
        seen.add(str(name))
