"""`Address`: the location of an index in Milvus."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import EngineError

SERVER, FILE = "milvus://", "milvus:"
DEFAULT_NAME = "articles"
TOKEN, CERTIFICATE = "QUOTEDESK_MILVUS_TOKEN", "QUOTEDESK_MILVUS_CERTIFICATE"  # noqa: S105 - names, no secrets

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class Address:
    """A server, or a file of Milvus Lite, and the name of the index in it.

    `certificate`: the file with the certificate authority of the server; with it, all connections use TLS.
    """

    uri: str
    name: str
    certificate: str = ""

    def __str__(self) -> str:
        """Return it as the user types it."""
        kind = SERVER if self.is_server else FILE
        return f"{kind}{self.uri.partition('://')[2] or self.uri}{'/' if self.is_server else '#'}{self.name}"

    @property
    def is_server(self) -> bool:
        """Whether it is a server, not a file."""
        return "://" in self.uri


def is_milvus(place: object) -> bool:
    """Return whether a location is an address of Milvus."""
    return isinstance(place, str) and place.startswith(FILE)


def read_address(place: str) -> Address:
    """Parse `milvus://host:port/name` or `milvus:FILE#name`; the default name is `articles`.

    Raises EngineError for a name that Milvus does not allow.
    """
    if place.startswith(SERVER):
        host, _, name = place.removeprefix(SERVER).partition("/")
        certificate = os.environ.get(CERTIFICATE, "")
        uri = f"{'https' if certificate else 'http'}://{host}"
    else:
        file, _, name = place.removeprefix(FILE).partition("#")
        certificate, uri = "", str(Path(file).expanduser().resolve()) if file else ""
    if not uri.removeprefix("http://").removeprefix("https://"):
        raise EngineError(f"{place} names no server and no file.", "Write milvus://HOST:PORT/NAME or milvus:FILE.")
    if name and not _NAME.fullmatch(name):
        raise EngineError(
            f"Milvus does not allow the index name {name!r}.", "Use up to 100 letters, digits and _, no digit first."
        )
    return Address(uri, name or DEFAULT_NAME, certificate)
