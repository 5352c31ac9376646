"""Login, and how a server that others reach is started."""

import logging
import os
import subprocess
import sys
from base64 import b64encode

import pytest

from corpus.errors import ServerError
from tests.support.api_client import at, make_client
from tests.support.visitor import ANSWER, QUESTION, expect
from tests.support.visitor import ask as ask_page
from ui.security.login import FAILURES, Login, read_login
from ui.web.app import serve

SECRET = "correct horse:battery"
STRANGER = "10.0.0.7"


def basic(credentials):
    return {"Authorization": f"Basic {b64encode(credentials.encode()).decode()}"}


@pytest.fixture(scope="module")
def guarded(shipped_folder):
    return make_client(shipped_folder, STRANGER, login=Login(f"ada:{SECRET}"))


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/openapi.json", "/theme.css", "/page/chat.js", "/nothing"])
def test_nothing_is_disclosed_without_a_login(guarded, path):
    refusal = guarded.get(path)
    assert (refusal.status_code, refusal.headers["content-type"]) == (401, "application/problem+json")
    assert refusal.headers["www-authenticate"].startswith("Basic ")
    assert guarded.get(path, headers=basic(f"ada:{SECRET}")).status_code in (200, 404)


def test_health_stays_open(guarded):
    assert guarded.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize(
    "headers",
    [
        *(basic(wrong) for wrong in ("ada:", "ada:correct", f"bob:{SECRET}", f"ada:{SECRET} ", "", "äда:ключ")),
        {"Authorization": "Basic ???"},
        {"Authorization": "Basic"},
        {"Authorization": basic(f"ada:{SECRET}")["Authorization"].replace("Basic", "Bearer")},
        {"X-User": "ada"},
    ],
)
def test_a_wrong_login_is_refused(guarded, headers):
    # Each from an address of its own: after too many wrong ones further attempts are refused unchecked.
    client = at(guarded, f"10.9.0.{abs(hash(str(headers))) % 250}")
    assert client.get("/api/v1/health", headers=headers).status_code == 401


def test_guessing_is_slowed_down(guarded):
    guesser = at(guarded, "10.0.0.66")
    statuses = [guesser.get("/theme.css", headers=basic(f"ada:{number}")).status_code for number in range(12)]
    assert statuses[: int(FAILURES.burst)] == [401] * int(FAILURES.burst)
    assert statuses[-1] == 429
    assert guesser.get("/theme.css", headers=basic(f"ada:{SECRET}")).status_code == 429
    assert guarded.get("/theme.css", headers=basic(f"ada:{SECRET}")).status_code == 200


def test_a_proxy_lets_people_in_and_nobody_else_can_say_so(shipped_folder):
    login = read_login(
        {"QUOTEDESK_PROXY_USER_HEADER": "X-Auth-User", "QUOTEDESK_TRUSTED_PROXIES": "10.5.0.1, 10.6.0.0/16"}
    )
    client = make_client(shipped_folder, STRANGER, login=login)
    says = {"X-Auth-User": "ada", "X-Forwarded-For": "10.5.0.1"}
    for proxy in ("10.5.0.1", "10.6.9.9"):
        assert at(client, proxy).get("/theme.css", headers=says).status_code == 200
        assert at(client, proxy).get("/theme.css", headers={"X-Auth-User": " "}).status_code == 401
        assert at(client, proxy).get("/theme.css").status_code == 401
    for stranger in (STRANGER, "10.5.0.2", "127.0.0.1"):
        assert at(client, stranger).get("/theme.css", headers=says).status_code == 401


@pytest.mark.parametrize(
    ("environment", "login"),
    [
        ({}, Login()),
        ({"QUOTEDESK_LOGIN": "ada:a:b"}, Login("ada:a:b")),
        (
            {"QUOTEDESK_PROXY_USER_HEADER": "X-User", "QUOTEDESK_TRUSTED_PROXIES": "::1"},
            Login(user_header="X-User", proxies=("::1",)),
        ),
    ],
)
def test_the_environment_configures_the_login(environment, login):
    assert read_login(environment) == login
    assert login.is_needed == bool(environment)


