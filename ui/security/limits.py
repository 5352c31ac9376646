"""Limits on requests: rate, concurrency, size, and uploads per hour."""

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.input_limits import MAX_BODY_SIZE
from ui.problems import ProblemResponse
from ui.security.buckets import Buckets, Rate
from ui.security.clients import address_of, is_loopback, name_client

UPLOAD = "/gradio_api/upload"
_FREE = ("/healthz", "/api/v1/health", "/api/v1/metrics")
PAGE_PATH = "/"
"""The path of the page itself."""

MAX_WAITING = 64
"""Maximum number of waiting requests of all clients; the first request of each client is never refused."""

_STREAMS = ("/gradio_api/heartbeat/", "/gradio_api/queue/data", "/gradio_api/upload_progress")
"""Prefixes of the paths of streams, which an open page keeps open."""

_PAGE_COST = 10
"""Cost of the page itself, which is built for each request, in static files."""
_HOUR = 3600

Count = TypeVar("Count", int, float)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits per client; for clients on this machine, rates and counts are multiplied by `local`.

    Long work, such as a draft with many quotations, counts as several requests. `loads`: requests that load the page.
    `at_once`: the number of requests in progress, without open streams, which `streams` limits. `waiting`: the number
    of requests that wait for a turn.
    """

    requests: Rate = Rate(burst=60, per_second=5)
    loads: Rate = Rate(burst=1000, per_second=20)
    at_once: int = 100
    streams: int = 500
    waiting: int = MAX_WAITING // 2
    uploads: Rate = Rate(burst=60, per_second=60 / _HOUR)
    uploaded_bytes: Rate = Rate(burst=500_000_000, per_second=500_000_000 / _HOUR)
    body: int = MAX_BODY_SIZE
    upload: int = 200_000_000
    local: int = 20

    def scale(self, rate: Rate, address: str) -> Rate:
        """Return the rate for a client."""
        return Rate(self.scale_count(rate.burst, address), self.scale_count(rate.per_second, address))

    def scale_count(self, count: Count, address: str) -> Count:
        """Return the count for a client."""
        return count * self.local if is_loopback(address) else count


class LimitRate:
    """Middleware that limits the rate of requests and of page loads; `budget` counts the requests."""

    def __init__(self, app: ASGIApp, limits: Limits, budget: Buckets) -> None:
        self.app = app
        self._limits = limits
        self._budget, self._loads = budget, Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] == "http" and (seconds := self._take(scope)):
            await refuse_for_now("Too many requests from this address.", seconds)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _take(self, scope: Scope) -> int:
        """Charge a request; return 0, or the seconds until it would be accepted."""
        if scope["path"] in _FREE:
            return 0
        address, path = address_of(scope), scope["path"]
        if scope["method"] == "POST" or path.startswith("/api/v1/"):
            buckets, rate, cost = self._budget, self._limits.requests, 1
        else:
            buckets, rate, cost = self._loads, self._limits.loads, _PAGE_COST if path == PAGE_PATH else 1
        return buckets.take(name_client(address), cost, self._limits.scale(rate, address))


class LimitAtOnce:
    """Middleware that limits the requests in progress per client, and separately its open streams."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits
        self._open: Counter[tuple[str, bool]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] != "http" or scope["path"] in _FREE:
            await self.app(scope, receive, send)
            return
        address, is_stream = address_of(scope), scope["method"] == "GET" and scope["path"].startswith(_STREAMS)
        key = name_client(address), is_stream
        limit = self._limits.streams if is_stream else self._limits.at_once
        if self._open[key] >= self._limits.scale_count(limit, address):
            message = "Too many requests in progress from this address."
            await refuse_for_now(message, 1)(scope, receive, send)
            return
        self._open[key] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


class LimitBody:
    """Middleware that refuses a request that is too large, by its header or by the bytes received."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limits.upload if scope["path"] == UPLOAD else self._limits.body
        detail = f"The request is larger than {limit:,} bytes."
        if (content_length(scope) or 0) > limit:
            await ProblemResponse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)(scope, receive, send)
            return
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                # The reader of the body lets this pass, so that it is answered like other refusals.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            return message

        await self.app(scope, count, send)


class LimitUploads:
    """Middleware that refuses uploads beyond a client's limit per hour."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits
        self._counts, self._bytes = Buckets(), Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 411 or 429."""
        refusal = None
        if scope["type"] == "http" and scope["path"] == UPLOAD:
            refusal = self._refuse(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refuse(self, scope: Scope) -> ProblemResponse | None:
        size = content_length(scope)
        if size is None:
            return ProblemResponse(HTTPStatus.LENGTH_REQUIRED, "Content-Length is required.")
        address = address_of(scope)
        client, scale = name_client(address), self._limits.scale
        seconds = self._bytes.look(client, size, scale(self._limits.uploaded_bytes, address))
        seconds = seconds or self._counts.take(client, 1, scale(self._limits.uploads, address))
        if seconds:
            return refuse_for_now("The upload limit per hour of this address is reached.", seconds)
        self._bytes.take(client, size, scale(self._limits.uploaded_bytes, address))
        return None


def content_length(scope: Scope) -> int | None:
    """Return the Content-Length of a request, None if it has none."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def refuse_for_now(detail: str, seconds: int) -> ProblemResponse:
    """Return the response to a client that should retry later."""
    return ProblemResponse(
        HTTPStatus.TOO_MANY_REQUESTS,
        detail,
        remedy=f"Try again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )
