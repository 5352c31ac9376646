"""Writes PDFs with reportlab: lines at given places, or paragraphs that are laid out."""

import html
import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

SIZE, LEADING, MARGIN, GUTTER = 11, 13.2, 72, 18

Drawn = tuple[float, float, str] | tuple[float, float, str, str, float]
"""A line: its left edge, its base line from the top of an A4 page, its text, and perhaps font and size."""


def draw_pages(*pages: Sequence[Drawn], **metadata: str) -> bytes:
    """Write a page of lines each; `metadata` are title, author and so on."""
    file = io.BytesIO()
    canvas = Canvas(file, A4)
    for name, value in metadata.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for page in pages:
        for left, top, text, *style in page:
            font, size = style or ("Times-Roman", SIZE)
            canvas.setFont(font, size)
            canvas.drawString(left, A4[1] - top, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw_lines(text: str, left: float = MARGIN, top: float = 100.0, **options: float) -> list[Drawn]:
    """Return the lines of a text one below the other; an empty line leaves room."""
    leading = options.get("leading", LEADING)
    lines = ((left, top + at * leading, line) for at, line in enumerate(text.split("\n")))
    return [line for line in lines if line[2]]


def draw_image(image: object, text: str = "") -> bytes:
    """Write a page with a line of text, if any, and one that shows an image alone."""
    file = io.BytesIO()
    canvas = Canvas(file, A4)
    if text:
        canvas.drawString(MARGIN, A4[1] - 100, text)
        canvas.showPage()
    canvas.drawImage(ImageReader(image), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def lay_out(
    paragraphs: Sequence[str],
    *,
    columns: int = 1,
    height: float = A4[1],
    indent: float = 0.0,
    is_justified: bool = False,
    has_head: bool = True,
) -> bytes:
    """Lay paragraphs out in columns on pages, with a running head and page numbers if wanted."""
    file = io.BytesIO()
    style = ParagraphStyle(
        "text",
        fontName="Times-Roman",
        fontSize=SIZE,
        leading=LEADING,
        alignment=4 if is_justified else 0,
        firstLineIndent=indent,
        spaceBefore=0 if indent else 6,
    )
    width = (A4[0] - 2 * MARGIN - GUTTER * (columns - 1)) / columns
    frames = [
        Frame(MARGIN + at * (width + GUTTER), MARGIN, width, height - 2 * MARGIN, 0, 0, 0, 0) for at in range(columns)
    ]

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        if not has_head:
            return
        canvas.setFont("Helvetica", 9)
        canvas.drawString(MARGIN, height - 40, "The Harbour Post")
        canvas.drawCentredString(A4[0] / 2, 40, str(document.page))

    document = BaseDocTemplate(file, pagesize=(A4[0], height))
    document.addPageTemplates([PageTemplate("page", frames, onPage=decorate)])
    document.build([Paragraph(html.escape(" ".join(text.split())), style) for text in paragraphs])
    return file.getvalue()
