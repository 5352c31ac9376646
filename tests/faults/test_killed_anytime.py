"""A build that is killed at any moment, not only between its steps, leaves the old or the new index (F1)."""

import random
import shutil
import signal
import time

import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from index.opening import open_index
from qa.api import retrieve
from tests.faults.builds import NEW, OLD, answers, build, leftovers, open_fake, run_apart, start_apart

DELAYS = 50
SHORT = (4, 17, 30, 43)
ARTICLES = OLD + NEW
REAL_QUESTION = "How many of the peacekeepers are women?"


def kill_after(function, arguments, delay):
    """Start a build in a process of its own and kill it; the delay begins when the process does."""
    process = start_apart(function, *arguments)
    time.sleep(delay)
    process.kill()
    process.join(60)
    return process.exitcode


def measure(function, *arguments):
    started = time.monotonic()
    assert run_apart(function, *arguments) == 0
    return time.monotonic() - started


def draw_delay(number, longest):
    """Draw a moment from one of fifty stretches of the time that a build takes."""
    return (number + random.Random(number).random()) / DELAYS * longest


@pytest.fixture(scope="module")
def usual_time(two_generations, tmp_path_factory):
    folders = [shutil.copytree(two_generations, tmp_path_factory.mktemp("timed") / "index") for _ in range(3)]
    return min(measure(build, folder, ARTICLES) for folder in folders)


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=() if n in SHORT else pytest.mark.long) for n in range(DELAYS)]
)
def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new_index(
    folder, old_answers, new_answers, usual_time, number
):
    status = kill_after(build, (folder, ARTICLES), draw_delay(number, usual_time))
    assert status in (0, -signal.SIGKILL)
    assert answers(open_fake(folder)) in ([old_answers, new_answers] if status else [new_answers])
    build(folder, ARTICLES)
    assert answers(open_fake(folder)) == new_answers
    assert leftovers(folder) == []


def build_for_real(folder, articles):
    build_index(read_articles([articles]), folder)


def answers_of(folder):
    return [repr(retrieve(question, k=20, index=open_index(folder))) for question in (REAL_QUESTION, NEW[7])]


@pytest.fixture(scope="module")
def real(shipped_folder, tmp_path_factory):
    """Articles to add to the shipped ones, how long that takes, and the answers before and after."""
    place = tmp_path_factory.mktemp("real")
    news = place / "news"
    news.mkdir()
    for number, text in enumerate(NEW):
        (news / f"{number}.txt").write_text(text)
    folder = shutil.copytree(shipped_folder, place / "index")
    before = answers_of(folder)
    longest = measure(build_for_real, folder, news)
    return news, longest, before, answers_of(folder)


@pytest.mark.long
@pytest.mark.parametrize("number", range(DELAYS))
def test_a_build_with_the_real_model_killed_at_any_moment(shipped_folder, tmp_path, real, number):
    news, longest, before, after = real
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    status = kill_after(build_for_real, (folder, news), draw_delay(number, longest))
    assert status in (0, -signal.SIGKILL)
    assert answers_of(folder) in ([before, after] if status else [after])
    build_for_real(folder, news)
    assert answers_of(folder) == after
    assert leftovers(folder) == []
