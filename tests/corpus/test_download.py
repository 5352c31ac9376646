"""Downloads: forbidden addresses are not requested, responses have limits, and each refusal gives the reason."""

import gzip
import socket
import threading
import time

import pytest

from corpus.readers.addresses import parse_address
from corpus.readers.download import THREAD, download
from tests.support.web_server import CERTIFICATE, find_refusal, make_network, serve


@pytest.fixture
def server():
    with serve() as server:
        yield server


def fetch(address, **options):
    return download(parse_address(address), make_network(**options))


def test_a_name_is_looked_up_once_and_its_checked_address_connected_to(server):
    server.answers["/"] = b"Rain fell."
    lookups = [["10.0.0.1"], ["127.0.0.1"]]
    found = fetch(server.at("/"), find_hosts=lambda name: lookups.pop())
    assert (found.content, lookups) == (b"Rain fell.", [["10.0.0.1"]])
    assert server.requests[0].headers["Host"] == server.at("/").split("/")[2]


def test_the_next_address_of_a_name_is_tried(server):
    server.answers["/"] = b"Rain fell."
    hosts = ["127.0.0.2", "127.0.0.1"]
    assert fetch(server.at("/"), is_allowed=lambda _: True, find_hosts=lambda name: hosts).content == b"Rain fell."


def test_a_request_says_who_asks_and_carries_nothing_else(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    server.lead("/", "/next")
    server.answers["/next"] = b"Rain fell."
    fetch(server.at("/"))
    for request in server.requests:
        assert sorted(request.headers.keys()) == ["Accept-Encoding", "Host", "User-Agent"]
        assert request.headers["User-Agent"].startswith("quotedesk/")


def test_two_redirects_are_followed_and_no_third(server):
    for path, target in {"/1": "/2", "/2": server.at("/3", "post.example"), "/0": "1"}.items():
        server.lead(path, target)
    server.answers["/3"] = b"Rain fell."
    found = fetch(server.at("/1"))
    assert (found.content, found.address.url) == (b"Rain fell.", server.at("/3", "post.example"))
    assert "more than 2 times" in find_refusal(server.at("/0"), make_network())
    assert [request.path for request in server.requests].count("/3") == 1


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.1/", "10.0.0.1, which is not"),
        ("//[::1]/", "::1, which is not"),
        ("http://inner.example/", "10.0.0.2, which is not"),
        ("file:///etc/passwd", "not an http"),
        ("ftp://news.example/", "not an http"),
        ("http://a:b@news.example/", "user name or password"),
        ("http://0x7f.1/", "unusual spelling"),
        ("http://[::1/", "is not allowed"),
    ],
)
def test_a_redirect_is_checked_by_all_rules(server, target, reason):
    hosts = {"news.example": "127.0.0.1", "inner.example": "10.0.0.2"}
    server.lead("/", target)
    network = make_network(find_hosts=lambda name: [hosts.get(name, name)])
    assert reason in find_refusal(server.at("/"), network)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b"No."), "The server answered 404 Not Found."),
        ((500, {}, b"No."), "The server answered 500"),
        ((206, {}, b"Rain"), "The server answered 206"),
        ((299, {}, b"Rain"), "The server answered 299."),
        ((302, {}, b"No."), "The server answered 302 Found."),
        ((200, {"Content-Length": "100"}, b"Rain fell."), "cannot be downloaded"),
        ((200, {"Content-Encoding": "gzip"}, b"Rain fell."), "cannot be downloaded"),
        (lambda handler: handler.wfile.write(b"\x1b[31mnothing\r\n\r\n"), "cannot be downloaded"),
        (lambda handler: None, "cannot be downloaded"),
    ],
)
def test_what_is_no_whole_answer_is_refused(server, answer, reason):
    server.answers["/"] = answer
    assert reason in find_refusal(server.at("/"), make_network())


