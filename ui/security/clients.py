"""The address of a client, and the proxies that are trusted to report it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

FROM_PROXY = "quotedesk.from_proxy"
"""The key of a scope that marks a request passed on by a trusted proxy."""

_MAPPED = ip_network("::ffff:0:0/96")
"""The IPv6 addresses that represent IPv4 addresses."""

_FORWARDED_FOR = b"x-forwarded-for"
_OF_PROXIES = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-server")
"""Prefixes of the headers in which a proxy reports the client and the requested address."""


class TrustProxies:
    """Takes the client's address from configured proxies, and strips such headers from all others."""

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        self._networks = [parse_network(proxy) for proxy in proxies]
        self._app = app
        self._trusting = ProxyHeadersMiddleware(app, trusted_hosts=list(map(str, self._networks)))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the address of its sender."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope.get("client"):
            scope["client"] = (normalize_address(address_of(scope)), scope["client"][1])
        scope[FROM_PROXY] = self._is_trusted(address_of(scope))
        if scope[FROM_PROXY]:
            scope["headers"] = [
                (name, _normalize_list(value) if name == _FORWARDED_FOR else value) for name, value in scope["headers"]
            ]
            await self._trusting(scope, receive, send)  # type: ignore[arg-type]
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not name.startswith(_OF_PROXIES)]
        await self._app(scope, receive, send)

    def _is_trusted(self, address: str) -> bool:
        parsed = _parse_address(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def address_of(scope: Scope) -> str:
    """Return the address of the client, empty if unknown."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def parse_network(text: str) -> IPv4Network | IPv6Network:
    """Return an address or a network, as IPv4 if it is one mapped into IPv6. Raises ValueError."""
    network = ip_network(text)
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):  # type: ignore[arg-type]
        mapped = network.network_address.ipv4_mapped
        return ip_network(f"{mapped}/{network.prefixlen - 96}")
    return network


def normalize_address(text: str) -> str:
    """Return an address without port, brackets and zone, as IPv4 if it is mapped; other text unchanged."""
    parsed = _parse_address(text)
    return text if parsed is None else str(parsed)


def _normalize_list(value: bytes) -> bytes:
    """Return the addresses of a list; other text would count as a new client each time."""
    parsed = (_parse_address(part.strip()) for part in value.decode("latin-1").split(","))
    return ", ".join(str(address) for address in parsed if address is not None).encode()


def _parse_address(text: str) -> IPv4Address | IPv6Address | None:
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        parsed = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed


def is_loopback(address: str) -> bool:
    """Return whether an address is a loopback address."""
    parsed = _parse_address(address)
    return parsed is not None and parsed.is_loopback


def name_client(address: str) -> str:
    """Return the key of a client's buckets: for IPv6 its network, as one machine has countless addresses."""
    parsed = _parse_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return address if parsed is None else str(parsed)
