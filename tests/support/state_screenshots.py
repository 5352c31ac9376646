"""Takes screenshots of the states of the page, at several widths, light and dark.

python -m tests.support.state_screenshots FOLDER [--width 390] [--scheme dark] [--only answered]
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Browser, Error, sync_playwright

from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.support.own_server import serving
from tests.support.page_states import asking, keeping, libraries, searches, shelves, switching
from tests.support.page_states.opening import State, open_first
from tests.support.visitor import Visitor

WIDTHS = {390: 844, 768: 1024, 1440: 900, 2560: 1440}
"""The widths with their heights, in CSS pixels."""

PHONE = 860
"""Maximum width of a screen that is touched, in CSS pixels."""

SETTLING = 500
"""Time for animations to end, in milliseconds."""

SHELVES: tuple[tuple[Callable[[Path], None], Mapping[str, State]], ...] = (
    (
        shelves.build_samples,
        {
            "first-samples": open_first,
            **asking.SAMPLES,
            **searches.SAMPLES,
            **libraries.SAMPLES,
            **keeping.SAMPLES,
            "server-gone": asking.lose_server,
        },
    ),
    (shelves.build_own, libraries.OWN),
    (shelves.build_topics, libraries.TOPICS),
    (shelves.build_kept, keeping.KEPT),
    (shelves.build_collections, switching.COLLECTIONS),
    (shelves.build_samples, {"removed": asking.remove_all}),
    (shelves.build_empty, libraries.EMPTY),
)
"""The states by the index that they are opened on. Those that change it come last."""


FIND_SMALL = """() => [...document.querySelectorAll('button, summary, select, input, textarea, a[href]')]
    .filter(node => node.offsetParent && node.checkVisibility({ visibilityProperty: true }))
    .filter(node => !node.closest('.aside, .visually-hidden'))
    .map(node => [node, (node.matches('input') && node.closest('label')) || node])
    .map(([node, target]) => [node, target.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1 && box.height < 43.5)
    .map(([node, box]) => [Math.round(box.height), (node.textContent || node.className).trim().slice(0, 24)])
    .map(([height, words]) => `${height} px: ${words}`)
"""
"""Finds what is less than 44 pixels high for a finger."""


@contextmanager
def serve_copy(index: Path, folder: Path) -> Iterator[str]:
    """Serve a copy of an index, which the states may change."""
    place = folder / f"served-{index.name}"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(index, place)
    with serving(place, folder) as address:
        yield address


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--width", "widths", type=click.Choice(list(map(str, WIDTHS))), multiple=True, help="Default: all.")
@click.option("--scheme", "schemes", type=click.Choice(["light", "dark"]), multiple=True, help="Default: both.")
@click.option("--only", "names", multiple=True, metavar="STATE", help="Take these states only.")
def main(folder: Path, widths: tuple[str, ...], schemes: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Write a PNG of each state to FOLDER, named STATE-WIDTH-SCHEME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for build, states in SHELVES:
            wanted = {name: state for name, state in states.items() if not names or name in names}
            index = Path(made) / build.__name__
            if wanted and not index.exists():
                build(index)
            for width in map(int, widths or WIDTHS):
                for scheme in schemes or ("light", "dark"):
                    if wanted:
                        take_all(browser, index, Path(made), wanted, folder, width, scheme)
        browser.close()


def take_all(
    browser: Browser, index: Path, work: Path, states: Mapping[str, State], folder: Path, width: int, scheme: str
) -> None:
    """Take the states of an index, each in a browser of its own, at one width in one scheme."""
    size = {"width": width, "height": WIDTHS[width]}
    touched = {"has_touch": True, "is_mobile": True} if width < PHONE else {}
    with serve_copy(index, work) as address:
        for name, state in states.items():
            visitor = Visitor(browser, address, context_options=touched)
            page = visitor.open(viewport=size, scheme=scheme)
            page.set_default_timeout(20_000)
            try:
                state(page)
            except (Error, AssertionError) as error:
                visitor.faults.append(str(error).partition("\n")[0])
            page.mouse.move(1, 1)
            page.wait_for_timeout(SETTLING)
            if touched:
                visitor.faults += sorted(set(page.evaluate(FIND_SMALL)))
            if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
                visitor.faults.append("wider than the screen")
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
            click.echo(f"{name}-{width}-{scheme}: {'; '.join(visitor.faults) or 'no fault'}")
            page.unroute_all(behavior="ignoreErrors")
            page.context.close()


if __name__ == "__main__":
    main()
