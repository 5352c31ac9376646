"""Parses the location of an index, a folder or Milvus, and opens the generation published there."""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Unpack, overload

from index.folder_index import FolderIndex
from index.generation.generations import default_folder, find_current
from index.milvus.address import Address, is_milvus, read_address
from index.opening import open_index
from index.store import Index

if TYPE_CHECKING:
    from corpus.reading import Reading
    from index.building.build import BuildOptions, BuildReport
    from index.milvus.engine import Engine

Location = Path | Address


def parse_location(text: str | Path) -> Location:
    """Parse a location. Raises EngineError for an invalid address."""
    return read_address(str(text)) if is_milvus(str(text)) else Path(text)


def default_location() -> Location:
    """Return the index used by default: `$QUOTEDESK_INDEX`, otherwise the one in the user's data folder."""
    return parse_location(os.environ.get("QUOTEDESK_INDEX") or default_folder())


def find_generation(place: Location) -> str:
    """Return the name of the published generation. Raises IndexMissing, EngineError or EngineStarting."""
    if isinstance(place, Path):
        return find_current(place).name
    from index.milvus.served import find_collection

    return find_collection(_connect(place))


@overload
def open_at(place: Path, *, writes_stamps: bool = True) -> FolderIndex: ...


@overload
def open_at(place: Location, *, writes_stamps: bool = True) -> Index: ...


def open_at(place: Location, *, writes_stamps: bool = True) -> Index:
    """Open the published generation as `open_index` does; also raises EngineError or EngineStarting."""
    if isinstance(place, Path):
        return open_index(place, writes_stamps=writes_stamps)
    from index.milvus.served import open_served

    return open_served(_connect(place))


class NewestIndex:
    """The index at a place, open, always as its newest generation; for any number of threads."""

    def __init__(
        self, place: Location, *, writes_stamps: bool = True, on_open: Callable[[Index], None] | None = None
    ) -> None:
        self.place = place
        self.opened: Index | None = None
        """The generation that was opened last, None if none was."""
        self._writes_stamps, self._on_open = writes_stamps, on_open
        self._pending: Index | None = None
        """The generation that was opened but not passed to `on_open` yet."""
        self._opening = Lock()

    def open(self) -> Index:
        """Return the newest generation, and open it if it is not open; raises what `open_at` raises.

        `on_open` is called once with each generation that is opened; if it raises, again by the next call.
        """
        index = self.opened
        if index is None or not self._is_newest(index):
            # Looking for the newest one needs no lock: in Milvus it is a request.
            with self._opening:
                index = self.opened
                if index is None or not self._is_newest(index):
                    index = self.opened = self._pending = open_at(self.place, writes_stamps=self._writes_stamps)
        if self._on_open and self._pending is index:
            self._pending = None
            try:
                self._on_open(index)
            except BaseException:
                if self.opened is index:
                    self._pending = index
                raise
        return index

    def _is_newest(self, index: Index) -> bool:
        return find_generation(self.place) == index.generation


def find_folder(place: Location) -> Path:
    """Return the folder on this machine for building generations, with the exam and the judgements."""
    if isinstance(place, Path):
        return place
    from index.milvus.served import staging_folder

    return staging_folder(place)


def list_outputs(place: Location) -> list[Path]:
    """Return the folders and files on this machine that a build writes to."""
    written = [] if isinstance(place, Path) or place.is_server else [Path(place.uri)]
    return [find_folder(place), *written]


def build_at(reading: "Reading", place: Location, **options: "Unpack[BuildOptions]") -> "BuildReport":
    """Add and update articles, and publish the next generation, as `build_index` does, with its options and errors."""
    if isinstance(place, Path):
        from index.building.build import build_index

        return build_index(reading, place, **options)
    from index.milvus.building import build_served

    return build_served(reading, place, **options)


def roll_back_at(place: Location) -> str:
    """Publish the generation before the current one again, and return its name; errors as for `roll_back`.

    Saved edits are applied to it: in a folder at once, in Milvus by the next build.
    """
    if isinstance(place, Path):
        from index.building.restoring import restore_former

        return restore_former(place)
    from index.milvus.building import roll_back_served

    return roll_back_served(place)


@lru_cache(maxsize=4)
def _connect(address: Address) -> "Engine":
    from index.milvus.engine import Engine

    return Engine(address)
