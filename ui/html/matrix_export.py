"""A matrix as a file: CSV, a workbook of Excel, or a web page that needs nothing but itself."""

from qa.matrix.matrix import Matrix
from qa.matrix.spreadsheets import LOCAL_PAGE, write_csv, write_workbook
from ui.html.conversation import ExportOrigin
from ui.html.matrix_html import write_matrix_page

MATRIX_FORMS = ("csv", "xlsx", "html")


def export_matrix(matrix: Matrix, form: str, page: str = LOCAL_PAGE) -> bytes:
    """Return a matrix in one of `MATRIX_FORMS`; `page` opens articles without a web address.

    Raises ValueError for another form.
    """
    if form == "csv":
        return write_csv(matrix, page).encode()
    if form == "xlsx":
        return write_workbook(matrix, page)
    if form != "html":
        raise ValueError(f"{form!r} is not an export format; choose one of {', '.join(MATRIX_FORMS)}")
    return write_matrix_page(matrix, ExportOrigin.now(matrix.index.generation), page).encode()
