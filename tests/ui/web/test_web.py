"""The page as a person meets it: a real browser, a real server, a real index."""

from pathlib import Path

import pytest

from corpus.articles import Article
from corpus.reading import read_articles
from index.building.build import build_index
from index.store import Index
from tests.support.hostile import HOSTILE_TEXT, HOSTILE_TITLE
from tests.support.visitor import ANSWER, DESKTOP, PHONE, QUESTION, Visitor, ask, expect, hit


def cited(index: Index, link: str) -> tuple[Article, str]:
    """Return the article of a citation link, and the text the link names."""
    article_id, _, span = link.partition("#cite=")[2].partition(":")
    start, end = map(int, span.split("-"))
    article = index.articles[article_id]
    return article, article.text[start:end]


def test_a_citation_opens_the_article_at_the_sentence(visitor: Visitor, index: Index) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    cite = page.locator("#chat .card.best .cite")
    article, text = cited(index, cite.get_attribute("href"))
    assert ANSWER in text

    cite.click()
    expect(hit(page)).to_be_in_viewport(ratio=1)
    expect(hit(page)).to_be_focused()
    assert hit(page).text_content() == text
    assert page.text_content(".reader-text") == article.text
    expect(page.locator(".reader-title")).to_have_text(article.title)

    page.keyboard.press("Escape")
    expect(hit(page)).to_be_hidden()
    expect(cite).to_be_focused()
    assert "#cite" not in page.url


def test_the_page_starts_without_waiting_for_scripts_of_its_own(visitor: Visitor) -> None:
    """On a slow connection a script of another address can be late; the page must not need one to start."""
    page = visitor.open()
    page.route("**/page/*.js", lambda route: route.abort())
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, QUESTION)


def test_every_quotation_is_the_slice_it_cites(visitor: Visitor, index: Index) -> None:
    page = visitor.open()
    for question in (QUESTION, "When did the Zorblatt committee rise?"):
        ask(page, question)
    cards = page.locator("#chat .card").all()
    assert len(cards) >= 2
    for card in cards:
        article, text = cited(index, card.locator(".cite").get_attribute("href"))
        assert card.locator(".words").text_content() == text
        assert card.locator(".headline").text_content() == article.headline
        assert article.title or article.headline.endswith(".md")


def test_a_hostile_article_is_plain_text_everywhere(visitor: Visitor, index: Index) -> None:
    page = visitor.open()
    ask(page, "What did the Zorblatt committee choose? <img src=x onerror=hacked=9> ${hacked=10}")
    card = page.locator("#chat .card", has_text="The Zorblatt committee met").first
    article, text = cited(index, card.locator(".cite").get_attribute("href"))
    assert article.text == HOSTILE_TEXT
    assert card.locator(".words").text_content() == text
    assert card.locator(".headline").text_content() == HOSTILE_TITLE
    assert page.text_content("#chat .question").endswith("<img src=x onerror=hacked=9> ${hacked=10}")

    card.locator(".cite").click()
    expect(hit(page)).to_be_visible()
    assert page.text_content(".reader-title") == HOSTILE_TITLE
    assert page.text_content(".reader-text") == HOSTILE_TEXT
    assert "<i>The Zorblatt Times</i>" in page.text_content(".reader-facts")
    expect(page.locator(".reader-origin")).to_be_hidden()

    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles .headline", has_text=HOSTILE_TITLE)).to_be_visible()
    assert page.evaluate("typeof hacked") == "undefined"


def test_an_address_asks_its_question(visitor: Visitor) -> None:
    page = visitor.open("/?q=How%20many%20of%20the%20peacekeepers%20are%20women%3F")
    expect(page.locator("#chat .card.best .words")).to_contain_text(ANSWER)
    expect(page.locator("#chat .question")).to_contain_text(QUESTION)


def test_an_address_opens_its_article(visitor: Visitor, index: Index) -> None:
    article = next(article for article in index.articles.values() if ANSWER in article.text)
    start = article.text.index(ANSWER)
    page = visitor.open(f"/#cite={article.id}:{start}-{start + len(ANSWER)}")
    expect(hit(page)).to_have_text(ANSWER)
    expect(hit(page)).to_be_in_viewport()


@pytest.mark.parametrize(
    ("link", "words"), [("#cite=abc:0-5", "not in the library"), ("#cite={id}:0-99999999", "outside the article")]
)
def test_a_wrong_address_says_so(visitor: Visitor, index: Index, link: str, words: str) -> None:
    page = visitor.open("/" + link.format(id=next(iter(index.articles))))
    expect(page.locator(".reader-error")).to_contain_text(words)


