"""Old and locked office files: a true reason, and how to get a file that is read."""

import io
import random
from datetime import date

import pytest
import xlwt

from corpus.reading import read_articles
from tests.support.compound_files import make_compound, make_message, write_compound
from tests.support.office_files import list_pages, pack_parts, read_reason, read_whole


@pytest.mark.parametrize(
    ("name", "streams", "reason"),
    [
        ("a.docx", ["EncryptionInfo", "EncryptedPackage"], "It is locked with a password; save it without one."),
        ("a.doc", ["1Table", "WordDocument"], "It is an old Word file; save it as .docx."),
        ("a.ppt", ["Current User", "PowerPoint Document"], "It is an old PowerPoint file; save it as .pptx."),
        ("a.db", ["Catalog"], "It is a file of an old program; export it as PDF or text."),
    ],
)
def test_an_old_file_is_named_with_the_way_out(tmp_path, name, streams, reason):
    assert read_reason(tmp_path / name, make_compound(*streams)) == reason


DAY = xlwt.easyxf(num_format_str="d mmmm yyyy")


def save_old(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def make_old_sheet(*rows):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Costs")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = DAY if isinstance(value, date) else xlwt.Style.default_style
            sheet.write(number, column, value, style)
    return workbook, sheet


def test_an_old_workbook_is_read_like_a_new_one(tmp_path):
    workbook, _ = make_old_sheet(["Name", "Rent", "Since", "Paid"], ["Odo Pell", 400.5, date(2024, 3, 1), True])
    article, lost = read_whole(tmp_path / "a.xls", save_old(workbook))
    row = "Name: Odo Pell; Rent: 400.5; Since: 1 March 2024; Paid: TRUE."
    assert list_pages(article) == [("sheet Costs, row 2", row)]
    assert lost == {}


def test_of_an_old_workbook_hidden_parts_are_named(tmp_path):
    workbook, sheet = make_old_sheet(["Name", "Rent"], ["Odo Pell", 400], ["Rosa Lund", 300])
    sheet.row(2).hidden = True
    hidden = workbook.add_sheet("Secret")
    hidden.write(0, 0, "Do not read")
    hidden.visibility = 1
    article, lost = read_whole(tmp_path / "a.xls", save_old(workbook))
    assert article.text == "Name: Odo Pell; Rent: 400."
    assert "Hidden rows" in lost["sheet 1"]
    assert "is hidden" in lost["sheet 2"]


def make_long_workbook():
    return save_old(make_old_sheet(["Name", "Rent"], *([f"Odo {n}", n] for n in range(300)))[0])


def make_long_message():
    return write_compound(make_message({"0037": "Pier", "1000": "The pier has closed. " * 400}))


@pytest.mark.parametrize(("ending", "make"), [("xls", make_long_workbook), ("msg", make_long_message)])
def test_damaged_files_cost_only_themselves(tmp_path, ending, make):
    content, chance = make(), random.Random(22)
    for number in range(50):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 50)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        (tmp_path / f"{number}.{ending}").write_bytes(broken[: chance.randint(100, len(broken))])
    (tmp_path / "good.txt").write_text("Rain fell.")
    reading = read_articles([tmp_path])
    assert "Rain fell." in {found.article.text for found in reading.found}
    named = {found.origin for found in reading.found} | {one.path.partition(", ")[0] for one in reading.skipped}
    assert len(named) == 51


def test_a_damaged_old_file_is_named(tmp_path):
    assert "damaged" in read_reason(tmp_path / "a.doc", make_compound("WordDocument")[:100])


def test_office_xml_of_2003_is_no_text(tmp_path):
    content = b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument><w:t>Rain.</w:t>'
    for name in ("a.xml", "a.doc", "a.txt"):
        assert "save it as .docx" in read_reason(tmp_path / name, content)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (["[Content_Types].xml", "xl/workbook.bin"], "It is a binary Excel file; save it as .xlsx."),
        (["Index/Document.iwa"], "It is a file of Pages, Numbers or Keynote; export it as .docx, .xlsx or .pptx."),
        (["[Content_Types].xml", "visio/document.xml"], "It is a Visio drawing; export it as PDF."),
        (["META-INF/MANIFEST.MF", "a.class"], "It is a program."),
        (["[Content_Types].xml", "x.bin"], "It is a file of an unsupported office program; export it as PDF."),
    ],
)
def test_packages_that_are_not_read_are_named(tmp_path, parts, reason):
    assert read_reason(tmp_path / "a.zip", pack_parts(dict.fromkeys(parts, "x"))) == reason
