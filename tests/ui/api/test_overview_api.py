"""Overviews, related articles and extracts by REST and MCP: the same as in Python, with typed schemas."""

import pytest
from mcp import Client

from qa.overview.central_sentences import extract
from qa.overview.overview import overview
from qa.overview.overview_forms import ExtractResult, OverviewForm, extract_to_json, overview_to_json, related_to_json
from qa.overview.related import related_articles
from tests.qa.overview.test_overview import planted, topics  # noqa: F401 - fixtures
from tests.support.api_client import make_client
from tests.ui.api.mcp_session import hold
from ui.security.buckets import Rate
from ui.security.limits import Limits
from ui.steps import RELATED_COST

WOMEN = "228e99aee21d84ac"
API = "/api/v1"


@pytest.fixture(scope="module")
def session(address):
    with hold(Client(f"{address}/mcp")) as session:
        yield session


def test_routes_give_what_python_gives(client, shipped):
    assert client.get(f"{API}/overview").json() == overview_to_json(overview(index=shipped))
    kept_to = {"sources": ["united nations"], "since": "2024-01", "until": "2024-03"}
    assert client.get(f"{API}/overview", params=kept_to).json()["articles"] == 1
    related = related_to_json(related_articles(WOMEN, 2, index=shipped))
    assert client.get(f"{API}/articles/{WOMEN}/related", params={"k": 2}).json() == related
    extracted = extract_to_json(extract(WOMEN, 3, index=shipped))
    assert client.get(f"{API}/articles/{WOMEN}/extract", params={"k": 3}).json() == extracted


def test_groups_name_as_many_articles_as_asked_for(topics):  # noqa: F811
    client = make_client(topics.folder)
    for members in (0, 3, 200):
        form = client.get(f"{API}/overview", params={"members": members}).json()
        OverviewForm.model_validate(form)
        for group in form["groups"]:
            assert len(group["ids"]) == min(members, group["size"])
        assert sum(group["size"] for group in form["groups"]) == form["articles"] == 42


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/nothing/related", 404),
        ("/articles/nothing/extract", 404),
        (f"/articles/{WOMEN}/related?k=0", 422),
        (f"/articles/{WOMEN}/related?k=51", 422),
        (f"/articles/{WOMEN}/extract?k=x", 422),
        ("/overview?since=soon", 422),
        ("/overview?members=201", 422),
        ("/overview?file=/etc/passwd", 422),
    ],
)
def test_what_cannot_be_given_is_a_problem(client, path, status):
    response = client.get(f"{API}{path}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_an_overview_is_charged_by_its_steps_and_once(topics):  # noqa: F811
    limits = Limits(requests=Rate(12, 0.001), local=1)
    client = make_client(topics.folder, "203.0.113.7", limits=limits)
    assert client.get(f"{API}/overview", params={"since": "2023-12"}).status_code == 200
    # Its sentences cost as many requests: the client has to wait.
    assert client.get(f"{API}/overview").status_code == 429
    other = make_client(topics.folder, "203.0.113.8", limits=Limits(requests=Rate(60, 0.001), local=1))
    assert [other.get(f"{API}/overview").status_code for _ in range(30)] == [200] * 30


def test_related_articles_are_charged_by_their_sentences_and_once(topics):  # noqa: F811
    id = next(iter(topics.articles))
    limits = Limits(requests=Rate(10, 0.0001), local=1)
    client = make_client(topics.folder, "203.0.113.9", limits=limits)
    related = client.get(f"{API}/articles/{id}/related", params={"k": 30}).json()["related"]
    count = len(related)
    assert count > 8
    left = 10 - max(1, RELATED_COST * count)
    statuses = [client.get(f"{API}/articles/{id}/related", params={"k": 30}).status_code for _ in range(10)]
    assert statuses.count(200) == int(left)


def test_tools_list_the_schema_of_their_results_and_keep_it(session):
    tools = {tool.name: tool for tool in session.portal.call(session.client.list_tools).tools}
    for name in ("overview", "related_articles", "extract"):
        schema = tools[name].output_schema
        assert {"untrusted", "notice"} <= set(schema["required"])
    found = session.ask("overview", members=2)
    # Other tests may have added articles to the index that they share.
    assert OverviewForm.model_validate(found).articles == len(session.ask("list_articles")["articles"])
    related = session.ask("related_articles", article_id=WOMEN, k=2)["related"]
    assert [one["rank"] for one in related] == [1, 2]
    sentences = ExtractResult.model_validate(session.ask("extract", article_id=WOMEN, k=2)).sentences
    assert len(sentences) == 2
    assert "There is no article nothing" in session.fail("extract", article_id="nothing")
    assert "k: " in session.fail("related_articles", article_id=WOMEN, k=10**6)
