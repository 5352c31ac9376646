"""The API under /api/v1: the response of each route, and its refusals."""

import json
import os
import shutil
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from qa import ask, retrieve
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.input_limits import MAX_DRAFT_LENGTH
from qa.serialize import answer_to_json, article_to_json, hit_to_json, verification_to_json
from tests.support.api_client import make_client

QUESTION = "How many of the peacekeepers are women?"
PEACEKEEPERS = "228e99aee21d84ac"


@pytest.fixture
def own(shipped_folder, tmp_path):
    """A client of an index that may be changed, and its folder."""
    shutil.copytree(shipped_folder, tmp_path / "index")
    return make_client(tmp_path / "index"), tmp_path


def check_problem(response, status):
    problem = response.json()
    assert response.status_code == problem["status"] == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "detail"} <= problem.keys()
    return problem


def test_search_gives_the_hits_of_retrieve(client, shipped):
    filters: dict[str, Any] = {"k": 2, "sources": ["United Nations"], "since": "2024-01-01", "until": "2024-12-31"}
    dates = {"since": date(2024, 1, 1), "until": date(2024, 12, 31)}
    hits = [hit_to_json(hit) for hit in retrieve(QUESTION, index=shipped, **{**filters, **dates})]
    assert len(hits) == 2
    assert client.get("/api/v1/search", params={"question": QUESTION, **filters}).json() == {"hits": hits}
    assert client.post("/api/v1/search", json={"question": QUESTION, **filters}).json() == {"hits": hits}


def test_search_takes_earlier_questions(client, shipped):
    follow_up = "And who commands them?"
    asked = {"question": follow_up, "history": [QUESTION]}
    hits = [hit_to_json(hit) for hit in retrieve(follow_up, index=shipped, history=[QUESTION])]
    assert client.get("/api/v1/search", params=asked).json()["hits"] == hits
    assert client.get("/api/v1/search", params={"question": follow_up}).json()["hits"] != hits


def test_a_month_and_a_typed_period_are_days(client, shipped):
    typed = {"question": "How many peacekeepers are women since February 2024?"}
    said = client.post("/api/v1/ask", json=typed).json()
    assert said == json.loads(json.dumps(answer_to_json(ask(typed["question"], index=shipped))))
    assert (said["since"], said["until"]) == ("2024-02-01", None)
    month = client.post("/api/v1/ask", json={"question": "How many peacekeepers are women?", "since": "2024-02"})
    assert month.json()["quotes"] == said["quotes"]


@pytest.mark.parametrize("question", [QUESTION, "What is the capital of Australia?"])
def test_ask_gives_the_answer_of_ask(client, shipped, question):
    answer = client.post("/api/v1/ask", json={"question": question})
    assert answer.status_code == 200
    assert answer.json() == answer_to_json(ask(question, index=shipped))


def test_articles_are_listed_in_pages_newest_first(client, shipped):
    whole = client.get("/api/v1/articles").json()
    assert (whole["total"], whole["offset"], len(whole["articles"])) == (5, 0, 5)
    dates = [article["published"] or "" for article in whole["articles"]]
    assert dates == sorted(dates, reverse=True)
    assert {article["id"]: article for article in whole["articles"]} == {
        id: article_to_json(article) for id, article in shipped.articles.items()
    }
    part = client.get("/api/v1/articles", params={"offset": 3, "limit": 1}).json()
    assert part == {"total": 5, "offset": 3, "articles": whole["articles"][3:4]}
    found = client.get("/api/v1/articles", params={"words": "INAUGURAL milestone"}).json()
    assert [article["id"] for article in found["articles"]] == [PEACEKEEPERS]


def test_an_article_has_its_text_or_a_stretch_of_it(client, shipped):
    article = shipped.articles[PEACEKEEPERS]
    whole = client.get(f"/api/v1/articles/{PEACEKEEPERS}").json()
    assert whole == article_to_json(article) | {"start": 0, "end": len(article.text), "text": article.text}
    stretch = client.get(f"/api/v1/articles/{PEACEKEEPERS}", params={"start": 763, "end": 903}).json()
    assert stretch["text"] == article.text[763:903] and stretch["text"].endswith("UNDOF in March 2024.")


