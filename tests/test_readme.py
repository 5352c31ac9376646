"""The README says what is there: commands, help texts, files, and an answer that was really given."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from ui.cli import quotedesk

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```\w*\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def help_of(verb):
    return CliRunner().invoke(quotedesk, [verb, "--help"], prog_name="quotedesk", terminal_width=80).output.rstrip()


@pytest.mark.parametrize("verb", sorted(quotedesk.commands))
def test_every_verb_is_documented_by_its_own_help(verb):
    block = re.search(rf"<!-- help: {verb} -->\n```text\n(.*?)\n```", README, re.DOTALL)
    assert block is not None
    assert block[1] == help_of(verb)


def commands_in_readme():
    lines = [line.removeprefix("$ ") for fence in FENCES for line in fence.splitlines()]
    lines += re.findall(r"`(quotedesk [^`]+)`", README)
    return sorted({line.strip() for line in lines if re.match(r"\s*(\$ )?quotedesk [a-z]", line)})


@pytest.mark.parametrize("line", commands_in_readme())
def test_every_command_parses(line):
    verb, *arguments = shlex.split(line.split(" #")[0])[1:]
    command = quotedesk.commands[verb]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("-")} <= known


def test_there_are_commands_to_check():
    assert len(commands_in_readme()) > 10


def test_the_pasted_answer_is_the_one_that_is_given(shipped_folder):
    pasted = re.search(r"```console\n\$ quotedesk ask \"(.*?)\" -k 1\n(.*?)```", README, re.DOTALL)
    arguments = ["ask", pasted[1], "-k", "1", "--index", str(shipped_folder)]
    assert CliRunner().invoke(quotedesk, arguments).stdout == pasted[2]


def test_every_file_and_make_target_that_is_named_exists():
    named = re.findall(r"`((?:corpus|index|qa|ui|tests)/[\w/.]*)`", README) + re.findall(r"\]\(([^)]+)\)", README)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"\bmake (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_newest_change_is_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\S+) - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest[1] == version
