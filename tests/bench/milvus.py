"""Measures Milvus Lite beside the same index in a folder: `python -m tests.bench.milvus SET FOLDER [PASSAGES...]`.

The articles and vectors are those of `tests.bench.scale`. The server is a process of its own; its memory is reported
apart from that of the process that asks.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from index.milvus.address import Address, read_address
from index.milvus.engine import connect
from index.milvus.publishing import publish_served
from index.milvus.served import open_served
from index.opening import open_index
from index.store import Index
from qa import ask, retrieve
from qa.answer import Hit
from qa.evaluation.evaluate import draw_sample
from qa.evaluation.question_sets import read_question_set
from tests.bench.__main__ import print_line
from tests.bench.peers.worker import read_status
from tests.bench.scale import build

SIZES = (2_000, 20_000, 200_000)
QUESTIONS, WARM_UP = 100, 5


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    questions = [question.text for question in draw_sample(read_question_set(path).questions, QUESTIONS, 7)]
    print_line(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    for size in [int(argument) for argument in sys.argv[3:]] or SIZES:
        place = folder / f"folder-{size}"
        found = build(path, place, size)
        with serving(folder / f"milvus-{size}") as (address, server):
            found |= compare(place, address, questions) | {"server_mb": read_memory(server)}
        files = [file for file in (folder / f"milvus-{size}").rglob("*") if file.is_file()]
        found["server_disk_mb"] = sum(file.stat().st_size for file in files) / 1e6
        print_line(json.dumps({name: round(value, 3) for name, value in found.items()}))


@contextmanager
def serving(data: Path) -> Iterator[tuple[Address, int]]:
    """Give the address and the process id of a server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(data), "--host", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--port", str(port)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.1)
        yield read_address(f"milvus://127.0.0.1:{port}/bench"), server.pid
    finally:
        server.terminate()
        server.wait()


def read_memory(process: int) -> float:
    """Return the greatest resident memory of a process, in MB."""
    line = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def compare(folder: Path, address: Address, questions: list[str]) -> dict[str, float]:
    local = open_index(folder)
    engine = connect(address)
    started = time.perf_counter()
    publish_served(local, engine, engine.find_target(address.name))
    found = {"passages": float(local.manifest.passages), "publish_s": time.perf_counter() - started}
    before = read_status("RssAnon")
    started = time.perf_counter()
    served = open_served(engine)
    retrieve(questions[0], index=served)
    found |= {"first_s": time.perf_counter() - started, "app_mb": read_status("RssAnon") - before}
    there, here = time_answers(served, questions), time_answers(local, questions)
    for name, times in (("milvus", there[1]), ("folder", here[1])):
        p50, p95 = np.percentile(times[WARM_UP:], [50, 95]).tolist()
        found |= {f"{name}_p50_ms": p50, f"{name}_p95_ms": p95}
    pairs = list(zip(there[0], here[0], strict=True))
    found["same_first"] = float(np.mean([ids_of(a)[:1] == ids_of(b)[:1] for a, b in pairs]))
    found["overlap_at_10"] = float(np.mean([len({*ids_of(a)} & {*ids_of(b)}) / 10 for a, b in pairs]))
    found["same_answers"] = float(np.mean([say(question, served) == say(question, local) for question in questions]))
    return found


def say(question: str, index: Index) -> tuple[object, ...]:
    """Return the status of an answer, and the offsets of its quotations and of the words marked in them."""
    answer = ask(question, index=index)
    return answer.status, *((quote.article.id, quote.start, quote.end, quote.span) for quote in answer.quotes)


def ids_of(hits: list[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


def time_answers(index: Index, questions: list[str]) -> tuple[list[list[Hit]], list[float]]:
    answers, milliseconds = [], []
    for question in questions:
        started = time.perf_counter()
        answers.append(retrieve(question, k=10, index=index))
        milliseconds.append(1000 * (time.perf_counter() - started))
    return answers, milliseconds


if __name__ == "__main__":
    main()
