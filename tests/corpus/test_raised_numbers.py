"""Raised and lowered numbers: in no format are they glued to the digits before them."""

import io

import openpyxl
import pptx
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from reportlab.pdfgen.canvas import Canvas

from corpus.raised_numbers import raise_number
from tests.support.documents import read_one
from tests.support.office_files import make_docx, make_epub, make_open, write_page


def write_run(text, position=""):
    properties = f'<w:rPr><w:vertAlign w:val="{position}"/></w:rPr>' if position else ""
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def make_word():
    runs = write_run("It held 10") + write_run("6", "superscript") + write_run("of 5") + write_run("2", "subscript")
    return make_docx(f"<w:p>{runs}</w:p>")


def make_open_text():
    styles = "".join(
        f"<style:style style:name='{name}' style:family='text'><style:text-properties style:text-position='{value}'/>"
        "</style:style>"
        for name, value in (("Up", "super 58%"), ("Down", "-33% 58%"))
    )
    body = "It held 10<text:span text:style-name='Up'>6</text:span>of 5<text:span text:style-name='Down'>2</text:span>"
    return make_open("text", f"<text:p>{body}</text:p>", styles=styles)


def make_slide():
    presentation = pptx.Presentation()
    shape = presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.add_textbox(0, 0, 9, 9)
    for text, baseline in (("It held 10", ""), ("6", "30000"), ("of 5", ""), ("2", "-25000")):
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = text
        if baseline:
            run.font._element.set("baseline", baseline)
    return save(presentation)


def make_sheet():
    workbook = openpyxl.Workbook()
    raised, lowered = (
        TextBlock(InlineFont(vertAlign="superscript"), "6"),
        TextBlock(InlineFont(vertAlign="subscript"), "2"),
    )
    workbook.active["A1"] = CellRichText("It held 10", raised, "of 5", lowered)
    return save(workbook)


def save(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def draw_runs(*runs):
    file = io.BytesIO()
    canvas = Canvas(file)
    text = canvas.beginText(72, 700)
    for words, rise in runs:
        text.setFont("Helvetica", 8 if rise else 12)
        text.setRise(rise)
        text.textOut(words)
    canvas.drawText(text)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", make_word()),
        ("a.odt", make_open_text()),
        ("a.pptx", make_slide()),
        ("a.xlsx", make_sheet()),
        ("a.pdf", draw_runs(("It held 10", 0), ("6", 5), ("of 5", 0), ("2", -3))),
        ("a.epub", make_epub({"a.xhtml": write_page("<p>It held 10<sup>6</sup>of 5<sub>2</sub></p>")})),
        ("a.eml", b"From: a@x\nContent-Type: text/html\n\n<p>It held 10<sup>6</sup>of 5<sub>2</sub></p>"),
        ("a.rtf", rb"{\rtf1 It held 10{\super 6}of 5{\dn6 2}}"),
        ("b.rtf", rb"{\rtf1 It held 10\super 6\nosupersub of 5\sub 2\plain}"),
        ("a.tex", rb"\begin{document}It held 10\textsuperscript{6}of 5\textsubscript{2}\end{document}"),
        ("a.md", b"It held 10<sup>6</sup>of 5<sub>2</sub>"),
        ("a.rst", rb"It held 10\ :sup:`6`\ of 5\ :sub:`2`"),
        ("a.adoc", b"It held 10^6^of 5~2~"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_raised_number_stays_apart_from_the_digits_before_it(tmp_path, name, content):
    assert "It held 10⁶of 5₂" in read_one(tmp_path / name, content).text


def test_the_mark_of_a_note_before_its_first_word_is_raised(tmp_path):
    text = read_one(tmp_path / "a.pdf", draw_runs(("1", 5), ("Preliminary figures of the mill.", 0))).text
    assert text == "¹Preliminary figures of the mill."


@pytest.mark.parametrize(
    ("text", "before", "shown"),
    [("−12", "10", "⁻¹²"), ("2.5", "10", "^2.5"), ("th", "5", "th"), ("2", "m", "2"), ("†", "5", "†"), ("", "5", "")],
)
def test_what_is_raised_is_marked_only_where_it_could_be_mistaken(text, before, shown):
    assert raise_number(text, before) == shown


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (
            [("The mill was let to Rosa Lund", 0), ("12", 5), (", who paid.", 0)],
            "The mill was let to Rosa Lund ¹², who paid.",
        ),
        ([("It rained.", 0), ("3", 5), (" It froze.", 0), ("4,5", 5)], "It rained. It froze."),
        ([("It rained in ‘May’", 0), ("7", 5), (" then.", 0)], "It rained in ‘May’ then."),
        ([("It has 40 metres", 0), ("2", 5), (" of slate.", 0)], "It has 40 metres2 of slate."),
        ([("It has 40 km", 0), ("2", 5), (" of slate.", 0)], "It has 40 km2 of slate."),
        ([("They found carbon", 0), ("14", -3), (" in it.", 0)], "They found carbon14 in it."),
        ([("The square of it is (a+b)", 0), ("2", 5), (" here.", 0)], "The square of it is (a+b)2 here."),
        ([("They took route66 to the pier.", 0)], "They took route66 to the pier."),
        ([("It held 10", 0), ("6", 5), (" germs.", 0)], "It held 10⁶ germs."),
    ],
)
def test_the_mark_of_a_note_behind_a_word_of_a_pdf_stays_apart_from_it(tmp_path, runs, shown):
    assert read_one(tmp_path / "a.pdf", draw_runs(*runs)).text == shown
