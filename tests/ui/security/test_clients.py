"""Which proxies are trusted to name a client, and which requests count as one client."""

import pytest

from corpus.errors import ServerError
from tests.support.api_client import at, make_client
from tests.ui.security.test_login import SECRET, basic
from ui.security.buckets import Rate
from ui.security.clients import is_loopback, name_client, normalize_address
from ui.security.limits import Limits
from ui.security.login import FAILURES, Login, read_login

PROXY = "10.5.0.1"
TRIES = int(FAILURES.burst) + 5


@pytest.fixture(scope="module")
def guarded(shipped_folder):
    """A server with a login, and with proxies on other machines."""
    proxies = (PROXY, "::ffff:10.6.0.0/120")
    return make_client(shipped_folder, "10.0.0.1", login=Login(f"ada:{SECRET}", proxies=proxies))


@pytest.fixture(scope="module")
def opened(shipped_folder):
    """A server without a login, behind a proxy on another machine."""
    return make_client(shipped_folder, login=Login(proxies=(PROXY,)))


def guess(client, headers):
    """Log in wrongly, each time on behalf of another client; return the statuses."""
    told = [{name: value.format(number) for name, value in headers.items()} for number in range(TRIES)]
    return [client.get("/theme.css", headers=basic("ada:wrong") | one).status_code for one in told]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8", "10.0.0.2"])
def test_guessing_is_slowed_down_whatever_a_client_says_of_others(guarded, address):
    names = ("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "X-Client-IP")
    headers = dict.fromkeys(names, "203.0.113.{}") | {"Forwarded": "for=203.0.113.{}"}
    statuses = guess(at(guarded, address), headers)
    assert (statuses[0], statuses[-1]) == (401, 429)


def test_what_is_no_address_makes_no_new_client(guarded):
    proxied = at(guarded, PROXY)
    assert guess(proxied, {"X-Forwarded-For": "somebody{}"})[-1] == 429


def test_clients_behind_a_configured_proxy_are_distinguished(guarded):
    proxied = at(guarded, PROXY)
    assert 429 not in guess(proxied, {"X-Forwarded-For": "203.0.113.{}"})
    assert guess(proxied, {"X-Forwarded-For": "198.51.100.{}, 198.51.100.77"})[-1] == 429


@pytest.mark.parametrize(
    ("number", "form"), list(enumerate(["::ffff:{}", "[::ffff:{}]:4711", "::FFFF:{}", "{}:4711", "{}"]))
)
def test_one_mapped_client_does_not_lock_out_another(guarded, number, form):
    client = at(guarded, f"::ffff:{PROXY}")
    wrong, right = f"192.0.2.{number}", f"192.0.2.{100 + number}"
    statuses = guess(client, {"X-Forwarded-For": form.format(wrong)})
    assert (statuses[0], statuses[-1]) == (401, 429)
    login = basic(f"ada:{SECRET}")
    assert client.get("/theme.css", headers=login | {"X-Forwarded-For": form.format(right)}).status_code == 200
    # Another notation makes no other client.
    assert client.get("/theme.css", headers=login | {"X-Forwarded-For": wrong}).status_code == 429


def test_a_mapped_proxy_within_the_chain_is_a_proxy(guarded):
    assert 429 not in guess(at(guarded, PROXY), {"X-Forwarded-For": "233.252.0.{}, ::ffff:10.6.0.9"})


@pytest.mark.parametrize(
    ("address", "plain", "bucket", "local"),
    [
        ("::ffff:1.2.3.4", "1.2.3.4", "1.2.3.4", False),
        ("::ffff:127.0.0.1", "127.0.0.1", "127.0.0.1", True),
        ("fe80::1%eth0", "fe80::1", "fe80::/64", False),
        ("[2001:db8::5]:80", "2001:db8::5", "2001:db8::/64", False),
        ("1.2.3.4:80", "1.2.3.4", "1.2.3.4", False),
        ("unknown", "unknown", "unknown", False),
        ("", "", "", False),
    ],
)
def test_an_address_has_one_form(address, plain, bucket, local):
    assert (normalize_address(address), name_client(address), is_loopback(address)) == (plain, bucket, local)


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Gradio-Server", "Forwarded", "X-Forwarded-Proto"])
def test_only_a_configured_proxy_names_the_address_of_the_page(opened, name):
    value = {"X-Gradio-Server": "https://news.example", "Forwarded": "host=news.example", "X-Forwarded-Proto": "https"}
    headers = {name: value.get(name, "news.example")}
    for stranger in ("127.0.0.1", "::1", "10.0.0.9"):
        page = at(opened, stranger).get("/", headers=headers)
        assert page.status_code == 200
        assert "news.example" not in page.text and '"root":"https:' not in page.text
    if name != "Forwarded":
        told = at(opened, PROXY).get("/", headers=headers).text
        assert '"root":"https:' in told or "news.example" in told


def test_a_proxy_on_this_machine_must_be_named():
    with pytest.raises(ServerError, match='QUOTEDESK_TRUSTED_PROXIES="127.0.0.1, ::1"'):
        read_login({"QUOTEDESK_PROXY_USER_HEADER": "X-User"})
    login = read_login({"QUOTEDESK_PROXY_USER_HEADER": "X-User", "QUOTEDESK_TRUSTED_PROXIES": "127.0.0.1, ::1"})
    assert login.proxies == ("127.0.0.1", "::1")


def test_the_host_of_tests_is_no_host_of_ours(opened):
    for host in ("testserver", "TESTSERVER", "testserver:80"):
        assert opened.get("/api/v1/health", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/gradio_api/app_id", 200),
        ("/config", 404),
        ("/healthz", 200),
        ("/openapi.json", 200),
        ("/api/v1/health", 200),
        ("/api/v1/search?question=peacekeepers", 200),
        ("/api/v1/articles/228e99aee21d84ac", 200),
        ("/api/v1/articles/none", 404),
        ("/mcp", 405),
        ("/gradio_api/info", None),
        ("/gradio_api/queue/status", None),
        ("/page/none.js", 404),
        ("/nothing", 404),
    ],
)
def test_answers_stay_in_no_cache(opened, path, status):
    answer = opened.get(path)
    assert status in (None, answer.status_code)
    assert answer.headers["cache-control"] == "no-store"


def test_files_of_the_program_may_be_cached(opened):
    answer = opened.get("/page/chat.js")
    assert answer.status_code == 200 and "no-store" not in answer.headers.get("cache-control", "")


def test_a_refusal_stays_in_no_cache(shipped_folder):
    guarded = make_client(shipped_folder, login=Login("ada:x"), limits=Limits(requests=Rate(1, 0.01)))
    assert guarded.get("/page/chat.js").headers["cache-control"] == "no-store"
    posted = [guarded.post("/api/v1/search", json={}, headers=basic("ada:x")) for _ in range(40)]
    assert {answer.headers["cache-control"] for answer in posted} == {"no-store"}
    assert posted[-1].status_code == 429
