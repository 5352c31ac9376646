"""References read back by the programs they are for, and links that open the original at the quotation."""

import json
from datetime import date
from itertools import accumulate

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import Article, make_article
from qa.citations.citations import read_citations
from qa.citations.fragments import is_web, original_link, text_directive
from qa.citations.hidden import find_hidden, reveal_line
from qa.citations.references import BIBLIOGRAPHY_FORMATS, FORMATS, make_reference, write_bibliography
from qa.citations.verification import verify
from qa.reading.quoting import quote_at

TEXT = (
    "Rain fell — at 5 % — in “Almaty” & {Aktau}.\n\nSnow_fell in C:\\Oral #1, all day; $5 were lost. Rain fell again."
)
ARTICLE = make_article(
    TEXT,
    title="Rain & snow: 50 % {more}",
    source="The Post",
    author="Ada Brandt",
    published=date(2024, 3, 1),
    url="https://post.example/rain?a=1&b=2",
)
BARE = make_article(TEXT)
QUOTE, BARE_QUOTE = quote_at(ARTICLE, 0, 43), quote_at(BARE, 0, 43)


def test_bibtex_is_read_by_a_parser_as_it_was_meant():
    library = parse_string(make_reference(QUOTE, "bibtex"))
    assert library.failed_blocks == []
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    assert entry.entry_type == "misc"
    assert fields["title"] == r"{Rain \& snow: 50 \% \{more\}}"
    assert fields["author"] == "{Ada Brandt}"
    assert (fields["date"], fields["year"], fields["url"]) == ("2024-03-01", "2024", ARTICLE.url)
    assert fields["note"] == r"“Rain fell — at 5 \% — in “Almaty” \& \{Aktau\}.”"
    (bare,) = parse_string(make_reference(BARE_QUOTE, "bibtex")).entries
    assert {field.key for field in bare.fields} == {"title", "note"}


def test_ris_is_read_by_a_parser_as_it_was_meant():
    (entry,) = rispy.loads(make_reference(QUOTE, "ris"))
    assert (entry["type_of_reference"], entry["title"], entry["authors"]) == ("ELEC", ARTICLE.title, ["Ada Brandt"])
    assert (entry["year"], entry["date"], entry["urls"]) == ("2024", "2024/03/01/", [ARTICLE.url])
    assert entry["notes"] == ["“Rain fell — at 5 % — in “Almaty” & {Aktau}.”"]
    (bare,) = rispy.loads(make_reference(quote_at(BARE, 0, len(TEXT)), "ris"))
    assert bare["notes"] == ["“" + " ".join(TEXT.split()) + "”"]


def test_csl_names_what_is_known():
    (item,) = json.loads(make_reference(QUOTE, "csl"))
    assert (item["type"], item["title"], item["author"]) == ("webpage", ARTICLE.title, [{"literal": "Ada Brandt"}])
    assert item["issued"] == {"date-parts": [[2024, 3, 1]]}
    assert (item["container-title"], item["URL"], item["note"]) == ("The Post", ARTICLE.url, QUOTE.text)
    (bare,) = json.loads(make_reference(BARE_QUOTE, "csl"))
    assert set(bare) == {"id", "type", "title", "note"}


@pytest.mark.parametrize("article", [ARTICLE, BARE], ids=["with an address", "without"])
def test_an_annotation_is_verified(build, article):
    index = build(TEXT, "Snow fell.")
    annotation = make_reference(quote_at(article, 45, 105), "annotation")
    (citation,) = read_citations(annotation.encode(), "a.json")
    assert citation.text == TEXT[45:105]
    if not article.url:
        assert verify(citation, index).status == "ok"
    assert json.loads(annotation)["target"]["source"] == (article.url or f"urn:quotedesk:{article.id}")


def test_text_names_quotation_source_and_place():
    assert make_reference(QUOTE, "text") == (
        "“Rain fell — at 5 % — in “Almaty” & {Aktau}.”\n"
        "Ada Brandt, “Rain & snow: 50 % {more}”, The Post, 1 March 2024, https://post.example/rain?a=1&b=2, "
        f"{ARTICLE.id}:0-43."
    )


def test_a_page_is_named():
    paged = make_article("One page. Another page.", pages=[0, 10])
    quote = quote_at(paged, 10, 23)
    assert "p. 2, " in make_reference(quote, "text")
    assert json.loads(make_reference(quote, "csl"))[0]["page"] == "2"
    assert rispy.loads(make_reference(quote, "ris"))[0]["start_page"] == "2"


