"""OpenDocument: texts, spreadsheets and presentations as a reader sees them."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf import teletype
from odf.opendocument import OpenDocumentText
from odf.text import P

from corpus.formats.archive import read_archive
from corpus.readers.fields import FileToRead
from tests.support.office_files import OPEN_SPACES, list_pages, make_open, pack_parts, read_reason, read_whole

META = (
    f"<office:document-meta {OPEN_SPACES}><office:meta><dc:title>{{title}}</dc:title>"
    "<meta:initial-creator>Ines Vogel</meta:initial-creator><dc:creator>Rosa Lund</dc:creator>"
    "<meta:creation-date>2024-03-01T10:00:00</meta:creation-date></office:meta></office:document-meta>"
)


def read_blocks(folder, body, styles="", parts=None):
    article, lost = read_whole(folder / "a.odt", make_open("text", body, styles, parts))
    assert lost == {}
    return article.text.split("\n\n")


def test_white_space_is_folded_and_signs_that_are_elements_are_read(tmp_path):
    body = (
        "<text:p>\n  The <text:span>quay</text:span>\n was <text:s text:c='2'/>built<text:tab/>anew,<text:line-break/>"
    )
    body += "re\u00adbuilt <text:span> at</text:span> <text:a>last</text:a>.</text:p>"
    assert read_blocks(tmp_path, body) == ["The quay was   built\tanew,\nrebuilt at last."]


def test_changes_are_accepted_and_comments_and_hidden_text_are_out(tmp_path):
    hides = '<style:text-properties text:display="none"/>'
    styles = (
        f'<style:style style:name="T1" style:family="text">{hides}</style:style>'
        f'<style:style style:name="P1" style:family="paragraph">{hides}</style:style>'
        '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="P1"/>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Rain <text:change-start/>fell<text:change-end/><text:change/>"
        "<office:annotation><dc:creator>R</dc:creator><text:p>Check.</text:p></office:annotation>"
        '<text:span text:style-name="T1">secret</text:span> in Aurel'
        '<text:hidden-text text:is-hidden="true">no</text:hidden-text>.</text:p>'
        '<text:p text:style-name="P2">Hidden.</text:p>'
        '<text:section text:display="none"><text:p>No.</text:p></text:section>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>Hidden too.</text:p>'
        "<text:section><text:p>Yes.</text:p></text:section>"
    )
    assert read_blocks(tmp_path, body, styles) == ["Rain fell in Aurel.", "Yes."]


def test_notes_and_text_boxes_break_no_sentence(tmp_path):
    def note(kind, text):
        body = f"<text:note-body><text:p>{text}</text:p></text:note-body>"
        return f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>{body}</text:note>'

    box = "<draw:frame><draw:text-box><text:p>Key finding.</text:p></draw:text-box></draw:frame>"
    body = f"<text:p>Forty {note('endnote', 'In 2019.')}wells{note('footnote', 'By a survey.')} are{box} dry.</text:p>"
    assert read_blocks(tmp_path, body + "<text:p>Rain fell.</text:p>") == [
        *("Forty wells are dry.", "Key finding.", "Rain fell.", "By a survey.", "In 2019."),
    ]


def test_numbers_of_lists_and_headings_are_shown(tmp_path):
    levels = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
        'text:display-levels="2"/>'
        '<text:list-level-style-bullet text:level="3" text:bullet-char="x"/>'
    )
    styles = f'<text:list-style style:name="L1">{levels}</text:list-style>'
    outline = '<text:outline-style><text:outline-level-style text:level="1" style:num-format="I"/></text:outline-style>'
    parts = {"styles.xml": f"<office:document-styles {OPEN_SPACES}>{outline}</office:document-styles>"}

    def item(text, more="", attributes=""):
        paragraphs = f"<text:p>{text}</text:p><text:p>{text} goes on.</text:p>"
        return f"<text:list-item {attributes}>{paragraphs}{more}</text:list-item>"

    inner = f"<text:list>{item('b')}</text:list>"
    body = '<text:h text:outline-level="1">Costs</text:h>'
    body += f'<text:list xml:id="one" text:style-name="L1">{item("a", inner)}{item("d")}</text:list>'
    body += '<text:h text:outline-level="1">Ships</text:h>'
    more = item("e") + item("f", attributes='text:start-value="9"')
    body += f'<text:list text:style-name="L1" text:continue-list="one">{more}</text:list>'
    assert read_blocks(tmp_path, body, styles, parts) == [
        *("I Costs", "1. a", "a goes on.", "1.a) b", "b goes on.", "2. d", "d goes on."),
        *("II Ships", "3. e", "e goes on.", "9. f", "f goes on."),
    ]


def test_tables_are_rows_and_merged_cells_appear_once(tmp_path):
    inner = f"<table:table>{write_row(cell('40'))}</table:table>"
    first = write_row(cell("Ports", more='table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
    second = write_row(cell("Ships"), f"<table:table-cell>{inner}</table:table-cell>")
    rows = f"<table:table-header-rows>{first}</table:table-header-rows>{second}"
    assert read_blocks(tmp_path, f"<table:table>{rows}</table:table>") == ["Ports", "Ships | 40"]


def test_a_formula_leaves_no_hole(tmp_path):
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>'
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="x.png"/></draw:frame>'
    body = f"<text:p>It is {frame} at most.</text:p>"
    assert read_blocks(tmp_path, body, parts={"Object 1/content.xml": math}) == ["It is 1/(n+1) at most."]


@pytest.mark.parametrize(("title", "shown"), [("Nine days", "Nine days"), ("Untitled 1", "The port"), ("", "The port")])
def test_title_author_and_date_are_read(tmp_path, title, shown):
    styles = '<style:style style:name="P7" style:family="paragraph" style:parent-style-name="Title"/>'
    body = '<text:p text:style-name="P7">The port</text:p><text:p>Rain fell.</text:p>'
    content = make_open("text", body, styles, {"meta.xml": META.format(title=title)})
    article, _ = read_whole(tmp_path / "a.odt", content)
    assert (article.title, article.author, article.published) == (shown, "Ines Vogel", date(2024, 3, 1))
    assert article.pages == ()


def cell(text="", kind="string", more=""):
    paragraphs = f"<text:p>{text}</text:p>" if text else ""
    value = f'office:value-type="{kind}"' if text else ""
    return f"<table:table-cell {value} {more}>{paragraphs}</table:table-cell>"


def write_row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def make_spreadsheet(*rows, styles="", more=""):
    filler = write_row(
        '<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048000"'
    )
    table = f'<table:table table:name="Costs" {more}>{"".join(rows)}{filler}</table:table>'
    return make_open("spreadsheet", table, styles)


def test_rows_of_a_spreadsheet_are_sentences(tmp_path):
    content = make_spreadsheet(
        write_row(cell("Name"), cell("Rent"), cell("Since")),
        write_row(cell("Odo Pell"), cell("400 kr", "currency"), cell("1 March 2024", "date")),
        write_row('<table:table-cell table:number-columns-repeated="3"/>', more='table:number-rows-repeated="5"'),
        write_row(cell("Rosa Lund"), cell("300 kr", "currency"), more='table:number-rows-repeated="2"'),
    )
    article, lost = read_whole(tmp_path / "a.ods", content)
    assert lost == {}
    assert list_pages(article) == [
        ("sheet Costs, row 2", "Name: Odo Pell; Rent: 400 kr; Since: 1 March 2024."),
        ("sheet Costs, row 8", "Name: Rosa Lund; Rent: 300 kr."),
        ("sheet Costs, row 9", "Name: Rosa Lund; Rent: 300 kr."),
    ]


def test_hidden_sheets_and_rows_are_left_out_and_named(tmp_path):
    hides = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta2" style:family="table">{hides}</style:style>'
    content = make_spreadsheet(write_row(cell("Private.")), styles=style, more='table:style-name="ta2"')
    assert "It contains no text." in read_whole_reasons(tmp_path / "a.ods", content)
    shown = make_spreadsheet(write_row(cell("Open.")), write_row(cell("Filtered."), more='table:visibility="filter"'))
    article, lost = read_whole(tmp_path / "b.ods", shown)
    assert article.text == "Open."
    assert list(lost) == ["sheet 1"] and "left out" in lost["sheet 1"]


def read_whole_reasons(path, content):
    from corpus.reading import read_articles

    path.write_bytes(content)
    reasons = [skip.reason for skip in read_articles([path]).skipped]
    assert "The sheet “Costs” is hidden; show it to have it read." in reasons
    return reasons


def test_slides_of_a_presentation_are_pages(tmp_path):
    hides = '<style:drawing-page-properties presentation:visibility="hidden"/>'
    style = f'<style:style style:name="dp2" style:family="drawing-page">{hides}</style:style>'

    def slide(title, text, more=""):
        box = f"<draw:text-box><text:p>{title}</text:p></draw:text-box>"
        frames = f'<draw:frame presentation:class="title">{box}</draw:frame>'
        frames += f"<draw:custom-shape><text:p>{text}</text:p></draw:custom-shape>"
        notes = "<draw:frame><draw:text-box><text:p>Say it slowly.</text:p></draw:text-box></draw:frame>"
        return f"<draw:page {more}>{frames}<presentation:notes>{notes}</presentation:notes></draw:page>"

    body = slide("Plans", "The quay is built.") + slide("Secret", "No.", 'draw:style-name="dp2"')
    article, lost = read_whole(tmp_path / "a.odp", make_open("presentation", body, style))
    assert list_pages(article) == [("slide 1", "Plans\n\nThe quay is built."), ("slide 1, notes", "Say it slowly.")]
    assert (article.title, list(lost)) == ("Plans", ["slide 2"])


def test_a_locked_document_and_a_drawing_say_so(tmp_path):
    encrypted = "<m:file-entry><m:encryption-data/></m:file-entry>"
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{encrypted}</m:manifest>'
    locked = pack_parts({"mimetype": "x", "content.xml": b"\x01\x02", "META-INF/manifest.xml": manifest})
    assert read_reason(tmp_path / "a.odt", locked) == "It is locked with a password; save it without one."
    drawing = make_open("drawing", "<draw:page/>")
    assert read_reason(tmp_path / "a.odg", drawing) == "It is a drawing, chart or database; export it as PDF."
    assert "damaged" in read_reason(tmp_path / "b.odt", pack_parts({"mimetype": "x", "content.xml": "<broken"}))


BLOCKS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\xad")
    | st.sampled_from("\t\n ")
).filter(lambda text: text == text.strip() and text)


@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_what_is_written_is_read(paragraphs):
    document = OpenDocumentText()
    for text in paragraphs:
        paragraph = P()
        teletype.addTextToElement(paragraph, text)
        document.text.addElement(paragraph)
    file = io.BytesIO()
    document.write(file)
    file.seek(0)
    assert zipfile.is_zipfile(file)
    (fields,) = read_archive(FileToRead(None, file))
    assert fields["text"] == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text", "<text:h text:outline-level='1'>Pier</text:h><text:p>Rain fell.</text:p>", "Pier\n\nRain fell."),
        (
            "spreadsheet",
            "<table:table table:name='Costs'><table:table-row><table:table-cell office:value-type='string'><text:p>Rain"
            "</text:p></table:table-cell></table:table-row></table:table>",
            "Rain",
        ),
    ],
)
def test_a_document_in_one_file_is_read(tmp_path, kind, body, text):
    content = (
        f'<?xml version="1.0"?>\n<office:document {OPEN_SPACES}><office:meta><meta:initial-creator>Ines Vogel'
        f"</meta:initial-creator><meta:creation-date>2024-05-04T10:00:00</meta:creation-date></office:meta><office:body>"
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )
    for name in ("a.fodt", "a.xml"):
        article, lost = read_whole(tmp_path / name, content.encode())
        assert (article.text, article.author, str(article.published)) == (text, "Ines Vogel", "2024-05-04")
        assert lost == {}


def test_entities_of_a_document_in_one_file_are_refused(tmp_path):
    content = f'<!DOCTYPE x [<!ENTITY a "haha">]><office:document {OPEN_SPACES}>&a;</office:document>'
    assert "entities" in read_reason(tmp_path / "a.fodt", content.encode())
