"""The wheel, installed by the oldest pip that comes with Python 3.11, reads every format and finds nothing missing."""

import json
import os
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.documents import PAGE, STORY, make_pdf, make_word, pack

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
    run(*pip, "wheel", "--no-deps", "--wheel-dir", place, "./source", cwd=place)
    (wheel,) = place.glob("quotedesk-*.whl")
    run(*pip, "install", "--constraint", ROOT / "constraints.txt", wheel)
    yield place / "venv" / "bin" / "quotedesk"
    # Two gigabytes, which pytest would keep for the next runs.
    shutil.rmtree(place)


@pytest.mark.long
def test_a_plain_install_reads_every_format(program, tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    for name, content in FORMATS.items():
        (articles / name).write_bytes(content)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"HOME": str(tmp_path)}
    options = {"cwd": tmp_path, "env": environment}
    index = ["--index", tmp_path / "index"]
    report = json.loads(run(program, "index", articles, *index, "--json", **options))
    assert report["skipped"] == []
    assert report["new"] == len(FORMATS)
    assert "packages: all" in run(program, "doctor", *index, **options)
    assert "Rain fell in Almaty." in run(program, "ask", "Where did rain fall?", *index, **options)
