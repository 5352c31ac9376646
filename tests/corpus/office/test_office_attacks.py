"""Hostile office documents and e-books: each costs itself at most, in linear time and without another file."""

import io
import random
import time
import zipfile

import pytest

from corpus.formats.archive import read_archive
from corpus.office.table_rows import SheetCell, SheetRow, describe_rows
from corpus.readers.fields import MAX_FILE_SIZE, FileToRead
from corpus.reading import read_articles
from tests.support.documents import read_beside_good
from tests.support.office_files import (
    make_docx,
    make_epub,
    make_open,
    make_xlsx,
    pack_parts,
    relate,
    write_level,
    write_numbering,
    write_page,
    write_paragraph,
    write_table,
)

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">{}]>'.format(
    "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
)


def read_here(content):
    return list(read_archive(FileToRead(None, io.BytesIO(content))))


def replace_part(content, name, change):
    """Return a package with the text of a part changed."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in source.namelist():
            archive.writestr(one, change(source.read(one).decode()) if one == name else source.read(one))
    return target.getvalue()


def declare(content, name):
    return replace_part(content, name, lambda text: f'<!DOCTYPE x [<!ENTITY a "haha">]>{text}')


def laugh(content, name):
    return replace_part(content, name, lambda text: LAUGHS + text.replace("Rain fell.", "&j;"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.docx", declare(make_docx(write_paragraph("Rain &a;.")), "word/document.xml")),
        ("a.docx", laugh(make_docx(write_paragraph("Rain fell.")), "word/document.xml")),
        ("a.odt", laugh(make_open("text", "<text:p>Rain fell.</text:p>"), "content.xml")),
        ("a.xlsx", make_xlsx("<row><c t='inlineStr'><is><t>&j;</t></is></c></row>", LAUGHS)),
    ],
)
def test_entities_are_refused(tmp_path, name, content):
    before = time.process_time()
    found = read_here(content)
    assert "entit" in str(found) and "haha" not in str(found)
    assert time.process_time() - before < 2
    read_beside_good(tmp_path, name, content)


def test_entities_of_a_chapter_stand_for_nothing():
    page = f"{LAUGHS}<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&j;</p><p>Rain fell.</p></body></html>"
    secret = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p><p>Snow fell.</p></body></html>'
    )
    found = read_here(make_epub({"a.xhtml": page, "b.xhtml": secret}))
    assert "Rain fell." in str(found) and "Snow fell." in str(found)
    assert "hahaha" not in str(found) and "root:" not in str(found)


def test_a_part_that_unpacks_to_more_than_it_may_is_refused():
    found = read_here(make_docx(write_paragraph("Rain fell."), {"media.bin": b"0" * 30_000_000}))
    assert "would unpack to" in found[0]["skipped"]


@pytest.mark.parametrize("name", ["word/media/image1.png", "word/media/film.mp4", "word/fonts/a.odttf"])
def test_pictures_count_for_no_limit(tmp_path, name):
    content = make_docx(write_paragraph("Rain fell."), {name: b"0" * 250_000_000})
    assert [one.get("text") for one in read_here(content)] == ["Rain fell."]


def test_a_document_with_many_pictures_is_read(tmp_path):
    picture = random.Random(22).randbytes(7_000_000)
    pictures = {f"word/media/image{number}.png": picture for number in range(3)}
    content = make_docx(write_paragraph("Rain fell."), pictures)
    assert len(content) > MAX_FILE_SIZE
    (tmp_path / "a.docx").write_bytes(content)
    (found,) = read_articles([tmp_path]).found
    assert found.article.text == "Rain fell."


def test_a_part_that_is_called_a_picture_is_not_read():
    content = pack_parts(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relate("officeDocument word/document.png"),
            "word/document.png": "<x>" + "Rain fell. " * 10_000_000 + "</x>",
            "word/a.xml": "<a/>",
        }
    )
    (found,) = read_here(content)
    assert "is a picture" in found["skipped"]


def test_a_part_with_a_false_size_is_damaged():
    content = bytearray(make_docx(write_paragraph("Rain fell. " * 1_000)))
    place = content.rindex(b"word/document.xml") - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    (found,) = read_here(bytes(content))
    assert found["skipped"].startswith("It is a damaged Word document: ")


def nest(inner, opening, closing, times):
    return opening * times + inner + closing * times


@pytest.mark.parametrize("times", [100, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><wps:txbx><w:txbxContent>", "</w:txbxContent></wps:txbx></w:r></w:p>"),
        ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
    ],
)
def test_deep_nesting_is_read_or_refused(times, opening, closing):
    body = nest(write_paragraph("Rain fell."), opening, closing, times)
    found = read_here(make_docx(body + write_paragraph("Snow fell."), method=zipfile.ZIP_STORED))
    assert "Snow fell." in str(found[0].get("text", "")) or "depth" in str(found[0].get("skipped", ""))


def test_deep_pages_lists_and_groups_are_read_or_refused():
    deep = nest("Rain fell.", "<div>", "</div>", 5_000)
    assert read_here(make_epub({"a.xhtml": f"<html><body>{deep}</body></html>"}))
    nested = nest("<text:p>Rain</text:p>", "<text:list><text:list-item>", "</text:list-item></text:list>", 120)
    assert read_here(make_open("text", nested))[0]["text"] == "Rain"
    tables = nest("<text:p>Rain</text:p>", "<table:table><table:table-row><table:table-cell>",
                  "</table:table-cell></table:table-row></table:table>", 60)  # fmt: skip
    assert read_here(make_open("text", f"<text:p>Snow</text:p>{tables}"))[0]["text"] == "Snow"


def test_a_million_empty_cells_take_a_moment():
    before = time.process_time()
    cells = "".join(f'<c r="{column}1" s="1"/>' for column in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{number}">{cells}</row>' for number in range(1, 100_001))
    found = read_here(make_xlsx(rows + '<row><c t="inlineStr"><is><t>Rain fell.</t></is></c></row>'))
    assert found[0]["text"] == "Rain fell."
    wide = "<table:table-cell table:number-columns-repeated='1000000000'/>"
    tall = f"<table:table-row table:number-rows-repeated='1000000000'>{wide}</table:table-row>"
    found = read_here(make_open("spreadsheet", f"<table:table table:name='A'>{tall * 1_000}</table:table>"))
    assert found[0]["skipped"] == "It contains no text."
    assert time.process_time() - before < 15


def test_rows_and_cells_that_are_repeated_without_end_are_cut_and_named():
    cell = "<table:table-cell table:number-columns-repeated='1000000000'><text:p>ha</text:p></table:table-cell>"
    row = f"<table:table-row table:number-rows-repeated='1000000000'>{cell}</table:table-row>"
    *_, lost = read_here(make_open("spreadsheet", f"<table:table table:name='A'>{row * 3}</table:table>"))
    assert lost["part"] == "sheet 1" and "read in part" in lost["skipped"]


def test_external_targets_are_never_opened():
    body = write_paragraph("Rain fell.") + '<w:altChunk r:id="rIdX"/>'
    assert read_here(make_docx(body, external="http://127.0.0.1:9/secret.htm")) == [{"text": "Rain fell.", "title": ""}]
    inside = make_docx(body.replace("rIdX", "rId1"), {"chunk.htm": "<p>In.</p>"})
    assert read_here(inside) == [{"text": "Rain fell.\n\nIn.", "title": ""}]
    target = "../../../../../../etc/hostname.htm"
    outside = replace_part(inside, "word/_rels/document.xml.rels", lambda text: text.replace("chunk.htm", target))
    found, lost = read_here(outside)
    assert found["text"] == "Rain fell."
    assert lost == {"part": "part 1", "skipped": "It is damaged: the part etc/hostname.htm is missing."}


@pytest.mark.parametrize("count", [1_000, 20_000])
def test_a_list_with_hostile_numbers_takes_linear_time(count):
    numbering = write_numbering(
        write_level(0, "%1" * 50, "upperLetter", start=10**9) + write_level(1, "%2" * 50, "upperRoman")
    )
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    body = "".join(write_paragraph("Rain", properties=item.format(number % 2)) for number in range(count))
    before = time.process_time()
    (found,) = read_here(make_docx(body, {"numbering.xml": numbering}, method=zipfile.ZIP_STORED))
    assert found["text"].count("Rain") == count
    assert time.process_time() - before < 10


def test_sections_of_a_sheet_take_linear_time():
    rows = [
        SheetRow(2 * number, {1: SheetCell("a"), 2: SheetCell(str(number), "number")}) for number in range(1, 50_000)
    ]
    before = time.process_time()
    assert len(list(describe_rows(rows))) == len(rows)
    assert time.process_time() - before < 10


def test_a_wide_table_and_a_long_chapter_take_linear_time():
    before = time.process_time()
    table = write_table(*([write_paragraph("Rain")] * 5 for _ in range(5_000)))
    assert read_here(make_docx(table, method=zipfile.ZIP_STORED))[0]["text"].count("Rain") == 25_000
    page = write_page("".join(f"<p>Rain fell on day {number}.</p>" for number in range(50_000)))
    assert len(read_here(make_epub({"a.xhtml": page}))[0]["text"]) > 500_000
    assert time.process_time() - before < 15
