"""No FIFO, socket or device is ever opened, wherever a path comes from: each would block or never end."""

import ast
import os
import shutil
import signal
import socket
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.errors import (
    EngineError,
    EvaluationError,
    IndexDamaged,
    IndexUnreadable,
    IndexUnwritable,
    ModelDamaged,
    UserError,
)
from corpus.reading import read_articles
from corpus.regular import NotRegular, check_regular, open_descriptor, read_bytes
from index.generation.generations import find_current
from index.generation.locking import lock_index
from index.milvus.address import CERTIFICATE, read_address
from index.model.model_files import find_model, find_model_folder
from index.opening import open_index
from qa.evaluation.exam import EXAM_FILE, read_exam, refuse_worse
from qa.evaluation.judged import JUDGED_FILE, Judgement, keep_judgement
from tests.support.documents import pack
from ui.ask_request import AskRequest
from ui.cli.main import quotedesk
from ui.service import Service
from ui.web.tabs.library import _read_uploads

ROOT = Path(__file__).parents[2]
SPECIAL = ["fifo", "socket", "link to a fifo", "link to a device", "folder"]
PATIENCE = 600


@pytest.fixture(autouse=True)
def ends():
    """Interrupt a blocked call."""

    def give_up(*_):
        raise TimeoutError("It blocks.")

    former = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


