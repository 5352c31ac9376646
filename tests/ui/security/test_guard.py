"""The checks before the page and the API: sizes, rates, quotas, headers and other sites."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from tests.support.api_client import at, make_client
from ui.security.buckets import MAX_CLIENTS, Buckets, Rate
from ui.security.limits import UPLOAD, Limits
from ui.security.login import Login
from ui.security.sites import SetHeaders
from ui.web.page_files import HEAD_SCRIPTS, page_file

STRANGER, OTHER, PROXY = "10.0.0.7", "10.0.0.8", "10.4.0.1"
SMALL = Limits(
    requests=Rate(10, 0.5),
    uploads=Rate(2, 1 / 600),
    uploaded_bytes=Rate(3000, 1),
    body=5000,
    upload=2500,
    local=3,
)


@pytest.fixture(scope="module")
def client(shipped_folder):
    """A client with room for the requests of all tests here, and small sizes."""
    return make_client(shipped_folder, STRANGER, limits=Limits(requests=Rate(10**6, 1), body=5000))


@pytest.fixture(scope="module")
def limited(shipped_folder):
    return make_client(shipped_folder, STRANGER, limits=SMALL, login=Login(proxies=(PROXY,)))


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/health", "/api/v1/none"])
def test_every_answer_has_its_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_page_runs_only_the_scripts_of_the_server(client):
    page = client.get("/")
    rules = dict(rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"]
    written = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page.text)
    assert written
    assert len(written) + len(HEAD_SCRIPTS) == rules["script-src"].count("'sha256-")
    for name in HEAD_SCRIPTS:
        digest = base64.b64encode(hashlib.sha256(page_file(name).encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules["script-src"]
    assert not re.search(r"https?:|\*", page.headers["content-security-policy"])


@pytest.mark.parametrize(
    "address", ["file=https://x.example/x.png", "file/https://x.example/x", "proxy=https://x.hf.space/"]
)
@pytest.mark.parametrize("mark", ["=", "%3D"])
def test_nothing_is_fetched_for_whoever_asks(client, monkeypatch, address, mark):
    """A page that was fetched so would be one of ours to a browser."""
    monkeypatch.setattr("gradio.routes.client_utils.is_http_url_like", lambda _: pytest.fail("It is fetched."))
    response = client.get(f"/gradio_api/{address.replace('=', mark)}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_scripts_run_in_the_page_alone():
    async def app(scope, receive, send):
        await HTMLResponse("<script>alert(1)</script>")(scope, receive, send)

    client = TestClient(SetHeaders(app))
    assert "script-src" in client.get("/").headers["content-security-policy"]
    assert "script-src" not in client.get("/other").headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/verify", "/gradio_api/queue/join", "/gradio_api/run/predict"])
@pytest.mark.parametrize("told", [True, False])
def test_a_body_too_large_is_refused(client, path, told):
    body = b'{"question": "' + b"x" * 6000 + b'"}'
    content = body if told else iter([body[:3000], body[3000:]])
    response = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert "5,000 bytes" in response.json()["detail"]


def test_a_client_over_the_limit_gets_the_time_to_retry(limited):
    answers = [limited.get("/api/v1/articles") for _ in range(12)]
    assert [answer.status_code for answer in answers[:10]] == [200] * 10
    refusal = answers[-1]
    assert (refusal.status_code, refusal.headers["retry-after"]) in [(429, "1"), (429, "2")]
    assert refusal.headers["content-type"] == "application/problem+json"
    assert refusal.json()["remedy"].startswith("Try again in ")
    assert limited.post("/gradio_api/queue/join", json={}).status_code == 429
    # Neither the page itself nor others are kept waiting.
    assert limited.get("/").status_code == limited.get("/api/v1/health").status_code == 200
    assert at(limited, OTHER).get("/api/v1/articles").status_code == 200


def test_this_machine_may_ask_more(limited):
    local = at(limited, "127.0.0.1")
    assert {local.get("/api/v1/articles/none").status_code for _ in range(30)} == {404}
    assert local.get("/api/v1/articles/none").status_code in (404, 429)


def test_a_stranger_cannot_say_it_is_somebody_else(limited):
    lying = [
        at(limited, "10.0.0.9").get("/api/v1/articles/none", headers={"X-Forwarded-For": f"10.1.0.{number}"})
        for number in range(12)
    ]
    assert lying[-1].status_code == 429
    proxied = [
        at(limited, PROXY).get("/api/v1/articles/none", headers={"X-Forwarded-For": f"10.2.0.{number}"})
        for number in range(40)
    ]
    assert {answer.status_code for answer in proxied} == {404}
    one = [at(limited, PROXY).get("/api/v1/articles/none", headers={"X-Forwarded-For": "10.3.0.1"}) for _ in range(12)]
    assert one[-1].status_code == 429


def test_a_stranger_cannot_give_the_server_another_name(client):
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert page.status_code == 200 and "evil.example" not in page.text


def upload(client, size=10, **options):
    return client.post(UPLOAD, files={"files": ("a.txt", b"x" * size)}, **options)


def test_uploads_have_a_quota_of_count_and_bytes(limited):
    few = at(limited, "10.1.1.1")
    assert [upload(few).status_code for _ in range(3)] == [200, 200, 429]
    large = at(limited, "10.1.1.2")
    first, second = upload(large, 2000), upload(large, 2000)
    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second.headers["retry-after"]) > 600
    assert upload(at(limited, "10.1.1.3"), 3000).status_code == 413


def test_an_upload_states_its_length(limited):
    response = at(limited, "10.1.1.4").post(UPLOAD, content=iter([b"x"]))
    assert response.status_code == 411


def test_other_sites_may_send_nothing(client):
    question = {"question": "Who?"}

    def send(**headers):
        return client.post("/api/v1/search", json=question, headers=headers).status_code

    assert send() == send(Origin="http://localhost") == 200
    assert send(**{"Sec-Fetch-Site": "same-origin"}) == 200
    assert send(Origin="http://evil.example") == send(Origin="null") == 403
    assert send(**{"Sec-Fetch-Site": "cross-site"}) == send(**{"Sec-Fetch-Site": "same-site"}) == 403
    response = client.get("/api/v1/health", headers={"Origin": "http://evil.example"})
    assert response.status_code == 200 and "access-control-allow-origin" not in response.headers
    assert upload(client, headers={"Origin": "http://evil.example"}).status_code == 403


def test_read_only_takes_no_files(shipped_folder):
    client = make_client(shipped_folder, read_only=True)
    assert upload(client).status_code == 404
    assert client.post("/api/v1/search", json={"question": "Who?"}).status_code == 200


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_bucket_empties_and_fills():
    clock = Clock()
    buckets, rate = Buckets(clock), Rate(burst=2, per_second=0.5)
    assert [buckets.take("a", 1, rate) for _ in range(3)] == [0, 0, 2]
    clock.now += 1
    assert (buckets.take("a", 1, rate), buckets.take("b", 1, rate)) == (1, 0)
    clock.now += 1
    assert [buckets.take("a", 1, rate) for _ in range(2)] == [0, 2]
    clock.now += 1000
    assert [buckets.take("a", 1, rate) for _ in range(3)] == [0, 0, 2]


def test_a_client_owes_at_most_one_burst():
    clock = Clock()
    buckets, rate = Buckets(clock), Rate(burst=10, per_second=0.5)
    buckets.charge("a", 2000, rate)
    assert buckets.look("a", 1, rate) == 22
    clock.now += 22
    assert buckets.take("a", 1, rate) == 0


@given(
    st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 3)), max_size=60),
    st.floats(3, 10),
    st.floats(0.01, 5),
)
def test_no_more_is_taken_than_there_is(takes, burst, per_second):
    clock, taken = Clock(), 0.0
    buckets, rate = Buckets(clock), Rate(burst, per_second)
    for pause, amount in takes:
        clock.now += pause
        missing = buckets.take("a", amount, rate)
        if not missing:
            taken += amount
        else:
            # A client that waits as long as requested is served.
            clock.now += missing
            assert not buckets.look("a", amount, rate)
    assert taken <= burst + (clock.now - 100) * per_second + 1e-6


def test_clients_without_number_take_bounded_room():
    buckets = Buckets(Clock())
    for number in range(MAX_CLIENTS + 5):
        buckets.take(str(number), 1, Rate(1, 1))
    assert len(buckets._left) == MAX_CLIENTS
    assert buckets.take(str(MAX_CLIENTS + 4), 1, Rate(1, 1)) == 1
    assert buckets.take("0", 1, Rate(1, 1)) == 0
