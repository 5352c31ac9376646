"""Which web addresses may be asked: http and https without credentials, at hosts that are open to all the world."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

IPAddress = IPv4Address | IPv6Address

PORTS = {"http": 80, "https": 443}

_NUMBER_AT_THE_END = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?", re.IGNORECASE)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""What older versions of Python count as global, clouds' own services among it."""


class Refusal(Exception):
    """Why nothing is read from an address, as a sentence."""


def parse_address(text: str) -> Url:
    """Return an address in its one spelling, without its fragment.

    Raises Refusal where it is no address that may be asked, whatever its host turns out to be.
    """
    try:
        address = parse_url(text)
    except LocationParseError:
        raise Refusal("It is not a valid web address.") from None
    if address.scheme not in PORTS:
        raise Refusal("It is not an http or https address.")
    if address.auth is not None:
        raise Refusal("It holds a user name or password.")
    if not address.host:
        raise Refusal("It names no host.")
    if _is_odd_number(address.host):
        raise Refusal("Its host is a number in an unusual spelling.")
    port = None if address.port == PORTS[address.scheme] else address.port
    return address._replace(port=port, path=address.path or "/", fragment=None)


def spell_address(text: str) -> str:
    """Return an address in its one spelling, and as it is where it may not be asked."""
    try:
        return parse_address(text).url
    except Refusal:
        return text


def _is_odd_number(host: str) -> bool:
    """Return whether a host is an IPv4 address in a spelling that only some programs know, as 0x7f.1 is."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return bool(_NUMBER_AT_THE_END.fullmatch(host))
    return False


def is_public(address: IPAddress) -> bool:
    """Return whether an address belongs to the open internet: not to this machine, a network of its own or a group."""
    if isinstance(address, IPv6Address):
        inner = _find_inner(address)
        if inner is None:
            return address in _GLOBAL_UNICAST and address.is_global
        address = inner
    return address.is_global and not address.is_multicast and not any(address in network for network in _SPECIAL)


def _find_inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
