"""Who may log in: anybody with the name and password, or whom a proxy authenticates."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import ServerError
from ui.problems import ProblemResponse
from ui.security.buckets import Buckets, Rate
from ui.security.clients import FROM_PROXY, address_of, name_client, parse_network
from ui.security.limits import refuse_for_now

LOGIN = "QUOTEDESK_LOGIN"
USER_HEADER = "QUOTEDESK_PROXY_USER_HEADER"
PROXIES = "QUOTEDESK_TRUSTED_PROXIES"

FAILURES = Rate(burst=10, per_second=0.2)
"""Failed logins allowed before lock-out, and how fast the allowance refills."""

USER = "quotedesk.user"
"""The key of a scope with the name of the user who is logged in."""

_OPEN = "/healthz"


@dataclass(frozen=True, slots=True)
class Login:
    """How people log in; empty if no login is needed."""

    credentials: str = field(default="", repr=False)
    user_header: str = ""
    proxies: tuple[str, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Return whether a login is needed."""
        return bool(self.credentials or self.user_header)


def read_login(environment: Mapping[str, str]) -> Login:
    """Read the login from the environment. Raises ServerError."""
    credentials, header = environment.get(LOGIN, ""), environment.get(USER_HEADER, "").strip()
    name, _, password = credentials.partition(":")
    if credentials and not (name and password):
        raise ServerError(f"{LOGIN} is not a login.", f'Set it as a name, a colon and a password: {LOGIN}="ada:…".')
    if credentials and header:
        raise ServerError(f"Both {LOGIN} and {USER_HEADER} are set.", "Set one of them only.")
    proxies = tuple(part.strip() for part in environment.get(PROXIES, "").split(",") if part.strip())
    try:
        list(map(parse_network, proxies))
    except ValueError as error:
        raise ServerError(
            f"{PROXIES} is not a list of addresses: {error}.", f'Set it as in {PROXIES}="10.0.0.5".'
        ) from error
    if header and not proxies:
        raise ServerError(
            f"{USER_HEADER} is set, but {PROXIES} names no trusted proxy.",
            f'Set it to the address of your proxy: {PROXIES}="127.0.0.1, ::1" for one on this machine.',
        )
    return Login(credentials, header, proxies)


class RequireLogin:
    """Refuses requests without a login; `/healthz` stays open."""

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self.app = app
        self._user_header = login.user_header.lower().encode()
        self._wanted = _digest(login.credentials.encode())
        self._login = login
        self._failures = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 401."""
        if scope["type"] == "lifespan" or not self._login.is_needed or scope["path"] == _OPEN:
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        client, headers = name_client(address_of(scope)), dict(scope["headers"])
        if seconds := self._failures.look(client, 1, FAILURES):
            await refuse_for_now("Too many wrong logins from this address.", seconds)(scope, receive, send)
            return
        if user := self._find_user(scope, headers):
            scope[USER] = user
            await self.app(scope, receive, send)
            return
        if b"authorization" in headers:
            self._failures.take(client, 1, FAILURES)
        await self._refuse()(scope, receive, send)

    def _find_user(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str:
        """Return the name of the user who sent a request, empty without a valid login."""
        if self._login.user_header:
            # Of two headers one may come from the client.
            named = [value.strip() for name, value in scope["headers"] if name == self._user_header]
            return _decode(named[0]) if scope.get(FROM_PROXY) and len(named) == 1 else ""
        kind, _, encoded = headers.get(b"authorization", b"").partition(b" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except binascii.Error:
            return ""
        # Digests have equal length, so the time of the comparison reveals nothing about the password's.
        is_known = kind.lower() == b"basic" and hmac.compare_digest(_digest(given), self._wanted)
        return _decode(given.partition(b":")[0]) if is_known else ""

    def _refuse(self) -> ProblemResponse:
        if self._login.user_header:
            return ProblemResponse(HTTPStatus.UNAUTHORIZED, "Please log in through the proxy of this server.")
        challenge = {"WWW-Authenticate": 'Basic realm="quotedesk", charset="UTF-8"'}
        return ProblemResponse(HTTPStatus.UNAUTHORIZED, "A name and password are required.", headers=challenge)


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _decode(name: bytes) -> str:
    """Return the name of a user. Bytes that are not UTF-8 are kept as surrogates, so that no two names become equal."""
    return name.decode("utf-8", "surrogateescape")


def user_of(scope: Mapping[str, Any]) -> str:
    """Return the name of the user who sent a request; empty without a login."""
    return str(scope.get(USER, ""))