def test_an_unreachable_server_is_reported_in_plain_words(server):
    server.server_close()
    told = find_refusal(server.at("/"), make_network())
    # A connection that the closed server had not taken yet is reset.
    assert told in [f"It cannot be downloaded: Connection {what}." for what in ("refused", "reset by peer")]

    def find_nothing(name):
        raise socket.gaierror(-2, "Name or service not known")

    reason = find_refusal("http://news.example/", make_network(find_hosts=find_nothing))
    assert reason == "It cannot be downloaded: Name or service not known."


def drip(handler, beginning, drop):
    """Send a little, again and again."""
    handler.wfile.write(beginning)
    while True:
        handler.wfile.write(drop)
        time.sleep(0.1)


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        lambda handler: drip(handler, b"", b"H"),
        lambda handler: drip(handler, HEAD + b"X: ", b"x"),
        lambda handler: drip(handler, HEAD + b"\r\n", b"x"),
        lambda handler: drip(handler, HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
        lambda handler: drip(handler, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda handler: time.sleep(20),
    ],
)
def test_a_slow_server_is_left_when_its_time_is_over(server, answer):
    server.answers["/"] = answer
    started = time.monotonic()
    assert find_refusal(server.at("/"), make_network(seconds=1)) == "Downloading it took longer than 1 s."
    assert time.monotonic() - started < 5
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(5)
            assert not thread.is_alive()


def test_the_time_of_all_redirects_is_counted_together(server):
    def lead_on_later(handler):
        time.sleep(0.7)
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n")

    server.answers["/"] = server.answers["/next"] = lead_on_later
    assert "longer than 1 s" in find_refusal(server.at("/"), make_network(seconds=1))


def test_a_name_that_takes_too_long_to_look_up_is_left():
    network = make_network(seconds=0.5, find_hosts=lambda name: time.sleep(2) or [])
    assert "longer than 0.5 s" in find_refusal("http://news.example/", network)


def pour(handler, head, piece):
    handler.wfile.write(HEAD + head + b"\r\n")
    while True:
        handler.wfile.write(piece)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"x" * 10_000),
        (b"Content-Length: 5000000000\r\n", b"x" * 10_000),
        (b"Transfer-Encoding: chunked\r\n", b"2710\r\n" + b"x" * 10_000 + b"\r\n"),
    ],
)
def test_an_endless_answer_is_cut_off(server, head, piece):
    server.answers["/"] = lambda handler: pour(handler, head, piece)
    assert find_refusal(server.at("/"), make_network(most_bytes=100_000)) == "It has more than 100,000 bytes."


def test_a_small_answer_that_unpacks_to_much_is_cut_off(server):
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    server.answers["/"] = (200, {"Content-Encoding": "gzip"}, bomb)
    assert find_refusal(server.at("/"), make_network(most_bytes=100_000)) == "It has more than 100,000 bytes."
    server.answers["/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"Rain fell."))
    assert fetch(server.at("/"), most_bytes=10).content == b"Rain fell."


@pytest.fixture
def secure_server():
    with serve(secure=True) as server:
        server.answers["/"] = b"Rain fell."
        yield server


def test_a_certificate_must_be_trusted_and_of_that_name(secure_server, monkeypatch):
    assert "certificate" in find_refusal(secure_server.at("/", scheme="https"), make_network())
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert fetch(secure_server.at("/", scheme="https")).content == b"Rain fell."
    for host in ("post.example", "127.0.0.1"):
        assert "mismatch" in find_refusal(secure_server.at("/", host, "https"), make_network())


def test_a_secure_address_does_not_lead_to_one_that_is_not(secure_server, server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    server.answers["/"] = b"Rain fell."
    secure_server.lead("/down", server.at("/"))
    assert find_refusal(secure_server.at("/down", scheme="https"), make_network()) == "It redirects from https to http."
    server.lead("/up", secure_server.at("/", scheme="https"))
    assert fetch(server.at("/up")).content == b"Rain fell."