def test_an_answer_verifies(client, shipped):
    answer = client.post("/api/v1/ask", json={"question": QUESTION})
    result = client.post("/api/v1/verify", content=answer.content).json()
    assert {item["status"] for item in result["verifications"]} == {"ok"}
    changed = answer.json()["quotes"][0] | {"text": "Nobody will begin to deploy to UNDOF."}
    (found,) = client.post("/api/v1/verify", json=changed).json()["verifications"]
    (citation,) = read_citations(client.build_request("POST", "/", json=changed).content, "the request")
    assert found == verification_to_json(verify(citation, shipped))
    assert found["status"] == "changed"


def test_a_draft_is_checked(client):
    draft = {"text": "“including seven women”, “including eight women”"}
    true, false = client.post("/api/v1/check", json=draft).json()["checks"]
    assert (true["status"], false["status"]) == ("verbatim", "altered")
    assert [piece["text"].strip() for piece in false["diff"] if piece["kind"] == "left out"] == ["seven"]
    assert true["places"][0]["article"]["id"] == PEACEKEEPERS
    check_problem(client.post("/api/v1/check", json={"text": "x" * (MAX_DRAFT_LENGTH + 1)}), 422)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "contains no citation"),
        (b"{", "line 1"),
        (b"\xff", "UTF-8"),
        (b'{"text": 1}', "article"),
        (b'{"text": "a", "start": 0, "end": 1, "prefix": "", "suffix": "", "article": {"id": "x"}}\n' * 21, "21 cit"),
    ],
)
def test_citations_that_cannot_be_read_are_reported(client, body, words):
    problem = check_problem(client.post("/api/v1/verify", content=body), 422)
    assert problem["type"] == "urn:problem-type:quotedesk:citation-error"
    assert words in problem["detail"] and problem["remedy"]


