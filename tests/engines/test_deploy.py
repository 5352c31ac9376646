"""The files in `index/deploy/` are well-formed, and name only existing things."""

import re
from pathlib import Path

import click
import pytest
import yaml

from index.milvus.address import CERTIFICATE, TOKEN, is_milvus, read_address
from index.milvus.engine import OLDEST
from ui.cli.main import quotedesk
from ui.security.login import LOGIN, PROXIES, USER_HEADER

DEPLOY = Path(__file__).parents[2] / "index" / "deploy"
KNOWN = {"QUOTEDESK_INDEX", TOKEN, CERTIFICATE, LOGIN, PROXIES, USER_HEADER}
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_names_what_there_is(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"QUOTEDESK_\w+", text)) <= KNOWN
    for place in re.findall(r"milvus://[\w.:-]+/\w+", text):
        assert is_milvus(place)
        if "HOST" not in place:
            assert str(read_address(place)) == place
    for name in re.findall(r"`([\w.]+\.(?:yaml|env|md))`", text):
        assert (DEPLOY / name).is_file(), name
    for file in re.findall(r"(?:tests|index)/[\w./]+\.(?:py|md)", text):
        assert (DEPLOY.parents[1] / file).is_file(), file


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.yaml")), ids=lambda path: path.name)
def test_is_yaml(path):
    assert all(list(yaml.safe_load_all(path.read_text(encoding="utf-8"))))


def commands():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    yield compose["app"]["command"]
    yield [*compose["build"]["entrypoint"][1:], "/news"]
    deployment = next(yaml.safe_load_all((DEPLOY / "app.yaml").read_text(encoding="utf-8")))
    yield deployment["spec"]["template"]["spec"]["containers"][0]["args"]


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_commands_are_those_of_quotedesk(command):
    context = click.Context(quotedesk, **quotedesk.context_settings)
    verb = quotedesk.get_command(context, command[0])
    _, left, _ = verb.make_parser(click.Context(verb, parent=context)).parse_args(command[1:])
    assert left in ([], ["/news"])


def test_milvus_is_new_enough():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    version = compose["milvus"]["image"].partition(":v")[2]
    assert tuple(map(int, version.split(".")[:2])) >= OLDEST
