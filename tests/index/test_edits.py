"""Edited titles, sources and dates: where they are used, and that they survive builds."""

import json
from contextlib import contextmanager
from datetime import date

import pytest
from click.testing import CliRunner

import qa
from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError, IndexMissing
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.filters import make_filter
from index.generation import generations
from index.generation.added import ADDED_FILE, read_added
from index.generation.edits import EDITS_FILE, make_edit
from index.generation.generations import find_current
from index.generation.locking import lock_index
from index.opening import open_index
from index.places import roll_back_at
from qa.citations.references import FORMATS, make_reference
from qa.collection import edit_articles, save_edits_of
from ui.cli.main import quotedesk
from ui.html.library.library_html import library_html

TEXT = "The ferry of Orsa carried 812 barrels across the lake in the storm."
OTHER = "The mill of Orsa ground rye until it burned."
EDIT = make_edit("The Ferry", "Orsa Post", "2019-05-04")


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "ferry.md").write_text(f"---\ntitle: Wrong\nsource: Printer\ndate: 2026-11-28\n---\n{TEXT}")
    (folder / "mill.txt").write_text(OTHER)
    return folder


@pytest.fixture
def place(tmp_path, news, encoder):
    build_index(read_articles([news]), tmp_path / "index", encoder=encoder)
    return tmp_path / "index"


def ferry(place):
    return next(article for article in open_index(place).articles.values() if article.text == TEXT)


def facts(place):
    article = ferry(place)
    return article.title, article.source, article.published


EDITED = ("The Ferry", "Orsa Post", date(2019, 5, 4))
STATED = ("Wrong", "Printer", date(2026, 11, 28))


def test_an_edit_is_used_by_filters_answers_and_citations(place):
    id = ferry(place).id
    assert edit_articles(place, [id], EDIT) == {id: {}}
    index = open_index(place)
    article = ferry(place)
    assert (facts(place), article.id, article.text) == (EDITED, id, TEXT)
    assert (article.stated.title, article.stated.source, article.stated.published) == STATED
    assert index.overview.sources == (("Orsa Post", 1),)
    assert index.overview.last == "2019-05-04"
    for wanted in (make_filter(sources=["Orsa Post"]), make_filter(until="2019-12-31")):
        assert {index.article_id_at(row) for row in index.select(wanted)} == {id}
    assert len(index.select(make_filter(since="2026-01-01"))) == 0
    quote = qa.ask("How many barrels did the ferry carry?", index=index, until="2020-01-01").quotes[0]
    assert quote.text == TEXT
    for form in set(FORMATS) - {"annotation"}:
        said = make_reference(quote, form)
        assert "Orsa Post" in said and "2019" in said and "The Ferry" in said
        assert "Printer" not in said and "2026" not in said


def test_the_title_and_date_of_an_edit_are_searched(place):
    edit_articles(place, [ferry(place).id], make_edit("Zeppelin crossing", None, "2019-05-04"))
    hits = qa.retrieve("zeppelin May 2019", k=1, index=open_index(place))
    assert hits[0].article.text == TEXT


def test_an_edit_outlives_builds_rollbacks_and_a_removal(place, news, encoder):
    id = ferry(place).id
    edit_articles(place, [id], EDIT)
    build_index(read_articles([news]), place)
    assert facts(place) == EDITED
    build_index(Reading(), place, full=True, encoder=encoder)
    assert facts(place) == EDITED
    roll_back_at(place)
    assert facts(place) == EDITED
    (news / "pier.txt").write_text("The pier of Orsa was sold to a baker.")
    build_index(read_articles([news]), place)
    assert facts(place) == EDITED
    build_index(Reading(), place, remove=[id])
    build_index(read_articles([news]), place)
    assert facts(place) == EDITED


def test_a_rollback_to_the_time_before_an_edit_keeps_it_and_ends(place):
    edit_articles(place, [ferry(place).id], EDIT)
    name = roll_back_at(place)
    assert (facts(place), find_current(place).name) == (EDITED, name)
    with pytest.raises(IndexMissing, match="no generation before"):
        roll_back_at(place)


def test_a_rollback_never_shows_a_generation_without_the_edits(place, news, monkeypatch):
    edit_articles(place, [ferry(place).id], EDIT)
    pointed = []

    def note(folder, name, former=""):
        pointed.append((name, former))
        point_to(folder, name, former)

    point_to = generations._point_to
    monkeypatch.setattr(generations, "_point_to", note)
    before = {path.name for path in generations.list_generations(place)}
    name = roll_back_at(place)
    assert {now for now, _ in pointed} == {name}
    assert name not in before


def test_edits_of_two_processes_at_once_are_both_kept(place, monkeypatch):
    """The other process edits another field after this one has begun, and before it holds the lock."""
    id = ferry(place).id
    others = [lambda: edit_articles(place, [id], make_edit(source="Orsa Post"))]

    @contextmanager
    def wait_for_other(folder):
        for other in [others.pop()] if others else []:
            other()
        with lock_index(folder):
            yield

    monkeypatch.setattr("index.building.build.lock_index", wait_for_other)
    assert edit_articles(place, [id], make_edit(title="The Ferry")) == {id: {"source": "Orsa Post"}}
    assert facts(place) == ("The Ferry", "Orsa Post", date(2026, 11, 28))


