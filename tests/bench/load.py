"""Measures a served index under load: `python -m tests.bench.load [INDEX [SECONDS]]`, the client on the same machine.

Each load lasts SECONDS (20): one user in process, ten users of the API and of the page, fifty with pauses, three
hundred at once, a rebuild meanwhile, memory over many questions, and clients that hang up.
"""

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.folder_index import FolderIndex
from index.opening import open_index
from qa import retrieve
from qa.evaluation.evaluate import SEED
from tests.bench.__main__ import print_line

THINKING = 5.0
ADDED = 100
Ask = Callable[[httpx.AsyncClient, str], Awaitable[int]]


def main() -> None:
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary) / "index"
        if not folder.exists():
            build_index(read_articles([SHIPPED]), folder)
        index = open_index(folder)
        questions = draw_questions(index)
        print_line(f"{os.cpu_count()} cores, {len(index.articles):,} articles, {index.manifest.passages:,} passages")
        measure_in_process(index, questions, seconds)
        with Server(folder) as server:
            asyncio.run(measure_served(server, questions, seconds, Path(temporary)))


def draw_questions(index: FolderIndex) -> list[str]:
    """Return a thousand runs of words of the articles: hardly any is asked twice, as the server caches answers."""
    words = " ".join(article.text for article in index.articles.values()).split()
    places = random.Random(SEED).choices(range(len(words) - 6), k=1000)  # noqa: S311
    return [f"What about {' '.join(words[place : place + 6])}?" for place in places]


class Server:
    """`quotedesk serve` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "ui", "serve", "--port", "0", "--index", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[-1]

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def read_state(self) -> str:
        """Return the memory, the open files and the threads of the server."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
        files = len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))
        return f"{int(fields['VmRSS'].split()[0]) // 1024} MB, {files} files, {fields['Threads'].strip()} threads"


