"""Which requests reach Gradio: the routes, events and functions that the page uses, and nothing else."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.support.api_client import find_event, find_mount, make_app, make_client
from ui.security.limits import UPLOAD
from ui.service import Service
from ui.web.gradio_routes import GradioRoutes
from ui.web.page_calls import EVENTS, server_functions
from ui.web.page_functions import FUNCTIONS
from ui.web.page_inputs import Files

JSON = {"Content-Type": "application/json"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND")

USED = {
    ("GET", "/"),
    ("GET", "/theme.css"),
    ("GET", "/favicon.ico"),
    ("GET", "/assets/a.js"),
    ("GET", "/static/a.js"),
    ("GET", "/static/fonts/a.woff2"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/heartbeat/a1"),
    ("GET", "/gradio_api/queue/data?session_hash=a1"),
    ("GET", "/gradio_api/upload_progress?upload_id=a1"),
}
"""What a browser reads from Gradio while it shows the page."""


@pytest.fixture(scope="module")
def client(shipped_folder) -> TestClient:
    return make_client(shipped_folder)


@pytest.fixture(scope="module")
def reader(shipped_folder) -> TestClient:
    """A client of a server that is read-only."""
    return make_client(shipped_folder, read_only=True)


def find_reached(client: TestClient, requests: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return which requests reach Gradio, each of a method and a path as a server decodes it."""
    reached: list[tuple[str, str]] = []

    async def record(scope, receive, send) -> None:
        reached.append((scope["method"], scope["path"]))

    async def receive() -> dict:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message) -> None:
        assert message.get("status", 404) in (400, 404, 422)

    guard = find_mount(client).app
    recorder = GradioRoutes(record, guard._calls, guard._uploads)
    rest = {"type": "http", "query_string": b"", "root_path": "", "headers": [(b"content-type", b"application/json")]}

    async def send_all() -> None:
        for method, path in requests:
            # Uploads are stored by the guard itself.
            if (method, path) != ("POST", UPLOAD):
                await recorder({**rest, "method": method, "path": path}, receive, send)

    asyncio.run(send_all())
    return reached


@contextmanager
def recording(client: TestClient) -> Iterator[list[tuple[str, str, bytes]]]:
    """Put a recorder in Gradio's place, and give the requests that reach it."""
    reached: list[tuple[str, str, bytes]] = []

    async def record(scope, receive, send) -> None:
        body, more = b"", scope["method"] == "POST"
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        reached.append((scope["method"], scope["path"], body))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard = find_mount(client).app
    gradio, guard._app = guard._app, record
    try:
        yield reached
    finally:
        guard._app = gradio


@pytest.mark.parametrize(("method", "path"), sorted(USED))
def test_what_the_page_reads_is_passed_on(client, method, path):
    with recording(client) as reached:
        assert client.request(method, path).status_code == 200
    assert reached == [(method, path.partition("?")[0], b"")]


def test_no_other_route_of_gradio_is_reached(client):
    """Every route that Gradio has, by every method, with and without a slash at its end."""
    gradio = find_mount(client)._base_app
    routes = {route.path for route in gradio.routes if hasattr(route, "path")}
    # FastAPI keeps the routes of an included router apart.
    included = [route.original_router for route in gradio.routes if hasattr(route, "original_router")]
    routes |= {route.path for router in included for route in router.routes}
    assert {"/gradio_api/process_recording", "/gradio_api/deep_link", "/gradio_api/run/{api_name}"} < routes
    paths = {re.sub(r"{(\w+)[^}]*}", r"\1", path) for path in routes}
    paths |= {"/gradio_api/proxy=http://127.0.0.1/", "/gradio_api/file=/etc/hostname", "/gradio_api/heartbeat/../info"}
    paths |= {f"{path}/" for path in paths} | {path.removesuffix("/") for path in paths}
    reached = find_reached(client, [(method, path) for method in METHODS for path in paths])
    used = {request for request in USED if "?" not in request[1]}
    assert set(reached) == {
        *{request for request in used if not re.search(r"/a\w*|/fonts", request[1].removeprefix("/gradio_api/app_id"))},
        ("GET", "/assets/path"),
        ("GET", "/static/path"),
        ("GET", "/gradio_api/heartbeat/session_hash"),
    }


SEGMENTS = st.sampled_from(
    "gradio_api queue join run predict upload file= proxy= assets static config theme.css component_server call api "
    ".. . %2e%2e %2f / // \\ ; ? # \0 \n GRADIO_API Queue predict/ index.js http: localhost é ‥ heartbeat a1".split(" ")
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(METHODS), st.lists(SEGMENTS, max_size=6), st.sampled_from(["", "a.js", "join", "predict"])
        ),
        max_size=50,
    )
)
def test_no_spelling_of_a_path_leads_elsewhere(client, requests):
    """Whatever a path is made of, Gradio gets it only if it is one of the routes, letter by letter."""
    sent = [(method, "/" + "/".join([*segments, last])) for method, segments, last in requests]
    for method, path in find_reached(client, sent):
        assert method == "GET"
        assert re.fullmatch(r"/|/theme\.css|/(assets|static(/.*)?|gradio_api/heartbeat)/[\w.-]+", path), path
        assert path == "/" or not {"..", ".", ""} & set(path[1:].split("/"))


@pytest.mark.parametrize("query", ["deep_link=x", "page=x", "q=1&deep_link=", "page", "%70age=x"])
def test_the_page_restores_nothing_and_shows_no_other(client, query):
    assert client.get(f"/?{query}").status_code == 404
    assert client.get("/?q=page&since=deep_link").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["queue/data", "queue/data?session_hash=a&session_hash=b", "queue/data?session_hash=../a", "upload_progress"],
)
def test_results_are_read_by_the_name_of_one_session(client, path):
    with recording(client) as reached:
        assert client.get(f"/gradio_api/{path}").status_code == 404
    assert reached == []


