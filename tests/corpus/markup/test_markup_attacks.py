"""Hostile texts under marks cost linear time."""

from time import process_time

import pytest

from corpus.markup.asciidoc import read_asciidoc
from corpus.markup.latex import LatexParser
from corpus.markup.markdown import clean_markdown
from corpus.markup.restructured import read_restructured
from corpus.readers.fields import FileToRead

HOSTILE = [
    "".join("`" * length + " " for length in range(1, 1_200)),
    "[" * 200_000,
    "[a](b" * 100_000,
    "![a](" * 100_000,
    "<!--" * 100_000,
    "<!--\n" * 50_000,
    "%%\n%% " * 50_000,
    "<div\n" * 50_000,
    "{{<" + " " * 200_000 + "!",
    "{{< a" * 100_000,
    "{{<" + "a" * 200_000,
    "> " * 100_000 + "a",
    "# " + " " * 200_000 + "{#",
    " " * 200_000 + "^",
    "***" * 100_000 + "a",
    "- - " * 100_000 + "a",
    "|---" * 100_000,
    "```\n" * 50_001,
    "[^a]" * 100_000,
    "[[a|" * 100_000,
    "\\cite{" * 50_000,
    "\\documentclass{article}\\begin{document}" + "\\footnote{" * 20_000 + "\\begin{figure}" * 20_000 + "\\ref{a}",
    "\\vspace{" * 50_000,
    "$" * 100_001,
    "\\(" * 100_000,
    "{" * 200_000,
    "\\footnote{" * 50_000,
    "\\begin{equation}" * 20_000,
    "\\begin{verbatim}" * 20_000,
    "\\newcommand{\\a}{\\a\\a}" + "\\a" * 50_000,
    "\\newcommand{\\a}{" * 20_000,
    "\\newcommand{\\a}[1]{x\\a{#1}\\a{#1}}" + "\\a{y}" * 50_000,
    "\\newcommand{\\a}[1]{x" + "#1" * 200 + "}" + "\\a{" * 20_000,
    "\\newcommand{\\a}[9]{x}" + "\\a{" * 40_000,
    "\\x[" * 50_000,
    ".. a\n" * 50_000,
    ".. note::\n\n" * 20_000,
    "a.a" * 100_000,
    "*a " * 100_000,
    "`a" * 100_000,
    "<<a" * 100_000,
    "include::" + "[" * 100_000 + "x",
    "link:a[" * 50_000,
    "{a" * 100_000,
    "----\n" * 50_001,
]


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: repr(content[:12]))
def test_hostile_texts_take_linear_time(tmp_path, content):
    before = process_time()
    clean_markdown(content)
    LatexParser(content).parse()
    path = tmp_path / "a"
    path.write_text(content)
    for reader in (read_restructured, read_asciidoc):
        with path.open("rb") as file:
            assert list(reader(FileToRead(path, file)))
    assert process_time() - before < 15
