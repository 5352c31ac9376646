"""The Dockerfile runs one node as it should; no container engine is needed here."""

import fnmatch
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.own_server import serving
from ui.cli.commands.serve_commands import serve as serve_command
from ui.cli.main import quotedesk

ROOT = Path(__file__).parents[2]


def read_stage():
    """Return the instructions of the last stage as (name, argument); continued lines are joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\s*\\\n\s*", " ", text).splitlines()
    parts = [line.partition(" ") for line in lines if line]
    last = max(place for place, (name, _, _) in enumerate(parts) if name == "FROM")
    return [(name, argument) for name, _, argument in parts[last:]]


def find(wanted):
    (argument,) = (argument for name, argument in read_stage() if name == wanted)
    return argument


def settings():
    return dict(word.split("=", 1) for word in shlex.split(find("ENV")))


def test_it_runs_as_an_ordinary_user_with_the_index_in_a_volume():
    names = [name for name, _ in read_stage()]
    assert int(find("USER")) > 0
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert find("VOLUME") == settings()["QUOTEDESK_INDEX"]
    assert f"--uid {find('USER')} " in find("RUN")
    assert f"install --directory --owner=quotedesk {find('VOLUME')}" in find("RUN")
    assert not {"QUOTEDESK_LOGIN", "QUOTEDESK_PROXY_USER_HEADER"} & settings().keys()


def test_it_starts_only_with_a_login(shipped_folder):
    assert json.loads(find("ENTRYPOINT")) == ["quotedesk"]
    without = {"QUOTEDESK_INDEX": str(shipped_folder), "QUOTEDESK_LOGIN": None, "QUOTEDESK_PROXY_USER_HEADER": None}
    result = CliRunner(env=without).invoke(quotedesk, json.loads(find("CMD")))
    assert result.exit_code == 1
    assert 'requires a login, and none is set. Set QUOTEDESK_LOGIN="name:password"' in result.stderr


def test_the_health_check_asks_the_server(shipped_folder, tmp_path):
    (port,) = (option.default for option in serve_command.params if option.name == "port")
    assert find("EXPOSE") == str(port)
    check = json.loads(find("HEALTHCHECK").partition("CMD ")[2])
    assert check[0] == "python"
    with serving(shipped_folder, tmp_path) as address:
        command = [sys.executable, *(word.replace(f"http://127.0.0.1:{port}", address) for word in check[1:])]
        assert command != [sys.executable, *check[1:]]
        assert subprocess.run(command, env=os.environ | {"no_proxy": "*"}).returncode == 0
    assert subprocess.run(command, env=os.environ | {"no_proxy": "*"}, stderr=subprocess.DEVNULL).returncode != 0


@pytest.mark.parametrize("name", ["corpus", "index", "qa", "ui", "quotedesk.py", "constraints.txt"])
def test_what_the_wheel_is_built_from_is_sent_to_the_engine(name):
    assert is_sent(name)


def test_other_files_stay_here():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(map(is_sent, ["pyproject.toml", project["readme"], *project["license-files"]]))
    assert not any(map(is_sent, [".git", ".venv", "tests", "docs", "node_modules", ".env"]))


def is_sent(name):
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = True
    for line in lines:
        if line and not line.startswith("#") and fnmatch.fnmatch(name, line.removeprefix("!")):
            sent = line.startswith("!")
    return sent