class Crowd:
    """Users that ask one question after another, and the responses they got."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.statuses: dict[int, int] = {}

    async def ask(self, client: httpx.AsyncClient, ask: Ask, question: str) -> None:
        start = time.perf_counter()
        try:
            status = await ask(client, question)
        except httpx.HTTPError as error:
            print_line(f"No answer: {error!r}")
            status = 0
        self.seconds.append(time.perf_counter() - start)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def print_line(self, name: str, wall: float) -> None:
        times = sorted(self.seconds)
        p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
        told = ", ".join(f"{count} x {status or 'no answer'}" for status, count in sorted(self.statuses.items()))
        print_line(f"{name}: {len(times) / wall:.1f}/s, p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; {told}")


def measure_in_process(index: FolderIndex, questions: list[str], seconds: float) -> None:
    times: list[float] = []
    began = time.perf_counter()
    while len(times) < 200 and time.perf_counter() - began < seconds:
        start = time.perf_counter()
        retrieve(questions[len(times) % len(questions)], index=index)
        times.append(time.perf_counter() - start)
    times.sort()
    print_line(
        f"L1 retrieve in process, {len(times)} questions: p50 {statistics.median(times) * 1000:.0f} ms, "
        f"p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms"
    )


async def measure_served(server: Server, questions: list[str], seconds: float, temporary: Path) -> None:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=server.address, timeout=60, limits=limits) as client:
        page = await read_page(client)
        await ask_page(page)(client, questions[0])
        await run("L2 API /search, 10 users", client, search, 10, questions, seconds)
        await run("L2 API /ask, 10 users", client, ask_api, 10, questions, seconds)
        await run("L3 queue of the page, 10 users", client, ask_page(page), 10, questions, seconds)
        await run("L4 page, 50 users, 5 s between questions", client, ask_page(page), 50, questions, seconds, THINKING)
        await measure_overload(client, page, questions)
        await measure_rebuild(client, page, server, questions, seconds, temporary)
        await measure_soak(client, server, questions, seconds)
        await measure_vanishing(client, server, questions)


async def run(
    name: str, client: httpx.AsyncClient, ask: Ask, users: int, questions: list[str], seconds: float, pause: float = 0.0
) -> None:
    crowd, began = Crowd(), time.perf_counter()

    async def use() -> None:
        # Users do not start at the same time.
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311
        while time.perf_counter() - began < seconds:
            await crowd.ask(client, ask, random.choice(questions))  # noqa: S311
            await asyncio.sleep(pause)

    await asyncio.gather(*(use() for _ in range(users)))
    crowd.print_line(name, time.perf_counter() - began)


async def search(client: httpx.AsyncClient, question: str) -> int:
    return (await client.post("/api/v1/search", json={"question": question})).status_code


async def ask_api(client: httpx.AsyncClient, question: str) -> int:
    return (await client.post("/api/v1/ask", json={"question": question})).status_code


async def read_page(client: httpx.AsyncClient) -> dict:
    """Return the function that the page calls to ask, from the configuration that the page gets."""
    page = (await client.get("/")).text
    config, _ = json.JSONDecoder().raw_decode(page.partition("window.gradio_config = ")[2])
    boxes = {item["props"].get("elem_id"): item["id"] for item in config["components"]}
    for function in config["dependencies"]:
        if boxes["question"] in function["inputs"] and boxes["chat"] in function["outputs"]:
            return function
    raise LookupError("The page has no function that asks.")


def ask_page(function: dict) -> Ask:
    """Return a function that asks by the queue, as the page does."""
    others = [""] * (len(function["inputs"]) - 2)

    async def ask(client: httpx.AsyncClient, question: str) -> int:
        session = f"{random.getrandbits(60):x}"  # noqa: S311
        call = {
            "data": [question, *others, None],
            "fn_index": function["id"],
            "session_hash": session,
            "event_data": None,
        }
        joined = await client.post("/gradio_api/queue/join", json=call)
        if joined.status_code != httpx.codes.OK:
            return joined.status_code
        async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    return 200 if message["success"] and 'class=\\"answer ' in line else 500
        return 0

    return ask


async def measure_overload(client: httpx.AsyncClient, page: dict, questions: list[str]) -> None:
    for name, ask in (("page", ask_page(page)), ("API", ask_api)):
        crowd, began = Crowd(), time.perf_counter()
        await asyncio.gather(*(crowd.ask(client, ask, questions[0]) for _ in range(300)))
        crowd.print_line(f"L5 {name}, 300 at once", time.perf_counter() - began)
    await asyncio.sleep(5)
    start = time.perf_counter()
    status = await ask_api(client, questions[0])
    print_line(f"L5 5 s later: {status} in {(time.perf_counter() - start) * 1000:.0f} ms")


async def measure_rebuild(
    client: httpx.AsyncClient, page: dict, server: Server, questions: list[str], seconds: float, temporary: Path
) -> None:
    news = temporary / "news"
    news.mkdir()
    for number in range(ADDED):
        (news / f"{number}.txt").write_text(
            f"Report {number}. " + f"The mayor opened bridge {number} of the town. " * 20
        )
    command = [sys.executable, "-m", "ui", "index", str(news), "--force", "--index", str(server.folder)]
    builder = await asyncio.create_subprocess_exec(*command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    await run(
        f"L6 page as in L4, while {ADDED} articles are indexed",
        client,
        ask_page(page),
        50,
        questions,
        seconds,
        THINKING,
    )
    await builder.wait()
    health = (await client.get("/api/v1/search", params={"question": "bridge 7 of the town"})).json()
    found = health["hits"][0]["passage"]["text"]
    print_line(f"L6 after it: {'answered from the new index' if 'mayor' in found else found}")


async def measure_soak(client: httpx.AsyncClient, server: Server, questions: list[str], seconds: float) -> None:
    before = server.read_state()
    await run("L7 API /search, 4 users", client, search, 4, questions, seconds)
    print_line(f"L7 server before: {before}; after: {server.read_state()}")


async def measure_vanishing(client: httpx.AsyncClient, server: Server, questions: list[str]) -> None:
    before = server.read_state()
    for _ in range(10):
        tasks = [asyncio.create_task(ask_api(client, random.choice(questions))) for _ in range(20)]  # noqa: S311
        await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    start = time.perf_counter()
    status = await ask_api(client, questions[0])
    print_line(f"L8 after 200 clients that hung up: {status} in {(time.perf_counter() - start) * 1000:.0f} ms")
    await asyncio.sleep(2)
    print_line(f"L8 server before: {before}; after: {server.read_state()}")


if __name__ == "__main__":
    main()
