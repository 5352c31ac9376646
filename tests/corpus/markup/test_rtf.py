"""RTF: what a reader of the document sees, in its letters, and never a control word."""

import io
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup.rtf import read_rtf
from corpus.readers.fields import FileToRead
from tests.support.documents import read_one


def read(body: str | bytes) -> dict:
    content = body if isinstance(body, bytes) else body.encode("latin-1")
    (fields,) = read_rtf(FileToRead(Path("a.rtf"), io.BytesIO(rb"{\rtf1\ansi\ansicpg1252\deff0 " + content + b"}")))
    return fields


def test_a_document_of_a_word_processor_is_read(tmp_path):
    content = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial Cyr;}}{\colortbl;\red255;}"
        r"{\stylesheet{\s1 heading 1;}}{\*\generator Writer 7;}"
        r"{\info{\title Rents of the {\b old} pier}{\author In\'e8s "
        r"Vogel}{\operator Nobody}{\creatim\yr2024\mo3\dy4\hr9}}"
        r"{\header Running head\par}{\footer\pard Page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}"
        "\n\\pard The pier was {\\i let}\nto Rosa\\~Lund for \\u8364? "
        "400.\\par The caf\\'e9 \\endash  by the quay \\endash  "
        r"stays.\line It {\f1\'cf\'ee\'f0\'f2} {\field{\*\fldinst "
        r"HYPERLINK \"https://x.example\"}{\fldrslt opens}} soon."
        r"{\pict\pngblip 89504e470d0a1a0a}\par}"
    )
    article = read_one(tmp_path / "a.doc", content.encode())
    assert article.text == (
        "The pier was letto Rosa Lund for € 400.\n\nThe café – by the quay – stays.\nIt Порт opens soon."
    )
    assert (article.title, article.author, article.published) == (
        "Rents of the old pier",
        "Inès Vogel",
        date(2024, 3, 4),
    )


def test_deleted_and_hidden_words_are_no_part_of_a_sentence():
    text = (
        r"The mayor{\revised\revauth1  of Vik} paid {\deleted "
        r"400}{\revised 650} crowns{\v  in secret}. {\deleted\par Gone.}"
    )
    assert read(text)["text"] == "The mayor of Vik paid 650 crowns."
    assert read(r"A \v hidden \v0 word and \deleted lost \deleted0 one, \v hidden \plain again.")["text"] == (
        "A word and one, again."
    )


def test_notes_text_boxes_and_rows_are_apart_from_the_sentences_around_them():
    note = (
        r"The rent{\super\chftn{\footnote\pard\plain{\super\chftn} See the {\i register}.}} was 400.\par It rose.\par "
    )
    assert read(note)["text"] == "The rent was 400.\n\nSee the register.\n\nIt rose."
    box = (
        r"Before.\par{\shp{\*\shpinst{\sp{\sn posrelh}{\sv 3}}{\shptxt "
        r"The dam holds.\par}}{\shprslt{\pict 00}}}After.\par "
    )
    assert read(box)["text"] == "Before.\n\nThe dam holds.\n\nAfter."
    rows = r"\trowd\intbl Year\cell Rent\cell\row\trowd\intbl 2021\cell 400\cell\row\pard After."
    assert read(rows)["text"] == "Year | Rent\n2021 | 400\nAfter."
    listed = r"{\listtext\f3\'b7\tab}First.\par{\listtext 2.\tab}Second.\par{\pntext\f3\'B7\tab}Third.\par"
    assert read(listed)["text"] == "- First.\n\n2. Second.\n\n- Third."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"{\fonttbl{\f1\fcharset128 Mincho;}}\f1 \'8d\'60 A", "港 A"),
        (r"{\fonttbl{\f1\fcharset238 Arial CE;}}\f1 \'9e\'e1ba {\f0 \'e9}", "žába é"),
        (r"\uc2\u8364\'80\'80 a {\uc0\u8364 b} \u8364xyz", "€ a €b €z"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"{\upr{caf?}{\*\ud{caf\u233?}}}", "café"),
        (r"{\*\unknown Secret}{\*\bkmkstart here}A\-b \{c\} \\d", "Ab {c} \\d"),
        ("caf\xe9\\bin4 }{}{ stays", "café stays"),
        ("caf\u00c3\u00a9 stays", "café stays"),
    ],
)
def test_letters_are_decoded_by_what_the_document_says(body, text):
    assert read(body)["text"].replace("\ufffd", "") == text


def test_the_title_of_a_document_may_be_unicode():
    assert read(r"{\info{\title{\upr{?}{\*\ud{\u8364?uro}}}}}Rain.")["title"] == "€uro"


def write(text: str) -> str:
    """Write a text as word processors do."""
    units = text.encode("utf-16-le")
    written = ""
    for low, high in zip(units[::2], units[1::2], strict=True):
        code = low + 256 * high
        sign = chr(code)
        if sign in "\\{}":
            written += f"\\{sign}"
        elif sign == "\n":
            written += "\\par\n"
        else:
            written += sign if 32 <= code < 127 else f"\\u{code - 65536 if code > 32767 else code}?"
    return written


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Zs", "Zl", "Zp"]) | st.sampled_from(" \n")
    )
)
def test_what_is_written_is_read_back(text):
    text = "\n\n".join(line.strip() for line in text.split("\n") if line.strip())
    found = read(write(text.replace("\n\n", "\n")))
    assert found.get("text", "") == text


@pytest.mark.parametrize(
    "body",
    [
        "{" * 200_000 + "Rain.",
        "}" * 200_000 + "Rain.",
        r"{\*\a" * 50_000,
        r"\u8364" * 200_000 + "?",
        r"\uc9999999999\u1 " + "Rain.",
        r"\bin9999999999 Rain.",
        r"{\upr" * 50_000 + r"\*\ud Rain",
        r"{\footnote " * 100_000 + "Rain",
        r"\'80" * 300_000,
        r"{\fonttbl" + r"{\f1\fcharset128 M;}" * 50_000 + "}Rain",
        r"\ansicpg99999999 Rain \f99999999999999 fell",
        " | " * 300_000 + "x",
        r"\cell" * 300_000,
        r"\par{\listtext 1}" * 30_000,
    ],
)
def test_hostile_documents_take_linear_time(body):
    before = process_time()
    assert set(read(body)) & {"text", "skipped"}
    assert process_time() - before < 10
