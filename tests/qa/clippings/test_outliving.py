"""Clippings survive changes of the index, and show what became of their articles."""

import shutil
from typing import Any

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.generation.edits import make_edit
from index.opening import open_index
from index.places import roll_back_at
from qa.clippings.calls import edit_clipping, export_clippings, keep_clipping, list_clippings, remove_clippings
from qa.clippings.clipping_forms import clipping_to_json
from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from qa.clippings.keeping import quote_place, save_clipping
from qa.collection import edit_articles
from quotedesk import ask

FERRY = "The ferry of Orsa carried 812 barrels across the lake in the storm."
MILL = "The mill of Orsa ground rye until it burned. Nobody was hurt that night."
PIER = "The pier of Orsa was sold to a baker."


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "ferry.md").write_text(f"---\ntitle: Ferry\nsource: Post\n---\n{FERRY}")
    (folder / "mill.md").write_text(f"---\ntitle: Mill\nsource: Post\nurl: https://post.example/mill\n---\n{MILL}")
    return folder


@pytest.fixture
def place(tmp_path, news, encoder):
    build_index(read_articles([news]), tmp_path / "index", encoder=encoder)
    keep(tmp_path / "index", FERRY, "barrels")
    keep(tmp_path / "index", MILL[:44])
    return tmp_path / "index"


def keep(place, text, note=""):
    index = open_index(place)
    article = next(one for one in index.articles.values() if text in one.text)
    start = article.text.index(text)
    return save_clipping(place, quote_place(index, article.id, start, start + len(text)), note)


def states(place):
    return {one.clipping.text: one.verification.status for one in list_clippings(index=place)}


BOTH = {FERRY: "ok", MILL[:44]: "ok"}


def test_clippings_outlive_rebuilds_rollbacks_removals_and_pruning(place, news, encoder):
    before = (place / CLIPPINGS_FILE).read_bytes()
    assert states(place) == BOTH
    for number in range(3):
        (news / f"pier{number}.txt").write_text(f"{PIER} {number}.")
        build_index(read_articles([news]), place)
        assert states(place) == BOTH
    assert len(list(place.glob("generation-*"))) <= 2
    build_index(Reading(), place, full=True, encoder=encoder)
    assert states(place) == BOTH
    roll_back_at(place)
    assert states(place) == BOTH
    mill = next(one.id for one in open_index(place).articles.values() if one.text == MILL)
    build_index(Reading(), place, remove=[mill])
    assert states(place) == BOTH | {MILL[:44]: "gone"}
    build_index(read_articles([news]), place)
    assert states(place) == BOTH
    assert (place / CLIPPINGS_FILE).read_bytes() == before


def test_clippings_outlive_the_loss_of_all_generations(place, news, encoder):
    for path in place.iterdir():
        if path.name != CLIPPINGS_FILE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (place / "lock").touch()
    build_index(read_articles([news]), place, encoder=encoder)
    assert states(place) == BOTH


def test_an_index_folder_within_the_articles_gives_no_article_of_clippings(place, tmp_path):
    found = read_articles([tmp_path]).found
    assert {FERRY, MILL} == {item.article.text for item in found}


def test_each_clipping_shows_where_its_words_are_now(place, news):
    moved = f"A word before. {FERRY}"
    (news / "ferry.md").write_text(f"---\ntitle: Ferry\nsource: Post\n---\n{moved}")
    changed = MILL.replace("rye", "oats")
    (news / "mill.md").write_text(f"---\ntitle: Mill\nsource: Post\nurl: https://post.example/mill\n---\n{changed}")
    build_index(read_articles([news]), place)
    assert states(place) == {FERRY: "moved", MILL[:44]: "changed"}
    forms: dict[str, Any] = {one.clipping.text: clipping_to_json(one) for one in list_clippings(index=place)}
    now = forms[FERRY]["now"]
    assert open_index(place).articles[now["article"]["id"]].text[now["start"] : now["end"]] == FERRY
    assert "[-rye-]{+oats+}" in forms[MILL[:44]]["diff"]
    assert forms[MILL[:44]]["now"] is None
    # The clipping itself is as it was kept.
    assert {one.text for one in read_clippings(place)} == {FERRY, MILL[:44]}


def test_a_list_shows_an_article_as_it_was_edited_and_the_file_what_it_stated(place):
    id = next(one.article.id for one in read_clippings(place) if one.text == FERRY)
    edit_articles(place, [id], make_edit("Storm", "Orsa Post", "2019-05-04"))
    (found,) = list_clippings("storm", index=place, order="source")
    assert (found.clipping.article.headline, found.clipping.article.source) == ("Storm", "Orsa Post")
    assert {one.article.source for one in read_clippings(place)} == {"Post"}
    assert b"Orsa Post" in export_clippings("ris", index=place)
    build_index(Reading(), place, remove=[id])
    assert b"Orsa Post" not in export_clippings("ris", index=place)


def test_python_keeps_the_quotation_of_an_answer(tmp_path, encoder):
    found = [FoundArticle(make_article(text), str(number)) for number, text in enumerate((FERRY, MILL, PIER))]
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    index = open_index(tmp_path / "index")
    quote = ask("How many barrels did the ferry carry?", index=index).quotes[0]
    kept = keep_clipping(quote, note="812!", tags=["ferry"], index=index)
    assert [one.clipping for one in list_clippings("tag: ferry", index=index)] == [kept]
    edit_clipping(kept.id, tags=["boats"], index=str(tmp_path / "index"))
    (removed,) = remove_clippings([kept.id], index=index)
    assert (removed.tags, list_clippings(index=index)) == (("boats",), [])
