"""Too little memory ends a build in one sentence, and the index is as it was (F15)."""

import io
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import lacks_memory
from tests.faults.builds import NEW, OLD, FakeEncoder, answers, build, leftovers, open_fake, run_apart, texts_of

SENTENCE = "Error: There is not enough memory. The index is unchanged. "
TEXTS = [" ".join(f"{word} {number}" for word in text.split() * 20) for number, text in enumerate(NEW * 6)]


@pytest.fixture(scope="session")
def articles(tmp_path_factory):
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    return path


def read_size(name):
    """Return how many bytes of address space this process takes or took."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) << 10


def index_within(folder, articles, room, told):
    """Run the verb with this much address space beside what the process has already; write how much it took."""
    import index.building.build
    from ui.cli.main import quotedesk

    index.building.build._choose_encoder = lambda *_: FakeEncoder()
    os.dup2(os.open(told, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), 2)
    before = read_size("VmSize")
    if room:
        resource.setrlimit(resource.RLIMIT_AS, (before + room, resource.RLIM_INFINITY))
    try:
        quotedesk(["index", str(articles), "--index", str(folder)], prog_name="quotedesk")
    finally:
        # This code is the test's own, and needs memory too.
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        told.with_name("took").write_text(str(read_size("VmPeak") - before))


@pytest.fixture(scope="session")
def need(articles, two_generations, tmp_path_factory):
    """How much memory the build takes if there is enough."""
    place = tmp_path_factory.mktemp("need")
    folder = shutil.copytree(two_generations, place / "index")
    assert run_apart(index_within, folder, articles, 0, place / "told") == 0
    return int((place / "took").read_text())


def test_a_build_with_half_as_much_memory_again_passes(folder, articles, need, tmp_path):
    assert run_apart(index_within, folder, articles, need * 3 // 2, tmp_path / "told") == 0
    assert texts_of(folder) >= set(TEXTS)


# Much of the address space is set aside and never needed: from a sixth on a build may pass, and from a ninth on a
# library in Rust may end the process, as `test_the_real_command` allows. With the least, Python itself may end at any
# point, once in some hundred runs: by a signal, or in an endless loop where it has no memory to handle its own error.
SHARES = [0.08, 0.1, *(pytest.param(share, marks=pytest.mark.long) for share in (0.02, 0.04, 0.06))]


@pytest.mark.parametrize("share", SHARES)
def test_a_build_with_too_little_memory_says_so_and_harms_nothing(folder, articles, need, old_answers, tmp_path, share):
    for _ in range(2):
        status = run_apart(index_within, folder, articles, int(need * share), tmp_path / "told")
        assert texts_of(folder) == set(OLD)
        assert answers(open_fake(folder)) == old_answers
        if status >= 0:
            break
    assert status == 1
    told = (tmp_path / "told").read_text()
    assert SENTENCE in told.splitlines()[-1], told
    assert "Traceback" not in told
    # The same articles: checkpoints of them would be kept while others are built.
    build(folder, TEXTS)
    assert texts_of(folder) == {*OLD, *TEXTS}
    assert leftovers(folder) == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), True),
        (OSError(12, "Cannot allocate memory"), True),
        (RuntimeError("can't start new thread"), True),
        (ImportError("libfaiss.so: failed to map segment from shared object"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"), True),
        (SystemError("error return without exception set"), True),
        (SystemError("<function _find_and_load at 0x7f> returned NULL without setting an exception"), True),
        (OSError(28, "No space left on device"), False),
        (ValueError("memory"), False),
    ],
)
def test_a_lack_of_memory_is_known_in_the_words_of_every_library(error, told):
    assert lacks_memory(error) is told


def test_a_file_that_could_not_grow_is_a_lack_of_memory():
    """numpy ends its archive after the error, in a buffer that was closed by it."""
    try:
        try:
            raise MemoryError
        finally:
            closed = io.BytesIO()
            closed.close()
            closed.seek(0)
    except ValueError as error:
        assert lacks_memory(error)


def test_another_error_of_ours_is_no_lack_of_memory(monkeypatch, tmp_path):
    """Whatever else goes wrong must not be hidden behind that sentence."""
    from click.testing import CliRunner

    from ui.cli.main import quotedesk

    def fail(*_):
        raise RuntimeError("something else")

    monkeypatch.setattr("index.places.default_folder", fail)
    result = CliRunner().invoke(quotedesk, ["rollback"])
    assert isinstance(result.exception, RuntimeError)


REAL = """
import pathlib, resource, sys
from ui.cli.main import main
room = int(sys.argv.pop())
if room:
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
try:
    main()
finally:
    print([line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if "VmPeak" in line])
"""


def index_for_real(folder, articles, room):
    return subprocess.run(
        [sys.executable, "-c", REAL, "index", str(articles), "--index", str(folder), str(room)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.mark.long
def test_the_real_command_with_less_and_less_memory_harms_nothing(tmp_path, shipped_folder):
    """The libraries for arithmetic, threads and word pieces may end the process themselves, by a signal or a line of
    their own; that says less, and harms the index no more."""
    from qa.api import retrieve

    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps({"text": text}) + "\n" for text in NEW))
    question = "How many of the peacekeepers are women?"
    folder = shutil.copytree(shipped_folder, tmp_path / "first")
    enough = index_for_real(folder, news, 0)
    assert enough.returncode == 0, enough.stderr
    need = int(enough.stdout.split()[-2]) << 10
    assert index_for_real(shutil.copytree(shipped_folder, tmp_path / "more"), news, need * 3 // 2).returncode == 0
    expected = repr(retrieve(question, index=shipped_folder))
    clean = 0
    for share in range(1, 10):
        folder = shutil.copytree(shipped_folder, tmp_path / str(share))
        ended = index_for_real(folder, news, need * share // 10)
        assert ended.returncode != 0 or texts_of(folder) >= set(NEW)
        assert "Traceback" not in ended.stderr
        clean += SENTENCE in ended.stderr
        if ended.returncode:
            assert repr(retrieve(question, index=folder)) == expected
            assert index_for_real(folder, news, 0).returncode == 0
            assert texts_of(folder) >= set(NEW)
            assert leftovers(folder) == []
    assert clean >= 3
