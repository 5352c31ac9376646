"""Articles from web addresses: read like files, updated when read again, and removed only if they are surely
missing."""

import pytest
from click.testing import CliRunner

from corpus.errors import CorpusError
from corpus.reading import find_missing, read_articles
from index.building.merge import merge_articles
from index.opening import open_index
from index.segment.article_lines import Publications
from tests.support.documents import PAGE, STORY, make_pdf, pack
from tests.support.web_server import make_network, serve
from ui.cli.commands.reported_build import build
from ui.cli.main import quotedesk


@pytest.fixture
def server():
    with serve() as server:
        yield server


def read(*addresses):
    return read_articles(addresses, make_network())


def read_one(address):
    reading = read(address)
    assert reading.skipped == []
    (found,) = reading.found
    return found


class Shelf:
    """An index without its files: articles read are added, missing ones removed."""

    def __init__(self):
        self.articles, self.origins = {}, {}
        self.publications: Publications = {}

    def add(self, *addresses):
        reading = read(*addresses)
        origins = [origin for places in self.origins.values() for origin in places]
        stored = (self.articles, self.origins, self.publications)
        merge = merge_articles(*stored, reading.found, (), find_missing(reading, origins))
        self.origins, self.publications = merge.origins, merge.publications
        self.articles = {id: merge.written.get(id) or self.articles[id] for id in merge.origins}
        return merge.new, merge.updated, merge.unchanged, merge.removed

    @property
    def texts(self):
        return sorted(article.text for article in self.articles.values())


def make_feed(*entries):
    """Make a feed of (text, id, link), each of which may be empty."""
    items = ""
    for text, guid, link in entries:
        named = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
        linked = f"<link>{link}</link>" if link else ""
        items += f"<item><title>Weather</title>{named}{linked}<description>{text}</description></item>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>{items}</channel></rss>'.encode()


def test_a_page_is_read_and_keeps_the_address_it_states(server):
    server.answers["/page"] = PAGE.encode()
    found = read_one(server.at("/page"))
    assert STORY in found.article.text
    assert (found.article.url, found.origin) == ("https://post.example/dredging", server.at("/page"))


def test_a_page_that_states_no_address_has_the_one_that_gave_it(server):
    server.answers["/new"] = PAGE.replace('rel="canonical"', 'rel="icon"').encode()
    server.lead("/old", "/new")
    found = read_one(server.at("/old"))
    assert (found.article.url, found.origin) == (server.at("/new"), server.at("/old"))


def test_the_format_is_detected_from_the_content(server):
    server.answers["/get?report=3"] = make_pdf("Rain fell in Aktau.")
    found = read_one(server.at("/get?report=3"))
    assert (found.article.text.strip(), found.article.pages) == ("Rain fell in Aktau.", (0,))
    server.answers["/image.png"] = b"\x89PNG\r\n\x1a\n\0\0\0"
    (skipped,) = read(server.at("/image.png")).skipped
    assert skipped.path == server.at("/image.png")
    assert "no reader for .png files" in skipped.reason


def test_the_date_in_an_address_is_not_taken_for_that_of_the_article(server):
    server.answers["/2024-01-31.txt"] = b"Rain fell in Aktau."
    assert read_one(server.at("/2024-01-31.txt")).article.published is None


def test_an_address_has_one_spelling(server):
    server.answers["/"] = b"Rain fell."
    port = server.server_address[1]
    reading = read(f"HTTP://News.Example:{port}#top")
    assert ([found.origin for found in reading.found], reading.searched) == ([server.at("/")], [server.at("/")])


def test_what_an_address_gives_is_called_by_it(server):
    server.answers["/rows.jsonl"] = b'{"text": "Rain fell."}\nbroken\n'
    server.answers["/all.zip"] = pack(news__a_txt="Snow fell.", b_html="<html></html>")
    reading = read(server.at("/rows.jsonl"), server.at("/all.zip"), server.at("/none"))
    assert [found.origin for found in reading.found] == [
        server.at("/rows.jsonl, line 1"),
        server.at("/all.zip, file news/a.txt"),
    ]
    assert [skipped.path for skipped in reading.skipped] == [
        server.at("/rows.jsonl, line 2"),
        server.at("/all.zip, file b.html"),
        server.at("/none"),
    ]
    assert [found.article.url for found in reading.found] == ["", ""]


