"""Measures the reader of web pages: `python -m tests.bench.files.web_pages CHECKOUT [--misses] [TOOL ...]`.

CHECKOUT is a checkout of https://github.com/adbar/trafilatura, whose `tests` hold a public test set: pages, each with
passages to keep and passages to leave out. A passage counts as kept if it stands in the
text, whatever its white space. Each tool reads all pages in a process of its own: quotedesk, trafilatura, justext.
`--misses` lists what quotedesk gets wrong instead.
"""

import json
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.formats.html import read_page
from corpus.readers.fields import FileToRead, article_from_fields

Found = tuple[str, str]
"""The text of a page and its date, both empty if none was found."""

ANNOTATIONS = "evaldata.json"
FOLDERS = ("cache", "eval")


@dataclass(frozen=True)
class Page:
    """A page of the set: passages to keep, passages to leave out, and its date, empty if none is stated."""

    address: str
    path: Path
    expected: list[str]
    unwanted: list[str]
    published: str


@dataclass
class Score:
    """What a tool made of the pages."""

    pages: int = 0
    read: int = 0
    expected: int = 0
    kept: int = 0
    unwanted: int = 0
    kept_unwanted: int = 0
    dated: int = 0
    stated: int = 0
    agreeing: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, page: Page, found: Found) -> None:
        """Count what a tool found in a page."""
        text, published = normalize(found[0]), found[1]
        lost = [passage for passage in page.expected if normalize(passage) not in text]
        extra = [passage for passage in page.unwanted if normalize(passage) in text]
        self.pages += 1
        self.read += bool(text)
        self.expected += len(page.expected)
        self.kept += len(page.expected) - len(lost)
        self.unwanted += len(page.unwanted)
        self.kept_unwanted += len(extra)
        self.dated += bool(published)
        self.stated += bool(page.published)
        self.agreeing += bool(page.published) and published == page.published
        self.misses += [f"{page.path.name}: lost: {passage}" for passage in lost]
        self.misses += [f"{page.path.name}: unwanted: {passage}" for passage in extra]
        if page.published and published != page.published:
            self.misses.append(f"{page.path.name}: date: {published or 'none'}, stated {page.published}")


def normalize(text: str) -> str:
    """Return a text with single blanks and without compatibility letters and invisible characters."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("\xad", "")).strip()


def list_pages(checkout: Path) -> Iterator[Page]:
    """Yield the pages of the set that are in the checkout."""
    folder = checkout / "tests"
    for address, item in json.loads((folder / ANNOTATIONS).read_text(encoding="utf-8")).items():
        path = next((path for name in FOLDERS if (path := folder / name / item["file"]).is_file()), None)
        if path:
            yield Page(address, path, item["with"], item["without"], read_stated(item.get("date")))


def read_stated(value: str | None) -> str:
    """Return a date of the set, empty if there is none or it is malformed."""
    try:
        return date.fromisoformat(value or "").isoformat()
    except ValueError:
        return ""


def extract(page: Page, content: bytes) -> Found:
    """Extract a page as quotedesk does."""
    for fields in read_page(FileToRead(page.path, BytesIO(content))):
        if text := str(fields.get("text", "")):
            published = article_from_fields(fields, text).published
            return text, published.isoformat() if published else ""
    return "", ""


def extract_by_trafilatura(page: Page, content: bytes) -> Found:
    """Extract a page by trafilatura alone."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(content, url=page.address, with_metadata=True, include_comments=False)
    return (found.text or "", found.date or "") if found else ("", "")


def extract_by_justext(page: Page, content: bytes) -> Found:
    """Extract a page by jusText, with the words of all its languages, as the set is in several."""
    import justext

    words = frozenset().union(*map(justext.get_stoplist, justext.get_stoplists()))
    paragraphs = justext.justext(content, words) if content.strip() else []
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate), ""


TOOLS: dict[str, Callable[[Page, bytes], Found]] = {
    "quotedesk": extract,
    "trafilatura": extract_by_trafilatura,
    "justext": extract_by_justext,
}


def measure(tool: str, checkout: Path) -> Score:
    """Let a tool read all pages; print its row, unless it only lists misses."""
    score, slowest = Score(), 0.0
    start = time.process_time()
    for page in list_pages(checkout):
        content = page.path.read_bytes()
        before = time.process_time()
        try:
            found = TOOLS[tool](page, content)
        except Exception as error:  # noqa: BLE001 - another tool may fail in any way
            found = ("", "")
            score.misses.append(f"{page.path.name}: {type(error).__name__}: {error}")
        slowest = max(slowest, time.process_time() - before)
        score.add(page, found)
    used = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cells = [
        tool,
        f"{score.read} of {score.pages}",
        f"{score.kept / score.expected:.4f}",
        f"{score.kept_unwanted / score.unwanted:.4f}",
        f"{score.dated / score.pages:.3f}",
        f"{score.agreeing / score.stated:.3f}",
        f"{used:.1f}",
        f"{slowest:.2f}",
        f"{memory:.0f}",
    ]
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    return score


def main() -> None:
    """Print a row for each tool, or the misses of quotedesk."""
    checkout, *options = sys.argv[1:]
    if "--alone" in options:
        measure(options[-1], Path(checkout))
        return
    if "--misses" in options:
        sys.stdout.write("".join(f"{line}\n" for line in measure("quotedesk", Path(checkout)).misses))
        return
    sys.stdout.write(
        "| tool | pages | expected kept | unwanted kept | with a date | date as stated | CPU s | slowest | MB |\n"
    )
    sys.stdout.write(f"|{'---|' * 9}\n")
    sys.stdout.flush()
    for tool in options or TOOLS:
        subprocess.run([sys.executable, "-m", __spec__.name, checkout, "--alone", tool], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