def test_no_web_socket_is_opened(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/gradio_api/queue/join"):
        pass


def test_other_routes_of_the_application_are_as_before(client):
    for path in ("/healthz", "/openapi.json", "/api/v1/articles", "/page/favicon.svg"):
        assert client.get(path).status_code == 200, path
    refusal = client.get("/nothing")
    assert (refusal.status_code, refusal.headers["content-type"]) == (404, "application/problem+json")


def test_a_body_is_passed_on_as_it_came(client):
    """Whitespace and escapes included, in one piece or in several."""
    find = str(find_event(client, "find")).encode()
    parts = [b' {"data"', b':["\\u0041\xc3\xa9",""],\n"fn_index":', find, b',"session_hash":"a1"}  ']
    with recording(client) as reached:
        for content in (iter(parts), b"".join(parts)):
            assert client.post("/gradio_api/run/predict", content=content, headers=JSON).status_code == 200
    assert reached == [("POST", "/gradio_api/run/predict", b"".join(parts))] * 2


# The tables


@pytest.fixture(scope="module")
def page(shipped_folder):
    """The page with all that it can have."""
    app = make_app(shipped_folder, allow_net=True)
    return find_mount(TestClient(app))._base_app.get_blocks()


@pytest.fixture(scope="module")
def events(page):
    """The events that the page sends; those without a function run in the browser alone."""
    return [function for function in page.fns.values() if function.fn]


def test_the_table_of_events_is_that_of_the_page(events):
    """A new event must be added to the table, with the type and the limit of each input."""
    assert {function.api_name: function.queue for function in events} == {
        name: event.queued for name, event in EVENTS.items()
    }
    kinds = {"File": Files, "State": None}
    for function in events:
        for block, accepted in zip(function.inputs, get_args(EVENTS[function.api_name].inputs), strict=True):
            kind = kinds.get(type(block).__name__, str)
            assert accepted is kind or accepted.__origin__ is kind, (function.api_name, block)


def test_the_table_of_events_has_the_limits_of_the_page(events):
    for function in events:
        for block, kind in zip(function.inputs, get_args(EVENTS[function.api_name].inputs), strict=True):
            if length := getattr(block, "max_length", None):
                assert kind.__metadata__[0].max_length == length, (function.api_name, block.elem_id)


def test_the_table_of_functions_is_that_of_the_page(page):
    assert sorted(name for block in page.blocks.values() for name in server_functions(block)) == sorted(FUNCTIONS)


def test_an_event_that_the_table_does_not_know_is_refused(shipped_folder, monkeypatch):
    monkeypatch.delitem(EVENTS, "find")
    monkeypatch.delitem(FUNCTIONS, "get_article")
    client = make_client(shipped_folder)
    with recording(client) as reached:
        call = {"data": ["", ""], "fn_index": find_event(client, "find"), "session_hash": "a1"}
        assert client.post("/gradio_api/run/predict", json=call).status_code == 404
        reader = next(
            block._id
            for block in find_mount(client)._base_app.get_blocks().blocks.values()
            if "get_article" in server_functions(block)
        )
        call = {"data": {}, "component_id": reader, "fn_name": "get_article", "session_hash": "a1"}
        assert client.post("/gradio_api/component_server/", json=call).status_code == 404
    assert reached == []


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_has_one_route(client, name):
    route = "run/predict" if EVENTS[name].queued else "queue/join"
    call = {"data": [""] * len(get_args(EVENTS[name].inputs)), "fn_index": find_event(client, name)}
    with recording(client) as reached:
        assert client.post(f"/gradio_api/{route}", json=call | {"session_hash": "a1"}).status_code == 404
    assert reached == []


def test_read_only_takes_no_file_and_no_change(reader):
    with recording(reader) as reached:
        assert reader.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404
        assert reader.get("/gradio_api/upload_progress?upload_id=a1").status_code == 404
        for name in ("upload_files", "read_address", "act"):
            call = {"data": [""] * 3, "fn_index": find_event(reader, name), "session_hash": "a1"}
            assert reader.post("/gradio_api/queue/join", json=call).status_code == 404, name
        assert reached == []
        call = {"data": ["", ""], "fn_index": find_event(reader, "show_mentions"), "session_hash": "a1"}
        assert reader.post("/gradio_api/queue/join", json=call).status_code == 200


def test_addresses_are_read_only_where_that_is_allowed(client, shipped_folder):
    call = {
        "data": ["https://news.example", "", ""],
        "fn_index": find_event(client, "read_address"),
        "session_hash": "a1",
    }
    with recording(client) as reached:
        assert client.post("/gradio_api/queue/join", json=call).status_code == 404
    assert reached == []
    allowed = make_client(shipped_folder, allow_net=True)
    with recording(allowed) as reached:
        assert allowed.post("/gradio_api/queue/join", json=call).status_code == 200


def test_a_search_engine_is_read_only(client):
    """The rows of the library do not apply to an index that only another program may change."""
    service = object.__new__(Service)
    service.read_only, service.allow_net, service.keeps_nothing = True, True, False
    unused = ["choose_samples", "upload_files", "read_address", "act"]
    assert [name for name, event in EVENTS.items() if not event.is_used(service)] == unused
    # Clippings lie beside the index, on this machine.
    service.keeps_nothing = True
    assert {name for name, event in EVENTS.items() if not event.is_used(service)} == {
        *(*unused, "change_clippings", "change_standing")
    }