def test_asking_and_starting_afresh_keep_the_address_true(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    expect(page).to_have_url(f"{visitor.address}/?q=How%20many%20of%20the%20peacekeepers%20are%20women%3F")
    page.locator("#chat .card.best .cite").click()
    expect(hit(page)).to_be_visible()
    assert "?q=" in page.url and "#cite=" in page.url
    page.keyboard.press("Escape")
    page.click("#restart")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page).to_have_url(f"{visitor.address}/")


def test_copied_text_is_the_quotation_and_its_citation(visitor: Visitor, index: Index) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    card = page.locator("#chat .card.best")
    article, text = cited(index, card.locator(".cite").get_attribute("href"))
    card.locator(".references summary").click()
    card.locator(".copy-quote").click()
    expect(card.locator(".copy-quote")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{text}\n\n— {article.title}\nUnited Nations · 22 February 2024\n{visitor.address}/?q=")
    link = copied.splitlines()[-1]

    card.locator(".copy-link").click()
    expect(card.locator(".copy-link")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    followed = visitor.open(link.removeprefix(visitor.address))
    expect(hit(followed)).to_have_text(text)
    expect(followed.locator("#chat .question")).to_contain_text(QUESTION)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_example_asks_and_the_newest_question_is_on_top(visitor: Visitor, viewport: dict[str, int]) -> None:
    page = visitor.open(viewport=viewport)
    page.locator(".example").first.click()
    expect(page.locator("#chat .answer")).to_have_count(1)
    for number, question in enumerate((QUESTION, "Xyzzy plugh?"), start=1):
        ask(page, question)
        top = page.locator("#chat .panel-wrap").bounding_box()["y"]
        page.wait_for_function(
            "([top, number]) => Math.abs(document.querySelectorAll('#chat .question')[number]"
            ".getBoundingClientRect().y - top) < 24",
            arg=[top, number],
        )


def test_the_slash_key_goes_to_the_box(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Library").click()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#question textarea")).to_have_value("")


def test_messages_have_no_markup_for_names(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    expect(page.locator('#chat [aria-label*="<"]')).to_have_count(0)


def test_a_new_file_is_answered_from_at_once(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Library").click()
    new, broken = tmp_path / "lighthouse.txt", tmp_path / "broken.jsonl"
    new.write_text("The lighthouse keeper of Quirrelmouth repaired the lamp with eleven brass screws in 1931.")
    broken.write_text('{"text": "The Quirrelmouth ferry sailed at dusk."}\n{nonsense\n')
    page.set_input_files("#upload input[type=file]", [new, broken])
    summary = page.locator("#summary .added")
    expect(summary).to_contain_text("2 articles added.", timeout=30_000)
    summary.get_by_text("1 file left out").click()
    expect(summary.locator(".skipped > ul > li")).to_have_text("1 file: It is not valid JSON.broken.jsonl, line 2")
    expect(page.locator("#articles")).to_contain_text("lighthouse.txt")

    page.fill("#filter textarea, #filter input", "LIGHTHOUSE quirrelmouth")
    expect(page.locator("#articles tbody tr")).to_have_count(1)
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How did the lighthouse keeper of Quirrelmouth repair the lamp?")
    expect(page.locator("#chat .card.best .words")).to_have_text(new.read_text())


def test_what_another_process_indexed_is_answered_from_without_a_restart(
    visitor: Visitor, index_folder: Path, tmp_path: Path
) -> None:
    page = visitor.open()
    (tmp_path / "harbour.txt").write_text("The harbour master of Ostrelund counted forty-two herring boats in 1887.")
    build_index(read_articles([tmp_path]), index_folder)
    ask(page, "How many herring boats did the harbour master of Ostrelund count?")
    expect(page.locator("#chat .card.best .words")).to_contain_text("forty-two herring boats")
    page.reload()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles")).to_contain_text("harbour.txt")


def test_an_earlier_question_can_be_dropped(visitor):
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, "And who commands them?")
    chip = page.locator("#chat .answer").last.locator(".carried")
    expect(chip).to_have_count(1)
    expect(chip.locator(".earlier")).to_have_text(QUESTION)
    chip.click()
    expect(page.locator("#chat .answer")).to_have_count(3)
    expect(page.locator("#chat .question").last).to_contain_text("And who commands them?")
    expect(page.locator("#chat .answer").last.locator(".carried")).to_have_count(0)
    # The conversation continues with all questions.
    ask(page, "And where?")
    expect(page.locator("#chat .answer").last.locator(".carried")).to_have_count(2)
