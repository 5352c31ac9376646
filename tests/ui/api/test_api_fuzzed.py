"""Schemathesis sends requests that the schema allows and others: none causes an error of the server."""

import shutil

import pytest
import schemathesis
import schemathesis.specs.openapi.schemas
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.api_client import make_app

pytestmark = pytest.mark.long

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    "GET /search",
    "POST /search",
    "POST /ask",
    "GET /articles",
    "GET /articles/{id}",
    "POST /verify",
    "POST /check",
    "POST /matrix",
    "GET /clippings",
    "POST /clippings",
    "PATCH /clippings/{id}",
    "DELETE /clippings/{id}",
    "GET /clippings/export",
    "POST /standing",
    "POST /standing/read",
    "PATCH /standing/{id}",
    "DELETE /standing/{id}",
    "POST /standing/{id}/restore",
    "GET /standing",
    "GET /mentions",
    "GET /timeline",
    "GET /overview",
    "GET /articles/{id}/related",
    "GET /articles/{id}/extract",
    "POST /articles/move",
    "POST /collections",
    "PATCH /collections/{name}",
    "DELETE /collections/{name}",
    "POST /collections/{name}/restore",
]
WITHOUT_ARGUMENTS = [
    *("GET /health", "GET /metrics", "GET /collections", "GET /collections/deleted"),
    *("GET /standing/feed", "POST /standing/ask"),
]
FREE = ["POST /verify", "DELETE /standing/{id}", "POST /standing/{id}/restore", *WITHOUT_ARGUMENTS]
EXAMPLES = 40
OWN = {"Host": "localhost"}
"""The server refuses the host name that the client gives otherwise."""


@pytest.fixture(scope="module")
def schema(shipped_folder, tmp_path_factory):
    # Clippings are kept in it, and collections created.
    folder = shutil.copytree(shipped_folder, tmp_path_factory.mktemp("fuzzed") / "index")
    return schemathesis.openapi.from_asgi("/openapi.json", make_app(folder), headers=OWN)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("name", [*OPERATIONS, *WITHOUT_ARGUMENTS])
def test_no_request_is_a_fault(schema, name, mode):
    method, path = name.split()
    operation = schema[path][method]
    if mode.is_negative and name in FREE:
        pytest.skip("Its schema allows anything.")

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def request(case):
        case.call_and_validate(checks=CHECKS, headers=OWN)

    request()


def test_every_operation_is_asked(schema):
    found = {operation.ok().label for operation in schema.get_all_operations()}
    assert found == {*OPERATIONS, *WITHOUT_ARGUMENTS}
