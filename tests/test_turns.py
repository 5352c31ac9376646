"""The turnstile: how much is worked out at once, who is next, what it costs, and who waits for nothing."""

import asyncio
import json
import shutil
import threading
from contextlib import AsyncExitStack
from types import SimpleNamespace

import pytest
from api_client import at, find_event, find_mount, make_client, run_apart

from corpus.errors import ServerBusy, TooManyRequests
from index.store import AT_ONCE
from qa.exam import EXAM_FILE, ExamQuestion, write_exam
from ui.guard.buckets import Buckets, Rate
from ui.guard.limits import MOST_WAITING, LimitAtOnce, Limits
from ui.guard.turns import ClientGone, Turnstile, Visit

ONE, OTHER = Visit("10.0.0.7"), Visit("10.0.0.8")
ROOMY = Limits(waiting=MOST_WAITING + 1)
SMALL = Limits(requests=Rate(10, 0.1))


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
    enter = Turnstile._enter

    def note(turnstile, address, **options):
        turns.append(address)
        return enter(turnstile, address, **options)

    monkeypatch.setattr(Turnstile, "_enter", note)
    headers = [
        *((b"host", b"localhost"), (b"content-type", b"application/json"), (b"content-length", b"1000")),
        (b"accept", b"application/json, text/event-stream"),
    ]
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": headers, "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 1)}

    async def send_half():
        messages = [{"type": "http.request", "body": b"{", "more_body": True}]

        async def receive():
            if messages:
                return messages.pop(0)
            return await asyncio.get_running_loop().create_future()

        async def send(message):
            pass

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), client.app.router.lifespan_context(client.app):
                await client.app(scope, receive, send)

    run_apart(send_half)
    assert turns == []


def test_few_are_worked_on_at_once_and_not_all_may_wait():
    async def crowd():
        turnstile, working = Turnstile(ROOMY), 0
        leave = asyncio.Event()

        async def visit():
            nonlocal working
            async with turnstile.take_turn(ONE):
                working += 1
                await leave.wait()

        visits = [asyncio.create_task(visit()) for _ in range(AT_ONCE + MOST_WAITING)]
        await asyncio.sleep(0.01)
        assert working == AT_ONCE
        async with AsyncExitStack() as stack:
            with pytest.raises(ServerBusy):
                await stack.enter_async_context(turnstile.take_turn(ONE))
        visits += await fill(turnstile, leave, OTHER, 1)
        leave.set()
        await asyncio.gather(*visits)
        assert working == AT_ONCE + MOST_WAITING
        async with turnstile.take_turn(OTHER):
            pass

    run_apart(crowd)


async def fill(turnstile, leave, visit, count):
    """Return as many tasks, each of which holds a turn or waits for one."""

    async def hold():
        async with turnstile.take_turn(visit):
            await leave.wait()

    tasks = [asyncio.create_task(hold()) for _ in range(count)]
    await asyncio.sleep(0.01)
    return tasks


def test_one_client_leaves_room_for_others_to_wait():
    async def crowd():
        turnstile, leave = Turnstile(Limits(waiting=3)), asyncio.Event()
        tasks = await fill(turnstile, leave, ONE, AT_ONCE + 3)
        with pytest.raises(TooManyRequests):
            async with turnstile.take_turn(ONE):
                pass
        tasks += await fill(turnstile, leave, OTHER, 1)
        leave.set()
        await asyncio.gather(*tasks)

    run_apart(crowd)


def test_clients_are_next_by_turns_however_many_requests_one_has():
    async def crowd():
        turnstile, leave, order = Turnstile(ROOMY), asyncio.Event(), []
        holding = await fill(turnstile, leave, Visit("10.0.0.1"), AT_ONCE)

        async def pass_through(visit):
            async with turnstile.take_turn(visit):
                order.append(visit.address)

        tasks = [asyncio.create_task(pass_through(visit)) for visit in [ONE] * 20 + [OTHER] * 2]
        await asyncio.sleep(0.01)
        leave.set()
        await asyncio.gather(*tasks, *holding)
        assert max(place for place, address in enumerate(order) if address == OTHER.address) <= 4

    run_apart(crowd)


