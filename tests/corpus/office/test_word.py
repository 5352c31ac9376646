"""Word documents: the text that a reader sees, nothing invented, and what was lost is named."""

import io
from datetime import date

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.archive import read_archive
from corpus.readers.fields import FileToRead
from tests.support.office_files import (
    CORE,
    SPACES,
    STRICT_WORD,
    make_docx,
    read_reason,
    read_whole,
    write_notes,
    write_paragraph,
    write_runs,
    write_styles,
    write_table,
)

MARK_DELETED = '<w:rPr><w:del w:id="9"/></w:rPr>'
BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"


def read_body(folder, body, parts=None, **options):
    article, lost = read_whole(folder / "a.docx", make_docx(body, parts, **options))
    assert lost == {}
    return article.text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            f"<w:p>{write_runs('The board ')}<w:ins>{write_runs('of Aurel ')}</w:ins>{write_runs('paid ')}"
            f"<w:del><w:r><w:delText>40</w:delText></w:r></w:del><w:ins>{write_runs('65')}</w:ins>"
            f"{write_runs(' crowns.')}</w:p>",
            "The board of Aurel paid 65 crowns.",
        ),
        (
            f"<w:p><w:moveFrom>{write_runs('It met.')}</w:moveFrom>{write_runs('It voted.')}</w:p>"
            f"<w:p><w:moveTo>{write_runs('It met.')}</w:moveTo></w:p>",
            "It voted.\n\nIt met.",
        ),
        (
            write_paragraph("The quay was closed ", properties=MARK_DELETED) + write_paragraph("in spring."),
            "The quay was closed in spring.",
        ),
        (
            f"<w:p><w:pPr>{MARK_DELETED}</w:pPr><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"
            + write_paragraph("Rain fell."),
            "Rain fell.",
        ),
        (write_paragraph("Snow fell", properties=MARK_DELETED) + write_table([write_paragraph("7")]), "Snow fell\n\n7"),
    ],
)
def test_tracked_changes_are_read_as_accepted(tmp_path, body, text):
    assert read_body(tmp_path, body) == text


def test_deleted_rows_and_cells_are_out(tmp_path):
    cells = f"<w:tc>{write_paragraph('Aurel')}</w:tc><w:tc><w:tcPr><w:cellDel/></w:tcPr>{write_paragraph('x')}</w:tc>"
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{write_paragraph('Gone')}</w:tc></w:tr>"
    assert read_body(tmp_path, f"<w:tbl>{deleted}<w:tr>{cells}</w:tr></w:tbl>") == "Aurel"


def test_content_controls_are_read_wherever_they_are(tmp_path):
    def control(inner):
        return f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'

    first, second = write_paragraph("Year"), control(write_paragraph("40"))
    row = f"<w:tr>{control(f'<w:tc>{first}</w:tc>')}<w:tc>{second}</w:tc></w:tr>"
    body = control(control(write_paragraph("It is to be sold.")))
    body += f"<w:p>{write_runs('The clerk is ')}{control(write_runs('Ines Vogel'))}{write_runs(', of Semey.')}</w:p>"
    assert read_body(tmp_path, body + f"<w:tbl>{control(row)}</w:tbl>") == (
        "It is to be sold.\n\nThe clerk is Ines Vogel, of Semey.\n\nYear | 40"
    )


def test_a_text_box_is_read_once_and_breaks_no_sentence(tmp_path):
    box = BOX.format(write_paragraph("Key finding."))
    fallback = (
        f"<w:pict><v:textbox><w:txbxContent>{write_paragraph('Key finding.')}</w:txbxContent></v:textbox></w:pict>"
    )
    choice = f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    body = f"<w:p>{write_runs('The dam ')}<w:r>{choice}</mc:AlternateContent></w:r>{write_runs('lost water.')}</w:p>"
    assert read_body(tmp_path, body) == "The dam lost water.\n\nKey finding."
    only_old = f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    assert read_body(tmp_path, f"<w:p><w:r>{only_old}</w:r></w:p>") == "Key finding."


def test_notes_follow_the_text_in_the_order_of_their_references(tmp_path):
    def refer(kind, number):
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    body = f"<w:p>{write_runs('Forty wells')}{refer('footnote', 2)}{write_runs(' are dry.')}{refer('endnote', 1)}</w:p>"
    body += f"<w:p>{write_runs('Rain fell.')}{refer('footnote', 1)}</w:p>"
    body += f"<w:p><w:del>{refer('footnote', 3)}</w:del></w:p>"
    parts = {
        "footnotes.xml": write_notes("footnote", n1="On Monday.", n2="By a survey.", n3="Deleted."),
        "endnotes.xml": write_notes("endnote", n1="In 2019."),
    }
    assert read_body(tmp_path, body, parts) == (
        "Forty wells are dry.\n\nRain fell.\n\nBy a survey.\n\nOn Monday.\n\nIn 2019."
    )


