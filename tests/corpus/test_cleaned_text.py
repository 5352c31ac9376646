"""Soft hyphens and ligatures of texts, whatever the format: the article has the words without them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import clean_text, make_article
from corpus.reading import read_articles
from tests.support.documents import read_one

SHOWN = "The ofﬁce of the coope\u00adra\u00adtive con\ufb01rmed the \ufb02ood of 3 May."
READ = "The office of the cooperative confirmed the flood of 3 May."
PAGE = f"<html><body><article><h1>Flood</h1><p>{SHOWN} It rained for the rest of the week.</p></article></body></html>"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_words_are_read_without_the_signs_of_printers(tmp_path, name):
    content = PAGE if name == "a.html" else SHOWN
    article = read_one(tmp_path / name, content.encode())
    assert READ in article.text
    assert "\u00ad" not in article.text


def test_a_word_that_a_soft_hyphen_divides_at_the_end_of_a_line_is_whole():
    assert clean_text("the labora\u00ad\ntory\u00ad\n\nof") == "the laboratory\n\nof"


def test_a_text_without_them_keeps_its_id():
    text = "Rain fell in Aktau – “for days”, it’s said – at the café.\n"
    assert clean_text(text) == text
    assert make_article(text).text == text


def test_soft_hyphens_alone_are_no_text(tmp_path):
    (tmp_path / "a.txt").write_text("\u00ad\u00ad")
    (skipped,) = read_articles([tmp_path]).skipped
    assert skipped.reason == "It contains no text."


@given(st.text(alphabet="ab \n\r\u00adﬁﬀﬆ", max_size=40))
def test_a_cleaned_text_stays_as_it_is(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not set(cleaned) & set("\u00adﬁﬀﬆ\r")
