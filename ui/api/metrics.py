"""Counts and times requests, for Prometheus."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import UserError
from index.store import Index

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
PREFIX = "/api/v1"

# Omit the `_created` series: they double the output.
disable_created_metrics()  # type: ignore[no-untyped-call]

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one server."""

    def __init__(self, get_index: Callable[[], Index]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "quotedesk_requests", "Requests that were answered.", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "quotedesk_request_seconds",
            "Seconds until a request was answered.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_IndexCollector(get_index))
        ProcessCollector(registry=self.registry)

    def render(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self.registry)


class _IndexCollector(Collector):
    """Reports the open index at each scrape."""

    def __init__(self, get_index: Callable[[], Index]) -> None:
        self._get_index = get_index

    def collect(self) -> Iterator[Metric]:
        try:
            index = self._get_index()
        except UserError:
            # There is no index until its search engine has started.
            return
        yield InfoMetricFamily("quotedesk_generation", "The generation in use.", {"generation": index.generation})
        yield GaugeMetricFamily("quotedesk_articles", "Articles of the index.", len(index.articles))
        yield GaugeMetricFamily("quotedesk_passages", "Passages of the index.", index.manifest.passages)


class CountRequests:
    """Counts every request by the route that answered it; the page counts as one route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self.metrics.seconds.labels(_name_route(scope)).observe(time.perf_counter() - start)
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            self.metrics.requests.labels(_name_route(scope), status).inc()


def _name_route(scope: dict[str, Any] | Scope) -> str:
    """Return the path of a route with the names of its parameters, which keeps the labels few."""
    path = scope["path"]
    if path.startswith(f"{PREFIX}/"):
        route = getattr(scope.get("route"), "path", "other")
        return PREFIX + route if route.startswith("/") else route
    return "/healthz" if path == "/healthz" else "page"