def test_who_stops_waiting_leaves_its_turn_to_others():
    async def crowd():
        turnstile, leave = Turnstile(ROOMY), asyncio.Event()
        holding = await fill(turnstile, leave, ONE, AT_ONCE)
        waiting = await fill(turnstile, leave, ONE, 5)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        leave.set()
        await asyncio.gather(*holding)
        # A task may also be cancelled when its turn has come and it does not know yet.
        leave.clear()
        holding = await fill(turnstile, leave, ONE, AT_ONCE)
        (late,) = await fill(turnstile, leave, ONE, 1)
        leave.set()
        for _ in range(3):
            await asyncio.sleep(0)
            late.cancel()
        await asyncio.gather(*holding, late, return_exceptions=True)
        assert await asyncio.gather(*(turnstile.run(ONE, int) for _ in range(3 * AT_ONCE))) == [0] * 3 * AT_ONCE
        assert turnstile._free == AT_ONCE

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
            await Turnstile(limits, buckets).run_steps(Visit("10.0.0.7", is_waiting), work())

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
        turnstile = Turnstile(Limits(waiting=1))
        long = [asyncio.create_task(turnstile.run_steps(ONE, work())) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.01)
        others = [asyncio.create_task(turnstile.run(visit, int)) for visit in (OTHER, ONE)]
        await asyncio.sleep(0.01)
        with pytest.raises(TooManyRequests):
            await turnstile.run_steps(ONE, work())
        gate.set()
        assert await asyncio.gather(*long) == ["done"] * AT_ONCE
        assert await asyncio.gather(*others) == [0, 0]

    run_apart(crowd)


def test_thirty_people_at_one_address_may_ask_at_once():
    async def crowd():
        turnstile, leave = Turnstile(Limits()), asyncio.Event()
        tasks = await fill(turnstile, leave, ONE, AT_ONCE + 30)
        leave.set()
        await asyncio.gather(*tasks)

    run_apart(crowd)


@pytest.fixture(scope="module")
def limited(shipped_folder):
    return make_client(shipped_folder, limits=SMALL)


def count_affordable(client):
    """Return how many requests a client may still send, and the `Retry-After` of the first refused one."""
    answers = [client.get("/api/v1/articles") for _ in range(11)]
    return [answer.status_code for answer in answers].count(200), int(answers[-1].headers.get("retry-after", 0))


