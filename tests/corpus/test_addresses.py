"""Forbidden web addresses are not connected to, however they are spelt, and the reason is reported."""

import socket
from ipaddress import ip_address

import pytest

from corpus.readers.addresses import Refusal, is_public, parse_address
from corpus.readers.download import Network, download
from tests.support.web_server import find_refusal


@pytest.fixture
def connections(monkeypatch):
    """All addresses that anything connects to; none is reached."""
    tried = []

    def connect(_, address):
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1.2.3",
        "localhost",
        "LocalHost",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.168.1.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "127%2e0%2e0%2e1",
        "2130706433",
        "134744072",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.0x1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "010.8.8.8",
        "8.8.8.8.",
        "x.127",
        "①②⑦.⓪.⓪.①",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:10.0.0.1]",
        "[2002:7f00:1::]",
        "[2002:a00:1::1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::8.8.8.8]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[2001:db8::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fe80::1%25lo]",
        "[fec0::1]",
        "[ff02::1]",
        "[100::1]",
    ],
)
def test_what_is_not_on_the_open_internet_is_not_asked(host, connections):
    with pytest.raises(Refusal, match=r"which is not on the public internet|unusual spelling|not a valid"):
        download(parse_address(f"http://{host}/"), Network())
    assert connections == []


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"],
)
def test_what_is_on_the_open_internet_may_be_asked(address, connections):
    assert is_public(ip_address(address))
    find_refusal("http://news.example/", Network(find_hosts=lambda name: [address]))
    assert [ip_address(tried[0]) for tried in connections] == [ip_address(address)]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "not an http"),
        ("ftp://news.example/", "not an http"),
        ("gopher://news.example/", "not an http"),
        ("http://user:word@news.example/", "user name or password"),
        ("http:///path", "has no host"),
        ("http://[::1/", "not a valid"),
        ("http://news.example:99999/", "not a valid"),
        ("http://news example/", "not a valid"),
    ],
)
def test_an_address_that_may_not_be_asked_says_why(address, reason):
    with pytest.raises(Refusal, match=reason):
        parse_address(address)


def test_one_private_address_among_those_of_a_name_is_enough(connections):
    network = Network(find_hosts=lambda name: ["8.8.8.8", "10.0.0.1"])
    assert "10.0.0.1, which is not on the public internet" in find_refusal("http://news.example/", network)
    assert connections == []
