"""Markdown, LaTeX, reStructuredText, AsciiDoc and notebooks: what a rendered page shows, and none of its marks."""

import json
import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup.asciidoc import read_asciidoc
from corpus.markup.latex import LatexParser
from corpus.markup.markdown import clean_markdown
from corpus.markup.restructured import read_restructured
from corpus.readers.fields import FileToRead
from corpus.sentences import split_sentences
from tests.support.documents import STORY, read_beside_good, read_one


def list_sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]


# --- Markdown ---


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It was let to [[Rosa Lund|Rosa]] of [[Vik]].", "It was let to Rosa of Vik."),
        ('See [[Rents#2021]] and [the list](https://x.example/a?b=(1)#c "List").', "See Rents > 2021 and the list."),
        (
            "See [the list][1] or [it][] or [sic].\n\n[1]: https://x.example\n[it]: <a b>",
            "See the list or it or [sic].",
        ),
        ("A ![pier](a b.png) of ![[scan.png]] wood ![x][1].", "A of wood."),
        ("[![badge](https://x.example/b.svg)](https://x.example)\n\nRain.", "Rain."),
        (
            "Rain fell.[^1] It froze.[^note]\n\n[^1]: In May.\n[^note]: In June.",
            "Rain fell. It froze.\n\nIn May.\n\nIn June.",
        ),
        ("Rain fell^[In May.] twice.\nIt froze.", "Rain fell twice.\nIt froze.\n\nIn May."),
        ("The rent <!-- check --> was 400 %%private%% crowns.", "The rent was 400 crowns."),
        ("Before.\n<!-- private\n\n# more -->\nAfter.", "Before.\n\nAfter."),
        ("Before.\n%%\nprivate\n%%\nAfter.", "Before.\n\nAfter."),
        ("Before.\n<script>\nlet a = 1\n</script>\nAfter.", "Before.\n\nAfter."),
        ("<div align='center'>\n  <img src='a.png'>\n</div>\n\n<p>Rain fell.</p>", "<p>Rain fell.</p>"),
        ("<Card\n  title='x'\n/>\nRain.", "Rain."),
        ("Before.\n{{< figure src='a.png' >}}\n{{% alert %}}Mind the dam.{{% /alert %}}", "Before.\n\nMind the dam."),
        ('Version {{< version >}} is out, [here]({{< ref "a b" >}}).', "Version {{< version >}} is out, here."),
        ("{% include a.html %}\nRain.\n{: .note}", "Rain."),
        ("::: warning Mind this\nThe dam broke.\n:::", "Mind this\n\nThe dam broke."),
        ("> The dam\n> broke.\n>> Why?\n\nAfter.", "The dam\nbroke.\n\nWhy?\n\nAfter."),
        ("> [!note]- Mind this\n> The dam broke.", "Mind this\n\nThe dam broke."),
        ("Costs\n-----\n\nThe rent.\n***\nMore.", "## Costs\n\nThe rent.\n\nMore."),
        ("## Costs {#costs .big}\nThe rent. ^block-1", "## Costs\nThe rent."),
        ("| Year | Rent |\n| --- | ---: |\n| 2021 | [400](a) |", "| Year | Rent |\n| 2021 | 400 |"),
        ("Year | Rent\n--- | ---\n2021 | 400\n\na | b", "| Year | Rent |\n| 2021 | 400 |\n\na | b"),
        ("Dam\n: A wall.\n: Of stone.", "Dam\n\nA wall.\n\nOf stone."),
        (
            "Caf&eacute;&nbsp;A &lt;b&gt; snake\\_case, <https://x.example>.",
            "Café\xa0A &lt;b&gt; snake_case, https://x.example.",
        ),
        ("The `[[a]]` and ``<!-- b -->`` stay, 2 * 3 * 4 too.", "The `[[a]]` and ``<!-- b -->`` stay, 2 * 3 * 4 too."),
        ("Run:\n```sh\n# no heading\n  make\n```\nDone.", "Run:\n\n    # no heading\n      make\n\nDone."),
        ("~~~\n> a\n```\n[[b]]\n~~~\nDone.", "    > a\n    ```\n    [[b]]\n\nDone."),
        ("> ```\n> make\n\nAfter.", "    make\n\nAfter."),
        ("```mermaid\ngraph TD\n```\nRain.", "Rain."),
        ("- [ ] Ask\n* **Pay** *now*\n1. Go", "- [ ] Ask\n* **Pay** *now*\n1. Go"),
        ("Not closed <!-- here\nRain.", "Not closed <!-- here\nRain."),
    ],
)
def test_of_markdown_what_is_rendered_is_kept(written, shown):
    assert re.sub(r"\n{3,}", "\n\n", clean_markdown(written)).strip("\n") == shown


