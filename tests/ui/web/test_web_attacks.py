"""Articles, questions and drafts that carry code: every place of the page shows them as words.

The browser ignores the content security policy: the tests are of the page itself.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from tests.support.own_server import serving
from tests.support.visitor import Visitor, ask, expect, hit, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUN = "hacked=1"
ATTACKS = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart={RUN}>",
    f"<a href='javascript:{RUN}'>press</a>",
    f"<form action='javascript:{RUN}'><button>press</button></form>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href='https://elsewhere.example/'>",
    "<link rel=stylesheet href='https://elsewhere.example/a.css'>",
    f'"><img src=x onerror={RUN}>',
    f"' onmouseover='{RUN}' x='",
    f"</script><script>{RUN}</script>",
    f"</textarea></title></style><img src=x onerror={RUN}>",
    f"--><img src=x onerror={RUN}><!--",
    f"${{{RUN}}} `${{{RUN}}}` {{{{{RUN}}}}} {{% raw %}} #{{{RUN}}}",
    f'[press](javascript:{RUN}) ![x](x"onerror="{RUN})',
    f"\\u003cimg src=x onerror={RUN}\\u003e &lt;img src=x onerror={RUN}&gt; %3Cimg src=x onerror={RUN}%3E",
    f"<ScRiPt\n>{RUN}</sCrIpT > <img/src=x\tonerror\n={RUN}> \u202e<b>\x00",
]
"""Classes of the OWASP cheat sheets on cross-site scripting and its filters."""

QUESTION = "How many lanterns did the Quillmere council buy?"

AS_CODE = """() => [...document.querySelectorAll('*')].filter(node =>
    [...node.attributes].some(({ name, value }) =>
        name.startsWith('on') && value.includes('hacked') || /^(javascript:|https:..elsewhere)/i.test(value.trim())
            && ['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcset', 'content'].includes(name))
    || ['SCRIPT', 'script'].includes(node.tagName) && node.textContent.trim().startsWith('hacked')
).map(node => node.outerHTML.slice(0, 200))"""


def write_articles(file: Path) -> None:
    """Write an article for each attack, with the attack in all of its texts."""
    rows = [
        {
            "title": f"Lanterns {number} {attack}",
            "text": f"The Quillmere council bought {number + 20} lanterns on {number + 1} March 2024 {attack}."
            f"\n\n{attack} The mayor of Quillmere said “nothing {attack} of it”.",
            "source": f"Paper {number} {attack}",
            "author": attack,
            "date": f"2024-03-{number + 1:02}",
            "url": f"https://news.example/{number}?{attack}" if number % 2 else f"javascript:{RUN}",
        }
        for number, attack in enumerate(ATTACKS)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("attacked")
    write_articles(folder / f"<img src=x onerror={RUN}>.jsonl")
    build_index(read_articles([folder]), folder / "index")
    with serving(folder / "index", folder) as address:
        yield address


@pytest.fixture
def visitor(browser: "Browser", attacked: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, attacked, context_options={"bypass_csp": True})
    yield visitor
    for context in browser.contexts:
        for page in context.pages:
            assert page.evaluate(AS_CODE) == []
            assert page.evaluate("typeof hacked") == "undefined"
        context.close()
    assert visitor.faults == []


def test_in_questions_answers_and_articles(visitor: Visitor) -> None:
    page = visitor.open()
    for attack in ATTACKS:
        question = f"{QUESTION} {attack}".replace("\x00", "").replace("\n", " ")
        ask(page, question)
        expect(page.locator("#chat .question").last).to_contain_text(attack.split("\n")[0].split("\t")[0])
    answer = page.locator("#chat .answer").last
    for fold in answer.locator("details.more > summary").all():
        fold.click()
    for card in answer.locator(".card").all():
        words = card.locator(".words").first.text_content()
        card.locator(".cite").first.click()
        expect(hit(page)).to_have_text(words)
        expect(page.locator(".reader-why")).to_contain_text("Found because")
        page.keyboard.press("Escape")
        # Closing goes back in the history, which takes effect later.
        page.wait_for_function("!location.hash")
    expect(page.locator("#chat .comparison").first).to_be_attached()
    for link in page.locator(".suggestions a").all():
        link.hover()


def test_in_what_is_cited_kept_and_exported(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    for attack in ATTACKS[:4]:
        ask(page, f"{QUESTION} {attack}")
    page.click("#restart")
    page.get_by_role("button", name="Saved").click()
    expect(page.locator(".saved-item")).to_contain_text(ATTACKS[0])
    page.locator(".saved-item").click()
    expect(page.locator("#chat .answer")).to_have_count(4)

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Web page").click()
    download.value.save_as(tmp_path / "said.html")
    document = page.context.new_page()
    document.goto((tmp_path / "said.html").as_uri())
    assert document.locator("h2").all_text_contents()[:4] == [f"{QUESTION} {attack}" for attack in ATTACKS[:4]]
    # Code must not run there either, without a server that sends a policy.
    assert document.locator("script:not([type='application/json']), img, svg, iframe, form, details").count() == 0


def test_in_filters_and_chips(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".filter-list label")).to_have_count(len(ATTACKS))
    page.locator(".filter-list input").first.check()
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    expect(page.locator("#chat .chip .filter")).to_contain_text("from Paper")


def test_in_mentions(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Mentions").click()
    write(page.get_by_label("A name, word or phrase"), "Quillmere council")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#events .words").first).to_be_visible()
    assert page.locator("#events .words").count() > 5
    page.get_by_text("Counts and filter").click()
    for view in ("By article", "Over time"):
        page.get_by_role("link", name=view).click()
        expect(page.get_by_role("link", name=view)).to_have_attribute("aria-current", "page")
        assert page.locator("#events .words").count() > 5


def test_in_a_table(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Table").click()
    expect(page.locator(".matrix-choice summary")).to_have_text(re.compile("articles: choose"))
    page.get_by_label("Questions, one per line").fill(f"{QUESTION}\n{QUESTION} {ATTACKS[0]}")
    page.get_by_role("button", name="Fill the table").click()
    expect(page.locator(".matrix-said")).to_have_text(re.compile(r"cells: \d+ stated"), timeout=120_000)
    expect(page.locator(".matrix-frame thead th").last).to_contain_text(ATTACKS[0])
    with page.expect_download() as download:
        page.get_by_role("button", name="Web page", exact=True).click()
    download.value.save_as(tmp_path / "table.html")
    document = page.context.new_page()
    document.goto((tmp_path / "table.html").as_uri())
    assert document.locator("script:not([type='application/json']), img, svg, iframe, form, details").count() == 0
    assert ATTACKS[0] in document.locator("thead").inner_text()


def test_in_a_draft(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Check").click()
    said = [
        f"The mayor said “The Quillmere council bought {n + 21} lanterns on {n + 1} March 2024 {a}”."
        for n, a in enumerate(ATTACKS)
    ]
    write(page.locator("#draft textarea"), "\n\n".join(said).replace("\x00", ""))
    page.click("#check-draft")
    expect(page.locator("#checks .findings .check").first).to_be_visible(timeout=30_000)
    expect(page.locator("#checks .draft-mark").first).to_be_visible()
    assert page.locator("#checks .findings .check").count() >= len(ATTACKS)


def test_in_the_library(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles tbody tr")).to_have_count(len(ATTACKS))
    page.fill("#filter textarea, #filter input", ATTACKS[1])
    expect(page.locator("#articles tbody tr")).not_to_have_count(len(ATTACKS))
    page.fill("#filter textarea, #filter input", "")
    page.get_by_role("button", name="Statistics").click()
    expect(page.locator("#charts")).to_contain_text("Paper 1")
    page.get_by_role("button", name="Advanced").click()
    broken = tmp_path / f"<img src=x onerror={RUN}>.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    page.locator("#articles .edit-row").first.click()
    page.locator(".editor-cancel").click()
    page.set_input_files("#upload input[type=file]", broken)
    page.get_by_text("1 file left out").click(timeout=60_000)
    expect(page.locator("#summary")).to_contain_text("onerror")


@pytest.mark.long
def test_in_addresses(visitor: Visitor) -> None:
    """A link is what anyone can send to anyone."""
    page = visitor.open()
    for attack in ATTACKS:
        asked = urlencode({"q": attack, "source": attack, "since": attack, "after": attack})
        page.goto(f"{visitor.address}/?{asked}#cite={quote(attack)}:0-5")
        expect(page.locator(".welcome, #chat .answer, .reader-error").first).to_be_visible(timeout=20_000)
        assert page.evaluate(AS_CODE) == []
        assert page.evaluate("typeof hacked") == "undefined"
