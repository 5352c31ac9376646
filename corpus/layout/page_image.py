"""Draws a page of a PDF as an image for the recognition of its letters."""

import ctypes

import pypdfium2.raw as pdfium

from corpus.layout.ocr import OcrFailed, PageImage

PIXELS_A_POINT = 2.4
"""Resolution: 173 pixels an inch."""

MAX_SIDE = 2_600
"""Maximum length of a side in pixels; a larger page is drawn smaller."""

_WHITE = 0xFFFFFFFF
_FLAGS = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE


def render_page(document: object, number: int) -> PageImage:
    """Return a page as a grey image. Raises OcrFailed."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise OcrFailed("It is damaged and cannot be read.")
    try:
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = min(PIXELS_A_POINT, MAX_SIDE / max(width, height, 1.0))
        columns, rows = max(round(width * scale), 1), max(round(height * scale), 1)
        return PageImage(_draw(page, columns, rows), columns, rows, scale)
    finally:
        pdfium.FPDF_ClosePage(page)


def _draw(page: object, columns: int, rows: int) -> bytes:
    pixels = ctypes.create_string_buffer(columns * rows)
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_Gray, pixels, columns)
    if not bitmap:
        raise OcrFailed("Its image cannot be drawn.")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, _FLAGS)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels.raw
