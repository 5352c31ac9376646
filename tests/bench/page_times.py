"""Times the page of this checkout beside that of an older one: `python -m tests.bench.page_times OLD [ROUNDS]`.

OLD is the folder of another checkout. Both are served in turn, each round from a new index of the shipped articles, and
visited by a browser: how long until a question can be typed, until the first and the next answers are shown, and from
choosing 30 small files until a question is answered from the last of them. The medians of all rounds are printed.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from corpus.reading import SHIPPED
from tests.bench.__main__ import print_line
from tests.conftest import CHROMIUM, CHROMIUM_ARGS

ROOT = Path(__file__).parents[2]
FILES = 30
ROUNDS = 3
FIRST = "How many of the peacekeepers are women?"
NEXT = (
    "How many service members are going to the Golan Heights?",
    "Where did the troops train before deployment?",
    "When did the soldiers receive medals?",
    "Who voiced the readiness of the Armed Forces?",
    "What is the name of the mission?",
)
ANSWERS = "#chat .answer"
SERVE = (
    "import functools, pathlib, sys; from corpus.reading import SHIPPED, read_articles; "
    "from index.building.build import build_index; from ui.web.app import serve; index = pathlib.Path(sys.argv[1]); "
    "build_index(read_articles([SHIPPED]), index); "
    "serve(index, '127.0.0.1', 0, functools.partial(print, flush=True))"
)
"""Builds an index of the shipped articles, and serves it; both checkouts have these functions."""

Times = dict[str, list[float]]


def main() -> None:
    old = Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    times: dict[str, Times] = {"old": defaultdict(list), "new": defaultdict(list)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for _ in range(rounds):
            for name, checkout in (("old", old), ("new", ROOT)):
                with tempfile.TemporaryDirectory() as folder, serving_checkout(checkout, Path(folder)) as address:
                    visit(browser, address, Path(folder), times[name])
                    print_line(f"{name} { ({what: round(found[-1], 2) for what, found in times[name].items()}) }")
        browser.close()
    print_line(f"| seconds, medians of {rounds} rounds | old | new |\n|---|---|---|")
    for what in times["new"]:
        old_time, new_time = (statistics.median(times[name][what]) for name in ("old", "new"))
        print_line(f"| {what} | {old_time:.2f} | {new_time:.2f} |")


@contextmanager
def serving_checkout(checkout: Path, folder: Path) -> Iterator[str]:
    """Serve an index of the shipped articles by the code of a checkout, and give the address."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", SERVE, str(folder / "index")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.communicate(timeout=20)


def visit(browser: Browser, address: str, folder: Path, times: Times) -> None:
    """Load the page, ask, and add files, each timed."""
    for load in ("page load, first", "page load, next"):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        began = time.perf_counter()
        page.goto(address)
        page.locator("#question textarea").fill(FIRST)
        times[load].append(time.perf_counter() - began)
        page.locator(".welcome").first.wait_for()
    page.locator("#question textarea").fill(FIRST)
    times["first answer"].append(ask(page, FIRST))
    times["next answers"] += [ask(page, question) for question in NEXT]
    times[f"{FILES} files, until answered from"].append(add_files(page, address, folder))
    page.context.close()


def ask(page: Page, question: str) -> float:
    """Ask a question, and return the time until its answer is shown."""
    box, number = page.locator("#question textarea"), page.locator(ANSWERS).count()
    box.fill(question)
    began = time.perf_counter()
    box.press("Enter")
    page.locator(ANSWERS).nth(number).wait_for()
    return time.perf_counter() - began


def add_files(page: Page, address: str, folder: Path) -> float:
    """Add files in the Library tab, and return the time until a question is answered from the last one."""
    shipped = next(SHIPPED.glob("*.md")).read_text(encoding="utf-8").rpartition("---\n")[2].split("\n\n")
    paths = []
    for number in range(FILES):
        path = folder / f"note-{number:02}.txt"
        body = "\n\n".join(f"{part} Note {number}." for part in shipped[:4])
        path.write_text(f"The lighthouse keeper number {number} is called Quirrel{number}.\n\n{body}", encoding="utf-8")
        paths.append(path)
    page.get_by_role("tab", name="Library").click()
    upload = page.locator("#upload input[type=file]")
    upload.wait_for(state="attached")
    began = time.perf_counter()
    upload.set_input_files(paths)
    while f"Quirrel{FILES - 1}." not in answer_by_api(address, f"Who is the lighthouse keeper number {FILES - 1}?"):
        time.sleep(0.1)
    return time.perf_counter() - began


def answer_by_api(address: str, question: str) -> str:
    """Return the quotes of an answer in one text."""
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(  # noqa: S310 - the address is our own server's
        f"{address}/api/v1/ask", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        return " ".join(quote["text"] for quote in json.load(response)["quotes"])


if __name__ == "__main__":
    main()
