"""Feeds: the fields of an entry, and its text without what the feed adds."""

import io
from pathlib import Path

import pytest

from corpus.formats.feeds import read_feed
from corpus.readers.fields import FileToRead
from corpus.readers.formats import BEGINNING, find_format

STORY = "The granary was sold to Emil Brandt for 40,000 crowns."


def read(*entries, head=""):
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    feed = f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title>{head}{items}'
    content = io.BytesIO(f'<?xml version="1.0"?>{feed}</channel></rss>'.encode())
    return list(read_feed(FileToRead(Path("feed.xml"), content)))


def describe(content):
    return f"<description><![CDATA[{content}]]></description>"


@pytest.mark.parametrize(
    "line",
    [
        'The post <a href="x">Granary sold</a> appeared first on <a href="y">The Post</a>.',
        "The post Granary sold first appeared on Post.",
        "Der Beitrag Granary sold erschien zuerst auf <a href='y'>The Post</a>.",
        "L’article Granary sold est apparu en premier sur <a href='y'>The Post</a>.",
        "La entrada Granary sold se publicó primero en <a href='y'>The Post</a>.",
        "Il post Granary sold proviene da <a href='y'>The Post</a>.",
    ],
)
def test_the_line_that_names_where_an_entry_appeared_is_left_out(line):
    assert read(describe(f"<p>{STORY}</p><p>{line}</p>"))[0]["text"] == STORY


def test_a_sentence_about_a_post_is_kept():
    sentence = "The post office appeared first on the list of buildings to be sold."
    assert read(describe(f"<p>{STORY}</p><p>{sentence}</p>"))[0]["text"] == f"{STORY}\n{sentence}"


@pytest.mark.parametrize(
    ("head", "link", "expected"),
    [
        ("<link>https://post.example/</link>", "/news/1", "https://post.example/news/1"),
        ("<link>https://post.example/feeds/</link>", "news/1", "https://post.example/feeds/news/1"),
        ("<link>https://post.example/</link>", "https://other.example/1", "https://other.example/1"),
        ("", "/news/1", ""),
    ],
)
def test_the_link_of_an_entry_is_resolved_against_that_of_the_feed(head, link, expected):
    assert read(f"<link>{link}</link>{describe(STORY)}", head=head)[0]["url"] == expected


def test_all_authors_of_an_entry_are_named():
    creators = "<dc:creator>Rosa Lund</dc:creator><dc:creator>Emil Brandt</dc:creator>"
    assert read(creators + describe(STORY))[0]["author"] == ["Rosa Lund", "Emil Brandt"]
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><title>A</title>'
    atom += "<author><name>Rosa Lund</name></author><author><name>Emil Brandt</name></author>"
    atom += f"<content>{STORY}</content></entry></feed>"
    (fields,) = read_feed(FileToRead(Path("feed.xml"), io.BytesIO(atom.encode())))
    assert fields["author"] == ["Rosa Lund", "Emil Brandt"]


def test_no_part_of_an_entry_is_lost():
    content = (
        f"<h2>Sold</h2><p>{STORY}</p><ul><li>The roof</li><li>the door</li></ul><div>Nobody asked.<br/>It rained.</div>"
    )
    content += "<table><tr><th>Year</th><th>Crowns</th></tr><tr><td>1931</td><td>90</td></tr></table>"
    assert read(describe(content))[0]["text"].replace("\n\n", "\n").split("\n") == [
        "Sold", STORY, "- The roof", "- the door", "Nobody asked.", "It rained.", "Year | Crowns", "1931 | 90"
    ]  # fmt: skip


def test_plain_text_keeps_its_lines():
    assert (
        read(describe(f"{STORY}\n\nNobody\nasked &amp; it rained."))[0]["text"]
        == f"{STORY}\nNobody\nasked & it rained."
    )


LONG_COMMENT = f"<!-- {'The Post and all its readers. ' * 900} -->"
INTERNAL = '<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;">\n<!ENTITY copy "&#169;">\n]>'


@pytest.mark.parametrize("root", ['<rss version="2.0">', '<feed xmlns="http://www.w3.org/2005/Atom">', "<rdf:RDF >"])
@pytest.mark.parametrize(
    "prolog",
    [
        "",
        '<?xml version="1.0"?>\n',
        LONG_COMMENT,
        f'<?xml version="1.0"?>\n{LONG_COMMENT}\n<?xml-stylesheet href="a.xsl"?>\n<!---->',
        f'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//A//B" "http://a.example/b.dtd">{LONG_COMMENT}',
        f'<?xml version="1.0"?>\n{INTERNAL}{LONG_COMMENT}\n',
    ],
)
def test_a_feed_is_recognised_behind_comments(prolog, root):
    assert find_format((prolog + root).encode(), ".xml").name == "feed"


@pytest.mark.parametrize(
    "content",
    [
        "<!-- <rss version='2.0'> --><settings/>",
        "<!-- never closed <rss version='2.0'>",
        "<!-- never closed " + "<!-- <rss " * 3_000,
        f"<!DOCTYPE settings [<!ENTITY a 'b'>]><settings>{' ' * 5_000}<rss >",
    ],
)
def test_xml_that_only_mentions_a_feed_is_none(content):
    assert find_format(content.encode(), ".xml") is None


@pytest.mark.parametrize("part", ["<!---->", "<?a?>", "<!DOCTYPE a [", "<!DOCTYPE a>", "<!--", " "])
def test_the_beginning_of_a_hostile_feed_is_searched_in_a_moment(part):
    from time import process_time

    content = ("<!---->" + part * BEGINNING)[:BEGINNING].encode()
    began = process_time()
    find_format(content, ".xml")
    assert process_time() - began < 1
