"""Who asks: the address of a client, and the proxies whose word on it is taken."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

FROM_PROXY = "quotedesk.from_proxy"
"""The key of a scope that tells whether a trusted proxy passed the request on."""


class TrustProxies:
    """Takes the client's address from trusted proxies, and strips what others say on behalf of clients."""

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        self._networks = [ip_network(proxy) for proxy in proxies]
        self._app = app
        self._trusting = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the address of who sent it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope[FROM_PROXY] = self._is_trusted(address_of(scope))
        if scope[FROM_PROXY]:
            await self._trusting(scope, receive, send)  # type: ignore[arg-type]
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not name.startswith(b"x-forwarded-")]
        await self._app(scope, receive, send)

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


def address_of(scope: Scope) -> str:
    """Return the address of the client, empty where it is unknown."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_loopback(address: str) -> bool:
    """Tell whether an address is of this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def name_client(address: str) -> str:
    """Return what one client is known by: of IPv6 the network, as one machine has addresses without number."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
