"""A web server on this machine that answers as the tests need it, and the network that may reach it."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest

from corpus.readers.addresses import Refusal, parse_address
from corpus.readers.download import Network, download

CERTIFICATE = Path(__file__).parent / "news.example.pem"
"""A certificate of the name news.example, with its key; no client trusts it by default."""

LOOPBACK = ip_address("127.0.0.1")


def make_network(**options) -> Network:
    """Return a network in which every name is that of this machine, and nothing else may be asked."""
    return Network(**{"is_allowed": LOOPBACK.__eq__, "find_hosts": lambda name: ["127.0.0.1"], **options})


class Server(socketserver.ThreadingTCPServer):
    """Answers each path with a body, with a status, headers and a body, or as a function does it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, bytes | tuple[int, dict[str, str], bytes] | Callable[[_Handler], None]] = {}
        self.requests: list[_Handler] = []

    def at(self, path: str, host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.server_address[1]}{path}"

    def lead(self, path: str, target: str) -> None:
        self.answers[path] = (302, {"Location": target, "Set-Cookie": "a=1"}, b"")

    def handle_error(self, *_: object) -> None:
        """Ignore clients that hang up, as they should."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append(self)
        answer = self.server.answers.get(self.path, (404, {}, b"<p>Not here.</p>"))
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def serve(*, secure: bool = False) -> Iterator[Server]:
    with Server() as server:
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def find_refusal(address: str, network: Network) -> str:
    """Return why nothing is downloaded from an address."""
    with pytest.raises(Refusal) as refusal:
        download(parse_address(address), network)
    return str(refusal.value)
