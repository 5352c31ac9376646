"""States of the Library tab: articles, uploads, the overview."""

from playwright.sync_api import Page

from tests.support.page_states.opening import State, open_first, open_tab
from tests.support.visitor import QUESTION, ask, expect


def library(page: Page) -> None:
    open_tab(page, "Library")
    expect(page.locator("#articles .bar")).to_be_visible()


def select(page: Page) -> None:
    library(page)
    for box in page.locator("#articles .select").all()[:2]:
        box.check()


def edit(page: Page) -> None:
    library(page)
    page.locator(".edit-row").first.click()


def read_code(page: Page) -> None:
    library(page)
    page.locator("#articles .headline", has_text="How to start the mill").click()
    expect(page.locator(".reader-text .code")).to_be_visible()


def drop(page: Page, files: dict[str, str]) -> None:
    data = page.evaluate_handle(
        """files => {
            const data = new DataTransfer();
            for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name));
            return data;
        }""",
        files,
    )
    page.dispatch_event("#articles", "drop", {"dataTransfer": data})


def skip(page: Page) -> None:
    library(page)
    drop(page, {"photo.bin": "\0\1\2\3" * 99, "empty.txt": "", "kiln.txt": "Dora Pell lit the kiln in 1911."})
    expect(page.locator("#summary .added")).to_be_visible(timeout=60_000)


def upload(page: Page) -> None:
    library(page)
    drop(page, {f"report-{n}.txt": "".join(f"Day {n}.{m}: rain fell. " for m in range(4_000)) for n in range(9)})
    expect(page.locator(".drop-status")).to_contain_text("Adding", timeout=60_000)


def mistype(page: Page) -> None:
    edit(page)
    page.locator(".editor [name=date]").fill("soon")
    page.locator(".editor-save").click()
    expect(page.locator(".editor-problem")).to_contain_text("not a date")


def read_markdown(page: Page) -> None:
    library(page)
    page.locator("#articles .headline", has_text="Minutes of the harbour").click()
    expect(page.locator(".reader-text")).to_contain_text("Attendance")


def remove(page: Page) -> None:
    select(page)
    page.locator("#articles .remove-chosen").click()
    expect(page.locator("#summary").get_by_role("button", name="Undo")).to_be_visible(timeout=60_000)


def show_groups(page: Page) -> None:
    library(page)
    page.get_by_role("button", name="Overview").click()
    expect(page.locator("#overview .group, #overview .overview-count").first).to_be_visible(timeout=60_000)


def show_group(page: Page) -> None:
    show_groups(page)
    page.locator("#overview .members summary").first.click()


def filter_groups_out(page: Page) -> None:
    show_groups(page)
    page.locator(".overview-filter [name=since]").fill("2030-01-01")
    page.locator(".overview-filter [name=since]").dispatch_event("change")
    expect(page.locator(".overview-count")).to_contain_text("No article matches", timeout=60_000)


def show_versions(page: Page) -> None:
    library(page)
    page.get_by_text("Advanced", exact=True).click()


SAMPLES: dict[str, State] = {
    "library-samples": library,
    "library-advanced": show_versions,
    "overview-few": show_groups,
}
OWN: dict[str, State] = {
    "first-own": open_first,
    "library": library,
    "library-selected": select,
    "library-removed": remove,
    "library-edited": edit,
    "library-skipped": skip,
    "reader-code": read_code,
    "reader-markdown": read_markdown,
    "library-error": mistype,
    "library-adding": upload,
}
TOPICS: dict[str, State] = {
    "overview": show_groups,
    "overview-members": show_group,
    "overview-none": filter_groups_out,
}
EMPTY: dict[str, State] = {
    "first-empty": open_first,
    "empty-answer": lambda page: ask(page, QUESTION),
    "empty-library": library,
    "empty-overview": show_groups,
}