def test_a_rollback_without_edits_still_ends(place, news):
    (news / "pier.txt").write_text("The pier of Orsa was sold to a baker.")
    build_index(read_articles([news]), place)
    roll_back_at(place)
    with pytest.raises(IndexMissing, match="no generation before"):
        roll_back_at(place)


def test_a_restored_article_says_what_its_file_states_also_after_a_rollback(place):
    id = ferry(place).id
    edit_articles(place, [id], EDIT)
    former = edit_articles(place, [id], None)
    assert (facts(place), ferry(place).stated) == (STATED, None)
    roll_back_at(place)
    assert facts(place) == STATED
    save_edits_of(place, former)
    assert facts(place) == EDITED


def test_an_edit_of_one_field_keeps_the_others_and_may_clear_a_date(place):
    id = ferry(place).id
    edit_articles(place, [id], make_edit(source="Orsa Post"))
    edit_articles(place, [id], make_edit(date=""))
    assert facts(place) == ("Wrong", "Orsa Post", None)
    assert open_index(place).overview.undated == 2
    edit_articles(place, [id], make_edit("Wrong", "Printer", "2026-11-28"))
    assert ferry(place).stated is None


def test_a_changed_statement_of_the_file_is_the_new_original(place, news):
    edit_articles(place, [ferry(place).id], make_edit(date="2019-05-04"))
    (news / "ferry.md").write_text(f"---\ntitle: Right\nsource: Harbour News\ndate: 2026-11-28\n---\n{TEXT}")
    build_index(read_articles([news]), place)
    assert facts(place) == ("Right", "Harbour News", date(2019, 5, 4))
    assert ferry(place).stated.title == "Right"


def test_the_source_alone_encodes_nothing_again(place):
    report = save_edits_of(place, {ferry(place).id: make_edit(source="Orsa Post")})
    assert (report.encoded, report.removed, report.articles) == (0, 0, 2)


def test_a_person_can_read_and_write_the_edits(place):
    id = ferry(place).id
    edit_articles(place, [id], EDIT)
    path = place / EDITS_FILE
    assert json.loads(path.read_text()) == {id: {"title": "The Ferry", "source": "Orsa Post", "date": "2019-05-04"}}
    path.write_text(json.dumps({id: {"source": "By Hand"}}))
    build_index(Reading(), place)
    assert facts(place) == ("Wrong", "By Hand", date(2026, 11, 28))


@pytest.mark.parametrize("spoiled", ["{", "[1]", '{"a": 1}', '{"a": {"date": "yesterday"}}', '{"a": {"title": 7}}'])
def test_a_spoiled_file_of_edits_is_named_and_the_index_still_answers(place, spoiled):
    (place / EDITS_FILE).write_text(spoiled)
    with pytest.raises(CorpusError, match=r"edits\.json cannot be read"):
        build_index(Reading(), place)
    assert facts(place) == STATED


def test_a_text_that_is_not_unicode_is_refused():
    with pytest.raises(ValueError, match="not valid Unicode"):
        make_edit(title="Half \ud83d")


@pytest.mark.parametrize("moment", ["yesterday", 7, None, "2026-13-01T00:00:00Z"])
def test_an_invalid_moment_in_the_file_of_added_articles_is_ignored(place, moment):
    known = dict(read_added(place))
    id = next(iter(known))
    (place / ADDED_FILE).write_text(json.dumps({**known, id: moment}))
    assert dict(read_added(place)) == {other: said for other, said in known.items() if other != id}
    library_html(open_index(place), added=read_added(place))


def test_an_edit_of_an_unknown_article_or_a_failed_build_saves_nothing(place):
    with pytest.raises(CorpusError, match="no article nobody"):
        edit_articles(place, ["nobody"], EDIT)

    def refuse(index):
        raise CorpusError("It answers worse.", "")

    with pytest.raises(CorpusError, match="worse"):
        build_index(Reading(), place, edits={ferry(place).id: EDIT}, examine=refuse)
    build_index(Reading(), place)
    assert facts(place) == STATED


def test_copies_of_several_places_can_be_edited(tmp_path, encoder):
    copies = [make_article(TEXT, title="Ferry", source=source) for source in ("Post", "Mirror")]
    reading = Reading([FoundArticle(copy, f"/{place}") for place, copy in enumerate(copies)])
    build_index(reading, tmp_path / "index", encoder=encoder)
    (article,) = open_index(tmp_path / "index").articles.values()
    edit_articles(tmp_path / "index", [article.id], make_edit(source="Gazette"))
    for _ in range(2):
        (article,) = open_index(tmp_path / "index").articles.values()
        assert [one.source for one in article.publications] == ["Gazette", "Post"]
        build_index(reading, tmp_path / "index")


def test_the_command_edits_and_restores(place):
    id = ferry(place).id

    def run(*arguments):
        return CliRunner().invoke(quotedesk, ["edit", id, *arguments, "--index", str(place)])

    done = run("--date", "4 May 2019", "--source", "Orsa Post", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["published"], said["source"], said["stated"]["source"]) == ("2019-05-04", "Orsa Post", "Printer")
    assert run("--restore").exit_code == 0
    assert facts(place) == STATED
    for wrong in ([], ["--restore", "--title", "x"], ["--date", "May"], ["--title", "x" * 301]):
        assert run(*wrong).exit_code == 2, wrong
