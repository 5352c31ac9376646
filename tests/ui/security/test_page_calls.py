"""Inputs of the calls of the page: no input of any event or function makes the server read a file or an address."""

import json
from collections.abc import Iterator
from itertools import cycle
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.support.api_client import find_event, find_mount, make_client
from tests.ui.security.page_attacks import FILE, JSON, WATCH, list_uploads, send
from ui.security.login import Login
from ui.web.page_calls import EVENTS, server_functions
from ui.web.page_functions import FUNCTIONS
from ui.web.page_inputs import Files

# Gradio's queue uses pandas in ways that pandas warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")

LOGIN = ("ada", "a long password")


@pytest.fixture(scope="module", params=["open", "read-only", "login", "login, read-only"])
def attacked(request, shipped_folder, baits) -> Iterator[TestClient]:
    """A client of a server that runs as it is served, its queue included."""
    login = Login(":".join(LOGIN)) if "login" in request.param else None
    with make_client(shipped_folder, read_only="read-only" in request.param, login=login) as client:
        if login:
            assert client.post("/gradio_api/run/predict", content=b"{}", headers=JSON).status_code == 401
            client.auth = LOGIN
        yield client


def calls_of(client: TestClient) -> list[tuple[str, dict, list]]:
    """Return each call that the page can make: its route, its body without the data, and the data."""
    blocks = find_mount(client)._base_app.get_blocks()
    calls: list[tuple[str, dict, list]] = []
    # Those without a function run in the browser alone.
    for index, function in ((index, function) for index, function in blocks.fns.items() if function.fn):
        kinds = get_args(EVENTS[function.api_name].inputs)
        data = [None if kind is None else [] if kind is Files else "" for kind in kinds]
        route = "queue/join" if function.queue else "run/predict"
        calls.append((route, {"fn_index": index, "session_hash": f"a{index}"}, data))
    return calls


def functions_of(client: TestClient) -> list[dict]:
    """Return the body of a call of each server function, without its data."""
    blocks = find_mount(client)._base_app.get_blocks().blocks
    return [
        {"component_id": block._id, "fn_name": name, "session_hash": "a1"}
        for block in blocks.values()
        for name in server_functions(block)
    ]


def as_files(bait: str) -> list[object]:
    """Return the forms in which an input can name a file."""
    whole = {"path": bait, "url": bait, "orig_name": "a.txt", "size": 1, "mime_type": "text/plain", "meta": FILE}
    return [
        {"path": bait, "meta": FILE},
        [{"path": bait, "meta": FILE}],
        whole,
        whole | {"is_stream": True},
        {"path": bait},
        {"url": bait, "meta": FILE},
        {"text": "", "files": [whole]},
        {"value": whole, "__type__": "update"},
        [[[{"a": whole}]]],
        {"video": whole, "subtitles": None},
        [bait],
    ]


def is_text_list(form: object) -> bool:
    return isinstance(form, list) and all(isinstance(part, str) for part in form)


def test_no_input_of_an_event_names_a_file(attacked, baits):
    """Each form of each bait, at the inputs of all events in turn, and in the other fields of the request."""
    forms = cycle(form for bait in baits for form in as_files(bait))
    for route, rest, data in calls_of(attacked):
        bodies = [
            rest | {"data": [*data[:place], next(forms), *data[place + 1 :]]}
            for place in range(len(data))
            for _ in "ab" * 5
        ]
        bodies += [rest | {"data": data, "event_data": next(forms)}, rest | {"data": [*data, next(forms)]}]
        bodies += [rest | {"data": data, "trigger_id": next(forms)}]
        # A list of one text is what an event with one text takes.
        bodies += [rest | {"data": next(form for form in forms if not is_text_list(form))}]
        assert {send(attacked, route, body) for body in bodies} <= {404, 422}, rest
    assert WATCH.seen == []
    assert attacked.get("/healthz").status_code == 200


def test_a_path_or_address_is_text_to_every_event(attacked, baits):
    """As a question, a filter or a draft it is words to search for."""
    answered = 0
    for route, rest, data in calls_of(attacked):
        is_queued = route == "queue/join"
        for bait in baits[rest["fn_index"] % 4 :: len(baits) if is_queued else 1] if "" in data else ():
            status = send(attacked, route, rest | {"data": [bait if value == "" else value for value in data]})
            # Calls that the served page does not make are not found.
            assert status in (200, 404, 422)
            answered += status == 200
            if status == 200 and is_queued:
                assert attacked.get(f"/gradio_api/queue/data?session_hash={rest['session_hash']}").status_code == 200
    assert answered > len(baits)
    assert WATCH.seen == []
    assert attacked.get("/healthz").status_code == 200


