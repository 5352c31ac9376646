"""Reads the articles of a web address with the readers of files."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from corpus.articles import FoundArticle, Skipped, Unchanged
from corpus.readers.addresses import Refusal, parse_address
from corpus.readers.conditional import NotModified
from corpus.readers.download import Network, download
from corpus.readers.file_reader import read_file
from corpus.readers.worker import Worker


def read_address(text: str, network: Network, worker: Worker) -> Iterator[FoundArticle | Skipped | Unchanged]:
    """Yield the articles of a web address, or the reason why it has none.

    The entries of a feed are named by id, and their links are not followed. A page without an address of its own gets
    the address that it was downloaded from, after redirects.
    """
    try:
        address = parse_address(text)
        downloaded = download(address, network)
    except Refusal as refusal:
        yield Skipped(text, str(refusal))
        return
    except NotModified:
        yield Unchanged(text)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"download{PurePosixPath(downloaded.address.path or '').suffix[:16]}")
        file.write_bytes(downloaded.content)
        for item in read_file(file, worker, stable_names=True, address=downloaded.address.url):
            if isinstance(item, Skipped):
                yield Skipped(_call(item.path, file, address.url), item.reason)
            elif item.origin == str(file) and not item.article.url:
                yield FoundArticle(replace(item.article, url=downloaded.address.url), address.url)
            else:
                yield FoundArticle(item.article, _call(item.origin, file, address.url))


def _call(place: str, file: Path, address: str) -> str:
    """Return the name of a place in a downloaded file; one in an archive must not look like another address."""
    part = place.removeprefix(str(file))
    return f"{address}, file {part[1:]}" if part.startswith("/") else f"{address}{part}"