@pytest.mark.parametrize(
    "environment",
    [
        *({"QUOTEDESK_LOGIN": wrong} for wrong in ("hunter2", ":hunter2", "hunter2:")),
        {"QUOTEDESK_LOGIN": "ada:hunter2", "QUOTEDESK_PROXY_USER_HEADER": "X-User"},
        {"QUOTEDESK_TRUSTED_PROXIES": "proxy.example"},
        {"QUOTEDESK_PROXY_USER_HEADER": "X-User"},
    ],
)
def test_an_invalid_login_is_reported_without_its_password(environment):
    with pytest.raises(ServerError) as error:
        read_login(environment)
    assert "hunter2" not in str(error.value)
    assert str(error.value).count("QUOTEDESK_") >= 2


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "192.0.2.1"])
def test_nothing_is_served_to_others_without_a_login(shipped_folder, monkeypatch, host):
    monkeypatch.delenv("QUOTEDESK_LOGIN", raising=False)
    monkeypatch.delenv("QUOTEDESK_PROXY_USER_HEADER", raising=False)
    with pytest.raises(ServerError, match="requires a login.*QUOTEDESK_LOGIN.*QUOTEDESK_PROXY_USER_HEADER"):
        serve(shipped_folder, host, 0, lambda address: pytest.fail("It is served."))


def test_a_login_keeps_its_password_to_itself():
    assert SECRET not in repr(Login(f"ada:{SECRET}"))


class Served:
    """`quotedesk serve` in a process of its own; `told` is its output once it has ended."""

    def __init__(self, folder, port=0, **environment):
        self.folder, self.environment = folder, environment
        command = [sys.executable, "-m", "ui", "serve", "--port", str(port), "--read-only", "--index", folder]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        )
        lines = iter(self.process.stdout.readline, "")
        self.address = next(line.split()[-1] for line in lines if line.startswith("quotedesk is running at"))

    def end(self):
        self.process.terminate()
        told, _ = self.process.communicate(timeout=30)
        return told


def test_a_page_with_a_login_answers_outlives_the_server_and_logs_no_secrets(browser, shipped_folder):
    served = Served(shipped_folder, QUOTEDESK_LOGIN=f"ada:{SECRET}")
    try:
        context = browser.new_context(http_credentials={"username": "ada", "password": SECRET})
        page = context.new_page()
        page.goto(served.address)
        ask_page(page, QUESTION)
        expect(page.locator("#chat .card.best .words")).to_contain_text(ANSWER)
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#articles tbody tr")).to_have_count(5)
        expect(page.locator("#upload")).to_be_hidden()
    finally:
        told = served.end()
    page.get_by_role("tab", name="Ask").click()
    page.fill("#question textarea", "What is deployed to UNDOF?")
    with page.expect_event("load", timeout=30_000):
        served = Served(shipped_folder, served.address.rpartition(":")[2], QUOTEDESK_LOGIN=f"ada:{SECRET}")
    try:
        expect(page.locator("#chat .card.best .words")).to_contain_text(ANSWER)
        expect(page.locator("#question textarea")).to_have_value("What is deployed to UNDOF?")
        page.press("#question textarea", "Enter")
        expect(page.locator("#chat .question").last).to_contain_text("What is deployed", timeout=30_000)
        expect(page.locator("#chat .answer").last).to_contain_text("UNDOF", timeout=30_000)
        page.reload()
        expect(page.locator("#chat .answer")).to_have_count(2, timeout=30_000)
        expect(page.locator("#question textarea")).to_have_value("")
    finally:
        told += served.end()
        context.close()
    for secret in (SECRET, b64encode(f"ada:{SECRET}".encode()).decode(), "women", "Traceback"):
        assert secret not in told


def test_nothing_of_a_request_is_logged(guarded, caplog):
    caplog.set_level(logging.INFO)
    guarded.get("/api/v1/search", params={"question": "Zorblatt"}, headers=basic(f"ada:{SECRET}"))
    guarded.get("/api/v1/search", params={"question": "Zorblatt"}, headers=basic("ada:Zorblatt"))
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert "Zorblatt" not in " ".join(ours)
