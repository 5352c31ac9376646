"""E-books: chapters are pages, and every paragraph of them is read."""

from datetime import date

import pytest

from corpus.office.html_blocks import parse_html_blocks
from tests.support.office_files import list_pages, make_epub, read_reason, read_whole, write_page


def test_the_table_of_contents_names_the_pages(tmp_path):
    chapters = {
        "cover.xhtml": write_page("<p>A story.</p>"),
        "one.xhtml": write_page('<h1>One</h1><p>Rain fell.</p><h2 id="s2">Later</h2><p>Snow fell.</p>'),
        "more.xhtml": write_page("<p>It went on.</p>"),
        "two.xhtml": write_page("<h1>Two</h1><p>Wind blew.</p>"),
    }
    links = {"one.xhtml": "1. The rain", "one.xhtml#s2": "Later", "two.xhtml": "2. The wind"}
    contents = "".join(f'<li><a href="{href}">{name}</a></li>' for href, name in links.items())
    about = (
        "<dc:title>Nine days</dc:title><dc:creator>Ines Vogel</dc:creator><dc:creator>Rosa Lund</dc:creator>"
        '<dc:date opf:event="modification">2025-01-01</dc:date><dc:date>0101-01-01</dc:date>'
        "<dc:date>2024-03-01</dc:date>"
    )
    article, lost = read_whole(tmp_path / "a.epub", make_epub(chapters, contents, about))
    assert list_pages(article) == [
        ("front matter", "A story."),
        ("1. The rain", "One\n\nRain fell."),
        ("Later", "Later\n\nSnow fell.\n\nIt went on."),
        ("2. The wind", "Two\n\nWind blew."),
    ]
    assert lost == {}
    assert (article.title, article.author, article.published) == (
        "Nine days",
        "Ines Vogel, Rosa Lund",
        date(2024, 3, 1),
    )


def test_the_contents_of_older_books_are_read(tmp_path):
    points = "<navPoint><navLabel><text>The rain</text></navLabel><content src='one.xhtml'/></navPoint>"
    ncx = f'<!DOCTYPE ncx PUBLIC "x" "y"><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="one" href="one.xhtml" '
        'media-type="application/xhtml+xml"/><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        '</manifest><spine toc="ncx"><itemref idref="one"/></spine></package>'
    )
    parts = {"OEBPS/toc.ncx": ncx, "OEBPS/book.opf": book}
    article, _ = read_whole(tmp_path / "a.epub", make_epub({"one.xhtml": write_page("<p>Rain fell.</p>")}, parts=parts))
    assert list_pages(article) == [("The rain", "Rain fell.")]


def test_chapters_without_contents_are_numbered_and_a_missing_one_is_named(tmp_path):
    chapters = {"a.xhtml": write_page("<p>Rain fell.</p>"), "b.xhtml": "", "c.xhtml": write_page("<p>Snow fell.</p>")}
    article, lost = read_whole(tmp_path / "a.epub", make_epub(chapters))
    assert list_pages(article) == [("chapter 1", "Rain fell."), ("chapter 3", "Snow fell.")]
    assert list(lost) == ["chapter 2"] and lost["chapter 2"].startswith("It is damaged: ")


@pytest.mark.parametrize(
    ("algorithm", "is_read"),
    [("http://www.idpf.org/2008/embedding", True), ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", False)],
)
def test_a_book_with_copy_protection_says_so(tmp_path, algorithm, is_read):
    rights = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/></e:EncryptedData></encryption>'
    )
    content = make_epub({"a.xhtml": write_page("<p>Rain fell.</p>")}, parts={"META-INF/encryption.xml": rights})
    if is_read:
        assert read_whole(tmp_path / "a.epub", content)[0].text == "Rain fell."
    else:
        assert "DRM" in read_reason(tmp_path / "a.epub", content)


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            "<p>Ra<b>in</b> fell <i>here</i>.</p>Loose<div>Inner<p>Deep</p>tail</div>",
            ["Rain fell here.", "Loose", "Inner", "Deep", "tail"],
        ),
        ("<p>One&nbsp;day &amp; night&mdash;all<br/>of it</p>", ["One\xa0day & night—all\nof it"]),
        ("<ol start='3'><li>a</li><li><p>b</p><p>c</p></li></ol>", ["3. a", "4. b", "c"]),
        ("<ol type='i'><li>a</li></ol><ul><li>b</li></ul>", ["i. a", "b"]),
        (
            "<table><tr><th>Year</th><td>40</td></tr><tr><td><p>It rained.</p><p>By Odo</p></td></tr></table>",
            ["Year | 40", "It rained.", "By Odo"],
        ),
        ("<p>10<sup>6</sup>, 1<sup>st</sup></p>", ["10⁶, 1st"]),
        (
            '<p>Nine boats,<a href="../notes.xhtml#n1"><sup>1</sup></a> a tug<sup><a href="#b">*</a></sup> and sails.'
            '<a class="noteref" href="#fn3">3</a></p><p><a href="a.xhtml#fnref3">↩</a> By <a href="#c">1998</a>.</p>',
            ["Nine boats, a tug and sails.", "By 1998."],
        ),
        ("<p>A<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>", ["A1/2"]),
        ("<pre>a\n  b</pre>", ["a\n  b"]),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><script>x()</script>", ["漢"]),
        ("<p hidden='hidden'>no</p><p>re\u00adbuilt</p>", ["rebuilt"]),
    ],
)
def test_every_paragraph_of_a_page_is_a_block(body, blocks):
    assert [block.text for block in parse_html_blocks(write_page(body).encode())] == blocks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_pages_that_are_no_xml_are_read_in_their_encoding(encoding):
    page = f"<html><head><meta charset='{encoding}'></head><body><p>Café<br>closed<p>Rain & snow</body></html>"
    assert [block.text for block in parse_html_blocks(page.encode(encoding))] == ["Café\nclosed", "Rain & snow"]
