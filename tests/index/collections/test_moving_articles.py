"""Articles that move between collections keep everything, and none is lost wherever the move is interrupted."""

import os
import subprocess
import sys
from datetime import date

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError, IndexBusy
from corpus.reading import Reading
from index.building.build import build_index
from index.collections import moving_articles
from index.collections.collection_folders import create_collection
from index.collections.moving_articles import move_articles
from index.failpoints import STEPS, VARIABLE
from index.generation.added import read_added
from index.generation.edits import make_edit, read_edits
from index.opening import open_index
from qa import ask

OWL = make_article(
    "A barn owl lays four to seven eggs in May.",
    title="Owls",
    source="The Post",
    author="Ada",
    published=date(2024, 3, 1),
    url="https://example.org/owls",
)
DAM = make_article("The dam held through the night.", title="Dam")
BRIDGE = make_article("The bridge at Osh fell in June.", title="Bridge")


@pytest.fixture
def root(tmp_path, encoder):
    folder = tmp_path / "index"
    found = [FoundArticle(OWL, "/news/owls.txt"), FoundArticle(DAM, "/news/dam.txt")]
    reprint = make_article(OWL.text, title="Owls again", source="The Mail", published=date(2024, 4, 1))
    build_index(Reading([*found, FoundArticle(reprint, "/mail/owls.txt")]), folder, encoder=encoder)
    return folder


def texts(folder):
    return {article.text for article in open_index(folder).articles.values()}


def test_text_link_publications_and_edit_are_kept(root):
    build_index(Reading(), root, edits={OWL.id: make_edit(title="All about owls", date="2024-03-09")})
    before, added = open_index(root).articles[OWL.id], read_added(root)[OWL.id]
    target = create_collection(root, "birds")
    move_articles(root, target, [OWL.id])
    assert texts(root) == {DAM.text}
    moved = open_index(target)
    after = moved.articles[OWL.id]
    assert after == before
    assert (after.title, after.stated.title, after.url) == ("All about owls", "Owls", OWL.url)
    assert [one.source for one in after.also] == ["The Mail"]
    assert moved.origins[OWL.id] == ("/mail/owls.txt", "/news/owls.txt")
    assert set(read_edits(target)) == {OWL.id}
    assert read_added(target)[OWL.id] == added
    assert ask("How many eggs does a barn owl lay?", index=moved).quotes[0].text == OWL.text
    # Back again, it is as before.
    build_index(Reading([FoundArticle(BRIDGE, "/b")]), target)
    move_articles(target, root, [OWL.id])
    assert open_index(root).articles[OWL.id] == before
    assert open_index(root).origins[OWL.id] == ("/mail/owls.txt", "/news/owls.txt")


def test_a_file_of_the_same_name_in_the_other_collection_is_not_replaced(root, encoder):
    target = create_collection(root, "birds")
    build_index(Reading([FoundArticle(BRIDGE, "/news/owls.txt")]), target, encoder=encoder)
    move_articles(root, target, [OWL.id])
    assert texts(target) == {OWL.text, BRIDGE.text}
    assert open_index(target).articles[OWL.id].name == "owls.txt"
    # The file can still be indexed again there, which updates its own article alone.
    changed = make_article("The bridge at Osh stands again.", title="Bridge")
    build_index(Reading([FoundArticle(changed, "/news/owls.txt")]), target)
    assert texts(target) == {OWL.text, changed.text}


def test_an_article_that_is_in_both_keeps_the_edit_of_the_collection_it_is_moved_to(root, encoder):
    target = create_collection(root, "birds")
    build_index(Reading([FoundArticle(OWL, "/x")]), target, encoder=encoder, edits={OWL.id: make_edit(title="Mine")})
    build_index(Reading(), root, edits={OWL.id: make_edit(title="Theirs")})
    move_articles(root, target, [OWL.id])
    assert open_index(target).articles[OWL.id].title == "Mine"
    assert texts(root) == {DAM.text}


def test_what_cannot_be_moved_is_refused_before_anything_changes(root):
    target = create_collection(root, "birds")
    for ids, other in (([OWL.id, DAM.id], target), (["0" * 16], target), ([OWL.id], root), ([OWL.id, "x"], target)):
        with pytest.raises(CorpusError):
            move_articles(root, other, ids)
    assert texts(root) == {OWL.text, DAM.text}
    assert not (target / "CURRENT").exists()


@pytest.mark.parametrize("step", ["_add", "build_index"])
def test_a_move_back_at_the_same_time_loses_no_article(root, encoder, monkeypatch, step):
    """Another process moves the article back after it was added to the target, or while it is removed here."""
    target = create_collection(root, "birds")
    build_index(Reading([FoundArticle(BRIDGE, "/b")]), target, encoder=encoder)
    function, told = getattr(moving_articles, step), []

    def move_back():
        monkeypatch.undo()
        try:
            move_articles(target, root, [OWL.id])
        except IndexBusy as error:
            told.append(error)

    def work(*args, **options):
        if step == "build_index" and not options.get("remove"):
            return function(*args, **options)
        if step == "build_index":
            move_back()
        done = function(*args, **options)
        if step == "_add":
            move_back()
        return done

    monkeypatch.setattr(moving_articles, step, work)
    try:
        move_articles(root, target, [OWL.id])
    except IndexBusy as error:
        told.append(error)
    assert texts(root) | texts(target) == {OWL.text, DAM.text, BRIDGE.text}
    assert len(told) == 1
    assert not texts(root) & texts(target)


KILLED_AT = ("locked", "passages encoded", "generation named", "pointer written", "pointer replaced", "added written")
SHORT = ("passages encoded", "pointer replaced")
"""Steps before and after the generation is published; the long run tries the others."""


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=() if step in SHORT else pytest.mark.long) for step in KILLED_AT]
)
@pytest.mark.parametrize("build", ["first", "second"])
def test_a_move_that_is_killed_loses_no_article(root, step, build):
    """The failpoint of the second build is reached after the first one has passed all of its own."""
    assert step in STEPS
    target = create_collection(root, "birds")
    program = (
        "import os, sys; from pathlib import Path; from index.collections import moving_articles as moving\n"
        "build, calls = moving.build_index, []\n"
        "def counted(*args, **options):\n"
        "    calls.append(1)\n"
        f"    os.environ.pop({VARIABLE!r}, None)\n"
        "    if len(calls) == int(sys.argv[4]):\n"
        f"        os.environ[{VARIABLE!r}] = sys.argv[5] + '=9'\n"
        "    return build(*args, **options)\n"
        "moving.build_index = counted\n"
        "moving.move_articles(Path(sys.argv[1]), Path(sys.argv[2]), [sys.argv[3]])"
    )
    arguments = [str(root), str(target), OWL.id, "1" if build == "first" else "2", step]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", program, *arguments], env=environment, check=False, capture_output=True)
    assert run.returncode in (0, -9), run.stderr
    there = texts(target) if (target / "CURRENT").exists() else set()
    assert texts(root) | there == {OWL.text, DAM.text}
    # Moving again finishes the work.
    if OWL.id in open_index(root).articles:
        move_articles(root, target, [OWL.id])
    assert (texts(root), texts(target)) == ({DAM.text}, {OWL.text})
