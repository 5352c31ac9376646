"""Jupyter notebooks: the cells with text."""

import json

import pytest

from tests.support.documents import read_beside_good, read_one


def make_notebook(*cells: tuple[str, str | list[str]], **metadata) -> str:
    made = [
        {"cell_type": kind, "metadata": {}, "source": source, "outputs": [{"text": "printed"}]}
        for kind, source in cells
    ]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4}, indent=1)


def test_of_a_notebook_the_cells_with_text_are_read(tmp_path):
    cells = (
        ("markdown", ["# Rents\n", "\n", "The rent ![x](a.png) rose."]),
        ("code", "rent = 1"),
        ("markdown", "It fell."),
    )
    article = read_one(tmp_path / "a.ipynb", make_notebook(*cells, authors=[{"name": "Ines Vogel"}]).encode())
    assert (article.title, article.author, article.text) == (
        "Rents",
        "Ines Vogel",
        "# Rents\n\nThe rent rose.\n\nIt fell.",
    )
    assert [article.place_at(article.text.index(words)) for words in ("The", "It")] == ["cell 1", "cell 3"]


def test_an_older_notebook_is_read(tmp_path):
    cells = [{"cell_type": "heading", "level": 2, "source": "Rents"}, {"cell_type": "markdown", "source": "It rose."}]
    content = json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3})
    assert read_one(tmp_path / "a.ipynb", content.encode()).text == "## Rents\n\nIt rose."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_notebook(("code", "x = 1")), "no cells with text; code is not read"),
        ('{"cells": [', "damaged notebook"),
        ('{"cells": ' + "[" * 100_000, "damaged notebook"),
        ('{"nbformat": 4}', "no list of cells"),
        (
            (
                '{"cells": [1, null, {"cell_type": "markdown", "source": '
                '{"a": 1}}, {"cell_type": "heading", "level": "x"}]}'
            ),
            "no cells",
        ),
    ],
)
def test_a_notebook_without_text_is_named(tmp_path, content, reason):
    assert reason in str(read_beside_good(tmp_path, "a.ipynb", content))


def test_a_large_notebook_is_read(tmp_path):
    picture = {"cell_type": "code", "source": "", "outputs": [{"data": {"image/png": "iVBORw0KGgo=" * 1_500_000}}]}
    text = {"cell_type": "markdown", "source": "It rose."}
    assert read_one(tmp_path / "a.ipynb", json.dumps({"cells": [picture, text]}).encode()).text == "It rose."
