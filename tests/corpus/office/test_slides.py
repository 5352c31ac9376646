"""Presentations: a slide is a page, and so are its notes."""

import io

import pytest
from pptx import Presentation
from pptx.util import Inches

from tests.support.office_files import list_pages, read_whole

BOX = Inches(1), Inches(2), Inches(4), Inches(1)
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def save(presentation):
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def add_slide(presentation, title, *paragraphs):
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(paragraphs)
    return slide


def test_slides_and_notes_are_pages_with_labels(tmp_path):
    presentation = Presentation()
    first = add_slide(presentation, "Harbour plans", "The quay is built anew.", "It costs 400 crowns.")
    first.notes_slide.notes_text_frame.text = "Say that the vote was close."
    second = add_slide(presentation, "Costs")
    table = second.shapes.add_table(2, 2, *BOX).table
    for row, texts in zip(table.rows, (("Year", "Ships"), ("2022", "40")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    article, lost = read_whole(tmp_path / "a.pptx", save(presentation))
    assert list_pages(article) == [
        ("slide 1", "Harbour plans\n\nThe quay is built anew.\n\nIt costs 400 crowns."),
        ("slide 1, notes", "Say that the vote was close."),
        ("slide 2", "Costs\n\nYear | Ships\n\n2022 | 40"),
    ]
    assert lost == {}
    # The template of python-pptx has a title, an author and a date of its own.
    assert (article.title, article.author, article.published) == ("Harbour plans", "", None)


def test_a_title_is_first_and_shapes_in_groups_are_read(tmp_path):
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.add_textbox(*BOX).text_frame.text = "Alone."
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(*BOX).text_frame.text = "In a group.\vNext line"
    slide.shapes.title.text = "Last drawn"
    slide.shapes._spTree.append(slide.shapes.title._element)
    article, _ = read_whole(tmp_path / "a.pptx", save(presentation))
    assert article.text == "Last drawn\n\nAlone.\n\nIn a group.\nNext line"


def test_hidden_slides_and_slides_with_images_alone_are_named(tmp_path):
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    presentation = Presentation()
    add_slide(presentation, "Hidden", "Secret.")._element.set("show", "0")
    add_slide(presentation, "Shown", "Open.")
    presentation.slides.add_slide(presentation.slide_layouts[6]).shapes.add_picture(picture, 0, 0)
    presentation.slides.add_slide(presentation.slide_layouts[6])
    article, lost = read_whole(tmp_path / "a.pptx", save(presentation))
    assert article.page_labels == ("slide 2",)
    assert lost == {"slide 1": "It is hidden; show it to have it read.", "slide 3": "It has only images."}


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("arabicPeriod", ["1. ", "2. "]),
        ("alphaLcParenR", ["a) ", "b) "]),
        ("romanUcParenBoth", ["(I) ", "(II) "]),
        ("hebrew2Minus", ["", ""]),
    ],
)
def test_numbers_of_list_items_are_shown(tmp_path, kind, numbers):
    presentation = Presentation()
    slide = add_slide(presentation, "Plan", "Dredge.", "Build.")
    for paragraph in slide.placeholders[1].text_frame.paragraphs:
        numbering = paragraph._p.get_or_add_pPr().makeelement(f"{DRAWING}buAutoNum", {"type": kind})
        paragraph._p.get_or_add_pPr().append(numbering)
    article, _ = read_whole(tmp_path / "a.pptx", save(presentation))
    assert article.text.split("\n\n") == ["Plan", f"{numbers[0]}Dredge.", f"{numbers[1]}Build."]


def test_a_damaged_slide_loses_itself(tmp_path):
    import zipfile

    presentation = Presentation()
    add_slide(presentation, "One", "Rain fell.")
    add_slide(presentation, "Two", "Snow fell.")
    source, target = zipfile.ZipFile(io.BytesIO(save(presentation))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, "<broken" if name == "ppt/slides/slide1.xml" else source.read(name))
    article, lost = read_whole(tmp_path / "a.pptx", target.getvalue())
    assert article.text == "Two\n\nSnow fell."
    assert list(lost) == ["slide 1"] and lost["slide 1"].startswith("It is damaged: ")