DRAFT = " ".join(f"“the united nations mission {number}”." for number in range(25))
CITATION = {"text": "seven women", "start": 1, "end": 12, "article": {"id": "x"}, "prefix": "", "suffix": ""}
LONG = {
    "check": ("/api/v1/check", {"text": DRAFT}),
    "verify": ("/api/v1/verify", [CITATION] * 20),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_request_costs_as_much_as_many(limited, name):
    path, body = LONG[name]
    client = at(limited, f"10.1.0.{len(name)}")
    assert client.post(path, json=body).status_code == 200
    affordable, seconds = count_affordable(client)
    assert affordable == 0 and seconds > 100


def test_a_short_request_costs_one(limited):
    client = at(limited, "10.2.0.1")
    assert client.post("/api/v1/check", json={"text": "“seven women”"}).status_code == 200
    assert count_affordable(client)[0] == 9


@pytest.mark.parametrize("name", LONG)
def test_each_part_of_a_request_counts_as_one(limited, name):
    path, body = LONG[name]
    client = at(limited, f"10.5.0.{len(name)}")
    few = {"text": " ".join(DRAFT.split(". ")[:4])} if name == "check" else body[:4]
    assert client.post(path, json=few).status_code == 200
    assert count_affordable(client)[0] == 6


def test_the_exam_counts_as_its_questions(shipped_folder, tmp_path):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    write_exam(folder / EXAM_FILE, [ExamQuestion(f"Who sent {number} officers?") for number in range(4)])
    client = make_client(folder, limits=SMALL, read_only=True)
    functions = find_mount(client)._base_app.get_blocks().fns
    exam = functions[find_event(client, "ask_exam")]
    request = SimpleNamespace(client=SimpleNamespace(host="10.6.0.1"))

    async def is_disconnected():
        return False

    request.is_disconnected = is_disconnected
    summary, *_ = run_apart(lambda: exam.fn("", request))
    assert "of 4" in summary
    # The request itself, which pays for the first question, did not come here.
    assert count_affordable(at(client, "10.6.0.1"))[0] == 7
    assert exam.concurrency_id not in {function.concurrency_id for function in functions.values() if function != exam}


def test_suggestions_cost_only_their_request(limited):
    client = at(limited, "10.7.0.1")

    def send(name, query=""):
        body = {"data": [None] * (name != "begin"), "fn_index": find_event(client, name), "session_hash": "abc"}
        return client.post(f"/gradio_api/run/predict{query}", json=body).json()["data"]

    send("begin", "?q=How+many+of+the+peacekeepers+are+women%3F")
    assert "<a class=" in send("suggest_1")[0]
    assert count_affordable(client)[0] == 8


def call(client, name, data):
    blocks = find_mount(client)._base_app.get_blocks().blocks
    tools = next(number for number, block in blocks.items() if block.elem_id == "tools")
    body = {"component_id": tools, "fn_name": name, "data": data, "session_hash": "abc"}
    return client.post("/gradio_api/component_server/", json=body)


def test_an_export_costs_what_must_be_searched_for_it(limited):
    client = at(limited, "10.3.0.1")
    wanted = {"asked": [f"?q=Who+sent+{number}+officers%3F" for number in range(20)], "form": "html"}
    answer = call(client, "export_conversation", wanted)
    assert answer.json()["text"].count("<bdi>Who sent") == 20
    affordable, seconds = count_affordable(client)
    assert affordable == 0 and seconds > 90
    again = at(limited, "10.3.0.2")
    assert call(again, "export_conversation", wanted).json() == answer.json()
    assert count_affordable(again)[0] == 9


def test_an_export_of_new_answers_costs_one_each(limited):
    client = at(limited, "10.3.0.3")
    wanted = {"asked": [f"?q=Who+led+{number}+officers%3F" for number in range(5)], "form": "html"}
    assert "text" in call(client, "export_conversation", wanted).json()
    assert count_affordable(client)[0] == 5


def test_a_draft_of_mcp_costs_as_much_as_many(limited):
    call = {"name": "check_quotes", "arguments": {"text": DRAFT}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    with at(limited, "10.4.0.1") as client:
        answer = client.post("/mcp", json=body, headers=headers)
        assert len(json.loads(answer.text)["result"]["structuredContent"]["quotations"]) == 25
        affordable, seconds = count_affordable(client)
    assert affordable == 0 and seconds > 100


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


def test_a_client_has_few_requests_in_progress(shipped_folder):
    client = make_client(shipped_folder, limits=Limits(at_once=3))
    opened = asyncio.Event
    scope = {"type": "http", "method": "POST", "path": "/api/v1/ask", "query_string": b"", "scheme": "http"}
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    statuses = []

    def visit(address):
        started = opened()

        async def receive():
            started.set()
            return await asyncio.get_running_loop().create_future()

        async def send(message):
            statuses.extend([message["status"]] if "status" in message else [])
            started.set()

        known = scope | {"headers": headers, "client": (address, 1), "server": ("localhost", 80)}
        return started, asyncio.create_task(client.app(known, receive, send))

    async def crowd():
        visits = [visit("10.0.0.7") for _ in range(4)] + [visit("10.0.0.8")]
        for started, _ in visits:
            await started.wait()
        assert statuses == [429]
        for _, task in visits:
            task.cancel()
        await asyncio.gather(*(task for _, task in visits), return_exceptions=True)
        started, task = visit("10.0.0.7")
        await started.wait()
        assert statuses == [429]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_apart(crowd)