@given(st.text("ab .,:;!?()\n", max_size=200))
def test_markdown_without_marks_stays_as_it_is(text):
    text = "\n".join(line.strip(" :") for line in text.split("\n"))
    assert clean_markdown(text) == text


@given(st.text("ab .|-=#>()*+_;\n", max_size=120))
def test_no_word_is_lost_and_no_two_become_one(text):
    assert re.findall("[ab]+", clean_markdown(text)) == re.findall("[ab]+", text)


@pytest.mark.parametrize(
    ("name", "matter"),
    [
        (
            "a.md",
            (
                '+++\ntitle = "Rents"\ndate = 2024-03-04T10:00:00Z\nauthors '
                '= ["Ines Vogel", "Rosa Lund"]\n[params]\nx = 1\n+++\n'
            ),
        ),
        ("a.md", '{\n "title": "Rents",\n "date": "2024-03-04",\n "author": ["Ines Vogel", "Rosa Lund"]\n}\n'),
        ("a.markdown", "---\ntitle: Rents\nauthors:\n  - Ines Vogel\n  - Rosa Lund\npublishDate: 2024-03-04\n---\n"),
        ("a.mdx", '---\ntitle: Rents\nby: Ines Vogel, Rosa Lund\ndate: 2024-03-04\n---\nimport A from "a"\n'),
    ],
)
def test_front_matter_of_any_kind_gives_the_fields(tmp_path, name, matter):
    article = read_one(tmp_path / name, f"{matter}\n{STORY}".encode())
    assert (article.title, str(article.published), article.author) == ("Rents", "2024-03-04", "Ines Vogel, Rosa Lund")
    assert article.text.strip() == STORY


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("+++\ntitle = \n+++\n", "Its front matter is not valid TOML (line 2)."),
        ("+++\na = " + "[" * 30_000 + "\n+++\n", "Its front matter is not valid TOML (line 1)."),
        ("+++\n" + "a = 1\n" * 12_000 + "+++\n", "characters; it may have 65,536"),
    ],
)
def test_front_matter_that_is_not_valid_is_named(tmp_path, matter, reason):
    assert reason in str(read_beside_good(tmp_path, "a.md", matter + STORY))


def test_a_title_may_be_underlined_or_have_marks(tmp_path):
    assert read_one(tmp_path / "a.md", b"[Rents](a) of Vik\n===\n\nThe rent.").title == "Rents of Vik"
    assert read_one(tmp_path / "b.md", b"# Rents of Vik {#top}\n\nThe rent.").title == "Rents of Vik"


def test_a_form_feed_is_shown_in_no_sentence(tmp_path):
    article = read_one(tmp_path / "a.txt", b"The rent of the pier rose\fby half.\n\fIt fell.\n")
    assert list_sentences(article.text) == ["The rent of the pier rose by half.", "It fell."]
    assert "\f" not in article.text