def test_the_entries_of_a_feed_are_called_by_their_ids_and_their_links_not_followed(server):
    feed = make_feed(
        ("One.", "tag:1, line 3", server.at("/1")),
        ("Two.", "", server.at("/2")),
        ("Three.", "", ""),
        ("Four.", "same", server.at("/4")),
        ("Five.", "same", server.at("/4")),
        ("Six.", "x" * 1000 + "&#1234;", server.at("/6")),
        ("Seven.", "Дождь", ""),
    )
    server.answers["/feed"] = feed
    reading = read(server.at("/feed"))
    names = [found.origin.removeprefix(server.at("/feed, entry ")) for found in reading.found]
    ids = {found.article.text: found.article.id for found in reading.found}
    assert names == [
        "tag:1,%20line%203",
        server.at("/2"),
        ids["Three."],
        ids["Four."],
        ids["Five."],
        server.at("/6"),
        "%D0%94%D0%BE%D0%B6%D0%B4%D1%8C",
    ]
    assert reading.found[1].article.url == server.at("/2")
    assert [request.path for request in server.requests] == ["/feed"]


@pytest.mark.parametrize("named_by", ["id", "link", "nothing"])
def test_a_feed_that_moves_on_loses_and_confuses_nothing(server, named_by):
    def entry(name, text):
        return text, name if named_by == "id" else "", f"https://post.example/{name}" if named_by == "link" else ""

    shelf, one, two = Shelf(), entry("1", "Rain fell."), entry("2", "Snow fell.")
    server.answers["/feed"] = make_feed(two, one)
    assert shelf.add(server.at("/feed")) == (2, 0, 0, 0)
    assert shelf.add(server.at("/feed")) == (0, 0, 2, 0)
    server.answers["/feed"] = make_feed(entry("3", "Wind blew."), two)
    assert shelf.add(server.at("/feed")) == (1, 0, 2, 0)
    server.answers["/feed"] = make_feed(entry("4", "Fog rose."), entry("3", "Wind blew hard."))
    expected = {"nothing": (2, 0, 3, 0)}.get(named_by, (1, 1, 2, 0))
    assert shelf.add(server.at("/feed")) == expected
    kept = ["Wind blew."] if named_by == "nothing" else []
    assert shelf.texts == sorted(["Rain fell.", "Snow fell.", "Wind blew hard.", "Fog rose.", *kept])


@pytest.mark.parametrize("answer", [(404, {}, b""), (200, {"Content-Length": "99"}, b"Rain"), make_feed(), b""])
def test_a_download_that_failed_removes_nothing(server, answer):
    shelf = Shelf()
    server.answers["/page"], server.answers["/feed"] = b"Rain fell.", make_feed(("Snow fell.", "1", ""))
    shelf.add(server.at("/page"), server.at("/feed"))
    server.answers["/page"] = server.answers["/feed"] = answer
    assert shelf.add(server.at("/page"), server.at("/feed")) == (0, 0, 2, 0)
    assert shelf.texts == ["Rain fell.", "Snow fell."]


def test_what_changed_is_updated_and_what_is_gone_removed(server):
    shelf = Shelf()
    server.answers |= {
        "/news": b"Rain fell.",
        "/news/today": b"Snow fell.",
        "/rows.jsonl": b'{"text": "One."}\n{"text": "Two."}\n',
        "/all.zip": pack(a_txt="Three.", b_txt="Four."),
    }
    addresses = [server.at(path) for path in server.answers]
    assert shelf.add(*addresses) == (6, 0, 0, 0)
    assert shelf.add(server.at("/news")) == (0, 0, 6, 0)
    server.answers["/news"] = b"Rain fell hard."
    server.answers["/rows.jsonl"] = b'{"text": "One."}\n'
    server.answers["/all.zip"] = pack(a_txt="Three.")
    assert shelf.add(*addresses) == (0, 1, 3, 2)
    assert shelf.texts == ["One.", "Rain fell hard.", "Snow fell.", "Three."]


