"""`Engine`: a connection to Milvus that raises errors a person can fix."""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from corpus.errors import EngineError, EngineStarting, ExtraMissing
from corpus.regular import NotRegular, check_regular
from index.failpoints import failpoint
from index.milvus.address import TOKEN, Address

try:
    from grpc import RpcError
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.exceptions import MilvusException
    from pymilvus.milvus_client import IndexParams
except ImportError as error:
    raise ExtraMissing("The package pymilvus is not installed.", 'Run: pip install "quotedesk[milvus]"') from error

OLDEST = (2, 5)
"""First version with BM25; older ones accept the schema and ignore the function."""

WAIT = 120.0
"""Maximum time, in seconds, that a starting server may take: one was ready 50 s after a crash."""

_ASKING, BUILDING = 30.0, 600.0
"""Maximum duration of a call in seconds; without a limit the client retries for minutes."""

_CHANNEL = {"grpc.keepalive_time_ms": 300_000}
"""Servers drop clients that send keep-alive pings more often."""

_PAGE = 1000
_READS = {
    "get",
    "search",
    "query",
    "describe_alias",
    "describe_collection",
    "get_server_version",
    "list_collections",
    "list_indexes",
}
_AWAY = (
    "fail connecting",
    "unavailable",
    "connection refused",
    "deadline exceeded",
    "deadline_exceeded",
    "not ready",
    "closed channel",
)
_REFUSED = ("unauthenticated", "auth check failure", "permission deny", "permission_denied")
_RELEASED = re.compile(r"released|not loaded")
_LITE = "milvus_lite"

Row = dict[str, Any]

