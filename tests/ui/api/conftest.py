"""A client of the shipped articles that the tests of REST share."""

import pytest

from tests.support.api_client import make_client


@pytest.fixture(scope="session")
def client(shipped_folder):
    return make_client(shipped_folder)
