"""`quotedesk index --every`: web addresses that are downloaded again and again, and only if they have changed."""

import shutil
from functools import partial

import pytest
from click.testing import CliRunner

from corpus.readers.conditional import Validators
from index.opening import open_index
from qa.standing.standing_changes import add_standing
from tests.support.web_server import make_network, serve
from ui.cli.commands import index_commands
from ui.cli.main import quotedesk

RAIN, SNOW = "Rain fell in Aktau on Monday.", "Snow fell in Semey on Friday."


def make_feed(*texts):
    entries = "".join(
        f"<item><guid>{number}</guid><title>Weather {number}</title><description>{text}</description></item>"
        for number, text in enumerate(texts)
    )
    return f'<rss version="2.0"><channel><title>Post</title>{entries}</channel></rss>'.encode()


class Feed:
    """A path that answers conditional requests as RFC 9110 says."""

    def __init__(self, *texts, header="ETag", value='"1"'):
        self.content, self.header, self.value, self.statuses = make_feed(*texts), header, value, []

    def publish(self, *texts, value):
        self.content, self.value = make_feed(*texts), value

    def __call__(self, request):
        sent = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[self.header]
        is_known = request.headers.get(sent) == self.value
        self.statuses.append(304 if is_known else 200)
        request.send_response(self.statuses[-1])
        request.send_header(self.header, self.value)
        request.send_header("Content-Length", "0" if is_known else str(len(self.content)))
        request.end_headers()
        request.wfile.write(b"" if is_known else self.content)


@pytest.fixture
def server():
    with serve() as server:
        yield server


@pytest.fixture
def poll(server, tmp_path, monkeypatch):
    """Index paths of the server every 15 minutes; the given actions happen in the pauses between."""
    monkeypatch.setattr(
        index_commands,
        "_open_network",
        lambda conditional: make_network(validators=Validators() if conditional else None),
    )

    def run(paths, *actions):
        pauses = iter(actions)

        def pause(seconds):
            assert seconds == 15 * 60
            action = next(pauses, None)
            if action is None:
                raise KeyboardInterrupt
            action()

        monkeypatch.setattr("ui.cli.watching.time.sleep", pause)
        arguments = ["index", *map(server.at, paths), "--allow-net", "--every", "15m", "--force"]
        return CliRunner().invoke(quotedesk, [*arguments, "--index", str(tmp_path / "index")])

    return run


def nothing():
    """Let the time pass."""


def texts(tmp_path):
    return {article.text for article in open_index(tmp_path / "index").articles.values()}


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_a_feed_is_sent_again_only_if_it_has_changed(server, poll, tmp_path, header):
    feed = server.answers["/feed"] = Feed(RAIN, header=header)
    result = poll(["/feed"], nothing, lambda: feed.publish(RAIN, SNOW, value='"2"'), nothing)
    assert result.exit_code == 130
    assert feed.statuses == [200, 304, 200, 304]
    assert texts(tmp_path) == {RAIN, SNOW}
    assert result.stderr.count(" new, ") == 2


def test_a_page_that_has_not_changed_stays(server, poll, tmp_path):
    page, feed = Feed(), Feed(RAIN)
    page.content = f"<html><body><article><p>{SNOW * 9}</p></article></body></html>".encode()
    server.answers.update({"/page": page, "/feed": feed})
    poll(["/page", "/feed"], lambda: feed.publish(RAIN, RAIN.replace("Aktau", "Oral"), value='"2"'))
    assert page.statuses == [200, 304]
    assert len(texts(tmp_path)) == 3


def test_a_failing_feed_is_reported_and_tried_again(server, poll, tmp_path):
    server.answers["/feed"] = (500, {}, b"")
    result = poll(["/feed"], nothing, lambda: server.answers.update({"/feed": Feed(RAIN)}), nothing)
    assert result.exit_code == 130
    assert result.stderr.count("The server answered 500 Internal Server Error") == 2
    assert texts(tmp_path) == {RAIN}


def test_a_feed_that_breaks_off_is_downloaded_as_a_whole_again(server, poll, tmp_path):
    broken = Feed()
    broken.content = b"<rss><channel><item>"
    server.answers.update({"/feed": broken, "/other": Feed(SNOW)})
    poll(["/feed", "/other"], nothing, lambda: setattr(broken, "content", make_feed(RAIN)))
    assert broken.statuses == [200, 200, 200]
    assert texts(tmp_path) == {RAIN, SNOW}


def test_a_download_whose_build_failed_is_repeated(server, poll, tmp_path, monkeypatch):
    feed = server.answers["/feed"] = Feed(RAIN)
    poll(["/feed"])
    feed.publish(RAIN, SNOW, value='"2"')
    (tmp_path / "index" / "edits.json").write_text("[")
    mend = (tmp_path / "index" / "edits.json").unlink
    result = poll(["/feed"], mend)
    assert "Not indexed: The edits in" in result.stderr
    assert feed.statuses == [200, 200, 200]
    assert texts(tmp_path) == {RAIN, SNOW}


def test_news_are_reported_in_a_line(server, poll, tmp_path, shipped_folder):
    shutil.copytree(shipped_folder, tmp_path / "index")
    feed = server.answers["/feed"] = Feed(RAIN)
    question = "Where did snow fall on Friday?"
    result = poll(
        ["/feed"],
        partial(add_standing, tmp_path / "index", question),
        lambda: feed.publish(RAIN, SNOW, value='"2"'),
        nothing,
    )
    assert result.stderr.count(f"“{question}”: 1 new sentence.") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["https://news.example/feed", "--every", "15m"], "downloads are off"),
        (["no-such-folder", "--every", "15m"], "There is no file or folder"),
        (["https://news.example/feed", "--every", "15"], "Write it as 15m, 2h or 1d"),
        (["https://news.example/feed", "--every", "0m"], "Write it as 15m, 2h or 1d"),
        ([".", "--every", "1h", "--watch"], "not both"),
        (["--full", "--every", "1h"], "--every time"),
    ],
)
def test_what_cannot_be_repeated_is_refused_at_once(tmp_path, arguments, message):
    result = CliRunner().invoke(quotedesk, ["index", *arguments, "--index", str(tmp_path / "index")])
    assert result.exit_code in (1, 2)
    assert message in result.stderr


def test_a_hostile_validator_is_not_sent_back():
    validators = Validators()
    validators.note("http://a.example/", {"ETag": "x" * 5_000, "Last-Modified": "a\r\nHost: b.example"})
    validators.keep()
    assert validators.make_headers("http://a.example/") == {}
