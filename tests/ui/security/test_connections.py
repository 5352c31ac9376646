"""Connections that never end: the server closes them, and answers others meanwhile."""

import asyncio
import http.client
import socket
import threading
import time
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from tests.support.own_server import serving_process
from ui.security.connections import ACCEPTED, ConnectionLimits, limit_connections

QUICK = ConnectionLimits(headers=0.6, body=0.6, least_rate=1000, reading=0.6, total=20)
STREAMS = ("/stream", "/gradio_api/heartbeat/abc")
HEAD = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"


async def app(scope, receive, send):
    """Answer at once, read the body first, send on and on, or send much; `/stream` is what a page keeps open."""
    if scope["type"] == "lifespan":
        return
    body, more = 0, scope["path"] == "/read"
    while more:
        message = await receive()
        body, more = body + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range({**dict.fromkeys(STREAMS, 30), "/much": 2000}.get(scope["path"], 0)):
        await send(
            {
                "type": "http.response.body",
                "body": b"x" * (1 if scope["path"] in STREAMS else 50_000),
                "more_body": True,
            }
        )
        await asyncio.sleep(0.1 if scope["path"] in STREAMS else 0)
    await send({"type": "http.response.body", "body": str(body).encode()})


@contextmanager
def listening(limits):
    protocol: Any = limit_connections(limits=limits)
    config = uvicorn.Config(app, http=protocol, ws="none", backlog=ACCEPTED, log_level="error")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield listener.getsockname()
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def place():
    with listening(QUICK) as place:
        yield place


def connect(place, sent=b""):
    client = socket.create_connection(place, timeout=20)
    client.sendall(sent)
    return client


def is_closed(client):
    """Return whether the server closes a connection, which it may do with or without what is left to be read."""
    try:
        while client.recv(1 << 20):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    client.close()
    return True


def get_status(place, path="/"):
    host, port = place
    connection = http.client.HTTPConnection(host, port, timeout=20)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
        POST % 1000,
        POST % 1000 + b"x",
        b"POST /read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        HEAD % b"" + b"GET / HTTP/1.1\r\n",
    ],
    ids=["silent", "line", "headers", "no body", "body", "chunk", "second request"],
)
def test_a_connection_whose_request_does_not_arrive_is_closed(place, sent):
    assert is_closed(connect(place, sent))


def test_headers_that_trickle_in_are_no_excuse(place):
    client = connect(place, b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    with pytest.raises(OSError):
        for number in range(200):
            client.sendall(b"X-%d: y\r\n" % number)
            time.sleep(0.05)
    client.close()


def test_a_body_may_take_long_that_arrives_steadily(place):
    client = connect(place, POST % 30_000)
    for _ in range(15):
        client.sendall(b"x" * 2000)
        time.sleep(0.1)
    assert client.recv(1 << 16).endswith(b"30000\r\n0\r\n\r\n")
    client.close()


def test_an_answer_that_is_not_read_ends(place):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(20)
    client.connect(place)
    client.sendall(HEAD % b"much")
    time.sleep(3)
    assert is_closed(client)


def test_a_stream_stays_open(place):
    client = connect(place, HEAD % b"stream")
    read = b""
    while not read.endswith(b"0\r\n\r\n"):
        read += client.recv(1 << 16)
    assert read.count(b"1\r\nx\r\n") == 30
    client.close()


def test_a_new_connection_takes_the_place_of_an_idle_one(place):
    patient = ConnectionLimits(headers=60, body=60, total=20)
    with listening(patient) as other:
        for sent in b"", POST % 1000 + b"x":
            idle = [connect(other, sent) for _ in range(50)]
            assert [get_status(other) for _ in range(5)] == [200] * 5
            # At most 20 of 50 are left; which of them depends on whose bytes the server has read by then.
            assert any(map(is_closed, idle[:21]))
            for client in idle:
                client.close()


def test_an_upload_in_progress_is_closed_last():
    with listening(ConnectionLimits(headers=60, body=60, total=6)) as other:
        upload = connect(other, POST % 3000 + b"x" * 1000)
        # The server has read what was sent before.
        assert get_status(other) == 200
        time.sleep(0.2)
        for _ in range(2):
            idle = [connect(other) for _ in range(20)]
            assert get_status(other) == 200
            assert any(map(is_closed, idle[:7]))
            upload.sendall(b"x" * 1000)
            for client in idle:
                client.close()
        read = b""
        while not read.endswith(b"0\r\n\r\n"):
            read += upload.recv(1 << 16)
        assert b"3000" in read
        upload.close()


def test_what_is_at_work_is_not_closed_for_others(place):
    with listening(ConnectionLimits(headers=60, body=60, total=4)) as other:
        streams = [connect(other, HEAD % b"stream") for _ in range(4)]
        for stream in streams:
            assert stream.recv(1 << 16)
        assert is_closed(connect(other, HEAD % b""))
        for stream in streams:
            assert is_closed(stream)


def test_heartbeats_make_room(place):
    with listening(ConnectionLimits(headers=60, body=60, total=4)) as other:
        streams = [connect(other, HEAD % b"gradio_api/heartbeat/abc") for _ in range(3)] + [
            connect(other, HEAD % b"stream")
        ]
        for stream in streams:
            assert stream.recv(1 << 16)
        assert get_status(other) == 200
        assert is_closed(streams[0])
        read = b""
        while not read.endswith(b"0\r\n\r\n"):
            read += streams[3].recv(1 << 16)
        for stream in streams[1:]:
            stream.close()


def test_a_request_for_a_web_socket_is_answered_as_any(place):
    upgrade = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    client = connect(place, upgrade)
    assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")
    assert is_closed(client)


@pytest.mark.long
def test_more_connections_than_files_may_be_open_stop_nothing(shipped_folder, tmp_path):
    with serving_process(shipped_folder, tmp_path, open_files=512) as (address, _):
        host, _, port = address.removeprefix("http://").partition(":")
        place = host, int(port)
        kinds = [b"", b"GET / HTTP/1.1\r\n", POST % 10, HEAD % b"gradio_api/heartbeat/abc"]
        held = [connect(place, kinds[number % len(kinds)]) for number in range(600)]
        assert [get_status(place, "/healthz") for _ in range(10)] == [200] * 10
        for client in held:
            client.close()