def put(path, kind):
    """Replace a path by something that is no regular file."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    match kind:
        case "fifo":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as server, chdir(path.parent):
                server.bind(path.name)
        case "link to a fifo":
            os.mkfifo(path.with_name(f"{path.name}.pipe"))
            path.symlink_to(f"{path.name}.pipe")
        case "link to a device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
    return path


@pytest.fixture
def folder(tmp_path, shipped_folder):
    """A copy of the index; nothing is written to a file that was published."""
    return shutil.copytree(shipped_folder, tmp_path / "index", copy_function=os.link)


@pytest.mark.parametrize("kind", SPECIAL)
def test_nothing_but_a_file_is_opened(tmp_path, kind):
    path = put(tmp_path / "x", kind)
    for flags in (os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_RDWR):
        with pytest.raises(IsADirectoryError if kind == "folder" else NotRegular):
            open_descriptor(path, flags)


def test_what_takes_the_place_of_a_file_after_the_check_is_not_waited_for(tmp_path, monkeypatch):
    """As if somebody replaced the file between the check and the opening."""
    path = put(tmp_path / "x", "fifo")
    monkeypatch.setattr("corpus.regular.check_regular", lambda _: None)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(NotRegular):
        open_descriptor(path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_is_opened(tmp_path):
    (tmp_path / "x").write_text("Rain.")
    (tmp_path / "link").symlink_to("x")
    check_regular(tmp_path / "link")
    assert read_bytes(tmp_path / "link") == b"Rain."


@pytest.mark.parametrize("kind", SPECIAL[:-1])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.pdf", "a.jsonl", "a.zip", "a"])
def test_what_is_indexed(tmp_path, kind, name):
    news = tmp_path / "news"
    news.mkdir()
    path = put(news / name, kind)
    (news / "rain.txt").write_text("Rain fell in Almaty.")
    reading = read_articles([news])
    assert [found.article.text for found in reading.found] == ["Rain fell in Almaty."]
    assert {skipped.reason for skipped in reading.skipped} <= {"It is not a file."}
    for read in (lambda: read_articles([path]), lambda: _read_uploads([path])):
        with pytest.raises(UserError, match="is a FIFO, socket or device"):
            read()
    run = CliRunner().invoke(quotedesk, ["index", str(path), "--watch", "--index", str(tmp_path / "index")])
    assert (run.exit_code, "FIFO, socket or device" in run.output) == (1, True), run.output


def test_what_an_archive_calls_a_link_is_no_link(tmp_path):
    (tmp_path / "a.zip").write_bytes(pack(zero_txt="/dev/zero"))
    assert [found.article.text for found in read_articles([tmp_path / "a.zip"]).found] == ["/dev/zero"]


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("verb", ["check", "verify", "evaluate"])
def test_what_a_verb_reads(folder, tmp_path, verb, kind):
    path = put(tmp_path / "input.jsonl", kind)
    run = CliRunner().invoke(quotedesk, [verb, str(path), "--index", str(folder)])
    assert run.exit_code == 1 and run.output.startswith("Error: "), run.output
    assert str(path) in run.output


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz", "queries.jsonl", "qrels.tsv"])
def test_a_question_set(folder, tmp_path, name, kind):
    names = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
    for one in names:
        (tmp_path / one).write_text('{"id": "a", "text": "Rain fell."}\n')
    put(tmp_path / name, kind)
    run = CliRunner().invoke(quotedesk, ["evaluate", str(tmp_path), "--index", str(folder)])
    assert run.exit_code == 1 and run.output.startswith("Error: "), run.output


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST.json", "origins.json", "model/tokenizer.json", "copies.json"])
def test_a_file_of_an_index(folder, name, kind):
    put(folder / name if name == "CURRENT" else find_current(folder) / name, kind)
    with pytest.raises(IndexDamaged):
        open_index(folder)
    run = CliRunner().invoke(quotedesk, ["doctor", "--index", str(folder)])
    assert run.exit_code == 1 and "quotedesk" in run.output


@pytest.mark.parametrize("kind", SPECIAL[:-1])
def test_a_pointer_that_is_no_file_is_replaced_by_going_back(folder, kind):
    name = find_current(folder).name
    put(folder / "CURRENT", kind)
    run = CliRunner().invoke(quotedesk, ["rollback", "--index", str(folder)])
    assert run.exit_code == 0, run.output
    assert find_current(folder).name == name


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_found_sound_is_remembered_in_a_file_only(folder, kind):
    put(folder / "checked.json", kind)
    assert len(open_index(folder).articles) == 5


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_a_build_writes(folder, tmp_path, kind):
    (tmp_path / "rain.txt").write_text("Rain fell in Almaty.")
    put(folder / "lock", kind)
    run = CliRunner().invoke(quotedesk, ["index", str(tmp_path / "rain.txt"), "--index", str(folder)])
    assert (run.exit_code, "cannot be written" in run.output) == (1, True), run.output
    with pytest.raises(IndexUnwritable), lock_index(folder):
        pytest.fail("It is locked.")
    assert len(open_index(folder).articles) == 5


@pytest.mark.parametrize("kind", SPECIAL)
def test_an_exam(folder, kind):
    put(folder / EXAM_FILE, kind)
    with pytest.raises(EvaluationError, match="cannot be"):
        read_exam(folder / EXAM_FILE)


@pytest.mark.parametrize("kind", SPECIAL)
def test_an_exam_that_is_no_file_lets_nothing_be_published(folder, kind):
    put(folder / EXAM_FILE, kind)
    with pytest.raises(EvaluationError, match="cannot be read"):
        refuse_worse(folder)


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", [JUDGED_FILE, f"{JUDGED_FILE}.lock"])
def test_judgements(folder, name, kind):
    answer = Service(folder, read_only=True).answer(AskRequest("Who signed for the UN?"))
    put(folder / name, kind)
    with pytest.raises(EvaluationError, match="could not be saved"):
        keep_judgement(folder, Judgement(answer, "right"))


@pytest.mark.parametrize("kind", SPECIAL[:-1])
@pytest.mark.parametrize("name", ["extra.safetensors", "modules.json", "1_Pooling/config.json", "more.txt"])
def test_a_model(tmp_path, kind, name):
    model = shutil.copytree(find_model().folder, tmp_path / "model")
    put(model / name, kind)
    for find in (find_model, find_model_folder):
        with pytest.raises(ModelDamaged, match="Not a regular file"):
            find(str(model))


@pytest.mark.parametrize("kind", SPECIAL[:-1])
def test_what_the_client_of_milvus_opens(tmp_path, kind, monkeypatch):
    engine = pytest.importorskip("index.milvus.engine", reason="pymilvus is not installed")
    path = put(tmp_path / "x", kind)
    with pytest.raises(EngineError, match="Not a regular file"):
        engine.Engine(read_address(f"milvus:{path}"))
    monkeypatch.setenv(CERTIFICATE, str(path))
    with pytest.raises(EngineError, match="Not a regular file"):
        engine.Engine(read_address("milvus://127.0.0.1:1/x"))


def test_an_exam_that_cannot_be_written_is_reported(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("index.files.write_bytes", refuse)
    monkeypatch.setattr("qa.evaluation.exam.draft_exam", lambda _: [])
    run = CliRunner().invoke(quotedesk, ["exam", "--draft", "--index", str(folder)])
    assert run.exit_code == 1
    assert "cannot be written: Permission denied. Make sure that the folder is writable" in run.output


def test_an_index_that_cannot_be_read_is_reported(folder, monkeypatch):
    def fail(*_, **__):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("index.generation.generations.read_bytes", fail)
    with pytest.raises(IndexUnreadable, match="Input/output error"):
        find_current(folder)


CHECKED_BEFORE = {
    *(f"index/{name}.py" for name in ("arrays", "checked", "facets", "near_duplicates", "text/acronyms")),
    *(f"index/{name}.py" for name in ("generation/catalogue", "generation/manifest", "milvus/models")),
    *(f"index/{name}.py" for name in ("segment/article_lines", "model/graph")),
    "index/building/cluster.py",
}
"""Modules that read files of a generation, each found to be regular when the index is opened, or write new ones."""

PACKAGED = {
    "corpus/layout/hyphens.py",
    "index/model/processor.py",
    "index/model/quick.py",
    "index/model/model_files.py",
    "index/text/spellings.py",
    "ui/html/rendering.py",
    "ui/web/tabs/ask_tools.py",
    "ui/web/page_files.py",
    "qa/reading/reading_model.py",
}
"""Modules that read files which come with the program."""

OTHERS = {"corpus/regular.py", "index/files.py"}
"""The helper itself, and a file or folder that is flushed."""


def opens_a_path(call):
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in ("open", "FileIO")
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr == "open":
        of_module = isinstance(function.value, ast.Name) and function.value.id in ("os", "io", "gzip")
        has_mode = call.args and isinstance(call.args[0], ast.Constant)
        return of_module or bool(has_mode) or any(word.arg in ("encoding", "mode") for word in call.keywords)
    return function.attr in ("read_text", "read_bytes", "FileIO", "from_file")


def test_no_other_module_opens_a_path_by_itself():
    modules = [path for layer in ("corpus", "index", "qa", "ui") for path in (ROOT / layer).rglob("*.py")]
    opening = {
        path.relative_to(ROOT).as_posix()
        for path in modules
        if "training" not in path.parts
        and any(isinstance(node, ast.Call) and opens_a_path(node) for node in ast.walk(ast.parse(path.read_text())))
    }
    assert opening <= CHECKED_BEFORE | PACKAGED | OTHERS
