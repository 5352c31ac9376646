"""Whatever is quoted names its article: the cells of a table that asks several, and the parts of a joined quotation."""

from datetime import UTC, datetime

from corpus.articles import make_article
from index.filters import ALL
from qa.answer import Place
from qa.drafts.checking import Check
from qa.drafts.draft import Quotation
from qa.drafts.tracing import Part
from qa.matrix.matrix import Matrix, MatrixCell
from qa.matrix.matrix_columns import MatrixColumn
from ui.html.check_html import checks_html
from ui.html.conversation import ExportOrigin
from ui.html.matrix_html import cell_parts, write_matrix_page

ASKED = "How long is the pier?"
PIER = make_article("The pier of Orsa is 300 metres long. It was sold in May.", title="Pier")
TRAM = make_article("The tram of Orsa is yellow.", title="Tram")


def make_table(build, key):
    index = build(PIER.text)
    (article,) = index.articles.values()
    column = MatrixColumn(key.format(article.id), "Heading", ALL)
    cell = MatrixCell(ASKED, column.key, "answered", 0.9, "", article.id, 0, 36, 20, 35)
    return Matrix([ASKED], [column], index, {(ASKED, column.key): cell}), column, cell, article.headline


def test_a_cell_of_all_articles_names_its_article_and_that_of_one_article_does_not(build):
    matrix, column, cell, headline = make_table(build, "all")
    origin = ExportOrigin("generation", datetime(2024, 5, 1, tzinfo=UTC))
    assert cell_parts(cell, column, matrix.index)["article"] == headline
    assert f"<bdi>{headline}</bdi> ·" in write_matrix_page(matrix, origin)
    matrix, column, cell, headline = make_table(build, "article:{}")
    assert cell_parts(cell, column, matrix.index)["article"] == ""
    assert f"<bdi>{headline}</bdi> ·" not in write_matrix_page(matrix, origin)


def test_a_joined_quotation_names_each_of_its_articles_once():
    places = [Place(PIER, 0, 36), Place(PIER, 37, 55), Place(TRAM, 0, 27)]
    parts = tuple(Part(place.article.text[place.start : place.end], place) for place in places)
    html = checks_html([Check("stitched", Quotation("The pier … sold.", 0, 16), parts=parts)])
    assert [html.count(f"<bdi>{title}</bdi></a>") for title in ("Pier", "Tram")] == [1, 1]
