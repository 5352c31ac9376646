"""Which web addresses may be requested: http and https, without credentials, on hosts of the public internet."""

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
"""Ranges that older versions of Python count as global; cloud providers run internal services there."""


class Refusal(Exception):
    """The reason, as a sentence, why an address is not read."""


def parse_address(text: str) -> Url:
    """Return an address in canonical spelling, without its fragment.

    Raises Refusal if it is not an address that may be requested. The host is not resolved here.
    """
    try:
        address = parse_url(text)
    except LocationParseError:
        raise Refusal("It is not a valid web address.") from None
    if address.scheme not in PORTS:
        raise Refusal("It is not an http or https address.")
    if address.auth is not None:
        raise Refusal("It contains a user name or password.")
    if not address.host:
        raise Refusal("It has no host.")
    if _is_odd_number(address.host):
        raise Refusal("Its host is a number in an unusual spelling.")
    port = None if address.port == PORTS[address.scheme] else address.port
    return address._replace(port=port, path=address.path or "/", fragment=None)


def spell_address(text: str) -> str:
    """Return an address in canonical spelling; unchanged if it may not be requested."""
    try:
        return parse_address(text).url
    except Refusal:
        return text


def _is_odd_number(host: str) -> bool:
    """Return whether a host is an IPv4 address in an unusual spelling, such as 0x7f.1."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return bool(_NUMBER_AT_THE_END.fullmatch(host))
    return False


def is_public(address: IPAddress) -> bool:
    """Return whether an address belongs to the public internet: not local, private or multicast."""
    if isinstance(address, IPv6Address):
        inner = _find_inner(address)
        if inner is None:
            return address in _GLOBAL_UNICAST and address.is_global
        address = inner
    return address.is_global and not address.is_multicast and not any(address in network for network in _SPECIAL)


def _find_inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address embedded in an IPv6 address."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
