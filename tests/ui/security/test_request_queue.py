"""The queue: concurrency, the next client, and clients that need not wait."""

import asyncio
import threading
from contextlib import AsyncExitStack
from typing import Any

import pytest

from corpus.errors import ServerBusy, TooManyRequests
from index.store import AT_ONCE
from tests.support.api_client import make_client, run_apart
from ui.security.buckets import Buckets, Rate
from ui.security.limits import MAX_WAITING, LimitAtOnce, Limits
from ui.security.request_queue import ClientGone, RequestQueue, Visit

ONE, OTHER = Visit("10.0.0.7"), Visit("10.0.0.8")
ROOMY = Limits(waiting=MAX_WAITING + 1)


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


@pytest.mark.parametrize("path", ["/api/v1/verify", "/api/v1/check", "/api/v1/ask", "/mcp"])
def test_a_body_that_does_not_arrive_takes_no_turn(shipped_folder, monkeypatch, path):
    client = make_client(shipped_folder)
    turns = []
    enter = RequestQueue._enter

    def note(queue, address, **options):
        turns.append(address)
        return enter(queue, address, **options)

    monkeypatch.setattr(RequestQueue, "_enter", note)
    headers = [
        *((b"host", b"localhost"), (b"content-type", b"application/json"), (b"content-length", b"1000")),
        (b"accept", b"application/json, text/event-stream"),
    ]
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": headers, "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 1)}

    app: Any = client.app

    async def send_half():
        messages = [{"type": "http.request", "body": b"{", "more_body": True}]

        async def receive():
            if messages:
                return messages.pop(0)
            return await asyncio.get_running_loop().create_future()

        async def send(message):
            pass

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), app.router.lifespan_context(app):
                await app(scope, receive, send)

    run_apart(send_half)
    assert turns == []


def test_few_are_worked_on_at_once_and_not_all_may_wait():
    async def crowd():
        queue, working = RequestQueue(ROOMY), 0
        leave = asyncio.Event()

        async def visit():
            nonlocal working
            async with queue.take_turn(ONE):
                working += 1
                await leave.wait()

        visits = [asyncio.create_task(visit()) for _ in range(AT_ONCE + MAX_WAITING)]
        await asyncio.sleep(0.01)
        assert working == AT_ONCE
        async with AsyncExitStack() as stack:
            with pytest.raises(ServerBusy):
                await stack.enter_async_context(queue.take_turn(ONE))
        visits += await fill(queue, leave, OTHER, 1)
        leave.set()
        await asyncio.gather(*visits)
        assert working == AT_ONCE + MAX_WAITING
        async with queue.take_turn(OTHER):
            pass

    run_apart(crowd)


async def fill(queue, leave, visit, count):
    """Return as many tasks, each of which holds a turn or waits for one."""

    async def hold():
        async with queue.take_turn(visit):
            await leave.wait()

    tasks = [asyncio.create_task(hold()) for _ in range(count)]
    await asyncio.sleep(0.01)
    return tasks


def test_one_client_leaves_room_for_others_to_wait():
    async def crowd():
        queue, leave = RequestQueue(Limits(waiting=3)), asyncio.Event()
        tasks = await fill(queue, leave, ONE, AT_ONCE + 3)
        with pytest.raises(TooManyRequests):
            async with queue.take_turn(ONE):
                pass
        tasks += await fill(queue, leave, OTHER, 1)
        leave.set()
        await asyncio.gather(*tasks)

    run_apart(crowd)


def test_clients_are_next_by_turns_however_many_requests_one_has():
    async def crowd():
        queue, leave, order = RequestQueue(ROOMY), asyncio.Event(), []
        holding = await fill(queue, leave, Visit("10.0.0.1"), AT_ONCE)

        async def pass_through(visit):
            async with queue.take_turn(visit):
                order.append(visit.address)

        tasks = [asyncio.create_task(pass_through(visit)) for visit in [ONE] * 20 + [OTHER] * 2]
        await asyncio.sleep(0.01)
        leave.set()
        await asyncio.gather(*tasks, *holding)
        assert max(place for place, address in enumerate(order) if address == OTHER.address) <= 4

    run_apart(crowd)


