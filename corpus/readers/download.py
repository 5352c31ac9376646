"""Downloads a web address within limits of time, size and redirects, from public hosts only."""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPException, responses
from importlib.metadata import version
from ipaddress import ip_address
from threading import Thread
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url

from corpus.readers.addresses import PORTS, IPAddress, Refusal, is_public, parse_address
from corpus.readers.conditional import NotModified, Validators
from corpus.readers.fields import MAX_FILE_SIZE

SECONDS = 10.0
MAX_REDIRECTS = 2
THREAD = "download"

_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 65_536


def find_hosts(name: str) -> Sequence[str]:
    """Return the IP addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Network:
    """Which hosts may be contacted, and the limits of one download, redirects included.

    With `validators` requests are conditional.
    """

    is_allowed: Callable[[IPAddress], bool] = is_public
    find_hosts: Callable[[str], Sequence[str]] = find_hosts
    seconds: float = SECONDS
    most_bytes: int = MAX_FILE_SIZE
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """The downloaded content, and the address it came from after redirects."""

    address: Url
    content: bytes


def download(address: Url, network: Network) -> Download:
    """Download an address within the time that the network allows.

    Raises Refusal, or NotModified in answer to a conditional request.
    """
    transfer, future = _Transfer(network), Future[Download]()

    def work() -> None:
        try:
            future.set_result(transfer.run(address))
        except Exception as error:  # noqa: BLE001 - it is raised below
            future.set_exception(error)

    # A socket timeout does not bound the whole download: a server may send one byte per second.
    Thread(target=work, name=THREAD, daemon=True).start()
    try:
        return future.result(network.seconds)
    except TimeoutError:
        transfer.stop()
        raise Refusal(f"Downloading it took longer than {network.seconds:g} s.") from None
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        raise Refusal(f"It cannot be downloaded: {_explain(error)}.") from error


def _explain(error: BaseException) -> str:
    # urllib3's message names its objects; the system error that caused it is readable.
    cause = error.__cause__ or error
    return (getattr(cause, "verify_message", "") or getattr(cause, "strerror", None) or str(cause)).rstrip(".")


class _Transfer:
    """One download; another thread can cancel it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._socket: socket.socket | None = None
        self._stopped = False

    def run(self, address: Url) -> Download:
        for _ in range(MAX_REDIRECTS + 1):
            found = self._request(address)
            if isinstance(found, Download):
                return found
            if (address.scheme, found.scheme) == ("https", "http"):
                raise Refusal("It redirects from https to http.")
            address = found
        raise Refusal(f"It redirects more than {MAX_REDIRECTS} times.")

    def stop(self) -> None:
        self._stopped = True
        if self._socket:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _request(self, address: Url) -> Download | Url:
        """Return the content of an address, or the address that it redirects to."""
        headers = {
            "Host": str(address.netloc),
            "User-Agent": f"quotedesk/{version('quotedesk')}",
            "Accept-Encoding": "gzip",
        }
        validators = self._network.validators
        conditions = validators.make_headers(address.url) if validators else {}
        headers |= conditions
        with closing(self._connect(address)) as connection:
            connection.request("GET", address.request_uri, headers=headers, preload_content=False)
            with closing(connection.getresponse()) as response:
                location = response.headers.get("Location")
                if response.status in _REDIRECTS and location:
                    return _lead_on(address, location)
                if conditions and response.status == 304:
                    raise NotModified(address.url)
                if response.status != 200:
                    status = f"{response.status} {responses.get(response.status, '')}".strip()
                    raise Refusal(f"The server answered {status}.")
                content = self._read(response)
                if validators:
                    validators.note(address.url, response.headers)
                return Download(address, content)

    def _connect(self, address: Url) -> HTTPConnection:
        """Connect to one of the addresses that were checked; the name is not resolved again."""
        hosts = self._find_checked_hosts(str(address.host).strip("[]"))
        failure: Exception = TimeoutError()
        for host in hosts:
            connection = _open(host, address, self._network.seconds / len(hosts))
            try:
                connection.connect()
                connection.sock.settimeout(self._network.seconds)
                self._socket = connection.sock
                if not self._stopped:
                    return connection
            except (OSError, HTTPError) as error:
                failure = error
            connection.close()
        raise failure

    def _find_checked_hosts(self, name: str) -> list[str]:
        hosts = [ip_address(host) for host in self._network.find_hosts(name)]
        for host in hosts:
            if not self._network.is_allowed(host):
                raise Refusal(f"Its host is {host}, which is not on the public internet.")
        return [str(host) for host in hosts]

    def _read(self, response: BaseHTTPResponse) -> bytes:
        """Return the body; its size is checked while it arrives and is decompressed."""
        content = bytearray()
        while piece := response.read(_PIECE):
            content += piece
            if len(content) > self._network.most_bytes:
                raise Refusal(f"It has more than {self._network.most_bytes:,} bytes.")
        return bytes(content)


def _lead_on(address: Url, location: str) -> Url:
    try:
        return parse_address(urljoin(address.url, location))
    except (Refusal, ValueError) as error:
        raise Refusal(f"It redirects to an address that is not allowed: {error}") from None


def _open(host: str, address: Url, seconds: float) -> HTTPConnection:
    port = address.port or PORTS[str(address.scheme)]
    if address.scheme == "https":
        return HTTPSConnection(host, port, timeout=seconds, server_hostname=str(address.host))
    return HTTPConnection(host, port, timeout=seconds)