def test_comments_and_instructions_are_out_and_results_of_fields_are_in(tmp_path):
    def turn(kind, more=""):
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{more}</w:fldChar></w:r>'

    inner = (
        turn("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + turn("separate") + write_runs("7") + turn("end")
    )
    field = f"{turn('begin')}<w:r><w:instrText>IF </w:instrText></w:r>{inner}{turn('separate')}"
    field += write_runs("three") + turn("end")
    simple = f'<w:fldSimple w:instr="DATE">{write_runs("on Monday")}</w:fldSimple>'
    choices = '<w:listEntry w:val="Aurel"/><w:listEntry w:val="Semey"/>'
    choice = turn("begin", f'<w:ffData><w:ddList><w:result w:val="1"/>{choices}</w:ddList></w:ffData>') + turn("end")
    link = f'<w:hyperlink r:id="rId9">{write_runs("a notice")}</w:hyperlink>'
    comment = '<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
    body = f"<w:p>{write_runs('The ')}{field}{write_runs(' ships met ')}{simple}{write_runs(' in ')}{choice}{comment}"
    body += f"{write_runs(', says ')}{link}{write_runs('.')}</w:p>"
    comments = f'<w:comments {SPACES}><w:comment w:id="1">{write_paragraph("Check this.")}</w:comment></w:comments>'
    text = "The three ships met on Monday in Semey, says a notice."
    assert read_body(tmp_path, body, {"comments.xml": comments}) == text


def test_hidden_text_is_out(tmp_path):
    styles = write_styles(
        '<w:style w:type="character" w:styleId="Below"><w:rPr><w:vanish/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="Secret"><w:basedOn w:val="Below"/></w:style>',
        '<w:style w:type="paragraph" w:styleId="Draft"><w:rPr><w:vanish/></w:rPr></w:style>',
    )

    def hide(properties):
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>hidden</w:t></w:r>"

    hidden = hide("<w:vanish/>") + hide('<w:rStyle w:val="Secret"/>')
    body = f"<w:p>{write_runs('Rain')}{hidden}{write_runs(' fell.')}"
    body += '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> It ended.</w:t></w:r></w:p>'
    body += write_paragraph("A draft.", properties='<w:pStyle w:val="Draft"/>')
    assert read_body(tmp_path, body, {"styles.xml": styles}) == "Rain fell. It ended."


def test_signs_that_are_elements_are_read(tmp_path):
    pieces = (
        "<w:r><w:t>Co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:tab/><w:t>har</w:t><w:softHyphen/><w:t>bour</w:t><w:br/>"
        '<w:t>re\u00adbuilt</w:t><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    )
    assert read_body(tmp_path, f"<w:p>{pieces}</w:p>") == "Co-op\tharbour\nrebuiltα"


def test_a_raised_number_and_a_fraction_make_no_other_number(tmp_path):
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    one, two, total = (f"<m:r><m:t>{text}</m:t></m:r>" for text in ("1", "2", "a+b"))
    half = f"<m:f><m:num>{one}</m:num><m:den>{two}</m:den></m:f>"
    power = f"<m:sSup><m:e><m:d><m:e>{total}</m:e></m:d></m:e><m:sup>{two}</m:sup></m:sSup>"
    body = (
        f"<w:p>{write_runs('10')}{raised.format('6')}{write_runs(' on the 1')}{raised.format('st')}{write_runs(': ')}"
    )
    body += f"<m:oMathPara><m:oMath>{half}</m:oMath></m:oMathPara>{write_runs(' of ')}<m:oMath>{power}</m:oMath></w:p>"
    assert read_body(tmp_path, body) == "10⁶ on the 1st: 1/2 of (a+b)^2"


def test_nested_tables_are_read_and_paragraphs_of_prose_are_not_glued(tmp_path):
    inner = write_table([write_paragraph("Ships"), write_paragraph("40")])
    rows = [
        [write_paragraph("Year"), write_paragraph("2022")],
        [write_paragraph("Ports"), inner + write_paragraph()],
        [write_paragraph("Rosa Lund") + write_paragraph("chair"), write_paragraph("3")],
        [write_paragraph("The ferry stopped.") + write_paragraph("By Odo Pell"), write_paragraph("Rain fell.")],
        [write_paragraph(text) for text in ("", "a", "", "", "b", "")],
    ]
    assert read_body(tmp_path, write_table(*rows)).split("\n\n") == [
        *("Year | 2022", "Ports | Ships | 40", "Rosa Lund | chair | 3"),
        *("The ferry stopped.", "By Odo Pell", "Rain fell.", "a | | | b"),
    ]


def test_a_table_that_is_nested_too_deeply_loses_itself_alone(tmp_path):
    table = write_table([write_paragraph("deepest")])
    for number in range(30):
        table = write_table([write_paragraph(f"level {number}") + table + write_paragraph()])
    article, lost = read_whole(tmp_path / "a.docx", make_docx(table + write_paragraph("Rain fell.")))
    assert "level 29" in article.text and "Rain fell." in article.text
    assert lost == {"table 21": "It is nested too deeply."}


def test_a_damaged_part_loses_itself_and_is_named(tmp_path):
    body = f'<w:p>{write_runs("Rain fell.")}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    content = make_docx(body, {"footnotes.xml": "<broken", "numbering.xml": "<broken"})
    article, lost = read_whole(tmp_path / "a.docx", content)
    assert article.text == "Rain fell."
    assert sorted(lost) == ["footnotes", "numbering"]
    assert all(reason.startswith("It is damaged: ") for reason in lost.values())


def test_the_main_part_is_found_by_its_relationship_in_strict_documents_too(tmp_path):
    body = write_paragraph("Rain fell on http://purl.oclc.org/ooxml/wordprocessingml/main in Aurel.")
    assert "Rain fell on http://purl" in read_body(tmp_path, body, main="word/document2.xml", space=STRICT_WORD)
    assert "purl.oclc.org/ooxml/wordprocessingml/main in" in read_body(tmp_path, body, space=STRICT_WORD)


def test_a_document_without_properties_has_no_title_and_no_date(tmp_path):
    article, _ = read_whole(tmp_path / "a.docx", make_docx(write_paragraph("Rain fell.")))
    assert (article.title, article.author, article.published, article.date_basis) == ("", "", None, "")


@pytest.mark.parametrize(
    ("title", "author", "shown"),
    [
        ("Nine days", "Ines Vogel", ("Nine days", "Ines Vogel")),
        ("Word Document", "python-docx", ("The port", "")),
        ("Microsoft Word - Draft_v3.docx", "Windows User", ("The port", "")),
        ("", "", ("The port", "")),
    ],
)
def test_title_and_author_are_those_that_a_person_gave(tmp_path, title, author, shown):
    styles = write_styles('<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>')
    body = write_paragraph("Report") + write_paragraph("The port", properties='<w:pStyle w:val="Titel"/>')
    core = CORE.format(title=title, author=author, day="2024-03-01")
    article, _ = read_whole(tmp_path / "a.docx", make_docx(body, {"styles.xml": styles}, core=core))
    assert (article.title, article.author) == shown
    assert (article.published, article.date_basis) == (date(2024, 3, 1), "metadata")


def test_a_date_in_the_text_goes_before_that_of_the_file(tmp_path):
    core = CORE.format(title="Rain", author="Ines Vogel", day="2024-03-01")
    article, _ = read_whole(tmp_path / "a.docx", make_docx(write_paragraph("4 April 2021"), core=core))
    assert (article.published, article.date_basis, article.title) == (date(2021, 4, 4), "text", "Rain")


def test_text_in_diagrams_and_pieces_of_html_is_read(tmp_path):
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    point = f'<dgm:t xmlns:a="{drawing}"><a:p><a:r><a:t>The board</a:t></a:r></a:p></dgm:t>'
    data = f"<dgm:dataModel {SPACES}>{point}</dgm:dataModel>"
    body = write_paragraph("Rain fell.") + '<w:p><w:r><dgm:relIds r:dm="rId1"/></w:r></w:p><w:altChunk r:id="rId2"/>'
    parts = {"data1.xml": data, "chunk.htm": "<html><body><p>Snow fell.</p><p>Wind blew.</p></body></html>"}
    assert read_body(tmp_path, body, parts) == "Rain fell.\n\nThe board\n\nSnow fell.\n\nWind blew."
    article, lost = read_whole(tmp_path / "b.docx", make_docx(body, {"data1.xml": data, "chunk.rtf": "{\\rtf1 x}"}))
    assert article.text == "Rain fell.\n\nThe board"
    assert list(lost) == ["part 2"] and "save it as .docx" in lost["part 2"]


def test_a_document_without_text_is_skipped(tmp_path):
    assert read_reason(tmp_path / "a.docx", make_docx("<w:p/>")) == "It contains no text."


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\xad"))
BLOCKS = LINES.filter(lambda text: text == text.strip() and text)


@given(st.lists(BLOCKS, min_size=1, max_size=5), st.lists(st.lists(BLOCKS, min_size=2, max_size=2), max_size=2))
def test_what_is_written_is_read(paragraphs, rows):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=len(rows), cols=2)
        for row, texts in zip(table.rows, rows, strict=True):
            row.cells[0].text, row.cells[1].text = texts
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    (fields,) = read_archive(FileToRead(None, file))
    assert fields["text"] == "\n\n".join([*paragraphs, *(" | ".join(row) for row in rows)])