def test_a_page_is_called_what_the_file_calls_it():
    paged = make_article("Preface. Body. End.", pages=[0, 9, 15], page_labels=["p. xii", "slide 2 {a}", "p. 1"])
    assert [paged.place_at(offset) for offset in (0, 8, 9, 18)] == ["p. xii", "p. xii", "slide 2 {a}", "p. 1"]
    preface, slide = quote_at(paged, 0, 8), quote_at(paged, 9, 14)
    assert ", p. xii, " in make_reference(preface, "text")
    assert json.loads(make_reference(preface, "csl"))[0]["page"] == "xii"
    assert json.loads(make_reference(slide, "csl"))[0]["page"] == "slide 2 {a}"
    assert "pages = {slide 2 \\{a\\}}" in make_reference(slide, "bibtex")


def test_a_bibliography_has_one_entry_an_article_with_its_quotations_in_order():
    later = quote_at(ARTICLE, TEXT.index("Rain fell again"), len(TEXT))
    other = quote_at(make_article("Snow fell. Nobody came."), 0, 10)
    quotes = [later, other, QUOTE, later]
    noted = "“Rain fell — at 5 % — in “Almaty” & {Aktau}.” “Rain fell again.”"

    entries = parse_string(write_bibliography(quotes, "bibtex")).entries
    assert [entry.key for entry in entries] == [f"the_post_2024_{ARTICLE.id}", other.article.id]
    note = {field.key: field.value for field in entries[0].fields}["note"]
    assert note.endswith("“Rain fell again.”") and note.count("“Rain fell") == 2
    first, second = rispy.loads(write_bibliography(quotes, "ris"))
    assert first["notes"] == [noted] and second["notes"] == ["“Snow fell.”"]
    items = json.loads(write_bibliography(quotes, "csl"))
    assert [item["id"] for item in items] == [entry.key for entry in entries]
    assert items[0]["note"] == noted and items[1]["note"] == "Snow fell."


def test_an_empty_bibliography_has_no_entry():
    assert [write_bibliography([], form) for form in BIBLIOGRAPHY_FORMATS] == ["", "", "[]\n"]
    with pytest.raises(ValueError, match="there is no format"):
        write_bibliography([], "annotation")


def test_there_is_no_other_format():
    assert all(make_reference(QUOTE, form) for form in FORMATS)
    with pytest.raises(ValueError, match="docx"):
        make_reference(QUOTE, "docx")


def test_a_text_fragment_is_encoded_as_the_standard_asks():
    text = "Peace-keepers, 5 & more – left. The rest stayed."
    assert text_directive(text, 0, 31) == "Peace%2Dkeepers%2C%205%20%26%20more%20%E2%80%93%20left."


def test_repeated_words_are_distinguished_by_their_context():
    text = "It rained on Monday. It rained. It rained on Tuesday."
    assert text_directive(text, 21, 31) == "It%20rained."
    assert text_directive("It rained. Then snow fell. It rained.", 0, 10) == "It%20rained.,-Then%20snow%20fell."
    assert text_directive("It rained. Then snow fell. It rained.", 27, 37) == "Then%20snow%20fell.-,It%20rained."


def test_a_quotation_over_lines_is_named_by_its_ends():
    text = "One two three four five six.\nSeven eight nine ten eleven twelve."
    assert text_directive(text, 0, len(text)) == "One%20two%20three%20four%20five,eight%20nine%20ten%20eleven%20twelve."


@pytest.mark.parametrize(
    ("url", "pages", "link"),
    [
        ("https://a.example/x", (), "https://a.example/x#:~:text=Rain."),
        ("https://a.example/x#part", (), "https://a.example/x#part:~:text=Rain."),
        ("https://a.example/x.pdf#top", (0,), "https://a.example/x.pdf#page=1"),
        ("https://a.example/x.pdf", (0, 6), "https://a.example/x.pdf#page=1"),
        ("javascript:alert(1)", (), ""),
        ("http://[broken", (), ""),
        ("", (), ""),
    ],
)
def test_the_original_is_opened_at_the_quotation(url, pages, link):
    article = make_article("Rain. Snow.", url=url, pages=pages)
    assert original_link(article, 0, 5) == link


