"""Functions that the script of the Table tab calls: kept cells, changed articles, and arguments that a page never
sends."""

import base64
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qa.input_limits import MAX_CELLS_AT_ONCE
from qa.matrix.filling import READ_TOGETHER
from qa.work_steps import finish_steps
from ui.cache import Cache
from ui.matrix_request import CELL_COST
from ui.service import Service
from ui.web.page_files import page_file
from ui.web.tabs.matrix_cells import EXPORTED_A_REQUEST, KeptCells, export_table, fill_table, list_columns

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
    first, steps = finish_steps(fill_table(service, kept, wanted)), fill_table(service, kept, wanted)
    with pytest.raises(StopIteration) as done:
        next(steps)
    assert (first["new"], done.value.value) == (5, first | {"new": 0})


def test_cells_of_other_articles_are_not_mixed_with_these(service: Service, wanted: dict[str, Any]) -> None:
    for call in fill_table, export_table:
        made = finish_steps(call(service, KeptCells(), wanted | {"generation": "generation-000000-0", "form": "csv"}))
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
    assert "error" in finish_steps(fill_table(service, KeptCells(), wanted | changed))
    assert "error" in finish_steps(fill_table(service, KeptCells(), None))
    assert "error" in list_columns(service, {"by": "__class__"})


@pytest.mark.parametrize("page", ["javascript:alert(1)//", "", None, f"https://{'x' * 5000}"])
def test_links_lead_to_no_other_kind_of_address(page: object, service: Service, wanted: dict[str, Any]) -> None:
    kept = KeptCells()
    finish_steps(fill_table(service, kept, wanted))
    made: Any = finish_steps(export_table(service, kept, wanted | {"form": "csv", "page": page, "done": 5}))
    assert "http://127.0.0.1:7860/#cite=" in base64.b64decode(made["data"]).decode()


@pytest.mark.parametrize(
    "changed", [{"form": "exe"}, {"done": 0}, {"done": 6}, {"done": -1}, {"done": True}, {"done": "5"}, {"done": None}]
)
def test_an_export_that_the_page_never_asks_for_is_refused(
    changed: dict[str, Any], service: Service, wanted: dict[str, Any]
) -> None:
    made = finish_steps(export_table(service, KeptCells(), wanted | {"form": "csv", "page": "", "done": 5} | changed))
    assert list(made) == ["error"]


def read_export(service: Service, kept: KeptCells, wanted: dict[str, Any]) -> str:
    """Return the file of an export, called as often as the page calls it."""
    while "left" in (made := finish_steps(export_table(service, kept, wanted))):
        pass
    return base64.b64decode(str(made["data"])).decode()


def test_an_export_has_the_cells_that_are_filled_and_says_which_are_not(
    service: Service, wanted: dict[str, Any]
) -> None:
    kept = KeptCells()
    finish_steps(fill_table(service, kept, wanted | {"columns": wanted["columns"][:2]}))
    asked = wanted | {"page": "", "done": 2}
    assert read_export(service, kept, asked | {"form": "html"}).count("not asked yet") == 3
    assert read_export(service, kept, asked | {"form": "csv"}).count("not asked yet") == 3
    workbook = base64.b64decode(str(finish_steps(export_table(service, kept, asked | {"form": "xlsx"}))["data"]))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook))["Table"]
    assert [str(sheet.cell(row, 2).value) == "not asked yet" for row in range(2, 7)] == [False] * 2 + [True] * 3


def test_the_page_fills_its_cells_in_the_order_of_an_export() -> None:
    assert f"COLUMNS_A_CALL = {READ_TOGETHER};" in page_file("matrix_parts.js")


class FewCells(KeptCells):
    """Keeps the last cells only, as if many clients filled tables."""

    def __init__(self) -> None:
        Cache.__init__(self, 103)


def test_an_export_is_whole_where_cells_are_no_longer_kept(service: Service, wanted: dict[str, Any]) -> None:
    asked = wanted | {"form": "csv", "page": "", "done": 5}
    kept = KeptCells()
    finish_steps(fill_table(service, kept, wanted))
    assert read_export(service, KeptCells(), asked) == read_export(service, kept, asked)
    questions = [f"Who sent {number} officers?" for number in range(21)]
    many = asked | {"questions": questions, "done": 103, "form": "html"}
    few = FewCells()
    assert finish_steps(export_table(service, few, many)) == {"left": 3}
    assert read_export(service, few, many).count("not asked yet") == 2


def test_an_export_costs_what_it_takes(service: Service, wanted: dict[str, Any]) -> None:
    kept = KeptCells()
    finish_steps(fill_table(service, kept, wanted))
    asked = wanted | {"form": "csv", "page": "", "done": 5}
    assert sum(export_table(service, kept, asked)) == pytest.approx(5 / EXPORTED_A_REQUEST)
    assert sum(export_table(service, KeptCells(), asked)) == pytest.approx(5 * CELL_COST + 5 / EXPORTED_A_REQUEST)
