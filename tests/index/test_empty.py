"""An index whose last article was removed is empty, and is filled again."""

import pytest

import qa
from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError, IndexMissing
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.filters import make_filter
from index.opening import open_index
from index.places import roll_back_at
from qa.collection import find_samples, remove_samples, restore_samples
from qa.drafts.checking import check_draft
from qa.drafts.example import make_example_draft
from qa.examples import example_questions
from qa.timeline import find_timeline
from qa.timeline_example import find_example_subject
from ui.cli.doctor import examine

FERRY = "The ferry of Orsa carried 812 barrels across the lake in the storm."
MILL = "The mill of Orsa ground rye until it burned."


def found(text, place):
    return FoundArticle(make_article(text, source="Orsa Post", published="2019-05-04"), place)


@pytest.fixture
def place(tmp_path, encoder):
    build_index(Reading([found(FERRY, "/a"), found(MILL, "/b")]), tmp_path / "index", encoder=encoder)
    return tmp_path / "index"


@pytest.fixture
def emptied(place):
    report = build_index(Reading(), place, remove=list(open_index(place).articles))
    assert (report.removed, report.articles, report.passages) == (2, 0, 0)
    return place


def test_an_empty_index_answers_that_it_has_no_articles(emptied):
    index = open_index(emptied)
    assert qa.retrieve("ferry", index=index) == []
    for question in (
        "How many barrels did it carry?",
        "What are these articles about?",
        "What happened in 2019?",
    ):
        answer = qa.ask(question, index=index)
        assert (answer.status, answer.reason, answer.quotes) == ("not_found", "There are no articles yet.", ())
    assert qa.ask("And when?", history=["How many barrels?"], index=index).status == "not_found"
    assert (index.overview.sources, index.overview.first, index.overview.undated) == ((), "", 0)
    assert len(index.select(make_filter(sources=["Orsa Post"]))) == 0
    assert example_questions(index, 3) == []
    assert find_timeline("ferry", index=index).events == ()
    assert find_example_subject(index) == ""
    assert make_example_draft(index) == ""
    assert [check.status for check in check_draft(f"He said “{FERRY}”", index)] == ["absent"]
    assert all(finding.ok for finding in examine(emptied, deep=True))


def test_an_empty_index_is_filled_again_and_rolled_back(emptied):
    report = build_index(Reading([found(MILL, "/b")]), emptied)
    assert (report.new, report.articles) == (1, 1)
    assert qa.ask("What did the mill grind?", index=open_index(emptied)).quotes[0].text == MILL
    roll_back_at(emptied)
    assert len(open_index(emptied).articles) == 0
    with pytest.raises(IndexMissing, match="no generation before"):
        roll_back_at(emptied)
    build_index(Reading([found(FERRY, "/a")]), emptied, full=True)
    assert [article.text for article in open_index(emptied).articles.values()] == [FERRY]


def test_removing_all_articles_can_be_undone(emptied):
    roll_back_at(emptied)
    assert {article.text for article in open_index(emptied).articles.values()} == {FERRY, MILL}


def test_files_that_cannot_be_read_leave_an_empty_index_as_it_is(emptied, tmp_path):
    (tmp_path / "photo.bin").write_bytes(b"\x00\x01\x02\xff" * 50)
    report = build_index(read_articles([tmp_path / "photo.bin"]), emptied)
    assert (report.articles, len(report.skipped)) == (0, 1)


def test_only_a_removal_by_name_empties_an_index(tmp_path, encoder):
    news = tmp_path / "news"
    news.mkdir()
    with pytest.raises(CorpusError, match="would have no articles|contains no files"):
        build_index(read_articles([news]), tmp_path / "index", encoder=encoder)
    (news / "ferry.txt").write_text(FERRY)
    build_index(read_articles([news]), tmp_path / "index", encoder=encoder)
    (news / "ferry.txt").unlink()
    with pytest.raises(CorpusError, match="would have no articles|contains no files"):
        build_index(read_articles([news]), tmp_path / "index")
    assert len(open_index(tmp_path / "index").articles) == 1


def test_the_samples_can_be_removed_and_brought_back_if_there_are_no_others(tmp_path, encoder):
    place = tmp_path / "index"
    build_index(read_articles([SHIPPED]), place, encoder=encoder)
    assert remove_samples(place).articles == 0
    assert find_samples(open_index(place)) == []
    assert restore_samples(place).new == 5