PIECES = [
    "{",
    "}",
    "}},",
    "\\",
    "%",
    "#",
    "@article{x,",
    '"',
    "\r\nER  - \r\nTY  - JOUR",
    "\n",
    "\u202e",
    "\x1b[31m",
    "--",
]
PIECES += [
    "\u2028",
    "``",
    "''",
    "$x$",
    "~",
    "^",
    "&",
    "_",
    "<b>",
    "=1+1",
    " and ",
    "url = {http://evil.example}",
    "\x00",
    "\t",
    "\ud800",
]
FIELDS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), min_size=1).map("".join)


@st.composite
def quotes_of_anything(draw):
    """Quote an article as an index of a stranger may hold it: every field may be any text."""
    filled = FIELDS.filter(str.strip)
    text, title, source, author, id = (draw(filled) for _ in range(5))
    url = draw(st.one_of(filled, filled.map("https://e.example/{}".format), st.just("javascript:alert(1)")))
    article = Article(id, title, text, source, author, date(2024, 3, 1), url, "0" * 64)
    return quote_at(article, 0, len(text))


DECODE = LatexDecodingMiddleware(keep_braced_groups=False, keep_math_mode=False)


@settings(max_examples=60)
@given(quotes_of_anything())
def test_any_text_is_read_back_from_bibtex(quote):
    article, written = quote.article, make_reference(quote, "bibtex")
    # BibTeX itself, unlike this parser, counts braces behind a backslash too.
    depths = list(accumulate((sign == "{") - (sign == "}") for sign in written))
    assert min(depths) == 0 == depths[-1] and 0 not in depths[written.index("{") : written.rindex("}")]
    raw = parse_string(written)
    assert raw.failed_blocks == [] and len(raw.blocks) == 1
    url = raw.entries[0].fields_dict.pop("url", None)
    (entry,) = DECODE.transform(raw).entries
    fields = {field.key: field.value.replace("ˆ", "^") for field in entry.fields if field.key != "url"}
    assert set(fields) == {"author", "title", "howpublished", "year", "month", "date", "note"}
    for name, value in {"author": article.author, "title": article.title, "howpublished": article.source}.items():
        assert fields[name] == reveal_line(value).replace("ˆ", "^")
    assert fields["note"].startswith("“" + reveal_line(quote.text).replace("ˆ", "^") + "”")
    assert bool(url) == is_web(article.url) and not find_hidden(written)


@given(quotes_of_anything())
def test_any_text_is_read_back_from_ris(quote):
    article, written = quote.article, make_reference(quote, "ris")
    (entry,) = rispy.loads(written)
    assert entry["title"] == reveal_line(article.title) and entry["authors"] == [reveal_line(article.author)]
    assert entry["secondary_title"] == reveal_line(article.source)
    assert entry["notes"][0].startswith(f"“{reveal_line(quote.text)}”") and len(entry["notes"]) == 1
    assert ("urls" in entry) == is_web(article.url) and not find_hidden(written.replace("\r\n", "\n"))
    assert "unknown_tag" not in entry


@given(quotes_of_anything())
def test_json_holds_the_exact_text_and_shows_nothing_hidden(quote):
    csl, annotation = make_reference(quote, "csl"), make_reference(quote, "annotation")
    (item,) = json.loads(csl)
    assert (item["title"], item["note"]) == (quote.article.title, quote.text)
    assert item.get("URL", "") == (quote.article.url if is_web(quote.article.url) else "")
    assert json.loads(annotation)["target"]["selector"][0]["exact"] == quote.text
    assert not find_hidden(csl) and not find_hidden(annotation)


@given(quotes_of_anything())
def test_a_citation_in_words_has_its_source_in_one_line(quote):
    said, _, source = make_reference(quote, "text").rpartition("\n")
    assert not find_hidden(said) and not find_hidden(source)
    assert len(source.splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " https://e.example",
        "ht\ntps://e.example",
        "https:e.example",
        "data:text/html,x",
        "//e",
        "http://",
    ],
)
def test_only_addresses_of_the_web_are_links(url):
    article = Article("1", "Rain", "Rain fell.", "", "", None, url, "")
    quote = quote_at(article, 0, 10)
    assert not is_web(url) and original_link(article, 0, 10) == ""
    assert "url =" not in make_reference(quote, "bibtex") and "UR  -" not in make_reference(quote, "ris")
    assert "URL" not in json.loads(make_reference(quote, "csl"))[0]
    assert reveal_line(url) in make_reference(quote, "ris")
