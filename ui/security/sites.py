"""Protection against other sites: security headers, and refusal of cross-site requests."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import chain
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problems import ProblemResponse

_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "media-src 'self' blob:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
_STATIC = ("/page/", "/assets/", "/static/", "/theme.css", "/favicon.ico")
"""Prefixes of the paths of static files; browsers may cache only these."""

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SetHeaders:
    """Adds security headers, and keeps responses out of caches.

    Scripts run in the page only, and only those that the server wrote: the ones in the page that it sends, and
    `scripts`, which the page inserts itself.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str] = ()) -> None:
        self.app = app
        self._scripts = tuple(script.encode() for script in scripts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add headers to its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_page = scope["path"] == "/"
        page: Message | None = None
        body = bytearray()

        async def add(message: Message) -> None:
            nonlocal page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(_FIXED)
                if message["status"] >= HTTPStatus.BAD_REQUEST or not scope["path"].startswith(_STATIC):
                    headers["Cache-Control"] = "no-store"
                if is_page and headers.get("content-type", "").startswith("text/html"):
                    # The policy contains the hashes of the scripts, so the page is needed before its headers.
                    page = message
                    return
                headers["Content-Security-Policy"] = _NOTHING
            elif page is not None:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                headers = MutableHeaders(raw=page["headers"])
                headers["Content-Security-Policy"] = _allow_scripts(self._scripts, _find_scripts(bytes(body)))
                await send(page)
                message = {"type": "http.response.body", "body": bytes(body)}
            await send(message)

        await self.app(scope, receive, add)


def _allow_scripts(*scripts: Iterable[bytes]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in chain(*scripts))
    return _PAGE.format(scripts=" ".join(f"'sha256-{value}'" for value in hashes))


def _find_scripts(page: bytes) -> Iterator[bytes]:
    """Yield the inline scripts of a page."""
    rest = page
    while b"<script" in rest:
        attributes, _, rest = rest.partition(b"<script")[2].partition(b">")
        script, _, rest = rest.partition(b"</script>")
        if b" src=" not in attributes:
            yield script


class RefuseOtherSites:
    """Refuses requests from pages of other sites, to which a browser would add the user's login."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and not _is_own(Headers(scope=scope)):
            refusal = ProblemResponse(HTTPStatus.FORBIDDEN, "Cross-site requests are refused.")
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    """Return whether a request comes from our page, or from no page at all."""
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
