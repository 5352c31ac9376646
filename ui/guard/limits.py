"""How much may be asked: requests a second, the size of one, and what is uploaded in an hour."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.problems import ProblemResponse
from ui.guard.buckets import Buckets, Rate
from ui.guard.clients import address_of, is_loopback, name_client

UPLOAD = "/gradio_api/upload"
_FREE = ("/api/v1/health", "/api/v1/metrics")
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may use; clients of this machine may use `local` times as much."""

    requests: Rate = Rate(burst=60, per_second=5)
    uploads: Rate = Rate(burst=60, per_second=60 / _HOUR)
    uploaded_bytes: Rate = Rate(burst=500_000_000, per_second=500_000_000 / _HOUR)
    body: int = 1_000_000
    upload: int = 200_000_000
    local: int = 20

    def scale(self, rate: Rate, address: str) -> Rate:
        """Return a rate as it holds for a client."""
        factor = self.local if is_loopback(address) else 1
        return Rate(rate.burst * factor, rate.per_second * factor)


class LimitRate:
    """Refuses a client that asks too often; what only loads the page is free."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits
        self._buckets = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] != "http" or not _costs(scope):
            await self.app(scope, receive, send)
            return
        address = address_of(scope)
        seconds = self._buckets.take(name_client(address), 1, self._limits.scale(self._limits.requests, address))
        if seconds:
            await refuse_for_now("There are too many requests from this address.", seconds)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _costs(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["method"] == "POST" or (path.startswith("/api/v1/") and path not in _FREE)


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
