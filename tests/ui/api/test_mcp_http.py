"""MCP over HTTP: other names and sites, and servers without the package."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from ui.cli.main import quotedesk

ROOT = Path(__file__).parents[3]


def post(address, **headers):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    known = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(f"{address}/mcp", data=body, headers=known | headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def test_other_names_other_sites_and_streams_are_refused(address):
    assert post(address)[0] == 200
    assert post(address, Origin=address)[0] == 200
    assert post(address, Host="evil.example")[0] == 400
    assert post(address, Origin="https://evil.example")[0] == 403
    # A page of another site may send this type without asking first.
    assert post(address, **{"Content-Type": "text/plain"})[0] == 400
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{address}/mcp", headers={"Accept": "text/event-stream"}))
    with refused.value as error:
        assert (error.code, error.headers["Allow"]) == (405, "POST")


def test_without_the_package_the_page_is_served_all_the_same(shipped_folder):
    code = (
        "import pathlib, sys; sys.modules.update(mcp=None, mcp_types=None); from ui.web.app import build_app; "
        "print(*(getattr(route, 'path', '') for route in build_app(pathlib.Path(sys.argv[1])).routes))"
    )
    done = subprocess.run([sys.executable, "-c", code, shipped_folder], capture_output=True, text=True, cwd=ROOT)
    paths = done.stdout.split()
    assert "/healthz" in paths, done.stderr
    assert "/mcp" not in paths


def test_a_missing_package_is_reported_with_how_to_install_it(shipped_folder, monkeypatch):
    monkeypatch.setattr("ui.cli.commands.serve_commands.find_spec", lambda name: None)
    told = CliRunner().invoke(quotedesk, ["mcp", "--index", str(shipped_folder)])
    assert told.exit_code == 1
    assert told.stderr == 'Error: The package mcp is not installed in version 2. Run: pip install "quotedesk[mcp]"\n'
