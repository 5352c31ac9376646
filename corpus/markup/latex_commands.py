"""The commands and environments of LaTeX: what they print, and how many of their arguments are no text."""

import re

SECTIONS = {
    "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6,
    "frametitle": 2, "framesubtitle": 3,
}  # fmt: skip
SHIFTS = frozenset(("textsuperscript", "textsubscript"))
FIELDS = frozenset(("title", "author", "date"))
SIGNS = {
    "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "S": "§", "P": "¶",
    "copyright": "©", "textcopyright": "©", "texttrademark": "™", "textregistered": "®", "pounds": "£", "euro": "€",
    "texteuro": "€", "EUR": "€", "textdegree": "°", "textquotedblleft": "“", "textquotedblright": "”",
    "textquoteleft": "‘", "textquoteright": "’", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "textbullet": "•", "ss": "ß", "o": "ø",
    "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ",
    "dh": "ð", "th": "þ", "TeX": "TeX", "LaTeX": "LaTeX", "par": "\n\n", "newline": "\n", "linebreak": "\n",
    "newpage": "\n\n", "clearpage": "\n\n", "item": "\n- ", "bibitem": "\n- ", "and": ", ", "quad": " ", "qquad": " ",
    "space": " ", "slash": "/", "hfill": " ", "tabularnewline": "\n",
}  # fmt: skip
SIGN_WORDS = {" ": " ", "\n": " ", ",": " ", ";": " ", ":": " ", "!": "", "-": "", "/": "", "@": "", "\\": "\n"}
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
TYPED = {"--": "–", "---": "—", "``": "“", "''": "”", "`": "‘", "~": "\1"}

SILENT = frozenset(
    "maketitle tableofcontents listoffigures listoftables centering raggedright raggedleft noindent indent small large"
    " Large LARGE huge Huge normalsize footnotesize scriptsize tiny bfseries itshape itseries scshape ttfamily sffamily"
    " rmfamily upshape mdseries normalfont em bf it rm sf tt sc sl frontmatter mainmatter backmatter appendix smallskip"
    " medskip bigskip vfill hrule hline toprule midrule bottomrule xspace protect relax leavevmode unskip ignorespaces"
    " newblock onecolumn twocolumn balance break nobreak allowbreak pagebreak nopagebreak sloppy fussy makeatletter"
    " makeatother begingroup endgroup bgroup egroup displaystyle textstyle cleardoublepage null strut today"
    " IEEEpeerreviewmaketitle printbibliography printindex doublespacing singlespacing"
    " onehalfspacing nonumber flushbottom raggedbottom selectfont qed qedhere endinput boldmath unboldmath"
    " limits left right middle".split()
)
SKIPPED_ARGUMENTS = {
    **dict.fromkeys(
        "label index vspace hspace vskip hskip includegraphics input include includeonly bibliography bibliographystyle"
        " usepackage RequirePackage documentclass pagestyle thispagestyle pagenumbering thanks graphicspath hypersetup"
        " phantom hphantom vphantom textcolor color definecolor colorbox rule setcounter addtocounter setlength"
        " addtolength newcounter newlength geometry bibitem nocite cline cmidrule fontsize linespread captionsetup"
        " addbibresource newtheorem theoremstyle marginpar todo tikzset usetikzlibrary pdfbookmark href resizebox"
        " scalebox rotatebox raisebox lstset setmainfont inst footnotemark affil"
        " affiliation address institute email keywords".split(),
        1,
    ),
    **dict.fromkeys(
        "setcounter addtocounter setlength addtolength definecolor fontsize newcommand renewcommand providecommand"
        " DeclareRobustCommand DeclareMathOperator resizebox addcontentsline multirow multicolumn newtheorem"
        " titleformat newcolumntype pdfbookmark fancyhead fancyfoot".split(),
        2,
    ),
    **dict.fromkeys("newenvironment renewenvironment lstinputlisting".split(), 3),
    "textcolor": 1,
    "lstinputlisting": 1,
    "vskip": 0,
    "hskip": 0,
    "color": 1,
    "fancyhead": 1,
    "fancyfoot": 1,
}
"""How many arguments in braces are no text: of `\\href` the address, of `\\textcolor` the color."""

TEXTUAL = frozenset("citet Citet textcite Textcite citeauthor Citeauthor citealt citeyear newcite citeA".split())
CITING = re.compile(r"[A-Za-z]{0,30}cite[A-Za-z]{0,30}")
REFERRING = frozenset("ref eqref pageref autoref cref Cref nameref vref figref secref".split())
MATH = frozenset(
    "equation align gather multline eqnarray math displaymath alignat flalign equations split subequations".split()
)
CODE = frozenset("verbatim lstlisting minted Verbatim alltt".split())
LEFT_OUT = frozenset("comment tikzpicture filecontents pgfpicture picture".split())
TABLES = frozenset("tabular tabularx longtable tabu array supertabular".split())
ENVIRONMENT_ARGUMENTS = {
    "tabular": 1, "longtable": 1, "tabularx": 2, "minipage": 1, "thebibliography": 1, "multicols": 1, "wrapfigure": 2,
    "tabu": 1, "array": 1, "supertabular": 1,
}  # fmt: skip
