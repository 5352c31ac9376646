"""What the commands print as JSON about many articles is verified by `quotedesk verify`, sentence by sentence."""

import json

import pytest
from click.testing import CliRunner

from ui.cli.main import quotedesk

WOMEN = "228e99aee21d84ac"


def run(*arguments, stdin=None):
    return CliRunner().invoke(quotedesk, [*map(str, arguments)], input=stdin)


@pytest.mark.parametrize(
    "command",
    [["overview"], ["extract", WOMEN], ["related", WOMEN], ["mentions", "UNDOF"]],
    ids=lambda command: command[0],
)
def test_what_a_command_prints_is_verified(shipped_folder, command):
    printed = run(*command, "--index", shipped_folder, "--json").stdout
    verified = run("verify", "-", "--index", shipped_folder, "--json", stdin=printed)
    assert verified.exit_code == 0, verified.output
    found = [json.loads(line) for line in verified.stdout.splitlines()]
    assert found
    assert {one["status"] for one in found} == {"ok"}
    sentence = found[0]["citation"]["text"]
    forged = run("verify", "-", "--index", shipped_folder, stdin=printed.replace(sentence[:20], "Nobody ever said th"))
    assert forged.exit_code == 1
