"""Takes screenshots of the states of the page, at several widths, light and dark.

python -m tests.support.state_screenshots FOLDER [--width 390] [--scheme dark] [--only answered]
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Browser, Error, Page, sync_playwright

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.opening import open_index
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.support.own_server import serving
from tests.support.visitor import QUESTION, Visitor, ask, expect, hit

WIDTHS = {390: 844, 768: 1024, 1440: 900, 2560: 1440}
"""The widths with their heights, in CSS pixels."""

PHONE = 860
"""Maximum width of a screen that is touched, in CSS pixels."""

SETTLING = 500
"""Time for animations to end, in milliseconds."""

LONG_QUESTION = "How many service members of Kazakhstan are going to be deployed to the Golan Heights in 2024?"
CODE = "To start the mill:\n\n    mill --stones 2 --grain rye\n    echo $FLOUR\n\nThe stones turn for two hours."

OWN = (
    ("Pier sold", "The pier of Orsa was sold to a baker for 40,000 crowns.", "Orsa Post", "2024-03-01"),
    ("Council splits on the tram", "The council of Orsa voted 12 to 9 for the tram.", "Orsa Post", "2024-02-11"),
    ("Mill burns", "The mill of Orsa burned on Sunday. Nobody was hurt.", "The Northern Gazette", "2023-11-05"),
    ("", "The ferry of Orsa carried 812 barrels across the lake.", "", None),
    ("How to start the mill", CODE, "", None),
)

State = Callable[[Page], object]


def answer(page: Page) -> None:
    ask(page, QUESTION)


def unfold(page: Page) -> None:
    ask(page, "What did the Zorblatt committee choose?")
    page.locator("#chat .more > summary").click()


def follow_up(page: Page) -> None:
    ask(page, LONG_QUESTION)
    ask(page, "And how many of them are women?")


def read(page: Page) -> None:
    answer(page)
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_be_visible()


def open_menu(name: str) -> State:
    def show(page: Page) -> None:
        answer(page)
        page.get_by_role("button", name=name, exact=True).click()

    return show


def cite(page: Page) -> None:
    answer(page)
    page.locator("#chat .references summary").first.click()


def style(page: Page) -> None:
    follow_up(page)
    page.get_by_role("button", name="All references").click()
    page.get_by_role("button", name="APA", exact=True).click()
    expect(page.locator(".sheet-made")).to_be_visible()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def check(page: Page) -> None:
    open_tab(page, "Check")
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_role("button", name="Edit the draft")).to_be_visible(timeout=60_000)


def check_draft(page: Page) -> None:
    open_tab(page, "Check")
    expect(page.locator("#draft textarea")).to_be_visible()


def library(page: Page) -> None:
    open_tab(page, "Library")
    expect(page.locator("#articles .bar")).to_be_visible()


def select(page: Page) -> None:
    library(page)
    for box in page.locator("#articles .select").all()[:2]:
        box.check()


def edit(page: Page) -> None:
    library(page)
    page.locator(".edit-row").first.click()


def read_code(page: Page) -> None:
    library(page)
    page.locator("#articles .headline", has_text="How to start the mill").click()
    expect(page.locator(".reader-text .code")).to_be_visible()


def drop(page: Page, files: dict[str, str]) -> None:
    data = page.evaluate_handle(
        """files => {
            const data = new DataTransfer();
            for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name));
            return data;
        }""",
        files,
    )
    page.dispatch_event("#articles", "drop", {"dataTransfer": data})


def skip(page: Page) -> None:
    library(page)
    drop(page, {"photo.bin": "\0\1\2\3" * 99, "empty.txt": "", "kiln.txt": "Dora Pell lit the kiln in 1911."})
    expect(page.locator("#summary .added")).to_be_visible(timeout=60_000)


def upload(page: Page) -> None:
    library(page)
    drop(page, {f"report-{n}.txt": "".join(f"Day {n}.{m}: rain fell. " for m in range(4_000)) for n in range(9)})
    expect(page.locator(".drop-status")).to_contain_text("Adding", timeout=60_000)


def ask_nothing(page: Page) -> None:
    ask(page, QUESTION)


def mistype(page: Page) -> None:
    edit(page)
    page.locator(".editor [name=date]").fill("soon")
    page.locator(".editor-save").click()
    expect(page.locator("#summary .notice")).to_be_visible()


def lose_server(page: Page) -> None:
    answer(page)
    page.context.set_offline(True)
    page.fill("#question textarea", "Who signed?")
    page.press("#question textarea", "Enter")
    page.wait_for_timeout(3_000)


def remove_all(page: Page) -> None:
    page.get_by_role("button", name="remove all").click()
    expect(page.locator(".said-of-samples")).to_be_visible(timeout=30_000)


SAMPLES: dict[str, State] = {
    "first-samples": lambda page: None,
    "answered": answer,
    "closest": lambda page: ask(page, "Did parliament approve the mission?"),
    "not-said": lambda page: ask(page, "What did the Zorblatt committee choose?"),
    "not-said-unfolded": unfold,
    "follow-up": follow_up,
    "reader": read,
    "cite": cite,
    "filter": open_menu("Filter"),
    "saved": open_menu("Saved"),
    "export": open_menu("Export"),
    "references": style,
    "check-empty": check_draft,
    "check": check,
    "library-samples": library,
}
OWN_STATES: dict[str, State] = {
    "first-own": lambda page: None,
    "library": library,
    "library-selected": select,
    "library-edited": edit,
    "library-skipped": skip,
    "reader-code": read_code,
    "library-error": mistype,
    "server-gone": lose_server,
    "library-adding": upload,
}
REMOVED: dict[str, State] = {"removed": remove_all}
EMPTY: dict[str, State] = {"first-empty": lambda page: None, "empty-answer": ask_nothing, "empty-library": library}


def build_own(folder: Path) -> None:
    articles = [make_article(text, title=title, source=source, published=day) for title, text, source, day in OWN]
    build_index(Reading([FoundArticle(article, f"/{n}.txt") for n, article in enumerate(articles)]), folder)


def build_samples(folder: Path) -> None:
    build_index(read_articles([SHIPPED]), folder)


def build_empty(folder: Path) -> None:
    build_samples(folder)
    build_index(Reading(), folder, remove=list(open_index(folder).articles))


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
        for build, states in (
            (build_samples, SAMPLES),
            (build_own, OWN_STATES),
            (build_samples, REMOVED),
            (build_empty, EMPTY),
        ):
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
    browser: Browser, index: Path, work: Path, states: dict[str, State], folder: Path, width: int, scheme: str
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
            page.wait_for_timeout(SETTLING)
            page.mouse.move(1, 1)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
            click.echo(f"{name}-{width}-{scheme}: {'; '.join(visitor.faults) or 'no fault'}")
            page.context.close()


if __name__ == "__main__":
    main()
