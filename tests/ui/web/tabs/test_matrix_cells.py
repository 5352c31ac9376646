"""What the script of the Table tab calls: kept cells, changed articles, and arguments that a page never sends."""

import base64
from pathlib import Path
from typing import Any

import pytest

from index.store import Index
from qa.input_limits import MAX_CELLS_AT_ONCE
from ui.security.request_queue import finish
from ui.service import Service
from ui.web.tabs.matrix_cells import KeptCells, export_table, fill_table, list_columns

WOMEN = "How many of the peacekeepers are women?"


@pytest.fixture(scope="module")
def service(shipped_folder: Path) -> Service:
    return Service(shipped_folder, read_only=True)


@pytest.fixture
def wanted(service: Service) -> dict[str, Any]:
    listed: Any = list_columns(service, {"by": "articles"})
    keys = [column["key"] for column in listed["columns"]]
    return {"questions": [WOMEN], "columns": keys, "exact": False, "generation": listed["generation"]}


def test_a_table_that_is_filled_again_costs_nothing_and_is_the_same(service: Service, wanted: dict[str, Any]) -> None:
    kept = KeptCells()
    first, steps = finish(fill_table(service, kept, wanted)), fill_table(service, kept, wanted)
    with pytest.raises(StopIteration) as done:
        next(steps)
    assert (first["new"], done.value.value) == (5, first | {"new": 0})


def test_cells_of_other_articles_are_not_mixed_with_these(service: Service, wanted: dict[str, Any]) -> None:
    for call in fill_table, export_table:
        made = finish(call(service, KeptCells(), wanted | {"generation": "generation-000000-0", "form": "csv"}))
        assert made["changed"] is True


@pytest.mark.parametrize(
    "changed",
    [
        {"questions": None},
        {"questions": []},
        {"questions": [" "]},
        {"questions": ["x" * 9000]},
        {"questions": WOMEN},
        {"columns": []},
        {"columns": ["article:../../etc/passwd"]},
        {"columns": [{"key": "all"}]},
        {"columns": "all"},
        {"questions": [f"Why {number}?" for number in range(MAX_CELLS_AT_ONCE + 1)], "columns": ["all"]},
    ],
)
def test_what_the_page_never_sends_is_refused(
    changed: dict[str, Any], service: Service, wanted: dict[str, Any]
) -> None:
    assert "error" in finish(fill_table(service, KeptCells(), wanted | changed))
    assert "error" in finish(fill_table(service, KeptCells(), None))
    assert "error" in list_columns(service, {"by": "__class__"})


@pytest.mark.parametrize("page", ["javascript:alert(1)//", "", None, f"https://{'x' * 5000}"])
def test_links_lead_to_no_other_kind_of_address(page: object, service: Service, wanted: dict[str, Any]) -> None:
    kept = KeptCells()
    assert "error" in finish(export_table(service, kept, wanted | {"form": "csv", "page": page}))
    finish(fill_table(service, kept, wanted))
    made: Any = finish(export_table(service, kept, wanted | {"form": "csv", "page": page}))
    assert "http://127.0.0.1:7860/#cite=" in base64.b64decode(made["data"]).decode()
    assert "error" in finish(export_table(service, kept, wanted | {"form": "exe", "page": page}))


def test_an_export_has_the_cells_that_are_filled_and_says_which_are_not(
    service: Service, wanted: dict[str, Any], shipped: Index
) -> None:
    kept = KeptCells()
    finish(fill_table(service, kept, wanted | {"columns": wanted["columns"][:2]}))
    made: Any = finish(export_table(service, kept, wanted | {"form": "html", "page": ""}))
    page = base64.b64decode(made["data"]).decode()
    assert page.count("not asked yet") == 3
    assert len(shipped.articles) == 5