def test_a_feed_in_a_file_goes_with_its_entries_as_before(tmp_path):
    (tmp_path / "feed.xml").write_bytes(make_feed(("Rain fell.", "1", ""), ("Snow fell.", "2", "")))
    before = [found.origin for found in read_articles([tmp_path]).found]
    assert before == [f"{tmp_path}/feed.xml, entry {number}" for number in (1, 2)]
    (tmp_path / "feed.xml").write_bytes(make_feed(("Rain fell.", "1", "")))
    assert find_missing(read_articles([tmp_path]), before) == {before[1]}


def test_a_skipped_line_keeps_its_own_article_and_no_others(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": "{text}"}}\n' for text in ("Rain fell.", "Snow fell.", "Hail fell.")))
    before = [found.origin for found in read_articles([tmp_path]).found]
    path.write_text('{"text": "Rain fell."}\nSnow\n')
    assert find_missing(read_articles([tmp_path]), before) == {f"{path}, line 3"}


def test_a_file_that_is_read_in_part_keeps_its_articles(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\nRain fell.\nSnow fell.\n")
    before = [found.origin for found in read_articles([tmp_path]).found]
    path.write_bytes(b"text\0\nRain fell.\n")
    assert find_missing(read_articles([tmp_path]), before) == set()


def test_nothing_is_downloaded_unasked(server, tmp_path):
    server.answers["/"] = b"Rain fell."
    with pytest.raises(CorpusError, match="downloads are off. Allow them with --allow-net"):
        read_articles([server.at("/")])
    assert server.requests == []


def run(folder, *arguments):
    return CliRunner().invoke(quotedesk, ["index", *map(str, arguments), "--index", str(folder)])


def test_without_allow_net_the_command_says_how_to_allow_it(tmp_path):
    result = run(tmp_path / "index", "https://news.example/feed.xml")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: https://news.example/feed.xml is a web address, and downloads are off. Allow them with --allow-net.\n",
    )


def test_an_address_cannot_be_watched(tmp_path):
    result = run(tmp_path / "index", "https://news.example/", "--allow-net", "--watch")
    assert (result.exit_code, "Only files and folders can be watched" in result.stderr) == (2, True)


def test_what_is_not_read_is_listed_with_its_reason(server, tmp_path):
    reason = f"skipped: Its host is 127.0.0.1, which is not on the public internet: {server.at('/', '127.0.0.1')}"
    result = run(tmp_path / "index", server.at("/", "127.0.0.1"), "--allow-net")
    assert (result.exit_code, reason in result.stderr, "would have no articles" in result.stderr) == (1, True, True)
    (tmp_path / "a.txt").write_text("Rain fell in Aktau.")
    arguments = tmp_path / "a.txt", server.at("/", "127.0.0.1"), "file:///etc/passwd", "--allow-net"
    result = run(tmp_path / "index", *arguments)
    assert (result.exit_code, result.stderr.count(reason)) == (3, 1)
    assert "skipped: It is not an http or https address: file:///etc/passwd" in result.stderr
    assert server.requests == []


def test_an_index_is_built_from_an_address(server, tmp_path):
    server.answers["/feed"] = make_feed(("Rain fell in Aktau on Monday.", "1", "https://post.example/1"))
    report = build((server.at("/feed"),), tmp_path, False, False, make_network())
    assert (report.new, report.articles) == (1, 1)
    server.answers["/feed"] = make_feed(("Snow fell in Semey on Friday.", "2", "https://post.example/2"))
    report = build((server.at("/feed"),), tmp_path, False, False, make_network())
    assert (report.new, report.updated, report.unchanged, report.removed) == (1, 0, 1, 0)
    index = open_index(tmp_path)
    assert {article.url for article in index.articles.values()} == {"https://post.example/1", "https://post.example/2"}
