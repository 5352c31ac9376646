"""Takes the screenshot of README.md: a question, its answer, and the article opened at the quoted words.

python -m tests.support.screenshot
"""

import io
import tempfile
from pathlib import Path

import click
from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.files import write_output
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.support.own_server import serving
from tests.support.visitor import QUESTION, Visitor, ask, hit

DEFAULT = Path(__file__).parents[2] / "docs" / "images" / "page.png"
SIZE = {"width": 1280, "height": 760}
MAX_BYTES = 150_000
SETTLING = 1_500
"""Time for animations and scrolling to end, in milliseconds."""


def take(address: str, scheme: str) -> bytes:
    """Return a screenshot of the page at an address as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = Visitor(browser, address).open(viewport=SIZE, scheme=scheme)
        ask(page, QUESTION)
        open_article(page)
        page.wait_for_timeout(SETTLING)
        taken = page.screenshot()
        browser.close()
    return taken


def open_article(page: Page) -> None:
    """Open the article of the first quotation, unless the page did so by itself."""
    page.wait_for_timeout(SETTLING)
    if not hit(page).is_visible():
        page.locator("#chat .cite").first.click()
    try:
        hit(page).wait_for(state="visible", timeout=10_000)
    except Error as error:
        raise click.ClickException("The article did not open at the quoted words.") from error
    page.mouse.move(1, 1)


def shrink(taken: bytes) -> bytes:
    """Return a PNG of at most `MAX_BYTES`, with as many colours as fit."""
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        content = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
        if content.tell() <= MAX_BYTES:
            return content.getvalue()
    raise click.ClickException(f"The screenshot has more than {MAX_BYTES:,} bytes.")


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=DEFAULT)
@click.option("--dark", is_flag=True, help="Take the dark page.")
def main(path: Path, dark: bool) -> None:
    """Write the screenshot to PATH, docs/images/page.png by default."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(read_articles([SHIPPED]), Path(folder) / "index")
        with serving(Path(folder) / "index", Path(folder)) as address:
            content = shrink(take(address, "dark" if dark else "light"))
    write_output(path, content)
    click.echo(f"{path}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
