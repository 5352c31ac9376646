"""The file of standing questions: two processes, damage, and what builds and rollbacks leave of it."""

import fcntl
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError, StandingError, StandingMissing
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.generation.generations import roll_back
from index.opening import open_index
from qa.standing import STANDING_FILE, standing_file
from qa.standing.asking import ask_standing
from qa.standing.standing_changes import (
    MAX_REMOVED,
    add_standing,
    list_standing,
    mark_sentences,
    pause_standing,
    remove_standing,
    restore_standing,
)
from qa.standing.standing_file import (
    NewSentence,
    QuotedArticle,
    StandingQuestion,
    StandingQuestions,
    change_standing,
    read_standing,
)

ROOT = Path(__file__).parents[3]
RAIN, SNOW = "Rain fell in Aktau on Monday.", "Snow fell in Semey on Friday."


def add(folder, *texts):
    build_index(Reading([FoundArticle(make_article(text), text) for text in texts]), folder)


@pytest.fixture
def folder(tmp_path, build):
    build(RAIN)
    return tmp_path / "index"


def make_question(id, looked):
    return StandingQuestion(id, f"Who won race {id}?", (), (), None, None, True, "2024-03-01T10:00:00Z", looked)


def test_nothing_that_a_person_kept_is_lost_by_builds_and_rollbacks(folder):
    add_standing(folder, "Where did snow fall?")
    kept = list_standing(folder)
    add(folder, SNOW)
    build_index(Reading(), folder, full=True)
    build_index(Reading(), folder, remove=[make_article(SNOW).id])
    roll_back(folder)
    assert list_standing(folder) == kept


def test_a_person_can_read_the_file(folder):
    add_standing(folder, "Where did “Schnee” fall in Öskemen?")
    content = (folder / STANDING_FILE).read_text(encoding="utf-8")
    assert '"question": "Where did “Schnee” fall in Öskemen?"' in content
    assert len(content.splitlines()) > 10


def test_two_processes_add_questions_and_none_is_lost(folder):
    code = (
        "import sys, pathlib; from qa.standing.standing_changes import add_standing; "
        "[add_standing(pathlib.Path(sys.argv[1]), f'Who won race {sys.argv[2]}{n}?') for n in range(8)]"
    )
    with ThreadPoolExecutor(3) as pool:
        commands = [[sys.executable, "-c", code, str(folder), name] for name in "abc"]
        list(pool.map(lambda command: subprocess.run(command, check=True, cwd=ROOT), commands))
    assert len({question.question for question in list_standing(folder)}) == 24


def test_looks_at_the_same_time_report_a_sentence_once(folder, shipped_folder):
    question = add_standing(folder, "Where did snow fall on Friday?")
    build_index(read_articles([ROOT / "corpus" / "articles"]), folder)
    add(folder, SNOW)
    with ThreadPoolExecutor(4) as pool:
        reported = list(pool.map(lambda _: ask_standing(open_index(folder)), range(4)))
    assert sum(len(news.sentences) for each in reported for news in each) == 1
    assert [one.text for one in read_standing(folder).find(question.id).sentences] == [SNOW]


def test_a_question_that_is_removed_while_it_is_asked_stays_removed(folder, monkeypatch):
    question = add_standing(folder, "Where did snow fall?")
    add(folder, SNOW)

    def find_news(*arguments):
        if list_standing(folder):
            remove_standing(folder, question.id)
        return []

    monkeypatch.setattr("qa.standing.asking.find_news", find_news)
    assert ask_standing(open_index(folder)) == []
    assert list_standing(folder) == ()
    assert restore_standing(folder, question.id).looked == question.looked


def test_an_article_that_others_note_while_questions_are_asked_is_not_passed_over(folder, monkeypatch):
    question = add_standing(folder, "Where did snow fall?")
    add(folder, SNOW)
    index, asked = open_index(folder), []

    def find_news(one, index, new, earlier):
        if not asked:
            add(folder, "Fog lay over Aral on Sunday.")
            add_standing(folder, "Where did fog lie?")
        asked.append((one.question, len(new)))
        return []

    monkeypatch.setattr("qa.standing.asking.find_news", find_news)
    ask_standing(index)
    ask_standing(folder)
    assert sum(count for name, count in asked if name == question.question) >= 2 + 1
    standing = read_standing(folder)
    assert all(not standing.find_new(open_index(folder).articles, one.looked) for one in standing.shown)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"id": "a", "questions": [{}], "looks": []}',
        b'{"id": "a", "questions": [], "looks": [], "more": 1}',
        b'{"id": "a", "questions": [], "looks": [{"number": "x", "articles": ""}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_named_and_left_as_it_is(folder, content):
    (folder / STANDING_FILE).write_bytes(content)
    for work in list_standing, ask_standing, lambda folder: add_standing(folder, "Who won?"):
        with pytest.raises(StandingError, match=r"standing.json cannot be read: .* Correct the file or move it away."):
            work(folder)
    assert (folder / STANDING_FILE).read_bytes() == content


def test_a_failed_write_leaves_the_questions_and_no_draft(folder, monkeypatch):
    add_standing(folder, "Who won?")
    before = (folder / STANDING_FILE).read_bytes()

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.files.flush", fail)
    with pytest.raises(StandingError, match="could not be saved: No space left on device. Free some disk space"):
        add_standing(folder, "Who lost?")
    assert (folder / STANDING_FILE).read_bytes() == before
    assert not list(folder.glob("standing.json.*.new"))