# The raised error contains what pymilvus logs before it.
for _name in ("pymilvus", "grpc._server"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def _refuse_special_files(address: Address) -> None:
    """Raise EngineError if the client would open a FIFO or device; it reports a missing file itself."""
    for path in filter(None, (address.certificate, "" if address.is_server else address.uri)):
        try:
            check_regular(path)
        except NotRegular as error:
            raise EngineError(f"{path} cannot be opened: {error.strerror}.", "Name a file.") from error
        except OSError:
            continue


class Engine:
    """A connection; each call may raise EngineError, or EngineStarting if the server is unreachable or starting."""

    def __init__(self, address: Address) -> None:
        self.address = address
        _refuse_special_files(address)
        with self._translate_errors():
            self._client = MilvusClient(
                address.uri,
                token=os.environ.get(TOKEN, ""),
                timeout=_ASKING,
                grpc_options=_CHANNEL,
                **({"secure": True, "server_pem_path": address.certificate} if address.certificate else {}),
            )
        self._check_version()

    def _check_version(self) -> None:
        version = self.call("get_server_version")
        numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
        if _LITE not in version and numbers < OLDEST:
            raise EngineError(
                f"The Milvus at {self.address} is version {version}, which has no BM25.",
                "Upgrade it to 2.5 or newer.",
            )

    def call(self, method: str, *arguments: object, **options: object) -> Any:  # noqa: ANN401
        """Call a method of the client."""
        options.setdefault("timeout", _ASKING if method in _READS else BUILDING)
        with self._translate_errors():
            call = partial(getattr(self._client, method), *arguments, **options)
            try:
                return call()
            except MilvusException as error:
                # After a restart the server has its collections on disk only.
                if method not in _READS or not _RELEASED.search(str(error.message)):
                    raise
                self._client.load_collection(arguments[0], timeout=BUILDING)
                return call()

    def create(self, collection: str, schema: CollectionSchema, indexes: IndexParams) -> None:
        """Create a collection that can be filled and searched, unless it exists."""
        if collection not in self.list_collections():
            self.call("create_collection", collection, schema=schema)
            failpoint("collection in milvus")
        missing = [one for one in indexes if not self.call("list_indexes", collection, field_name=one.field_name)]
        if missing:
            # There is nothing to index yet, so there is nothing to wait for.
            self.call("create_index", collection, IndexParams(missing), sync=False)
        self.call("load_collection", collection)

    def query(self, collection: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all rows that match a condition."""
        with self._translate_errors():
            return list(self._iterate(collection, condition, fields))

    def _iterate(self, collection: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        iterator = self._client.query_iterator(
            collection,
            batch_size=_PAGE,
            filter=condition,
            output_fields=list(fields),
            consistency_level="Strong",
            timeout=_ASKING,
        )
        try:
            while batch := iterator.next():
                yield from batch
        finally:
            iterator.close()

    def stream(self, collection: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        """Yield the fields of all rows that match a condition."""
        with self._translate_errors():
            yield from self._iterate(collection, condition, fields)

    def get(self, collection: str, ids: Sequence[object], fields: Sequence[str]) -> list[Row]:
        """Return the fields of the rows with some primary keys; missing rows are left out."""
        return list(self.call("get", collection, ids=list(ids), output_fields=list(fields))) if ids else []

    def search(
        self, collection: str, field: str, wanted: object, limit: int, condition: str = "", timeout: float = _ASKING
    ) -> list[Row]:
        """Return the best rows by a field of vectors or of BM25, each with its number and distance."""
        found = self.call(
            "search",
            collection,
            data=[wanted],
            anns_field=field,
            limit=limit,
            filter=condition,
            timeout=timeout,
            # IVF and graph searches must visit at least as many candidates as requested.
            search_params={"params": {"ef": max(2 * limit, 64)}} if field == "dense" else {},
        )
        return list(found[0])

    def count(self, collection: str, condition: str = "") -> int:
        """Return the number of rows, the latest writes included."""
        found = self.call(
            "query",
            collection,
            filter=condition,
            output_fields=["count(*)"],
            consistency_level="Strong",
            timeout=BUILDING,
        )
        return int(found[0]["count(*)"])

    def find_target(self, alias: str) -> str | None:
        """Return the collection that an alias points to, None where there is no such alias."""
        try:
            return str(self.call("describe_alias", alias)["collection_name"])
        except EngineError as error:
            if isinstance(error.__cause__, MilvusException) and re.search(r"not (?:exist|found)", str(error.__cause__)):
                return None
            raise

    def list_collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self.call("list_collections"))

    def check_ready(self) -> None:
        """Make a real request: the port is open and the version reported before searches work."""
        target = self.find_target(self.address.name)
        if target in self.list_collections():
            self.count(str(target))

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Convert the client's errors to errors that a person can fix."""
        try:
            yield
        except (MilvusException, RpcError) as error:
            raise _explain(error, self.address) from error


def _explain(error: MilvusException | RpcError, address: Address) -> EngineError:
    said = str(getattr(error, "message", "") or error).strip()
    folded = " ".join(_list_causes(error)).lower()
    if any(words in folded for words in _REFUSED):
        return EngineError(f"The search engine at {address} rejects the token.", f"Set the right one in ${TOKEN}.")
    if any(words in folded for words in _AWAY):
        return EngineStarting(
            f"The search engine at {address} is starting or cannot be reached.",
            "Try again in a moment; otherwise start it or check the address.",
        )
    return EngineError(f"The search engine at {address} reports an error: {said}.", "See its log for details.")


def _list_causes(error: BaseException | None) -> Iterator[str]:
    """Yield the messages of an error and its causes; in pymilvus some are their own cause."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield str(error)
        error = error.__cause__ or error.__context__


def connect(address: Address, wait: float = WAIT, warn: Callable[[str], None] = lambda sentence: None) -> Engine:
    """Connect to a server; wait up to `wait` seconds while it is starting.

    Raises EngineStarting if it does not answer in time, EngineError if it is too old or rejects the connection.
    """
    deadline, pause = time.monotonic() + wait, 0.5
    while True:
        try:
            engine = Engine(address)
            engine.check_ready()
            return engine
        except EngineStarting:
            if time.monotonic() + pause > deadline:
                raise
            warn(f"The search engine at {address} is starting.")
            time.sleep(pause)
            pause = min(2 * pause, 10.0)