# --- LaTeX ---


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"The rent was \emph{1,200} \textbf{crowns}~\cite{a}. % check", "The rent was 1,200 crowns."),
        ("One line\nof a paragraph.%\n  Next.\n\nAnother.", "One line of a paragraph.Next.\n\nAnother."),
        (r"As \citet[p.~3]{lund} shows, and in~\cite{a} too.", "As [lund] shows, and in [a] too."),
        (r"It rose \footnote{See \emph{a}.}. It fell.", "It rose. It fell.\n\nSee a."),
        (
            r"na\"{\i}ve caf\'e \v{s} \c{c}a \AA{} \ss{} 5\% \& \$3 \#1 a\_b \ldots",
            "naïve café š ça Å ß 5% & $3 #1 a_b …",
        ),
        (r"``Ours'' -- `a' --- don't", "“Ours” – ‘a' — don't"),
        (r"Cost $x_1 = 2$ and \(y\) or \[z\label{a}\] end.", "Cost $x_1 = 2$ and \\(y\\) or\n\nz\n\nend."),
        (r"We set $$a = b$$ where $a$ is the rent.", "We set\n\na = b\n\nwhere $a$ is the rent."),
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", r"a &= b \\ c &= d"),
        (r"\section[S]{Rents \label{a}of \'Elan} Text. \subsection*{More}", "## Rents of Élan\n\nText.\n\n### More"),
        (r"\begin{itemize}\item One. \item[Two] three.\end{itemize}", "- One.\n- Two three."),
        (r"\begin{tabular}{ll}a & b \\ \hline c & d \\\end{tabular}", "a | b\nc | d"),
        (r"\begin{figure}[t]\includegraphics[width=1cm]{a.png}\caption{The dam.}\end{figure}", "The dam."),
        ("\\begin{verbatim}\nx  = 1 % y\n\\end{verbatim}", "    x  = 1 % y"),
        (r"\begin{comment}private\end{comment}\begin{tikzpicture}\draw;\end{tikzpicture}Shown.", "Shown."),
        (r"\newcommand{\us}{\textsc{Otter}}\newcommand\todo[1]{}\us{} won. \todo{no \emph{x}}", "Otter won."),
        (
            r"\def\us#1{x}\unknown rose. \href{https://x.example}{Here} \url{https://x.example}",
            r"\unknown rose. Here https://x.example",
        ),
        (r"\vspace{2cm}\noindent\textcolor{red}{Red} \verb|a{b| \multicolumn{2}{c}{x}", "Red a{b x"),
        (r"Unclosed {\bf bold and $ a \vspace{2cm", "Unclosed bold and $ a 2cm"),
        (
            r"\begin{frame}{Rents}It rose.\end{frame}\frametitle{Costs}It fell.",
            "Rents\n\nIt rose.\n\n## Costs\n\nIt fell.",
        ),
        (r"See Figure~\ref{fig:a}.", "See Figure [fig:a]."),
        (r"It rose (see Section~\ref{s}).", "It rose."),
        (
            r"As Equation (\ref{eq:a}) in Section~\ref{s} shows, it rose.",
            "As Equation ([eq:a]) in Section [s] shows, it rose.",
        ),
        (
            "We set\n\\begin{equation}\\label{e} a = b \\end{equation}\nwhere $a$ is the rent.",
            "We set\n\na = b\n\nwhere $a$ is the rent.",
        ),
    ],
)
def test_of_latex_the_words_are_kept(written, shown):
    assert LatexParser(written).parse() == shown


PAPER = r"""\documentclass{article}
\newtheorem{thm}{Theorem}[section]
\begin{document}
\section{Rents}\label{rents}
\subsection{In the mill}\label{mill} %% \section{Not this}
\section*{Thanks}
\section{Costs}\label{costs}
\begin{figure}\begin{center}\caption{The mill}\label{picture}\end{center}\end{figure}
\begin{align} a &= b \nonumber \\ c &= d \label{sum} \end{align}
\begin{thm}\label{rise} It rises.\end{thm}
\begin{enumerate}\item\label{item} One.\end{enumerate}
\appendix
\section{Tables}\label{tables}
%s
\end{document}
"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Section~\ref{rents} shows it (see Section~\ref{costs}).", "Section 1 shows it (see Section 2)."),
        (r"As \autoref{mill} says, it fell in \cref{costs}.", "As subsection 1.1 says, it fell in section 2."),
        (r"\Cref{picture} and Equation~\eqref{sum} show it.", "Figure 1 and Equation (1) show it."),
        (r"Theorem~\ref{rise} is in Appendix~\ref{tables}.", "Theorem 2.1 is in Appendix A."),
        (r"Item~\ref{item} is of page~\pageref{costs}.", "Item [item] is of page [costs]."),
    ],
)
def test_references_have_the_numbers_that_are_printed(written, shown):
    assert LatexParser(PAPER % written).parse().endswith(f"\n\n{shown}")


@pytest.mark.parametrize(
    "doubt",
    [
        r"\setcounter{section}{4}",
        r"\renewcommand{\thesection}{\Roman{section}}",
        r"\input{chapter}",
        r"\section{Rents again}\label{rents}",
    ],
)
def test_a_number_that_could_be_another_is_not_stated(doubt):
    text = LatexParser(PAPER % rf"{doubt} Section~\ref{{rents}} shows it.").parse()
    assert text.endswith("Section [rents] shows it.")
    assert "Section 1" in LatexParser(PAPER % r"Section~\ref{rents}").parse()
    unknown = PAPER.replace("{article}", "{IEEEtran}") % r"Section~\ref{rents}"
    assert "Section [rents]" in LatexParser(unknown).parse()


def test_the_nouns_of_another_language_are_not_guessed():
    content = PAPER.replace(r"\begin{document}", "\\usepackage[ngerman]{babel}\n\\begin{document}", 1)
    assert LatexParser(content % r"Siehe \autoref{mill} und~\ref{mill}.").parse().endswith("Siehe [mill] und 1.1.")


def test_a_paper_has_the_title_and_the_authors_of_its_preamble(tmp_path):
    content = (
        "\\documentclass[a4paper]{article}\n\\usepackage{x}\nWords of "
        "the preamble.\n\\title{Rents \\\\ of \\emph{Vik}\\thanks{No}}\n"
        "\\author{Ines Vogel\\thanks{i@x.example} \\and Rosa "
        "Lund}\n\\date{4 March 2024}\n\\begin{document}\n\\maketitle\n"
        "The rent rose.\n\\end{document}\nNot this.\n"
    )
    for name in ("a.tex", "a.txt"):
        article = read_one(tmp_path / name, content.encode())
        assert (article.title, article.author, str(article.published)) == (
            "Rents of Vik",
            "Ines Vogel, Rosa Lund",
            "2024-03-04",
        )
        assert article.text == "The rent rose."


# --- reStructuredText and AsciiDoc ---

RST = """\
.. _top:

====================
Rents of *the* pier
====================

:Author: Ines Vogel
:Date: 2024-03-04

The **rent** was in ``2021`` [1]_ as `the list <https://x.example>`_ and :ref:`a page <a>`
of |town| say, see word_.

.. |town| replace:: Vik

.. note:: The dam
   broke.

.. warning::

   It may
   break.

.. image:: a.png
   :alt: no

.. toctree::
   :maxdepth: 2

   a
   b

.. A comment
   that is long.

Costs
-----

Run::

    make all
    # no heading

.. code-block:: sh
   :linenos:

   make more

====  ====
Year  Rent
====  ====
2021  400
====  ====

- One
  item.

.. [1] See the book.
"""


def test_of_restructured_text_what_is_rendered_is_kept(tmp_path):
    article = read_one(tmp_path / "a.rst", RST.encode())
    assert (article.title, article.author, str(article.published)) == ("Rents of the pier", "Ines Vogel", "2024-03-04")
    assert list_sentences(article.text) == [
        "# Rents of the pier",
        "The rent was in 2021 as the list and a page of Vik say, see word.",
        "The dam broke.",
        "It may break.",
        "## Costs",
        "Run:",
        "make all",
        "# no heading",
        "make more",
        "| Year | Rent |",
        "| 2021 | 400 |",
        "- One item.",
        "See the book.",
    ]


ASCIIDOC = """\
// a comment
= Rents of the pier
Ines Vogel <ines@x.example>
v1.0, 2024-03-04
:toc: left
:town: Vik

The *rent* of {town} was in `2021`.footnote:[See the book.] It {unknown} as
https://x.example[the list] and <<costs,a page>> say. +
It fell.

[[costs]]
== Costs [[c]]

.A list
[source,sh]
----
make all
----

NOTE: The dam
broke.

[WARNING]
====
It may break.
====

image::a.png[The pier]

* One
** Two
. Three

Dam:: A wall.

|===
|Year |Rent

|2021 |400
|===

////
hidden
////