def test_who_stops_waiting_leaves_its_turn_to_others():
    async def crowd():
        queue, leave = RequestQueue(ROOMY), asyncio.Event()
        holding = await fill(queue, leave, ONE, AT_ONCE)
        waiting = await fill(queue, leave, ONE, 5)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        leave.set()
        await asyncio.gather(*holding)
        # A task may also be cancelled between getting its turn and resuming.
        leave.clear()
        holding = await fill(queue, leave, ONE, AT_ONCE)
        (late,) = await fill(queue, leave, ONE, 1)
        leave.set()
        for _ in range(3):
            await asyncio.sleep(0)
            late.cancel()
        await asyncio.gather(*holding, late, return_exceptions=True)
        assert await asyncio.gather(*(queue.run(ONE, int) for _ in range(3 * AT_ONCE))) == [0] * 3 * AT_ONCE
        assert queue._free == AT_ONCE

    run_apart(crowd)


def test_work_ends_between_two_steps_when_its_client_hangs_up():
    done, closed = [], []

    def work():
        try:
            for number in range(100):
                done.append(number)
                yield 1
        finally:
            closed.append(True)

    async def is_waiting():
        return len(done) < 3

    buckets, limits = Buckets(), Limits(requests=Rate(60, 0.001))

    async def visit():
        with pytest.raises(ClientGone):
            await RequestQueue(limits, buckets).run_steps(Visit("10.0.0.7", is_waiting), work())

    run_apart(visit)
    assert (done, closed) == ([0, 1, 2], [True])
    # The request itself paid for the first step.
    assert buckets.look("10.0.0.7", 58, limits.requests) == 0
    assert buckets.look("10.0.0.7", 58.5, limits.requests) > 0


def test_a_request_in_progress_is_not_refused_because_others_wait():
    gate = threading.Event()

    def work():
        for _ in range(5):
            gate.wait(20)
            yield 0
        return "done"

    async def crowd():
        queue = RequestQueue(Limits(waiting=1))
        long = [asyncio.create_task(queue.run_steps(ONE, work())) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.01)
        others = [asyncio.create_task(queue.run(visit, int)) for visit in (OTHER, ONE)]
        await asyncio.sleep(0.01)
        with pytest.raises(TooManyRequests):
            await queue.run_steps(ONE, work())
        gate.set()
        assert await asyncio.gather(*long) == ["done"] * AT_ONCE
        assert await asyncio.gather(*others) == [0, 0]

    run_apart(crowd)


def test_thirty_people_at_one_address_may_ask_at_once():
    async def crowd():
        queue, leave = RequestQueue(Limits()), asyncio.Event()
        tasks = await fill(queue, leave, ONE, AT_ONCE + 30)
        leave.set()
        await asyncio.gather(*tasks)

    run_apart(crowd)


def test_open_pages_do_not_count_as_requests_in_progress():
    leave = asyncio.Event()
    statuses = []

    async def hold(scope, receive, send):
        await leave.wait()

    async def send(message):
        statuses.extend([message["status"]] if "status" in message else [])

    async def crowd():
        app = LimitAtOnce(hold, Limits(at_once=2, streams=3, local=2))

        async def count_refused(method, path, count, address="10.0.0.7"):
            statuses.clear()
            scope = {"type": "http", "method": method, "path": path, "headers": [], "client": (address, 1)}
            tasks.extend(asyncio.create_task(app(scope, None, send)) for _ in range(count))
            await asyncio.sleep(0.01)
            return statuses == [429] * len(statuses) and len(statuses)

        tasks = []
        assert await count_refused("GET", "/gradio_api/heartbeat/abc", 2) == 0
        assert await count_refused("GET", "/gradio_api/queue/data", 3) == 2
        assert await count_refused("POST", "/api/v1/ask", 3) == 1
        assert await count_refused("GET", "/gradio_api/queue/data", 7, "127.0.0.1") == 1
        assert await count_refused("POST", "/api/v1/ask", 5, "127.0.0.1") == 1
        leave.set()
        await asyncio.gather(*tasks)

    run_apart(crowd)
