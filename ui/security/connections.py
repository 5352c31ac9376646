"""Limits on connections: timeouts, and the number of connections per client and in total.

uvicorn limits the time between two requests and the size of headers. This module adds timeouts for headers and bodies
to arrive and for responses to be read.
"""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from ui.security.clients import name_client

ACCEPTED = 32
"""Maximum number of connections accepted in a row before other work."""

BACKLOG = 2048
"""Maximum number of connections that the kernel queues until they are accepted."""

RESERVED_FILES = 384
"""Number of open files reserved for everything else: indexes, models, uploads, and new connections."""

HEARTBEAT = "/gradio_api/heartbeat/"

MIN_CONNECTIONS = 32
"""Minimum number of connections, however few files may be open."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Timeouts of a connection, in seconds, and limits on the number of connections.

    A body has `body` seconds, and one more for every `least_rate` bytes of it that have arrived. `of_client` does not
    apply to this machine and trusted proxies, which pass on the requests of many clients.
    """

    headers: float = 10
    body: float = 20
    least_rate: int = 10_000
    reading: float = 30
    of_client: int = 200
    total: int = 4000


class Connections:
    """The open connections of a server, the least recently active first, and the timer that closes late ones."""

    def __init__(self, limits: ConnectionLimits, proxies: Sequence[str] = ()) -> None:
        self._limits = limits
        self._proxies = [ip_network(proxy) for proxy in proxies]
        self._open: dict[LimitedProtocol, str] = {}
        self._counts: Counter[str] = Counter()
        self._sweep: asyncio.TimerHandle | None = None

    def admit(self, connection: "LimitedProtocol", address: str) -> bool:
        """Register a new connection, closing an idle one if needed. Return whether there is room."""
        client = name_client(address)
        is_full = self._counts[client] >= self._limits.of_client and not self._speaks_for_many(address)
        if is_full and not self._close_idle(client):
            return False
        if len(self._open) >= self._limits.total and not self._close_idle():
            return False
        self._open[connection] = client
        self._counts[client] += 1
        if self._sweep is None:
            self._schedule()
        return True

    def forget(self, connection: "LimitedProtocol") -> None:
        """Remove a closed connection."""
        client = self._open.pop(connection, None)
        if client is not None:
            self._counts[client] -= 1
            if not self._counts[client]:
                del self._counts[client]

    def note_activity(self, connection: "LimitedProtocol") -> None:
        """Move a connection behind those that were active earlier."""
        if connection in self._open:
            self._open[connection] = self._open.pop(connection)

    def _speaks_for_many(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return parsed.is_loopback or any(parsed in network for network in self._proxies)

    def _close_idle(self, client: str = "") -> bool:
        """Close the connection that was idle longest. Return whether there was one.

        Connections without a request come first, then the heartbeats of open pages, and partial bodies last.
        """
        own = [one for one, owner in self._open.items() if owner == (client or owner)]
        closed = min((one for one in own if one.is_idle or one.is_heartbeat), key=_rank_idle, default=None)
        if closed is None:
            return False
        self.forget(closed)
        closed.transport.abort()
        return True

    def _schedule(self) -> None:
        self._sweep = asyncio.get_running_loop().call_later(min(1, self._limits.headers / 4), self._close_late)

    def _close_late(self) -> None:
        now = time.monotonic()
        for connection in [one for one in self._open if one.is_late(now, self._limits)]:
            connection.transport.abort()
        self._sweep = None
        if self._open:
            self._schedule()


def _rank_idle(connection: "LimitedProtocol") -> int:
    """Return the rank by which idle connections are closed; within a rank, the least recently active comes first."""
    return 2 if connection.has_partial_body else 1 if connection.is_heartbeat else 0


class LimitedProtocol(H11Protocol):
    """An HTTP connection that is closed if it takes too long, or if there are too many."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        connections: Connections,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.since = time.monotonic()
        self._arrived = 0
        self._stalled: float | None = None
        self._group = connections

    @property
    def is_idle(self) -> bool:
        """Whether no complete request is in progress."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    @property
    def is_heartbeat(self) -> bool:
        """Whether the connection only reports that a page is open; the page works without it."""
        return self.cycle is not None and self.scope is not None and self.scope["path"].startswith(HEARTBEAT)

    @property
    def has_partial_body(self) -> bool:
        """Whether a request is in progress whose body is incomplete, such as an upload."""
        return self.cycle is not None and not self.cycle.response_complete and self.cycle.more_body

    def is_late(self, now: float, limits: ConnectionLimits) -> bool:
        """Return whether the connection has exceeded a timeout."""
        if self._stalled is not None or self.transport.is_closing():
            # A closing connection still waits for its client to read the rest.
            self._stalled = self._stalled or now
            return now - self._stalled > limits.reading
        if self.cycle is None or self.cycle.response_complete:
            return now - self.since > limits.headers
        return self.cycle.more_body and now - self.since > limits.body + self._arrived / limits.least_rate

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Open a connection, or close it if there are too many."""
        super().connection_made(transport)
        if not self._group.admit(self, self.client[0] if self.client else ""):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection from its group."""
        self._group.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse received data."""
        self._group.note_activity(self)
        known = self.cycle
        self._arrived += len(data)
        super().data_received(data)
        if self.cycle is not known:
            self._begin_wait()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._group.note_activity(self)
        self._begin_wait()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait until the client reads."""
        self._stalled = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Continue, since the client has read."""
        self._stalled = None
        super().resume_writing()

    def _begin_wait(self) -> None:
        self.since, self._arrived = time.monotonic(), 0

    def _should_upgrade(self) -> bool:
        """Treat a request to upgrade to another protocol as an ordinary one, as the standard allows."""
        return False


def limit_connections(
    proxies: Sequence[str] = (), limits: ConnectionLimits | None = None
) -> Callable[..., LimitedProtocol]:
    """Return the factory of connections for uvicorn's setting `http`; proxies are not limited."""
    limits = limits or ConnectionLimits()
    room = max(_raise_open_files(limits.total + RESERVED_FILES) - RESERVED_FILES, MIN_CONNECTIONS)
    return partial(LimitedProtocol, connections=Connections(replace(limits, total=min(limits.total, room)), proxies))


def _raise_open_files(wanted: int) -> int:
    """Raise the limit of open files to the wanted number, if permitted; return the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