include::other.adoc[]
'''
"""


def test_of_asciidoc_what_is_rendered_is_kept(tmp_path):
    article = read_one(tmp_path / "a.adoc", ASCIIDOC.encode())
    assert (article.title, article.author, str(article.published)) == ("Rents of the pier", "Ines Vogel", "2024-03-04")
    assert list_sentences(article.text) == [
        "# Rents of the pier",
        "The rent of Vik was in 2021.",
        "It {unknown} as the list and a page say.",
        "It fell.",
        "See the book.",
        "## Costs",
        "A list",
        "make all",
        "The dam broke.",
        "It may break.",
        "- One",
        "- Two",
        "- Three",
        "Dam",
        "A wall.",
        "| Year | Rent |",
        "| 2021 | 400 |",
    ]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "|===\n|Year |Rent\n\n|2021\n|400\n\n|2022\n|450\n|===",
            "| Year | Rent |\n\n| 2021 | 400 |\n\n| 2022 | 450 |",
        ),
        ("|===\n|Year\n|2021\n|===\n\nIt rose.", "| Year |\n| 2021 |\n\nIt rose."),
        ("|===\n|Year |Rent\n|2021\n|===\n\nIt rose.", "| Year | Rent |\n| 2021 |\n\nIt rose."),
        ("It rose footnote:[So it was.].", "It rose.\n\nSo it was."),
    ],
)
def test_rows_and_notes_of_asciidoc_are_whole(tmp_path, body, shown):
    assert read_one(tmp_path / "a.adoc", f"{body}\n".encode()).text == shown


# --- notebooks ---


def make_notebook(*cells: tuple[str, str | list[str]], **metadata) -> str:
    made = [
        {"cell_type": kind, "metadata": {}, "source": source, "outputs": [{"text": "printed"}]}
        for kind, source in cells
    ]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4}, indent=1)


def test_of_a_notebook_the_cells_with_text_are_read(tmp_path):
    cells = (
        ("markdown", ["# Rents\n", "\n", "The rent ![x](a.png) rose."]),
        ("code", "rent = 1"),
        ("markdown", "It fell."),
    )
    article = read_one(tmp_path / "a.ipynb", make_notebook(*cells, authors=[{"name": "Ines Vogel"}]).encode())
    assert (article.title, article.author, article.text) == (
        "Rents",
        "Ines Vogel",
        "# Rents\n\nThe rent rose.\n\nIt fell.",
    )
    assert [article.place_at(article.text.index(words)) for words in ("The", "It")] == ["cell 1", "cell 3"]


def test_an_older_notebook_is_read(tmp_path):
    cells = [{"cell_type": "heading", "level": 2, "source": "Rents"}, {"cell_type": "markdown", "source": "It rose."}]
    content = json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3})
    assert read_one(tmp_path / "a.ipynb", content.encode()).text == "## Rents\n\nIt rose."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_notebook(("code", "x = 1")), "no cells with text; code is not read"),
        ('{"cells": [', "damaged notebook"),
        ('{"cells": ' + "[" * 100_000, "damaged notebook"),
        ('{"nbformat": 4}', "no list of cells"),
        (
            (
                '{"cells": [1, null, {"cell_type": "markdown", "source": '
                '{"a": 1}}, {"cell_type": "heading", "level": "x"}]}'
            ),
            "no cells",
        ),
    ],
)
def test_a_notebook_without_text_is_named(tmp_path, content, reason):
    assert reason in str(read_beside_good(tmp_path, "a.ipynb", content))


def test_a_large_notebook_is_read(tmp_path):
    picture = {"cell_type": "code", "source": "", "outputs": [{"data": {"image/png": "iVBORw0KGgo=" * 1_500_000}}]}
    text = {"cell_type": "markdown", "source": "It rose."}
    assert read_one(tmp_path / "a.ipynb", json.dumps({"cells": [picture, text]}).encode()).text == "It rose."


# --- attacks ---

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


def test_marks_beside_the_names_of_authors_are_left_out():
    parser = LatexParser(r"\author{Ines Vogel\inst{1} \and Rosa Lund\thanks{Of Oral.}\footnotemark[2]}")
    parser.parse()
    assert parser.fields["author"] == "Ines Vogel, Rosa Lund"


def test_rows_without_outer_bars_are_rows(tmp_path):
    content = "Building | Rent\n---|---:\nmill|40\nbarn \\| shed | 30\nnot a row\n"
    assert list_sentences(read_one(tmp_path / "a.md", content.encode()).text) == [
        "| Building | Rent |",
        "| mill | 40 |",
        "| barn \\| shed | 30 |",
        "not a row",
    ]


@pytest.mark.parametrize("ending", [".md", ".txt"])
def test_rules_and_hard_breaks_are_no_sentences(tmp_path, ending):
    content = "It rained.\n\n* * *\n\nIt snowed.\n\n-----\n\nIt froze.\n\n***\n\nIt thawed.\n"
    sentences = ["It rained.", "It snowed.", "It froze.", "It thawed."]
    if ending == ".md":
        content += "\nIt was windy.\\\nIt was cold.\n"
        sentences += ["It was windy.", "It was cold."]
    assert list_sentences(read_one(tmp_path / f"a{ending}", content.encode()).text) == sentences
