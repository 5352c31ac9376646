"""The words of RTF: where the text of a group goes, the signs that words stand for, and encodings."""

import codecs

TEXT, SKIPPED, NOTE, MARK, FONTS = "text", "", "note", "mark", "fonts"
DESTINATIONS = {
    **dict.fromkeys("shptxt dptxbxtext result".split(), TEXT),
    **dict.fromkeys("listtext pntext".split(), MARK),
    "footnote": NOTE,
    "fonttbl": FONTS,
    "title": "title",
    "author": "author",
    "creatim": "created",
    **dict.fromkeys(
        "colortbl stylesheet listtable listoverridetable pict objdata info generator fldinst header headerl headerr"
        " headerf footer footerl footerr footerf annotation atnid atnauthor atnref atndate xe tc sp shprslt nonshppict"
        " upr revtbl filetbl ftnsep ftnsepc aftnsep aftnsepc bkmkstart bkmkend template operator"
        " subject keywords comment doccomm"
        " company manager category hlinkbase revtim printim buptim falt panose".split(),
        SKIPPED,
    ),
}
"""Where the text of a group goes that begins with a word."""

KEPT_IF_STARRED = frozenset("shpinst do shptxt dptxbxtext ud pntext listtext".split())
IN_INFO = frozenset(("title", "author", "creatim"))
CELL_END = "\0"
SIGNS = {
    "par": "\n\n",
    "sect": "\n\n",
    "page": "\n\n",
    "column": "\n\n",
    "line": "\n",
    "lbr": "\n",
    "row": "\n",
    "nestrow": "\n",
    "cell": CELL_END,
    "nestcell": CELL_END,
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
SIGN_WORDS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n", "\t": "\t"}
HIDING = frozenset(("v", "deleted", "htmlrtf"))

MACINTOSH, SYMBOLS = "mac-roman", "symbols"
CODECS_OF_CHARSETS = {
    2: SYMBOLS, 77: MACINTOSH, 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
CODECS_OF_SETS = {"mac": MACINTOSH, "pc": "cp437", "pca": "cp850"}


def find_code_page(number: int | None) -> str:
    """Return the codec of a code page; empty if there is none."""
    name = "utf-8" if number == 65001 else MACINTOSH if number == 10000 else f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name
