"""Web pages: every sentence is one of the page, none is lost."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.html import parse_html
from corpus.pages.html_pieces import parse_piece
from tests.support.documents import STORY
from tests.support.story_pages import (
    ALL,
    FIRST,
    FOURTH,
    PARAGRAPHS,
    SECOND,
    THIRD,
    list_sentences,
    read_written,
)


def layout(*cells):
    return "<html><body><table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table></body></html>"


def paragraphs_of(tag, **around):
    open_tag, close_tag = around.get("open", ""), around.get("close", "")
    return "".join(f"{open_tag}<{tag}>{text}</{tag}>{close_tag}" for text in ALL)


KINDS = {
    "news": f"<nav><a href='/'>Home</a></nav><article><h1>Granary</h1>{PARAGRAPHS}</article><footer>Imprint</footer>",
    "blog": f"<div class='entry-content'>{PARAGRAPHS}</div><div class='sharedaddy'>Share this</div>",
    "forum": "".join(f"<div class='post'><div class='content'>{text}</div></div>" for text in ALL),
    "question": f"<div id='question'><p>{FIRST}</p></div><div id='answers'>"
    + "".join(f"<div class='answer'><p>{text}</p></div>" for text in ALL[1:])
    + "</div>",
    "wiki": f"<h1 id='firstHeading'>Granary</h1><div id='mw-content-text'>{PARAGRAPHS}</div>",
    "newsletter": "<table><tr><td><table><tr><td><h1>Letter</h1>"
    + "".join(f"<h2>Part {number}</h2><p>{text}</p>" for number, text in enumerate(ALL))
    + "</td></tr></table></td></tr></table>",
    "two columns": "<table><tr><td><a href='/n'>News</a><br><a href='/s'>Sport</a></td>"
    f"<td>{PARAGRAPHS}</td></tr></table>",
    "live blog": "<article>"
    + "".join(f"<div><time>1{number}:00</time><h2>Update</h2><p>{text}</p></div>" for number, text in enumerate(ALL))
    + "</article>",
    "gallery": f"<article>{PARAGRAPHS}<figure><img src='a'><figcaption>The quay.</figcaption></figure></article>",
    "line breaks": f"<div>{'<br><br>'.join(ALL)}</div>",
    "definitions": "<main><dl>" + "".join(f"<dt>Term</dt><dd>{text}</dd>" for text in ALL) + "</dl></main>",
    "text between": f"<div id='content'>{FIRST}<p>{SECOND}</p>{THIRD}<div>{FOURTH}</div></div>",
    "unclosed": "<center>" + "".join(f"<p><font>{text}</font>" for text in ALL) + "</center>",
    "short": f"<article><h1>Granary</h1><p class='byline'>By Rosa Lund</p><p>{FIRST}</p></article>",
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_paragraph_of_a_page_is_lost_or_joined_to_another(kind):
    found = list_sentences(f"<html><head><title>Granary</title></head><body>{KINDS[kind]}</body></html>")
    expected = ALL[:1] if kind == "short" else ALL
    assert [sentence for sentence in found if sentence in ALL] == list(expected)
    assert not {"|", "Home", "Sport", "Imprint", "Share this"} & set(found)


@given(st.lists(st.sampled_from(["Ferry late", "the pier is shut", "Bakery open on Sunday", "no mail"]), unique=True))
def test_blocks_without_full_stops_are_sentences_of_their_own(lines):
    page = layout("<h1>Harbour news of the week</h1>" + "".join(f"<p>{line}</p>" for line in lines) + f"<p>{STORY}</p>")
    found = list_sentences(page)
    assert [sentence for sentence in found if sentence in lines] == lines
    assert STORY.split(". ")[0] + "." in found


def test_the_headings_of_parts_are_kept_where_a_page_has_no_title():
    parts = "".join(f"<section><h2>Part {n}</h2><p>{text}</p></section>" for n, text in enumerate(ALL))
    assert list_sentences(f"<html><body><main>{parts}</main></body></html>")[:3] == ["Part 0", FIRST, "Part 1"]


def test_a_list_in_a_layout_table_is_kept():
    found = list_sentences(
        layout(f"<h2>Market</h2><p>{FIRST}</p><ul><li>opens at nine</li><li>free for children</li></ul>")
    )
    assert found[-2:] == ["opens at nine", "free for children"]


def test_a_row_of_a_data_table_is_one_line():
    rows = [("Rent<br>in crowns", "Tenants"), ("40,000", "Rosa Lund<br>Emil Brandt"), ("", "Ines Vogel")]
    table = "".join(f"<tr><td>{one}</td><td>{two}</td></tr>" for one, two in rows)
    text = read_written(
        f"<html><body><article><p>{FIRST}</p><table>{table}</table><p>{SECOND}</p></article></body></html>"
    )["text"]
    assert text.split("\n") == [
        FIRST, "Rent in crowns | Tenants", "40,000 | Rosa Lund | Emil Brandt", "Ines Vogel", SECOND
    ]  # fmt: skip


def test_words_that_extraction_drops_from_a_sentence_are_kept_and_buttons_are_not():
    line = (
        "<p>The letter was written by <span class='author-name'>Rosa Lund</span> and read <button>Play</button> "
        "aloud in the <a href='/h'>harbour</a><span class='sr-only'> (opens in a new tab)</span>.</p>"
    )
    found = list_sentences(f"<html><body><article>{line}{PARAGRAPHS}</article></body></html>")
    assert found[0] == "The letter was written by Rosa Lund and read aloud in the harbour."


@pytest.mark.parametrize("around", ["<p>Line {}.</p>", "<div>Line {}</div>", "<p>Line {} <time>May</time></p>"])
def test_thousands_of_short_paragraphs_take_linear_time(around):
    page = f"<html lang='en'><body><nav>x</nav>{'{}'}<aside>z</aside><p>u <label>s</label></p></body></html>"
    before = process_time()
    fields = parse_html(page.format("".join(around.format(number) for number in range(16_000))))
    assert "Line 15999" in str(fields["text"])
    assert process_time() - before < 10


def test_an_article_in_json_keeps_its_paragraphs_apart():
    body = f"{FIRST}\\n\\nThe vote\\n\\n{SECOND}"
    for text in (body, f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;h2&gt;The vote&lt;/h2&gt;&lt;p&gt;{SECOND}&lt;/p&gt;"):
        script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{text}"}}</script>'
        page = f"<html><head>{script}</head><body><div class='paywall'><p>Subscribe.</p></div></body></html>"
        assert list_sentences(page) == [FIRST, "The vote", SECOND]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<table><tr><td>" * 5_000 + STORY,
        "<html><body>" + "<ul><li>" * 5_000 + STORY,
        "<html><body><table>" + f"<tr><td rowspan='0'>{'x' * 290}</td><td>y</td></tr>" * 1_500 + "</table>" + STORY,
        "<html><body><table>" + "<tr><td rowspan='99999'>x</td><td>y</td></tr>" * 1_500 + "</table>" + STORY,
        "<html><body><article>" + "<p>Read it all</p>" * 5_000 + "</article></body></html>",
        "<html><body><article><p>x<sup>" + "[a] " * 2_000 + "x</sup></p></article></body></html>",
        "<html><head><script type='application/ld+json'>"
        + '{"text":[' * 5_000
        + "</script></head><body><p>x</p></body></html>",
        "<html><head><title>" + " | a" * 20_000 + "</title></head><body><h1>a</h1>" + PARAGRAPHS + "</body></html>",
        "<html><body><article><p>By " + "Aa-" * 60 + "1</p>" + PARAGRAPHS + "</article></body></html>",
        "<html><head><meta name='date' content='"
        + "1/1/1" * 5_000
        + "'></head><body>\x01 04/05/2024 \x02</body></html>",
    ],
)
def test_a_hostile_page_is_read_in_a_moment(page):
    began = process_time()
    read_written(page)
    assert process_time() - began < 10


@given(st.text(st.sampled_from("ab <>/&pdivtrh1.\n'\"="), max_size=200))
def test_a_fragment_of_any_kind_is_read(content):
    assert all(block.text for block in parse_piece(content))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Rent: <b>75</b> crowns.", "Rent: 75 crowns."),
        ("Rent: <b>75</b><span>,500</span> crowns.", "Rent: 75,500 crowns."),
        ("A <b>b</b> c <i>d</i> e <b>f</b> g <i>h</i> i <b>j</b>.", "A b c d e f g h i j."),
        ("N<sub>2</sub>O and CO<sub>2</sub>.", "N2O and CO2."),
    ],
)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_pieces_of_a_sentence_are_no_sentences(tag, written, shown):
    page = f"<html><body><p>The roof leaks.</p><{tag}>{written}</{tag}><p>Rain fell.</p></body></html>"
    assert read_written(page)["text"].replace("\n\n", "\n").split("\n") == ["The roof leaks.", shown, "Rain fell."]


def test_a_short_line_of_its_own_is_kept_beside_a_sentence_that_contains_it():
    page = "<html><body><p>The roof leaks.</p><div>Rent: <b>75</b> crowns.</div><p>75</p><p>...</p></body></html>"
    assert read_written(page)["text"].replace("\n\n", "\n").split("\n") == ["The roof leaks.", "Rent: 75 crowns.", "75"]
