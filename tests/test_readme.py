"""What README, CHANGELOG and `corpus/README.md` say is so: commands, help, answers, errors, files, version."""

import doctest
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from corpus.reading import SHIPPED, read_articles
from index.generations import find_current
from ui.cli import quotedesk

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CORPUS = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HELP = re.compile(r"^<!-- help: (\w+) -->\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)\)")
_PATH = re.compile(r"[\w./-]+")
_OWN_FOLDERS = ("corpus/", "index/", "qa/", "tests/", "ui/")

BLOCKS = [(kind, body) for text in (README, CHANGELOG) for kind, body in _FENCE.findall(text)]


def inline_code(text):
    return _CODE.findall(_FENCE.sub("", text))


def commands():
    """Return every `quotedesk …` line of a fenced block, and every one within a sentence."""
    lines = [line.strip().removeprefix("$ ") for _, body in BLOCKS for line in body.splitlines()]
    found = [*lines, *inline_code(README), *inline_code(CHANGELOG)]
    return sorted({line for line in found if line.startswith("quotedesk ") and "…" not in line})


def paths():
    """Return (document, path) for every link, and every file or folder of ours that is named as code."""
    for name, text in {"README.md": README, "CHANGELOG.md": CHANGELOG, "corpus/README.md": CORPUS}.items():
        yield from ((name, link) for link in _LINK.findall(text) if "://" not in link)
        for code in inline_code(text):
            beside = name == "corpus/README.md" and code.startswith("articles/")
            own = code.startswith(_OWN_FOLDERS) or re.fullmatch(r"\w+\.(?:md|toml|txt)|Makefile|LICENSE", code)
            if _PATH.fullmatch(code) and (own or beside):
                yield name, code


def run(*arguments):
    return CliRunner(env={"COLUMNS": "80"}).invoke(quotedesk, arguments, prog_name="quotedesk")


def check_usage(line):
    """Parse a line as click would, types and files left alone: they belong to the reader's machine."""
    command, arguments = quotedesk, shlex.split(line, comments=True)[1:]
    context = click.Context(command, info_name="quotedesk", **command.context_settings)
    if arguments and not arguments[0].startswith("-"):
        verb = arguments.pop(0)
        command = quotedesk.get_command(context, verb)
        if command is None:
            raise click.UsageError(f"No such command '{verb}'.")
        context = click.Context(command, parent=context, info_name=verb)
    _, left, _ = command.make_parser(context).parse_args(arguments)
    if left:
        raise click.UsageError(f"Got unexpected arguments {left}.")


@pytest.mark.parametrize("line", commands())
def test_a_command_names_a_verb_and_options_that_exist(line):
    for command in line.split(" | "):
        check_usage(command)


def test_commands_are_found_in_blocks_and_in_sentences():
    assert {'quotedesk ask "How many of the peacekeepers are women?" -k 1', "quotedesk doctor"} <= set(commands())


@pytest.mark.parametrize(
    "line",
    [
        "quotedesk aks x",
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


def test_every_verb_has_its_help_once():
    assert sorted(verb for verb, _ in _HELP.findall(README)) == sorted(quotedesk.commands)


@pytest.mark.parametrize("verb", sorted(quotedesk.commands))
def test_help_is_the_real_one(verb):
    assert dict(_HELP.findall(README)).get(verb) == run(verb, "--help").stdout


def test_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    mentioned = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test"} <= mentioned
    assert mentioned <= targets


def test_pasted_output_is_what_the_command_prints_now(shipped_folder):
    pasted = [body.removeprefix("$ ").partition("\n") for kind, body in BLOCKS if kind == "console"]
    assert [line.split()[1] for line, _, _ in pasted] == ["ask"]
    for line, _, output in pasted:
        result = run(*shlex.split(line)[1:], "--index", str(shipped_folder))
        assert result.exit_code == 0, result.output
        assert result.stdout == output


def test_the_python_session_gives_what_it_shows(shipped_folder, monkeypatch):
    monkeypatch.setenv("QUOTEDESK_INDEX", str(shipped_folder))
    sessions = [body for kind, body in BLOCKS if kind == "pycon"]
    test = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, "README.md", "README.md", 0)
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(told)


def test_a_damaged_index_says_what_is_shown(shipped_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped_folder, "news-index")
    vectors = find_current(Path("news-index")) / "segment-000001" / "vectors.faiss"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    result = run("ask", "x", "--index", "news-index")
    assert result.exit_code == 1
    assert [body for kind, body in BLOCKS if kind == "text" and body.startswith("Error:")] == [result.stderr]


@pytest.mark.parametrize(("document", "path"), sorted(set(paths())))
def test_a_path_that_is_named_exists(document, path):
    beside = ROOT / document
    assert (ROOT / path).exists() or (beside.parent / path).exists()


def test_paths_are_found():
    assert {("README.md", "qa/retrieve.py"), ("README.md", "corpus/articles/"), ("README.md", "LICENSE")} <= set(
        paths()
    )


def test_the_version_is_the_newest_of_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    releases = re.findall(r"^## (\S+) - (\d{4}-\d{2}-\d{2})$", CHANGELOG, re.MULTILINE)
    assert releases
    assert releases[0][0] == version
    assert releases == sorted(releases, key=lambda release: release[1], reverse=True)


def test_every_shipped_article_and_what_became_of_its_lines_is_listed():
    listed = re.findall(r"^\| `articles/(\S+)` \|", CORPUS, re.MULTILINE)
    assert listed == sorted(path.name for path in SHIPPED.iterdir())
    rows = re.findall(r"^\|[^|]*\| (.+) \| (.*) \|$", CORPUS, re.MULTILINE)
    articles = [found.article for found in read_articles([SHIPPED]).found]
    assert {line for line, became in rows if became == "`title`"} == {article.title for article in articles} - {""}
    lines = {line for article in articles for line in article.text.splitlines()}
    assert not lines & {line for line, _ in rows}
    assert not any("\n\n\n" in article.text for article in articles)
