"""The Library tab: finding, removing, undoing, restoring, and statistics."""

from datetime import date
from html import unescape

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError, UserError
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.opening import open_index
from qa.work_steps import finish_steps
from tests.support.visitor import expect
from ui.html.library.charts import MAX_BARS, charts_html
from ui.html.library.library_html import report_html
from ui.service import Service
from ui.web.tabs.library import add_address, add_files, edit_library, go_back, remove_articles, sit, undo


def open_library(visitor):
    page = visitor.open()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles tbody tr").first).to_be_visible()
    return page


def test_a_removed_article_comes_back(visitor, index_folder, tmp_path):
    (tmp_path / "loom.txt").write_text("The loom of Tarnvik wove four hundred sails in the winter of 1802.")
    build_index(read_articles([tmp_path]), index_folder)
    page = open_library(visitor)
    row = page.locator("#articles tbody tr", has_text="loom.txt")
    row.get_by_role("checkbox").check()
    page.locator(".chosen").get_by_role("button", name="Remove").click()
    said = page.locator("#summary .added")
    expect(said).to_contain_text("1 article removed.", timeout=30_000)
    expect(said.locator("li")).to_have_text("removed: loom.txt")
    expect(row).to_have_count(0)
    said.get_by_role("button", name="Undo").click()
    expect(said).to_have_text("Undone.", timeout=30_000)
    expect(row).to_have_count(1)


def test_a_bar_finds_what_it_counts(visitor):
    page = open_library(visitor)
    page.get_by_role("button", name="Statistics").click()
    page.locator("#charts").get_by_role("button", name="February 2024").click()
    expect(page.locator("#articles tbody tr")).to_have_count(1)
    expect(page.locator("#articles tbody")).to_contain_text("22 February 2024")
    expect(page.locator("#filter textarea, #filter input")).to_be_focused()


def test_the_exam_is_asked_from_the_page(visitor):
    page = open_library(visitor)
    page.get_by_role("button", name="Advanced").click()
    expect(page.locator("#versions li strong")).to_have_text("in use")
    page.get_by_role("button", name="Run the exam").click()
    expect(page.locator("#summary .added")).to_contain_text("exam questions were answered", timeout=60_000)


def test_addresses_are_asked_for_only_where_they_are_allowed(visitor):
    page = open_library(visitor)
    expect(page.locator("#address")).to_be_hidden()


@pytest.fixture
def service(tmp_path, encoder):
    texts = ["The mill of Orsa ground rye.", "The forge of Orsa made nails.", "The dairy of Orsa churned butter."]
    found = [FoundArticle(make_article(text), f"/{number}") for number, text in enumerate(texts)]
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    return Service(tmp_path / "index")


def test_only_the_last_change_is_undone(service, tmp_path):
    news = tmp_path / "news.txt"
    news.write_text("The pier of Orsa was sold.")
    added = add_files(service, [news])
    assert (added.new, added.unchanged, len(service.index.articles)) == (1, 0, 4)
    removed = remove_articles(service, [next(iter(service.index.articles))])
    with pytest.raises(UserError, match="changed since"):
        undo(service, added.generation)
    undo(service, removed.generation)
    assert len(service.index.articles) == len(open_index(service.folder).articles) == 4
    with pytest.raises(UserError, match="no generation before"):
        go_back(service)


def test_an_edit_is_not_undone_by_going_back_once_it_is_forgotten(service):
    id = next(iter(service.index.articles))
    generation = edit_library(service, [id], {"title": "Tram"})
    restarted = Service(service.folder)
    with pytest.raises(UserError, match="too old to be undone"):
        undo(restarted, generation, of_edit=True)
    assert restarted.index.articles[id].title == "Tram"


def test_an_edit_that_changes_nothing_keeps_the_undo_of_the_one_before(service):
    id = next(iter(service.index.articles))
    generation = edit_library(service, [id], {"title": "The Mill"})
    assert edit_library(service, [id], {"title": "The Mill"}) == ""
    undo(service, generation)
    assert service.index.articles[id].title == ""


def test_what_a_file_of_the_same_name_replaced_is_named_and_comes_back(service, tmp_path):
    for folder, text in [("one", "The pier of Orsa was sold."), ("other", "A <ferry> of Orsa sank.")]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(text)
    added = add_files(service, [tmp_path / "other" / "news.txt"])
    assert "replaced" not in report_html(added, added.generation)
    report = add_files(service, [tmp_path / "one" / "news.txt"])
    assert (report.updated, report.replaced) == (1, ("A <ferry> of Orsa sank.",))
    assert "same file name or address: <bdi>A <ferry> of Orsa sank.</bdi></li>" in unescape(
        report_html(report, report.generation)
    )
    undo(service, report.generation)
    assert "A <ferry> of Orsa sank." in {article.text for article in service.index.articles.values()}


def test_a_page_downloads_only_where_it_may(service):
    with pytest.raises(CorpusError, match="--allow-net"):
        add_address(service, "https://news.example/")
    service.allow_net = True
    with pytest.raises(CorpusError, match="not a web address"):
        add_address(service, "news.txt")
    report = add_address(service, "http://127.0.0.1:9/")
    assert report.new == 0
    assert "127.0.0.1" in report.skipped[0].path


def test_an_exam_is_drafted_once_and_asked_again(service):
    marks = finish_steps(sit(service))
    assert marks
    assert all(mark.right for mark in marks)
    assert finish_steps(sit(service)) == marks


def chart_of(days, tmp_path, encoder):
    found = [
        FoundArticle(make_article(f"Report {number}.", source=f"Paper {number % 2}", published=day), f"/{number}")
        for number, day in enumerate(days)
    ]
    build_index(Reading(found), tmp_path / "charted", encoder=encoder)
    return unescape(charts_html(open_index(tmp_path / "charted")))


def test_articles_are_counted_by_month_and_source(tmp_path, encoder):
    html = chart_of([date(2024, 3, 1), date(2024, 3, 31), date(2023, 12, 5), None], tmp_path, encoder)
    labels = ["December 2023", "March 2024", "undated", "Paper&#32;0", "0 to 99"]
    places = [html.index(label.replace("&#32;", " ")) for label in labels]
    assert places == sorted(places)
    assert html.count('style="width:50.0%"') == 2
    assert html.count('style="width:100.0%"') == 4


def test_many_months_are_counted_by_year(tmp_path, encoder):
    html = chart_of([date(2000 + n // 12, n % 12 + 1, 1) for n in range(30)], tmp_path, encoder)
    assert "January" not in html
    assert all(f">{year}<" in html for year in (2000, 2001, 2002))


def test_years_before_the_last_ones_are_counted_together(tmp_path, encoder):
    html = chart_of([date(1980 + n, 1, 1) for n in range(MAX_BARS + 2)], tmp_path, encoder)
    row = html[html.index("<bdi>before 1983</bdi>") :].partition("</tr>")[0]
    assert "<td>3</td>" in row
    assert 'title="Find these articles"><bdi>before' not in html
    assert all(f">{year}<" in html for year in range(1983, 1980 + MAX_BARS + 2))
    assert ">1982<" not in html
