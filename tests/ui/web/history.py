"""Steps that the tests of the history of a page share."""

import json
from typing import TYPE_CHECKING

from tests.support.visitor import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

WHO, WHERE = "Who is Atul Khare?", "Where are the Golan Heights?"
KEPT = "quotedesk-conversations"


def questions(page: "Page") -> list[str]:
    return [text.removeprefix("Question: ") for text in page.locator("#chat .question").all_text_contents()]


def expect_questions(page: "Page", *asked: str) -> None:
    expect(page.locator("#chat .question")).to_have_text([f"Question: {text}" for text in asked], timeout=20_000)
    expect(page.locator("#chat :is(.answer, .notice)")).to_have_count(len(asked))


def read_saved(page: "Page") -> list[list[str]]:
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEPT}')") or "[]")
    return [item["asked"] for item in kept]


def save(page: "Page", *kept: object) -> None:
    page.evaluate(f"kept => localStorage.setItem('{KEPT}', JSON.stringify(kept))", kept)


def address_of(question: str) -> str:
    return "?q=" + question.replace(" ", "%20").replace("?", "%3F")
