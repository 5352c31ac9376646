"""The documentation is true: commands, help, sessions, errors, limits, version; `test_maps.py` has paths and maps."""

import doctest
import os
import re
import shlex
import shutil
import tomllib
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from fastapi.routing import APIRoute

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.generation.generations import find_current
from index.generation.manifest import FORMAT_VERSION
from qa.reading.confidence import ANSWERED
from tests.support.documentation import BLOCKS, DOCUMENTS, LAYERS, ROOT, inline_code
from ui.api.application import ROUTERS
from ui.cli.main import quotedesk
from ui.mcp.mcp_server import TOOLS

README, CHANGELOG, CORPUS = (DOCUMENTS[name] for name in ("README.md", "CHANGELOG.md", "corpus/README.md"))
CLI, FORMATS, API = (DOCUMENTS[f"docs/{name}.md"] for name in ("cli", "formats", "api"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

_HELP = re.compile(r"^<!-- help: ([\w ]+) -->\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LIMIT = re.compile(r"^\| .+ \| ([\d,.]+) \| `([\w.]+)` \|$", re.MULTILINE)
_VARIABLE = re.compile(r"\bQUOTEDESK_[A-Z_]+\b")


def commands():
    """Return every `quotedesk …` line of a fenced block, and every one within a sentence; [brackets] are left out."""
    lines = [line.strip().removeprefix("$ ") for _, _, body in BLOCKS for line in body.splitlines()]
    found = [*lines, *(code for text in DOCUMENTS.values() for code in inline_code(text))]
    found = [re.sub(r"[\[\]]", "", line) for line in found if line.startswith("quotedesk ")]
    return sorted({line for line in found if "…" not in line})


def run(*arguments):
    return CliRunner(env={"COLUMNS": "80"}).invoke(quotedesk, arguments, prog_name="quotedesk")


def check_usage(line):
    """Parse a line as click would, types and files left alone: they belong to the reader's machine."""
    command: click.Command = quotedesk
    arguments = shlex.split(line, comments=True)[1:]
    context = click.Context(command, info_name="quotedesk", **command.context_settings)
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        verb = arguments.pop(0)
        found = command.get_command(context, verb)
        if found is None:
            raise click.UsageError(f"No such command '{verb}'.")
        command, context = found, click.Context(found, parent=context, info_name=verb)
    _, left, _ = command.make_parser(context).parse_args(arguments)
    if left:
        raise click.UsageError(f"Got unexpected arguments {left}.")


@pytest.mark.parametrize("line", commands())
def test_a_command_names_a_verb_and_options_that_exist(line):
    for command in line.split(" | "):
        check_usage(command)


def test_commands_are_found_in_blocks_and_in_sentences():
    expected = {'quotedesk ask "How many of the peacekeepers are women?" -k 1', "quotedesk doctor"}
    assert expected <= set(commands())


@pytest.mark.parametrize(
    "line",
    [
        "quotedesk aks x",
        "quotedesk collections remove x",
        "quotedesk ask x --hystory y",
        "quotedesk ask x y",
        "quotedesk ask x --since",
        "quotedesk serve --json",
        "quotedesk --verbose",
    ],
)
def test_a_command_that_does_not_exist_would_be_noticed(line):
    with pytest.raises(click.UsageError):
        check_usage(line)


def list_verbs():
    """Return every command, and those of a group behind its name."""
    groups = {name: command for name, command in quotedesk.commands.items() if isinstance(command, click.Group)}
    return sorted(
        [*quotedesk.commands, *(f"{name} {verb}" for name, group in groups.items() for verb in group.commands)]
    )


def test_every_verb_has_its_help_and_its_row_once():
    assert sorted(verb for verb, _ in _HELP.findall(CLI)) == list_verbs()
    assert sorted(re.findall(r"^\| \[`(\w+)`\]\(#\1\) \|", CLI, re.MULTILINE)) == sorted(quotedesk.commands)


@pytest.mark.parametrize("verb", list_verbs())
def test_help_is_the_real_one(verb):
    assert dict(_HELP.findall(CLI)).get(verb) == run(*verb.split(), "--help").stdout


def test_make_targets_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    mentioned = {
        target
        for text in DOCUMENTS.values()
        for target in re.findall(r"(?:^|`)make ([a-z]+(?:-[a-z]+)?)", text, re.MULTILINE)
    }
    assert {"run", "test", "test-all"} <= mentioned
    assert mentioned <= targets
    assert "\nmake run " in README
    assert "\nmake test " in README


def test_pasted_output_is_what_the_command_prints_now(shipped_folder):
    pasted = [body.removeprefix("$ ").partition("\n") for _, kind, body in BLOCKS if kind == "console"]
    assert [line.split()[1] for line, _, _ in pasted] == ["ask"]
    for line, _, output in pasted:
        result = run(*shlex.split(line)[1:], "--index", str(shipped_folder))
        assert result.exit_code == 0, result.output
        assert result.stdout == output


@pytest.mark.parametrize("name", sorted({name for name, kind, _ in BLOCKS if kind == "pycon"}))
def test_a_python_session_gives_what_it_shows(name, shipped_folder, monkeypatch):
    monkeypatch.setenv("QUOTEDESK_INDEX", str(shipped_folder))
    session = "\n".join(body for document, kind, body in BLOCKS if (document, kind) == (name, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, name, name, 0)
    reported = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=reported.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(reported)


def test_the_program_that_builds_an_index_builds_one(encoder, tmp_path, monkeypatch, capsys):
    # Exporting the model once more would take half a minute.
    monkeypatch.setattr("index.building.build.build_index", partial(build_index, encoder=encoder))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SHIPPED, "news")
    for program in (body for name, kind, body in BLOCKS if (name, kind) == ("docs/python.md", "python")):
        exec(compile(program, "docs/python.md", "exec"), {"quotedesk": import_module("quotedesk")})
    assert capsys.readouterr().out == "5 ()\n"
    assert find_current(Path("news-index")).is_dir()


def test_a_damaged_index_says_what_is_shown(shipped_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped_folder, "news-index")
    vectors = find_current(Path("news-index")) / "segment-000001" / "vectors.faiss"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    result = run("ask", "x", "--index", "news-index")
    assert result.exit_code == 1
    shown = [body for name, kind, body in BLOCKS if kind == "text" and body.startswith("Error:")]
    assert shown == [result.stderr]


def test_the_files_of_a_generation_are_listed(shipped_folder):
    listing = next(body for name, _, body in BLOCKS if name == "docs/index-format.md")
    listed = set(re.findall(r"[\w.-]+/?", "\n".join(line[:36] for line in listing.splitlines())))
    generation = find_current(shipped_folder)
    there = {path.name for folder in (generation, generation / "segment-000001") for path in folder.iterdir()}
    assert there <= {name.rstrip("/") for name in listed}


def evaluate(name):
    """Return the value of a dotted name; a class stands for its instance with the default values."""
    parts = name.split(".")
    counts = range(len(parts), 0, -1)
    depth = next(count for count in counts if ROOT.joinpath(*parts[:count]).with_suffix(".py").is_file())
    value: Any = import_module(".".join(parts[:depth]))
    for part in parts[depth:]:
        value = getattr(value, part)
        value = value() if isinstance(value, type) else value
    return value


@pytest.mark.parametrize(
    ("name", "shown"),
    sorted((name, shown) for text in DOCUMENTS.values() for shown, name in _LIMIT.findall(text)),
)
def test_a_limit_is_that_of_the_code(name, shown):
    assert float(shown.replace(",", "")) == evaluate(name)


def test_limits_are_found():
    named = [name for text in DOCUMENTS.values() for _, name in _LIMIT.findall(text)]
    assert {"corpus.readers.worker.SECONDS", "ui.security.limits.Limits.requests.burst"} <= set(named)


def test_every_variable_of_the_environment_is_documented_and_exists():
    modules = [path for layer in LAYERS[:-1] for path in (ROOT / layer).rglob("*.py")]
    read = {name for path in modules for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))}
    documented = {name for text in DOCUMENTS.values() for name in _VARIABLE.findall(text)}
    # Makes a build fail, for tests.
    assert documented == read - {"QUOTEDESK_FAULT"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_blocks_of_code_are_closed_and_hold_no_tables(name):
    inside = False
    for number, line in enumerate(DOCUMENTS[name].splitlines(), start=1):
        if line.lstrip().startswith("```"):
            assert not (inside and line.strip() != "```"), f"{name}:{number} opens a block within a block"
            inside = not inside
        assert not (inside and line.startswith("| `")), f"{name}:{number} is a row of a table in a block of code"
    assert not inside, f"{name} ends in a block of code"


def test_every_route_and_tool_is_documented():
    routes = set(re.findall(r"`(GET|POST|PATCH|DELETE) (/[\w/{}]+)`", API))
    found = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert routes == {(method, route.path) for route in found for method in route.methods}
    assert set(re.findall(r"^\| `(\w+)` \|", API.partition("## MCP")[2], re.MULTILINE)) == set(TOOLS)


def test_figures_in_the_text_are_those_of_the_code():
    assert f"with a probability of at least {ANSWERED:.2f}".replace("0.", ".") in DOCUMENTS["docs/asking.md"]
    assert f"The format version is {FORMAT_VERSION}." in DOCUMENTS["docs/index-format.md"]


def test_the_readme_is_short_and_begins_with_the_description():
    assert len(README.splitlines()) <= 200
    assert README.splitlines()[2] == f"**{PROJECT['description']}**"
    assert quotedesk.help == PROJECT["description"]
    assert (ROOT / PROJECT["readme"]).samefile(ROOT / "README.md")


def test_pictures_are_small():
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 300_000] == []


def test_no_document_names_a_folder_of_one_machine():
    folders = {str(Path.home()), os.fspath(ROOT)} - {"/root", "/"}
    assert [name for name, text in DOCUMENTS.items() if any(folder in text for folder in folders)] == []


def test_the_version_is_the_newest_of_the_changelog():
    releases = re.findall(r"^## (\S+) - (\d{4}-\d{2}-\d{2})$", CHANGELOG, re.MULTILINE)
    assert releases
    assert releases[0][0] == PROJECT["version"]
    assert releases == sorted(releases, key=lambda release: release[1], reverse=True)


def test_every_shipped_article_and_what_became_of_its_lines_is_listed():
    _, _, shipped = CORPUS.partition("\n## The shipped articles\n")
    listed = re.findall(r"^\| `articles/(\S+)` \|", shipped, re.MULTILINE)
    assert listed == sorted(path.name for path in SHIPPED.iterdir())
    rows = re.findall(r"^\|[^|]*\| (.+) \| (.*) \|$", shipped, re.MULTILINE)
    articles = [found.article for found in read_articles([SHIPPED]).found]
    assert {line for line, became in rows if became == "`title`"} == {article.title for article in articles} - {""}
    lines = {line for article in articles for line in article.text.splitlines()}
    assert not lines & {line for line, _ in rows}
    assert not any("\n\n\n" in article.text for article in articles)
