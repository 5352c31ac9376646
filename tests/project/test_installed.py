"""The wheel, installed by the oldest pip that comes with Python 3.11, reads every format, answers and serves."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.documents import PAGE, STORY, make_pdf, make_word, pack
from tests.support.office_files import make_epub, make_open, make_pptx, make_xlsx, write_page

ROOT = Path(__file__).parents[2]
OLDEST_PIP = "22.3"
"""The one within Python 3.11.0."""

RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title><item><title>Tide</title>'
    f"<description>&lt;p&gt;{STORY} In a feed.&lt;/p&gt;</description></item></channel></rss>"
)
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title><entry><title>Ebb</title>'
    f'<id>a</id><content type="html">&lt;p&gt;{STORY} In another feed.&lt;/p&gt;</content></entry></feed>'
)


def make_mail():
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Dredging", "Ines Vogel <ines@post.example>"
    mail.set_content("An HTML message.")
    mail.clear_content()
    mail.set_content(PAGE.replace("five to two", "six to one"), subtype="html")
    return mail.as_bytes()


FORMATS = {
    "text.txt": b"Rain fell in Almaty.",
    "markdown.md": b"---\ntitle: Snow\ndate: 2024-03-01\n---\nSnow fell in Astana.",
    "lines.jsonl": b'{"title": "Wind", "text": "Wind blew in Aktau."}\n',
    "table.csv": b"title,text\nFog,Fog lay over Aral.\n",
    "page.html": PAGE.encode(),
    "paper.pdf": make_pdf("Hail fell in Semey on Sunday."),
    "letter.docx": make_word(),
    "slides.pptx": make_pptx("Ice lay on the Ural."),
    "sheet.xlsx": make_xlsx("<row><c t='inlineStr'><is><t>Dew fell in Oral.</t></is></c></row>"),
    "letter.odt": make_open("text", "<text:p>Frost came to Taraz.</text:p>"),
    "table.ods": make_open(
        "spreadsheet",
        "<table:table><table:table-row><table:table-cell><text:p>Mist lay over Balkhash.</text:p></table:table-cell>"
        "</table:table-row></table:table>",
    ),
    "book.epub": make_epub({"one.xhtml": write_page("<p>Sleet fell in Kokshetau.</p>")}),
    "mail.eml": make_mail(),
    "rss.xml": RSS.encode(),
    "atom.xml": ATOM.encode(),
    "archive.zip": pack(inner_html=PAGE.replace("five to two", "four to three")),
}
"""A file of each format that `docs/formats.md` lists, each with one article of its own."""


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def make_environment(home):
    """Return the environment of a user whose home is a folder, without the packages of the tests."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"HOME": str(home)}


@contextmanager
def started(*command, **options):
    process = subprocess.Popen([*map(str, command)], text=True, stdout=subprocess.PIPE, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The path of `quotedesk` in an environment of its own."""
    place = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", place / "venv")
    pip = [place / "venv" / "bin" / "python", "-m", "pip"]
    fetched = subprocess.run([*map(str, pip), "install", f"pip=={OLDEST_PIP}"], capture_output=True, text=True)
    if fetched.returncode:
        pytest.skip(f"pip finds no package registry: {fetched.stderr.strip().splitlines()[-1]}")
    assert f"pip {OLDEST_PIP} " in run(*pip, "--version")
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()
    for name in listed:
        (place / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / "source" / name)
    command = [*map(str, pip), "wheel", "--no-deps", "--wheel-dir", place, "./source"]
    built = subprocess.run(command, cwd=place, capture_output=True, text=True)
    # setuptools warns, for example, of a folder that it leaves out.
    assert (built.returncode, "Package would be ignored" in built.stdout + built.stderr) == (0, False), built.stderr
    (wheel,) = place.glob("quotedesk-*.whl")
    run(*pip, "install", "--constraint", ROOT / "constraints.txt", wheel)
    yield place / "venv" / "bin" / "quotedesk"
    # Most of a gigabyte, which pytest would keep for the next runs.
    shutil.rmtree(place)


@pytest.mark.long
def test_a_plain_install_reads_every_format(program, tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    for name, content in FORMATS.items():
        (articles / name).write_bytes(content)
    options = {"cwd": tmp_path, "env": make_environment(tmp_path)}
    index = ["--index", tmp_path / "index"]
    report = json.loads(run(program, "index", articles, *index, "--json", **options))
    assert report["skipped"] == []
    assert report["new"] == len(FORMATS)
    assert "packages: all" in run(program, "doctor", *index, **options)
    assert "Rain fell in Almaty." in run(program, "ask", "Where did rain fall?", *index, **options)


@pytest.mark.long
def test_a_plain_install_serves_the_page_and_the_api(program, tmp_path):
    (tmp_path / "rain.txt").write_text("Rain fell in Almaty.")
    options = {"cwd": tmp_path, "env": make_environment(tmp_path) | {"PYTHONUNBUFFERED": "1"}}
    index = ["--index", tmp_path / "index"]
    run(program, "index", tmp_path / "rain.txt", *index, **options)
    with started(program, "serve", "--port", 0, *index, **options) as server:
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        with urllib.request.urlopen(address, timeout=60) as page:
            assert "gradio_config" in page.read().decode()
        body = json.dumps({"question": "Where did rain fall?"}).encode()
        asked = urllib.request.Request(f"{address}/api/v1/ask", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            quotes = json.load(answer)["quotes"]
    assert [quote["text"] for quote in quotes] == ["Rain fell in Almaty."]
