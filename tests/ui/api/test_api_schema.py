"""The schema of the API: routes and examples."""

PEACEKEEPERS = "228e99aee21d84ac"


def test_the_schema_describes_every_route(client):
    schema = client.get("/openapi.json").json()
    assert [server["url"] for server in schema["servers"]] == ["/api/v1"]
    routes = {(method, path) for path, methods in schema["paths"].items() for method in methods}
    assert routes == {
        *(("get", path) for path in ("/search", "/articles", "/articles/{id}", "/collections", "/health", "/metrics")),
        *(("post", path) for path in ("/search", "/ask", "/verify", "/check", "/matrix")),
        *(("get", path) for path in ("/overview", "/articles/{id}/related", "/articles/{id}/extract")),
        *(("get", path) for path in ("/mentions", "/timeline", "/standing", "/standing/feed")),
        *(("post", f"/standing{path}") for path in ("", "/ask", "/read", "/{id}/restore")),
        *((method, "/standing/{id}") for method in ("patch", "delete")),
        *((method, "/clippings") for method in ("get", "post")),
        *((method, "/clippings/{id}") for method in ("patch", "delete")),
        ("get", "/clippings/export"),
        *((method, "/collections/{name}") for method in ("patch", "delete")),
        *(("post", path) for path in ("/collections", "/collections/{name}/restore", "/articles/move")),
        ("get", "/collections/deleted"),
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["description"].endswith(".")
            assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]


def test_the_examples_of_the_schema_are_answered(client):
    schema = client.get("/openapi.json").json()
    (question,) = schema["components"]["schemas"]["Search"]["examples"]
    assert client.post("/api/v1/ask", json=question).json()["status"] == "answered"
    content = schema["paths"]["/verify"]["post"]["requestBody"]["content"]["application/json"]
    (found,) = client.post("/api/v1/verify", json=content["example"]).json()["verifications"]
    assert found["status"] == "ok"
    article = schema["components"]["schemas"]["ArticleText"]["properties"]
    (text,), (start,), (end,) = (article[name]["examples"] for name in ("text", "start", "end"))
    stretch = client.get(f"/api/v1/articles/{PEACEKEEPERS}", params={"start": start, "end": end}).json()
    assert stretch["text"] == text


def test_no_page_of_documentation_is_loaded_from_elsewhere(client):
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
