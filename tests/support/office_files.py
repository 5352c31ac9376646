"""Office documents, written part by part as the tests need them."""

import io
import zipfile

from corpus.reading import read_articles

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACES = {
    "w": WORD,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
}
SPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = (
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dcterms:created>{day}T10:00:00Z</dcterms:created>"
    "</c:coreProperties>"
)


def pack_parts(parts, method=zipfile.ZIP_DEFLATED):
    """Make a package of parts by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relate(*targets, external=""):
    """Write relationships rId1, rId2 and so on, each "kind target"."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate((one.split() for one in targets), start=1)
    )
    if external:
        rows += f'<Relationship Id="rIdX" Type="{_KINDS}/attachedTemplate" Target="{external}" TargetMode="External"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def make_docx(
    body, parts=None, main="word/document.xml", space=WORD, external="", core="", method=zipfile.ZIP_DEFLATED
):
    """Make a Word document of the XML of its body; `parts` are those beside it, such as `styles.xml`, by name."""
    parts = parts or {}
    folder, name = main.rsplit("/", 1)
    document = f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>".replace(WORD, space)
    related = relate(*(f"{part.partition('.')[0]} {part}" for part in parts), external=external)
    return pack_parts(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relate(f"officeDocument {main}"),
            main: document,
            f"{folder}/_rels/{name}.rels": related,
            **{f"{folder}/{part}": content for part, content in parts.items()},
            **({"docProps/core.xml": core} if core else {}),
        },
        method,
    )


def write_runs(*texts):
    return "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)


def write_paragraph(*texts, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{write_runs(*texts)}</w:p>"


def write_table(*rows):
    cells = (f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(cells)}</w:tbl>"


def write_styles(*styles):
    return f"<w:styles {SPACES}>{''.join(styles)}</w:styles>"


def write_numbering(levels, instances='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    return f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{instances}</w:numbering>'


def write_level(number, text, kind="decimal", start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f"{more}</w:lvl>"
    )


def write_notes(kind, **notes):
    items = "".join(f'<w:{kind} w:id="{name[1:]}">{write_paragraph(text)}</w:{kind}>' for name, text in notes.items())
    return f"<w:{kind}s {SPACES}>{items}</w:{kind}s>"


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make_xlsx(rows, more=""):
    book = f'<workbook xmlns="{SHEET}" {SPACES}><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>'
    return pack_parts(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relate("officeDocument xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relate("worksheet sheet1.xml"),
            "xl/sheet1.xml": f'{more}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def make_pptx(*texts):
    """Make a presentation with a text on each slide."""
    space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number}"/>' for number, _ in enumerate(texts, start=1))
    slide = "<p:sp><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    return pack_parts(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relate("officeDocument ppt/presentation.xml"),
            "ppt/presentation.xml": f"<p:presentation {space} {SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relate(
                *(f"slide slide{number}.xml" for number, _ in enumerate(texts, 1))
            ),
            **{
                f"ppt/slide{number}.xml": f"<p:sld {space} {drawing}>{slide.format(text)}</p:sld>"
                for number, text in enumerate(texts, start=1)
            },
        }
    )


_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN = {
    **{name: f"{_SPACE}{name}:1.0" for name in ("office", "text", "table", "style", "presentation", "meta")},
    "draw": f"{_SPACE}drawing:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
OPEN_SPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _OPEN.items())


def make_open(kind, body, styles="", parts=None):
    """Make an OpenDocument file of the XML in its body."""
    content = f"<office:document-content {OPEN_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
    content += f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    return pack_parts(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content} | (parts or {})
    )


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def write_page(body):
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title/></head><body>{body}</body></html>"
    )


def make_epub(chapters, contents="", about="", parts=None):
    """Make a book of chapters by file name, with the links of its table of contents."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    if contents:
        items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    order = "".join(f'<itemref idref="{name}"/>' for name in [*chapters, "nav"])
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{about}</metadata><manifest>{items}</manifest>'
        f"<spine>{order}</spine></package>"
    )
    nav = write_page(f'<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><ol>{contents}</ol></nav>')
    return pack_parts(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": book,
            "OEBPS/nav.xhtml": nav,
            **{f"OEBPS/{name}": page for name, page in chapters.items()},
            **(parts or {}),
        }
    )


def read_whole(path, content):
    """Read a file that has one article; return it, and the reasons by part of what was left out."""
    path.write_bytes(content)
    reading = read_articles([path])
    (found,) = reading.found
    return found.article, {skip.path.removeprefix(f"{path}, "): skip.reason for skip in reading.skipped}


def read_reason(path, content):
    """Read a file that has no article; return the reason."""
    path.write_bytes(content)
    reading = read_articles([path])
    assert not reading.found
    (skip,) = reading.skipped
    return skip.reason


def list_pages(article):
    """Return the label and text of each page."""
    ends = [*article.pages[1:], len(article.text)]
    pages = zip(article.page_labels, article.pages, ends, strict=True)
    return [(label, article.text[start:end].strip()) for label, start, end in pages]
