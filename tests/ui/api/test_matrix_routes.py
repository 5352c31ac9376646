"""The matrix by REST: pages of cells that are those of Python, limits, and refusals."""

from typing import Any

import pytest

from qa.article_list import fetch_articles
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.input_limits import MAX_CELLS_AT_ONCE, MAX_MATRIX_QUESTIONS
from qa.matrix.filling import fill_matrix
from qa.matrix.matrix_columns import choose_columns
from qa.work_steps import finish_steps
from ui.matrix_request import MatrixRequest, matrix_steps

QUESTIONS = ["How many of the peacekeepers are women?", "What is the capital of Australia?", "Who signed?"]
PATH = "/api/v1/matrix"


@pytest.mark.parametrize("options", [{}, {"by": "sources"}, {"by": "all"}, {"words": "UNDOF"}, {"k": 2, "exact": True}])
def test_the_pages_have_the_cells_of_python(options, client, shipped):
    cells, columns, offset = [], {}, 0
    while offset is not None:
        page = client.post(PATH, json={"questions": QUESTIONS, "offset": offset, "limit": 4} | options).json()
        assert len(page["cells"]) <= 4
        cells += page["cells"]
        columns |= {column["key"]: column for column in page["columns"]}
        offset = page["next_offset"]
    matrix = fill_matrix(QUESTIONS, index=shipped, **options)
    assert page["total"] == matrix.size
    assert [columns[column.key]["name"] for column in matrix.columns] == [column.name for column in matrix.columns]
    filled = [
        (column, matrix.cells[question, column.key]) for column in matrix.columns for question in matrix.questions
    ]
    for (column, cell), given in zip(filled, cells, strict=True):
        assert (given["question"], given["column"], given["state"]) == (cell.question, column.key, cell.state)
        quote = cell.quote(shipped)
        assert (given["quote"] is None) == (quote is None)
        if quote:
            assert (given["quote"]["text"], given["quote"]["start"]) == (quote.text, quote.start)


def test_a_page_opens_only_the_articles_of_its_cells(shipped, monkeypatch):
    opened = []

    def fetch(index, ids):
        opened.extend(ids)
        return fetch_articles(index, ids)

    monkeypatch.setattr("qa.matrix.matrix_columns.fetch_articles", fetch)
    listed = [column.article_id for column in choose_columns(shipped)]
    opened.clear()
    wanted = MatrixRequest.model_validate({"questions": QUESTIONS, "offset": 4, "limit": 3})
    page: Any = finish_steps(matrix_steps(wanted, shipped))
    assert (page["total"], page["next_offset"]) == (15, 7)
    assert opened == listed[1:3] == [column["article_id"] for column in page["columns"]]


def test_the_quotations_of_a_page_verify(client, shipped):
    page = client.post(PATH, json={"questions": QUESTIONS})
    quotes = [cell["quote"] for cell in page.json()["cells"] if cell["quote"]]
    content = client.build_request("POST", "/", json=quotes).content
    assert {verify(citation, shipped).status for citation in read_citations(content, "the page")} == {"ok"}


def test_beyond_the_last_cell_there_is_none(client):
    page = client.post(PATH, json={"questions": QUESTIONS, "offset": 10**9}).json()
    assert (page["cells"], page["columns"], page["next_offset"], page["total"]) == ([], [], None, 15)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"questions": []},
        {"questions": [" "]},
        {"questions": "What is UNDOF?"},
        {"questions": ["?"] * (MAX_MATRIX_QUESTIONS + 1)},
        {"questions": ["x" * 3000]},
        {"questions": QUESTIONS, "limit": MAX_CELLS_AT_ONCE + 1},
        {"questions": QUESTIONS, "offset": -1},
        {"questions": QUESTIONS, "by": "paths"},
        {"questions": QUESTIONS, "by": "sources", "sources": ["Nobody"]},
        {"questions": QUESTIONS, "articles": ["../../etc/passwd"]},
        {"questions": QUESTIONS, "articles": ["x" * 100]},
        {"questions": QUESTIONS, "words": "zorblaxia"},
        {"questions": QUESTIONS, "k": 1000},
        {"questions": QUESTIONS, "out": "/tmp/table.csv"},
    ],
)
def test_what_cannot_be_filled_is_refused_with_the_reason(wanted, client):
    answer = client.post(PATH, json=wanted)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
