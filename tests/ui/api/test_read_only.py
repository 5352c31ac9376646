"""`quotedesk serve --read-only` writes nothing: not to the index, to the home folder, or to that of temporary files."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from corpus.errors import EvaluationError
from qa.evaluation import judged
from qa.evaluation.judged import JUDGED_FILE, Judgement, keep_judgement
from tests.support.api_client import read_config
from ui.ask_request import AskRequest
from ui.security.limits import UPLOAD
from ui.service import Service
from ui.web.callbacks import judge

SESSION = "snapshot"
ASKED = "?q=How+many+of+the+peacekeepers+are+women%3F"


def take_snapshot(folders):
    """Return the state of every file, with its content, and every folder.

    The time of a folder is left out: Python makes and removes an empty file to find where temporary files go.
    """
    paths = [path for folder in folders for path in (folder, *sorted(folder.rglob("*")))]
    return {
        str(path): (path.lstat().st_ino, path.is_file() and (path.lstat().st_mtime_ns, path.read_bytes()))
        for path in paths
    }


@contextmanager
def serving_read_only(index_folder, folders):
    environment = os.environ | {
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["tmp"]),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in [name for name in environment if name.startswith(("XDG_", "GRADIO_", "HF_"))]:
        del environment[name]
    command = [sys.executable, "-m", "ui", "serve", "--read-only", "--port", "0", "--index", str(index_folder)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folders["work"], env=environment)
    try:
        yield next(line.split()[-1] for line in server.stdout if line.startswith("quotedesk is running at"))
    finally:
        server.terminate()
        server.communicate(timeout=30)


def send(address, body=None, kind="application/json", **headers):
    content = json.dumps(body).encode() if isinstance(body, dict | list) else body
    request = urllib.request.Request(address, content, {"Content-Type": kind, **headers})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.URLError as error:
        # A large body that is refused is not read to its end.
        if not isinstance(error, urllib.error.HTTPError):
            return 0, ""
        with error:
            try:
                return error.code, error.read().decode(errors="replace")
            except ConnectionResetError:
                return error.code, ""


def call_events(address, config, value):
    """Call every event of the page with a value for each input; return how many were answered."""
    answered = 0
    for event in config["dependencies"]:
        body = {"data": [value] * len(event["inputs"]), "fn_index": event["id"], "session_hash": SESSION}
        status, _ = send(f"{address}/gradio_api/queue/join", body | {"trigger_id": None})
        if status == 200:
            _, told = send(f"{address}/gradio_api/queue/data?session_hash={SESSION}", None)
            answered += "process_completed" in told
        answered += send(f"{address}/gradio_api/run/predict", body)[0] == 200
    return answered


def call_functions(address, config, value):
    """Call every function that the scripts of the page may call; return what they said."""
    said = []
    for component in config["components"]:
        for name in component["props"].get("server_fns") or []:
            body = {"session_hash": SESSION, "component_id": component["id"], "fn_name": name, "data": value}
            said.append(send(f"{address}/gradio_api/component_server/", body)[1])
    return said


def upload_files(address):
    """Try to upload a large file at every address that parses forms."""
    boundary = "simple"
    form = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n{"x" * 3_000_000}'
    for path in (UPLOAD, "/gradio_api/process_recording", "/gradio_api/deep_link", "/api/v1/check"):
        content = f"{form}\r\n--{boundary}--\r\n".encode()
        send(address + path, content, f"multipart/form-data; boundary={boundary}")
        send(address + path)


def ask_programs(address):
    """Call the API and the MCP server."""
    for path in ("ask", "search", "check", "verify"):
        send(f"{address}/api/v1/{path}", {"question": "Who signed?", "text": "“seven women”"})
    send(f"{address}/api/v1/articles")
    call = {"name": "ask", "arguments": {"question": "Who signed?"}}
    mcp = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    send(f"{address}/mcp", mcp, Accept="application/json, text/event-stream")


def test_read_only_writes_nothing(shipped_folder, tmp_path):
    folders = {name: tmp_path / name for name in ("home", "tmp", "work")}
    for folder in folders.values():
        folder.mkdir()
    index = tmp_path / "index"
    subprocess.run(["cp", "-r", str(shipped_folder), str(index)], check=True)
    # Nobody has checked the files of this copy before.
    (index / "checked.json").unlink(missing_ok=True)
    # Gradio creates an empty folder at start, and has no setting against it.
    (folders["tmp"] / "gradio" / "vibe_edit_history").mkdir(parents=True)
    watched = [index, *folders.values()]
    before = take_snapshot(watched)
    with serving_read_only(index, folders) as address:
        config = read_config(send(address)[1])
        answered = 0
        for value in ("women", "remove 228e99aee21d84ac", "back", ["/etc/hostname"], 5):
            answered += call_events(address, config, value)
        assert answered > 3
        verdict = {"asked": ASKED, "verdict": "right", "number": 0, "note": ""}
        said = call_functions(address, config, verdict)
        said += call_functions(address, config, {"asked": [ASKED], "form": "markdown"})
        assert any("read-only" in one for one in said), said
        upload_files(address)
        ask_programs(address)
        during = take_snapshot(watched)
    changed = {path for path in before.keys() | during.keys() if before.get(path) != during.get(path)}
    assert changed == set()
    after = take_snapshot(watched)
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == set()


def test_what_is_said_of_answers_is_kept_unless_the_server_is_read_only(shipped_folder, tmp_path):
    subprocess.run(["cp", "-r", str(shipped_folder), str(tmp_path / "index")], check=True)
    said = {"asked": ASKED, "verdict": "right"}
    assert "read-only" in str(judge(Service(tmp_path / "index", read_only=True), said)["error"])
    assert not (tmp_path / "index" / JUDGED_FILE).exists()
    assert judge(Service(tmp_path / "index"), said) == {"kept": True}


@pytest.fixture
def answers(shipped_folder):
    service = Service(shipped_folder, read_only=True)
    questions = ["How many of the peacekeepers are women?", "Who signed for the UN?", "What do axolotls eat?"]
    return [service.answer(AskRequest(question)) for question in questions]


def test_judgements_are_bounded_in_number(answers, tmp_path, monkeypatch):
    monkeypatch.setattr(judged, "MAX_JUDGEMENTS", 2)
    for answer in answers[:2]:
        keep_judgement(tmp_path, Judgement(answer, "right"))
    with pytest.raises(EvaluationError, match="has reached its limit.*Move judged.jsonl out"):
        keep_judgement(tmp_path, Judgement(answers[2], "right"))
    # The judgement of a question may still be changed.
    keep_judgement(tmp_path, Judgement(answers[0], "unanswerable"))
    verdicts = [json.loads(line)["verdict"] for line in (tmp_path / JUDGED_FILE).read_text().splitlines()]
    assert verdicts == ["right", "unanswerable"]


def test_judgements_are_bounded_in_size(answers, tmp_path, monkeypatch):
    monkeypatch.setattr(judged, "MAX_BYTES", 5_000)
    keep_judgement(tmp_path, Judgement(answers[0], "right"))
    with pytest.raises(EvaluationError, match="5,000 bytes"):
        keep_judgement(tmp_path, Judgement(answers[1], "right", note="x" * 5_000))
    kept = (tmp_path / JUDGED_FILE).read_bytes()
    (tmp_path / JUDGED_FILE).write_bytes(kept * 20)
    with pytest.raises(EvaluationError, match="5,000 bytes"):
        keep_judgement(tmp_path, Judgement(answers[0], "right"))
    assert (tmp_path / JUDGED_FILE).read_bytes() == kept * 20
