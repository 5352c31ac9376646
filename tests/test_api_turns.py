"""How many requests the API works on at once, and who waits for nothing."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from api_client import make_client, run_apart
from fastapi import HTTPException

from index.store import AT_ONCE
from ui.api.turns import MOST_WAITING, Turnstile


def test_nothing_is_worked_out_for_a_client_that_hung_up(shipped_folder, monkeypatch):
    client = make_client(shipped_folder)
    asked = []
    monkeypatch.setattr("ui.api.routes.ask", lambda question, **_: asked.append(question))
    body = b'{"question": "Who?"}'
    messages = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/api/v1/ask", "query_string": b"", "headers": headers}

    async def hang_up():
        async def receive():
            return messages.pop(0) if len(messages) > 1 else messages[0]

        async def send(message):
            pass

        await client.app(scope, receive, send)

    run_apart(hang_up)
    assert asked == []


def test_few_are_worked_on_at_once_and_not_all_may_wait():
    async def crowd():
        turnstile, working = Turnstile(), 0
        leave = asyncio.Event()

        async def visit():
            nonlocal working
            async with turnstile.take_turn():
                working += 1
                await leave.wait()

        visits = [asyncio.create_task(visit()) for _ in range(AT_ONCE + MOST_WAITING)]
        await asyncio.sleep(0.01)
        assert working == AT_ONCE
        async with AsyncExitStack() as stack:
            with pytest.raises(HTTPException) as refusal:
                await stack.enter_async_context(turnstile.take_turn())
        assert (refusal.value.status_code, refusal.value.headers) == (503, {"Retry-After": "1"})
        leave.set()
        await asyncio.gather(*visits)
        assert working == AT_ONCE + MOST_WAITING
        async with turnstile.take_turn():
            pass

    run_apart(crowd)
