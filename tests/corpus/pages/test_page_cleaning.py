"""Marks and invisible elements are no text of a page."""

import pytest

from corpus.formats.html import parse_html
from tests.support.story_pages import ALL, FIRST, PARAGRAPHS, SECOND, list_sentences, read_written


def test_struck_out_text_is_left_out():
    line = "<p>The rent is <del>400</del> <ins>650</ins> crowns.</p>"
    page = f"<html><body><article>{line}{PARAGRAPHS}</article></body></html>"
    assert list_sentences(page)[0] == "The rent is 650 crowns."


@pytest.mark.parametrize(
    "mark",
    [
        '<sup class="reference"><a href="#cite_note-1">[1]</a></sup>',
        "<sup>[12]</sup>",
        "<sup>[<i><a href='/wiki/CN'>citation needed</a></i>]</sup>",
        '<sup><a href="#fn1">1</a></sup>',
        '<a href="#fn1"><sup>1</sup></a>',
        '<a href="page.html#_ftn2">[2]</a>',
        '<a href="#n3" role="doc-noteref">3</a>',
        '<span class="mw-editsection">[<a href="/edit">edit</a>]</span>',
        '<a href="#top">↑</a>',
    ],
)
def test_footnote_marks_and_edit_links_are_left_out(mark):
    page = f"<html><body><article><p>The granary is from 1598{mark}.</p>{PARAGRAPHS}</article></body></html>"
    assert list_sentences(page)[0] == "The granary is from 1598."


@pytest.mark.parametrize("kept", ["40 m<sup>2</sup>", 'the <a href="#plan">plan</a>', '<a href="/p2">2</a>'])
def test_exponents_and_links_within_a_page_are_kept(kept):
    page = f"<html><body><article><p>The roof has {kept} of slate.</p>{PARAGRAPHS}</article></body></html>"
    plain = kept.replace("<sup>", "").replace("</sup>", "").split(">")[-2 if "<a" in kept else -1].split("<")[0]
    assert plain in list_sentences(page)[0]


@pytest.mark.parametrize(
    "control",
    [
        "<label for='a'>Size</label><select id='a'><option>Small</option><option>Large</option></select>",
        "<label>Size <input type='text' value='Small'></label>",
        "<label>Size</label><textarea>Large</textarea><button>Order</button>",
    ],
)
def test_controls_of_a_form_are_no_text(control):
    page = f"<html><body><p>The roof leaks.</p><form>{control}</form><p>Rain fell.</p></body></html>"
    assert list_sentences(page) == ["The roof leaks.", "Rain fell."]


def test_the_text_within_a_form_is_kept():
    form = "<form><p>The roof leaks.</p><p><label>Rain fell.</label></p><button>Order</button></form>"
    page = f"<html><body>{form}</body></html>"
    assert list_sentences(page) == ["The roof leaks.", "Rain fell."]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("10<sup>6</sup> germs", "10⁶ germs"),
        ("10<sup><i>-6</i></sup> germs", "10⁻⁶ germs"),
        ("<b>10</b><sup>−12</sup> germs", "10⁻¹² germs"),
        ("10<sup>6<sup>2</sup></sup> germs", "10⁶² germs"),
        ("10<sup>2.5</sup> germs", "10^2.5 germs"),
        ("10<sup>n+1</sup> germs, 3<sub>a</sub>", "10^n+1 germs, 3_a"),
        ("400<sup>a</sup> germs", "400^a germs"),
        ("the 1<sup>er</sup> germ", "the 1er germ"),
        ("2019<sup>3</sup> germs", "2019³ germs"),
        ("1011<sub>2</sub> germs", "1011₂ germs"),
        ("40 m<sup>2</sup> of germs", "40 m2 of germs"),
        ("the 5<sup>th</sup> germ", "the 5th germ"),
        ("germs in H<sub>2</sub>O", "germs in H2O"),
    ],
)
@pytest.mark.parametrize("rest", ["", PARAGRAPHS])
def test_a_raised_number_is_not_joined_to_the_digits_before_it(written, shown, rest):
    page = f"<html><body><article><p>The well has {written}.</p>{rest}</article></body></html>"
    assert list_sentences(page)[0] == f"The well has {shown}."


@pytest.mark.parametrize("tag", ["div", "p", "section", "span", "h2", "ul"])
@pytest.mark.parametrize(
    "attribute", ["hidden", "hidden=''", "style='display: none'", "style='color:red;VISIBILITY:hidden'"]
)
@pytest.mark.parametrize("rest", ["", PARAGRAPHS])
def test_hidden_text_is_no_text(tag, attribute, rest):
    page = f"<html><body><article><p>The roof leaks.</p><{tag} {attribute}>Rain <b>fell</b>.</{tag}>{rest}</article>"
    assert list_sentences(f"{page}</body></html>") == ["The roof leaks.", *(ALL if rest else ())]


@pytest.mark.parametrize("attribute", ["hidden", "style='display:none'", "style='visibility:hidden'"])
def test_a_page_that_a_script_shows_is_read(attribute):
    assert list_sentences(f"<html><body {attribute}><article>{PARAGRAPHS}</article></body></html>") == list(ALL)


def test_text_that_is_hidden_until_it_is_searched_for_is_kept():
    page = f"<html><body><article>{PARAGRAPHS}<div hidden='until-found'><p>Rain fell.</p></div></article></body></html>"
    assert list_sentences(page) == [*ALL, "Rain fell."]


def test_a_cell_that_spans_rows_belongs_to_each_of_them():
    head = (
        "<thead><tr><th rowspan='2'>Year</th><th colspan='2'>Rent</th></tr><tr><th>Quay</th><th>Pier</th></tr></thead>"
    )
    body = "<tr><td rowspan='0'>1931</td><td>90</td><td rowspan='2'>7</td></tr><tr><td>80</td></tr><tr><td>70</td></tr>"
    table = f"<table>{head}<tbody>{body}</tbody><tbody><tr><td>1932</td><td>60</td></tr></tbody></table>"
    page = f"<html><body><article><p>{FIRST}</p>{table}<p>{SECOND}</p></article></body></html>"
    assert read_written(page)["text"].replace("\n\n", "\n").split("\n") == [
        FIRST, "Year | Rent", "Year | Quay | Pier", "1931 | 90 | 7", "1931 | 80 | 7", "1931 | 70", "1932 | 60", SECOND
    ]  # fmt: skip


def test_a_page_of_thousands_of_short_paragraphs_is_read_whole_and_in_order():
    lines = [f"Entry {number} of the log of the harbour master was signed at noon." for number in range(4_500)]
    page = "<html><body><nav><a href='/'>Home</a> <a href='/x'>Shop</a></nav><article><h1>Log</h1>"
    page += (
        "".join(f"<p>{line}</p>" for line in lines) + "</article><footer>All rights reserved.</footer></body></html>"
    )
    text = str(parse_html(page)["text"])
    assert [line for line in text.splitlines() if line.startswith("Entry")] == lines
    assert "Shop" not in text and "rights" not in text
