"""`quotedesk index --watch`: changes in a folder are indexed within seconds, and errors do not end it."""

import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from click.testing import CliRunner

from index.opening import open_index
from ui.cli.main import quotedesk

PATIENCE = 60


@pytest.fixture
def watched(tmp_path):
    """A folder of articles that another process watches."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "rain.txt").write_text("Rain fell in Almaty.")
    command = [sys.executable, "-m", "ui", "index", str(news), "--watch", "--force", "--index", str(tmp_path / "index")]
    # Background processes of a shell ignore interrupts, and so do the tests and their processes.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=listen)
    for line in process.stderr:
        if "Watching" in line:
            break
    yield news, process
    process.kill()
    process.wait()
    process.stderr.close()


def wait_for(folder, texts):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if {article.text for article in open_index(folder).articles.values()} == texts:
            return
        time.sleep(0.2)
    assert {article.text for article in open_index(folder).articles.values()} == texts


def test_what_changes_is_indexed(watched, tmp_path):
    news, process = watched
    (news / "snow.txt").write_text("Snow fell in Astana.")
    (news / "wind.txt").write_text("Wind blew in Aktau.")
    wait_for(tmp_path / "index", {"Rain fell in Almaty.", "Snow fell in Astana.", "Wind blew in Aktau."})
    (news / "snow.txt").unlink()
    (news / "rain.txt").write_text("Rain fell in Atyrau.")
    wait_for(tmp_path / "index", {"Rain fell in Atyrau.", "Wind blew in Aktau."})
    for path in news.iterdir():
        path.unlink()
    for line in process.stderr:
        if "Not indexed" in line:
            break
    (news / "fog.txt").write_text("Fog lay over Aral.")
    wait_for(tmp_path / "index", {"Fog lay over Aral."})
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130


def test_a_burst_is_one_build(watched, tmp_path):
    news, _ = watched
    for number in range(40):
        (news / f"{number}.txt").write_text(f"Storm number {number} came.")
        time.sleep(0.02)
    wait_for(tmp_path / "index", {"Rain fell in Almaty."} | {f"Storm number {n} came." for n in range(40)})
    assert int(open_index(tmp_path / "index").generation.split("-")[1]) <= 3


def test_a_missing_path_is_reported(tmp_path):
    run = CliRunner().invoke(quotedesk, ["index", str(tmp_path / "nowhere"), "--watch"])
    assert run.exit_code == 1
    assert "There is no file or folder" in run.output
