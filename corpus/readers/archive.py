"""Unpacks ZIP archives, after looking at what they say they hold."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MOST_BYTES = 200_000_000
MOST_FILES = 10_000
GREATEST_RATIO = 100


def find_danger(path: Path) -> str:
    """Return why an archive should not be unpacked, empty where it may be."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        return f"It is a damaged archive: {error}."
    whole, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if whole > MOST_BYTES or len(members) > MOST_FILES or whole > GREATEST_RATIO * max(packed, 10_000):
        return f"It would unpack to {whole:,} bytes in {len(members):,} files."
    if any(member.flag_bits & 1 for member in members):
        return "It is locked with a password."
    return ""


def unpack(path: Path, folder: Path) -> Iterator[tuple[str, Path | str]]:
    """Write the files of an archive into a folder, under numbers; yield each one's name and path, or why it has none.

    The sizes that an archive states may be wrong, so what is written is counted too.
    """
    left = MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        for number, member in enumerate(archive.infolist()):
            name = PurePosixPath(member.filename)
            if member.is_dir() or name.name.startswith(".") or "__MACOSX" in name.parts:
                continue
            if name.suffix.lower() == ".zip":
                yield member.filename, "It is an archive in an archive."
                continue
            target = folder / f"{number}{name.suffix}"
            try:
                with archive.open(member) as packed, target.open("wb") as file:
                    content = packed.read(left + 1)
                    left -= len(content)
                    if left < 0:
                        yield member.filename, "The archive unpacks to more than it says."
                        return
                    file.write(content)
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
                yield member.filename, f"It cannot be unpacked: {error}."
            else:
                yield member.filename, target
