"""How much may be asked: requests a second and at once, the size of one, and what is uploaded in an hour."""

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.problems import ProblemResponse
from ui.guard.buckets import Buckets, Rate
from ui.guard.clients import address_of, is_loopback, name_client

UPLOAD = "/gradio_api/upload"
_FREE = ("/healthz", "/api/v1/health", "/api/v1/metrics")
PAGES = ("/", "/config")
"""The paths of the page itself."""

_PAGE_COST = 10
"""The cost of the page itself, which is made anew each time, in files that are only sent."""
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may use; clients of this machine may use `local` times as much.

    A request that costs as much as many, such as a draft with many quotations, is counted as so many. `at_once` is the
    number of requests in progress, open streams among them, and the same for clients of this machine; `waiting` is the
    number of those that wait for a turn to search. `loads` are the requests that only load the page.
    """

    requests: Rate = Rate(burst=60, per_second=5)
    loads: Rate = Rate(burst=1000, per_second=20)
    at_once: int = 100
    waiting: int = 8
    uploads: Rate = Rate(burst=60, per_second=60 / _HOUR)
    uploaded_bytes: Rate = Rate(burst=500_000_000, per_second=500_000_000 / _HOUR)
    body: int = 1_000_000
    upload: int = 200_000_000
    local: int = 20

    def scale(self, rate: Rate, address: str) -> Rate:
        """Return a rate as it holds for a client."""
        factor = self.local if is_loopback(address) else 1
        return Rate(rate.burst * factor, rate.per_second * factor)

    def waiting_of(self, address: str) -> int:
        """Return how many requests of a client may wait for a turn."""
        return self.waiting * (self.local if is_loopback(address) else 1)


class LimitRate:
    """Refuses a client that asks too often, or loads the page too often; `budget` counts the requests."""

    def __init__(self, app: ASGIApp, limits: Limits, budget: Buckets) -> None:
        self.app = app
        self._limits = limits
        self._budget, self._loads = budget, Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] == "http" and (seconds := self._take(scope)):
            await refuse_for_now("There are too many requests from this address.", seconds)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _take(self, scope: Scope) -> int:
        """Take a request of a client; return 0, or after how many seconds it may come again."""
        if scope["path"] in _FREE:
            return 0
        address, path = address_of(scope), scope["path"]
        if scope["method"] == "POST" or path.startswith("/api/v1/"):
            buckets, rate, cost = self._budget, self._limits.requests, 1
        else:
            buckets, rate, cost = self._loads, self._limits.loads, _PAGE_COST if path in PAGES else 1
        return buckets.take(name_client(address), cost, self._limits.scale(rate, address))


class LimitAtOnce:
    """Refuses a client that has too many requests in progress, open streams among them."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] != "http" or scope["path"] in _FREE:
            await self.app(scope, receive, send)
            return
        client = name_client(address_of(scope))
        if self._open[client] >= self._limits.at_once:
            told = "There are too many requests in progress from this address."
            await refuse_for_now(told, 1)(scope, receive, send)
            return
        self._open[client] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]


class LimitBody:
    """Refuses a request that is too large, told by its length or found while it is read."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limits.upload if scope["path"] == UPLOAD else self._limits.body
        told = f"A request may have {limit:,} bytes at most."
        if (content_length(scope) or 0) > limit:
            await ProblemResponse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)(scope, receive, send)
            return
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                # What reads the body passes this on, so that it is answered like any refusal.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
            return message

        await self.app(scope, count, send)


class LimitUploads:
    """Refuses uploads beyond what a client may hand in within an hour."""

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
            return ProblemResponse(HTTPStatus.LENGTH_REQUIRED, "An upload must tell its length.")
        address = address_of(scope)
        client, scale = name_client(address), self._limits.scale
        seconds = self._bytes.look(client, size, scale(self._limits.uploaded_bytes, address))
        seconds = seconds or self._counts.take(client, 1, scale(self._limits.uploads, address))
        if seconds:
            return refuse_for_now("Too much was uploaded from this address within an hour.", seconds)
        self._bytes.take(client, size, scale(self._limits.uploaded_bytes, address))
        return None


def content_length(scope: Scope) -> int | None:
    """Return how long a request says it is, None where it does not."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def refuse_for_now(detail: str, seconds: int) -> ProblemResponse:
    """Return the answer to a client that is to come again later."""
    return ProblemResponse(
        HTTPStatus.TOO_MANY_REQUESTS,
        detail,
        remedy=f"Try again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )
