"""A client of the page and the API within the process of the tests."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from ui.security.buckets import Rate
from ui.security.limits import Limits
from ui.web.app import build_app

UNLIMITED = Limits(requests=Rate(10**9, 10**9))


def make_app(folder: Path, **options) -> FastAPI:
    """Build the application within an event loop: without one Gradio opens some that it never closes."""

    async def build() -> FastAPI:
        return build_app(folder, **{"limits": UNLIMITED, **options})

    return run_apart(build)


def run_apart(function: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run in an event loop of its own thread: in that of the tests a browser may have one that runs."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(function())).result()


def make_client(folder: Path, address: str = "127.0.0.1", **options) -> TestClient:
    """Return a client at this address, of an application of its own."""
    return TestClient(
        make_app(folder, **options), "http://localhost", raise_server_exceptions=False, client=(address, 1)
    )


def at(client: TestClient, address: str) -> TestClient:
    """Return a client of the same application at another address."""
    return TestClient(client.app, "http://localhost", raise_server_exceptions=False, client=(address, 1))


def find_mount(client: TestClient) -> Any:
    """Return where Gradio is mounted, a `Mount`: `app` is its guard, `_base_app` Gradio itself."""
    app: Any = client.app
    return next(route for route in app.routes if isinstance(route, Mount) and not route.path)


def read_config(page: str) -> dict[str, Any]:
    """Return the configuration of the page, which its HTML holds."""
    config: dict[str, Any] = json.JSONDecoder().raw_decode(page.partition("window.gradio_config = ")[2])[0]
    return config


def find_event(client: TestClient, name: str) -> int:
    """Return the number of an event of the page."""
    fns = find_mount(client)._base_app.get_blocks().fns
    return next(index for index, function in fns.items() if function.api_name == name)
