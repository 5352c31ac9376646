"""Numbers of lists and headings in Word documents, as a reader sees them."""

import pytest

from corpus.office.numbering import format_number
from tests.support.office_files import (
    make_docx,
    read_whole,
    write_level,
    write_numbering,
    write_paragraph,
    write_styles,
)


def item(text, level=0, number=1):
    reference = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return write_paragraph(text, properties=reference)


def read_lines(folder, body, numbering, styles=""):
    parts = {"numbering.xml": numbering} | ({"styles.xml": styles} if styles else {})
    article, lost = read_whole(folder / "a.docx", make_docx(body, parts))
    assert lost == {}
    return article.text.split("\n\n")


def test_levels_count_and_start_again_below_each_item(tmp_path):
    numbering = write_numbering(
        write_level(0, "%1.") + write_level(1, "%1.%2", start=3) + write_level(2, "(%3)", "lowerRoman")
    )
    body = item("a") + item("b", 1) + item("c", 1) + item("d", 2) + write_paragraph("Text.") + item("e") + item("f", 1)
    assert read_lines(tmp_path, body, numbering) == [
        *("1. a", "1.3 b", "1.4 c", "(i) d", "Text.", "2. e", "2.3 f"),
    ]


def test_an_empty_item_and_a_deleted_one_are_counted_as_in_word(tmp_path):
    deleted = write_paragraph(properties='<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr>')
    body = item("a") + item("") + deleted + item("b")
    assert read_lines(tmp_path, body, write_numbering(write_level(0, "%1)"))) == ["1) a", "3) b"]


def test_lists_restart_where_the_document_says_so(tmp_path):
    own = write_level(0, "%1)")
    instances = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        f'<w:lvlOverride w:ilvl="0">{own}</w:lvlOverride></w:num>'
    )
    numbering = write_numbering(write_level(0, "%1.", "upperLetter"), instances)
    body = item("a") + item("b", number=2) + item("c", number=2) + item("d") + item("e", number=3) + item("f", number=0)
    assert read_lines(tmp_path, body, numbering) == ["A. a", "E. b", "F. c", "G. d", "8) e", "f"]


def test_headings_are_numbered_by_their_styles(tmp_path):
    styles = write_styles(
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="H2"/></w:style>',
    )
    level = '<w:pStyle w:val="H1"/>'
    numbering = write_numbering(
        write_level(0, "Article %1", "upperRoman", more=level) + write_level(1, "%1.%2", more="<w:isLgl/>")
    )
    body = "".join(
        write_paragraph(f"{style} text", properties=f'<w:pStyle w:val="{style}"/>') for style in ("H1", "Own")
    )
    assert read_lines(tmp_path, body, numbering, styles) == ["Article I H1 text", "1.1 Own text"]


def test_a_list_may_have_the_levels_of_a_style(tmp_path):
    styles = write_styles(
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    )
    linked = '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>' + write_level(0, "§ %1") + "</w:abstractNum>"
    instances = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    )
    numbering = write_numbering('<w:numStyleLink w:val="L"/>', linked + instances)
    assert read_lines(tmp_path, item("a") + item("b"), numbering, styles) == ["§ 1 a", "§ 2 b"]


@pytest.mark.parametrize(
    ("text", "kind"), [("\uf0b7", "bullet"), ("%1", "none"), ("%1、", "chineseCounting"), ("", "decimal")]
)
def test_bullets_and_numbers_of_other_scripts_are_left_out(tmp_path, text, kind):
    assert read_lines(tmp_path, item("a"), write_numbering(write_level(0, text, kind))) == ["a"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (7, "decimalZero", "07"),
        (22, "ordinal", "22nd"),
        (112, "ordinal", "112th"),
        (0, "upperRoman", None),
        (10**12, "decimal", None),
    ],
)
def test_numbers_in_the_formats_of_word(number, kind, text):
    assert format_number(number, kind) == text
