"""Schemathesis asks what the schema allows and what it does not: no answer is a fault of the server."""

import pytest
import schemathesis
import schemathesis.specs.openapi.schemas
from api_client import make_app
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def schema(shipped_folder):
    return schemathesis.openapi.from_asgi("/openapi.json", make_app(shipped_folder))


api = schemathesis.pytest.from_fixture("schema")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@api.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_request_is_a_fault(case):
    case.call_and_validate(checks=CHECKS)