def test_the_file_is_not_read_as_an_article(folder):
    add_standing(folder, "Who won?")
    with pytest.raises(CorpusError, match="belongs to the index"):
        read_articles([folder / STANDING_FILE])


def test_only_so_many_removed_questions_are_kept(folder):
    ids = [add_standing(folder, f"Who won race {number}?").id for number in range(MAX_REMOVED + 2)]
    for id in ids:
        remove_standing(folder, id)
    assert len(read_standing(folder).questions) == MAX_REMOVED
    restore_standing(folder, ids[-1])
    with pytest.raises(StandingMissing):
        restore_standing(folder, ids[0])


def test_marking_unknown_sentences_changes_nothing(folder):
    add_standing(folder, "Who won?")
    before = (folder / STANDING_FILE).stat().st_mtime_ns
    assert mark_sentences(folder, ["x"]) == 0
    assert (folder / STANDING_FILE).stat().st_mtime_ns == before


@settings(max_examples=60)
@given(
    articles=st.dictionaries(st.text("0123456789abcdef", min_size=16, max_size=16), st.integers(1, 9), max_size=20),
    looked=st.lists(st.integers(0, 9), max_size=5),
)
def test_what_is_new_to_each_question_survives_the_file(tmp_path_factory, articles, looked):
    folder = tmp_path_factory.mktemp("standing")
    questions = tuple(make_question(str(number), look) for number, look in enumerate(looked))
    before = StandingQuestions(questions=questions, articles=articles)
    with change_standing(folder) as draft:
        draft.now = before
    after = read_standing(folder)
    assert (after.id, after.questions, set(after.articles)) == (before.id, questions, set(articles))
    for question in questions:
        ids = [*articles, "another"]
        assert after.find_new(ids, question.looked) == before.find_new(ids, question.looked)
    assert json.loads((folder / STANDING_FILE).read_bytes())["id"] == before.id


def find_sentences(folder, id, states, **changes):
    """Give a question sentences of some states, read or not, oldest first."""
    article = QuotedArticle("a", "Rain", "Daily", None, "")
    found = tuple(
        NewSentence(str(day), RAIN, 0, 9, article, "", "", (), "", 0.9, f"2024-03-{day:02}T10:00:00Z", "g", read=read)
        for day, read in enumerate(states, start=1)
    )
    with change_standing(folder) as draft:
        draft.now = draft.now.replace_question(replace(draft.now.find(id), sentences=found, **changes))
    return (folder / STANDING_FILE).stat().st_size


def test_a_full_file_drops_the_oldest_read_sentences_and_stays_readable(folder, monkeypatch):
    question = add_standing(folder, "Where did rain fall?")
    size = find_sentences(folder, question.id, [False, True, True, True])
    monkeypatch.setattr(standing_file, "MAX_BYTES", size)
    add_standing(folder, "Where did snow fall?")
    assert [one.id for one in read_standing(folder).find(question.id).sentences] == ["1", "3", "4"]
    assert len(list_standing(folder)) == 2


def test_a_full_file_without_read_sentences_is_not_made_larger(folder, monkeypatch):
    question = add_standing(folder, "Where did rain fall?")
    size = find_sentences(folder, question.id, [False, False], paused=True)
    before = (folder / STANDING_FILE).read_bytes()
    monkeypatch.setattr(standing_file, "MAX_BYTES", size)
    with pytest.raises(StandingError, match=r"would take more than .* bytes. Mark sentences as read"):
        add_standing(folder, "Where did snow fall?")
    assert (folder / STANDING_FILE).read_bytes() == before
    # "true" takes less than "false".
    assert mark_sentences(folder, ["1", "2"]) == 2
    add_standing(folder, "Where did snow fall?")
    assert [one.id for one in read_standing(folder).find(question.id).sentences] == ["2"]


def test_a_full_file_gets_room_from_a_question_that_is_removed(folder, monkeypatch):
    question = add_standing(folder, "Where did rain fall?")
    monkeypatch.setattr(standing_file, "MAX_BYTES", find_sentences(folder, question.id, [False, False]))
    remove_standing(folder, question.id)
    add_standing(folder, "Where did snow fall?")
    assert [one.id for one in read_standing(folder).find(question.id, removed=True).sentences] == ["2"]


def test_a_lock_that_is_never_released_is_reported(folder, monkeypatch):
    question = add_standing(folder, "Who won?")
    monkeypatch.setattr(standing_file, "_WAIT_SECONDS", 0.1)
    with (folder / f"{STANDING_FILE}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StandingError, match=r"has locked .*standing.json\. Wait a moment"):
            pause_standing(folder, question.id)
        # Reading needs no lock.
        assert not list_standing(folder)[0].paused
    assert pause_standing(folder, question.id).paused


def test_an_error_of_the_change_itself_is_not_taken_for_one_of_the_file(folder):
    with pytest.raises(ConnectionResetError), change_standing(folder) as draft:
        draft.now = replace(draft.now, id="changed")
        raise ConnectionResetError("a socket")
    assert read_standing(folder).id != "changed"
