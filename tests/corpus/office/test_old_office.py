"""Old and locked office files: a true reason, and how to get a file that is read."""

import pytest

from tests.support.office_files import make_compound, pack_parts, read_reason


@pytest.mark.parametrize(
    ("name", "streams", "reason"),
    [
        ("a.docx", ["EncryptionInfo", "EncryptedPackage"], "It is locked with a password; save it without one."),
        ("a.doc", ["1Table", "WordDocument"], "It is an old Word file; save it as .docx."),
        ("a.xls", ["Workbook"], "It is an old Excel file; save it as .xlsx."),
        ("a.ppt", ["Current User", "PowerPoint Document"], "It is an old PowerPoint file; save it as .pptx."),
        ("a.msg", ["__nameid", "__properties_version1.0"], "It is an Outlook message; export it as .eml."),
        ("a.db", ["Catalog"], "It is a file of an old program; export it as PDF or text."),
    ],
)
def test_an_old_file_is_named_with_the_way_out(tmp_path, name, streams, reason):
    assert read_reason(tmp_path / name, make_compound(*streams)) == reason


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
        (["[Content_Types].xml", "x.bin"], "It is a file of an office program that is not read; export it as PDF."),
    ],
)
def test_packages_that_are_not_read_are_named(tmp_path, parts, reason):
    assert read_reason(tmp_path / "a.zip", pack_parts(dict.fromkeys(parts, "x"))) == reason