@pytest.mark.parametrize(
    ("path", "arguments", "field"),
    [
        ("search", {}, "question"),
        ("search", {"question": " \n"}, "question"),
        ("search", {"question": "x" * 2001}, "question"),
        ("search", {"question": "x", "k": 0}, "k"),
        ("search", {"question": "x", "k": "five"}, "k"),
        ("search", {"question": "x", "since": "31.12.2024"}, "since"),
        ("search", {"question": "x", "history": ["y", ""]}, "history.1"),
        ("search", {"question": "x", "limit": 5}, "limit"),
        ("articles", {"limit": 201}, "limit"),
        ("articles", {"offset": -1}, "offset"),
        (f"articles/{PEACEKEEPERS}", {"start": -1}, "start"),
        (f"articles/{PEACEKEEPERS}", {"start": 5, "end": 4}, "end"),
        (f"articles/{PEACEKEEPERS}", {"end": 10**6}, "end"),
    ],
)
def test_a_wrong_argument_is_named(client, path, arguments, field):
    problem = check_problem(client.get(f"/api/v1/{path}", params=arguments), 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    if path == "search":
        problem = check_problem(client.post("/api/v1/ask", json=arguments), 422)
        assert [error["field"] for error in problem["errors"]] == [field]


def test_a_missing_resource_is_reported(client):
    assert "ffff" in check_problem(client.get("/api/v1/articles/ffff"), 404)["detail"]
    check_problem(client.get("/api/v1/articles/"), 404)
    check_problem(client.get("/api/v1/"), 404)
    check_problem(client.get("/api/v1/articles/a%0Ab"), 404)
    response = client.get("/api/v1/ask")
    check_problem(response, 405)
    assert response.headers["allow"] == "POST"


def test_a_body_that_is_no_json_is_reported(client):
    check_problem(client.post("/api/v1/ask", content=b"{", headers={"Content-Type": "application/json"}), 400)
    check_problem(client.post("/api/v1/ask", content=b'{"question": "x"}'), 422)


def test_half_a_character_in_a_question_is_replaced_as_in_python(client, shipped):
    half = b'{"question": "\\ud800 peacekeepers"}'
    answer = client.post("/api/v1/ask", content=half, headers={"Content-Type": "application/json"}).json()
    assert answer["question"] == ask("\ud800 peacekeepers", index=shipped).question == "\ufffd peacekeepers"


def test_a_removed_index_is_reported_with_the_remedy(own):
    client, folder = own
    (folder / "index" / "CURRENT").unlink()
    problem = check_problem(client.post("/api/v1/ask", json={"question": QUESTION}), 503)
    assert problem["type"].startswith("urn:problem-type:quotedesk:index-")
    assert "quotedesk" in problem["remedy"]
    # The open index keeps answering.
    assert client.get("/api/v1/health").json()["articles"] == 5


def test_an_internal_error_is_a_problem_without_details(own, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("/home/ada/secret")

    monkeypatch.setattr("ui.api.routes.ask", fail)
    problem = check_problem(own[0].post("/api/v1/ask", json={"question": QUESTION}), 500)
    assert "secret" not in str(problem)


def test_the_figures_count_requests(own):
    client, _ = own
    before = read_figures(client)
    client.get("/api/v1/search", params={"question": QUESTION})
    client.get("/api/v1/search")
    for id in ("1", "2", PEACEKEEPERS):
        client.get(f"/api/v1/articles/{id}")
    after = read_figures(client)
    grown = {name: value - before.get(name, 0) for name, value in after.items() if name.startswith("quotedesk_req")}
    assert grown['quotedesk_requests_total{route="/api/v1/search",status="200"}'] == 1
    assert grown['quotedesk_requests_total{route="/api/v1/search",status="422"}'] == 1
    assert grown['quotedesk_requests_total{route="/api/v1/articles/{id}",status="404"}'] == 2
    assert grown['quotedesk_request_seconds_count{route="/api/v1/articles/{id}"}'] == 3
    assert (after["quotedesk_articles"], after["quotedesk_passages"]) == (5, client.get("/healthz").json()["passages"])
    assert f'quotedesk_generation_info{{generation="{client.get("/healthz").json()["generation"]}"}}' in after


def read_figures(client):
    response = client.get("/api/v1/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line.rpartition(" ") for line in response.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_answers_come_while_an_index_is_built_and_then_from_the_new_one(own):
    client, folder = own
    (folder / "harbour.txt").write_text("The harbour master of Ostrelund counted forty-two herring boats in 1887.")
    encoding, go_on = Event(), Event()

    def wait(what, done, total):
        if what == "encoding passages":
            encoding.set()
            assert go_on.wait(60)

    reading = read_articles([folder / "harbour.txt"])
    build = Thread(target=build_index, args=(reading, folder / "index"), kwargs={"progress": wait}, daemon=True)
    build.start()
    assert encoding.wait(60)
    question = {"question": "How many herring boats did the harbour master of Ostrelund count?"}
    old = client.get("/api/v1/health").json()
    assert client.post("/api/v1/ask", json={"question": QUESTION}).json()["status"] == "answered"
    assert client.post("/api/v1/ask", json=question).json()["status"] != "answered"
    go_on.set()
    build.join()
    answer = client.post("/api/v1/ask", json=question).json()
    assert "forty-two herring boats" in answer["quotes"][0]["text"]
    new = client.get("/api/v1/health").json()
    assert (old["articles"], new["articles"]) == (5, 6) and old["generation"] != new["generation"]


def test_hidden_characters_of_an_article_are_escaped(own):
    client, folder = own
    (folder / "gulls.md").write_text("# Gulls \u202eyhtlaeh\n\nThe gulls of Vik nest in May.\n", encoding="utf-8")
    build_index(read_articles([folder / "gulls.md"]), folder / "index")
    response = client.post("/api/v1/ask", json={"question": "When do the gulls of Vik nest?"})
    assert response.json()["quotes"][0]["article"]["title"] == "Gulls \u202eyhtlaeh"
    assert "\\u202e" in response.text and "\u202e" not in response.text


def test_a_file_whose_name_is_not_utf_8_is_answered_from(own):
    client, folder = own
    (folder / "news").mkdir()
    (folder / "news" / os.fsdecode(b"gulls\xff.txt")).write_text("The gulls of Vik nest in May.\n", encoding="utf-8")
    build_index(read_articles([folder / "news"]), folder / "index")
    response = client.post("/api/v1/ask", json={"question": "When do the gulls of Vik nest?"})
    assert response.json()["quotes"][0]["article"]["name"] == "gulls\ufffd.txt"
    assert client.get("/api/v1/articles").status_code == 200
