"""LaTeX: the words of a paper, the numbers of its references, its title and authors."""

import pytest

from corpus.markup.latex import LatexParser
from tests.support.documents import read_one


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
            r"\newcommand{\rent}[2]{#1 crowns a~#2}\def\of#1#2{#1, owner of \textit{#2}}It was \rent{40}{\emph{year}},"
            r" as \of{Odo\footnote{A smith.}} {the mill} says.",
            "It was 40 crowns a year, as Odo, owner of the mill says.\n\nA smith.",
        ),
        (r"It is \SI{30}{m} high and \qty[mode=text]{2}{t} heavy.", "It is 30 m high and 2 t heavy."),
        (
            r"\newcommand\town{Vik}\newcommand{\from}[2][\town]{from #1 to #2}"
            r"We go \from{Oral} and \from[Semey]{\town}.",
            "We go from Vik to Oral and from Semey to Vik.",
        ),
        (
            r"\newcommand{\hint}[1]{\textbf{\large #1}}\newcommand{\port}[1]{Vik}A \hint{red} boat of \port{x}.",
            "A red boat of Vik.",
        ),
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


def test_marks_beside_the_names_of_authors_are_left_out():
    parser = LatexParser(r"\author{Ines Vogel\inst{1} \and Rosa Lund\thanks{Of Oral.}\footnotemark[2]}")
    parser.parse()
    assert parser.fields["author"] == "Ines Vogel, Rosa Lund"