def test_no_argument_of_a_function_names_a_file(attacked, baits):
    forms = cycle(form for bait in baits for form in as_files(bait))
    for rest in functions_of(attacked):
        given = [next(forms) for _ in range(20)]
        given += [{name: next(forms)} for name in ("id", "start", "end", "asked", "form", "verdict", "number", "note")]
        assert {send(attacked, "component_server/", rest | {"data": data}) for data in given} == {422}, rest
    assert WATCH.seen == []
    assert attacked.get("/healthz").status_code == 200


def test_no_function_of_a_component_is_called_but_ours(attacked):
    for block in find_mount(attacked)._base_app.get_blocks().blocks.values():
        own = server_functions(block)
        for name in ("ls", "postprocess", *FUNCTIONS) if own else ("postprocess", "get_article"):
            body = {"component_id": block._id, "fn_name": name, "data": None, "session_hash": "a1"}
            assert send(attacked, "component_server/", body) == (422 if name in own else 404)


BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["BAIT", "a.txt"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["path", "url", "meta", "_type", "data", "root", "x"]), inner, max_size=4)
        | inner.map(lambda value: {"path": value, "meta": FILE})
    ),
    max_leaves=8,
)


FIELDS = st.sampled_from(["data", "event_data", "trigger_id", "fn_index", "session_hash", "event_id", "batched"])


@settings(max_examples=40)
@given(data=st.data(), value=BODIES)
def test_no_value_at_all_makes_the_server_open_a_file(attacked, baits, data, value):
    """Any JSON at any input, and in any other field of the request."""
    calls = [("component_server/", rest, None) for rest in functions_of(attacked)] + calls_of(attacked)
    route, rest, inputs = data.draw(st.sampled_from(calls))
    bait = data.draw(st.sampled_from(baits)).replace("\0", "")
    drawn = json.loads(json.dumps(value).replace("BAIT", bait))
    if inputs and data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(inputs) - 1))
        status = send(attacked, route, rest | {"data": [*inputs[:place], drawn, *inputs[place + 1 :]]})
        assert status in (404, 422) or isinstance(drawn, str | None)
    else:
        status = send(attacked, route, rest | {"data": inputs, data.draw(FIELDS): drawn})
    assert status in (200, 404, 422, 503)
    assert WATCH.seen == []


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[]", b"\xff", b'\xef\xbb\xbf{"fn_index":0}', b'{"fn_index":0}', b'{"fn_index":true}'),
        b'{"fn_index":' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"data":' * 50_000,
        '{"data":["",""],"fn_index":FIND,"session_hash":"a1"}'.encode("utf-16"),
        b'{"data":["\\ud800",""],"fn_index":FIND,"session_hash":"a1"}',
        b'{"data":["",""],"fn_index":FIND,"session_hash":"../a"}',
        b'{"data":["",""],"fn_index":FIND,"session_hash":"' + b"a" * 65 + b'"}',
        b'{"data":["",""],"fn_index":FIND}',
        b'{"data":["",""],"fn_index":FIND,"session_hash":"a1","batched":true}',
        b'{"data":["",""],"fn_index":FIND,"session_hash":"a1","event_id":"a1"}',
        b'{"data":["",""],"fn_index":FIND,"session_hash":"a1","trigger_id":987654}',
        b'{"data":[""],"data":[{"path":"/dev/zero","meta":{"_type":"gradio.FileData"}}],"fn_index":FIND,"session_hash":"a1"}',
        b'{"data":["' + b"x" * 201 + b'",""],"fn_index":FIND,"session_hash":"a1"}',
    ],
)
def test_a_garbled_body_is_refused(attacked, body):
    body = body.replace(b"FIND", str(find_event(attacked, "find")).encode())
    for route in ("run/predict", "queue/join", "component_server/"):
        assert attacked.post(f"/gradio_api/{route}", content=body, headers=JSON).status_code in (404, 422)
    assert attacked.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json"]
)
def test_only_json_is_read(attacked, kind):
    """Gradio stores the files of a form that is sent to a function."""
    rest = functions_of(attacked)[0]
    before = list_uploads()
    for route in ("run/predict", "queue/join", "component_server/"):
        headers = {"Content-Type": kind} if kind else {}
        response = attacked.post(f"/gradio_api/{route}", content=json.dumps(rest | {"data": []}), headers=headers)
        assert response.status_code == 404
    fields = {name: (None, str(value)) for name, value in rest.items()} | {"a": ("a.webm", b"x" * 10_000)}
    assert attacked.post("/gradio_api/component_server/", files=fields).status_code == 404
    assert list_uploads() == before


def test_an_upload_with_an_endless_boundary_is_refused(attacked):
    kind = {"Content-Type": "multipart/form-data; boundary=" + "x" * 2_000}
    assert attacked.post("/gradio_api/upload", content=b"--x", headers=kind).status_code in (400, 404)
