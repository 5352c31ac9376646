"""Keeping, editing and removing clippings; users; limits; the file as a person reads and damages it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from corpus.errors import ClippingError, UnknownArticle, UnknownClipping
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.clippings import clippings_file
from qa.clippings.clipping import check_note, check_tags, make_clipping, read_line
from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from qa.clippings.keeping import edit_clipping, quote_place, remove_clippings, restore_clippings, save_clipping
from qa.reading.quoting import quote_at
from tests.qa.clippings.quotes import FELL, MET, NOON, RAIN, ROSE, SNOW


def texts(folder, user=""):
    return [clipping.text for clipping in read_clippings(folder, user)]


def test_a_kept_quotation_is_read_back_with_note_and_tags(tmp_path):
    kept = save_clipping(tmp_path, FELL, "  For chapter 2\r\nand 3 ", ["#weather", "Almaty, floods", "WEATHER"])
    assert (kept.note, kept.tags) == ("For chapter 2\nand 3", ("weather", "Almaty", "floods"))
    assert read_clippings(tmp_path) == [kept]
    assert (kept.text, kept.start, kept.end, kept.suffix) == (FELL.text, 0, 28, FELL.suffix)
    article = kept.article
    assert (article.headline, article.source, article.author) == ("Weather", "Daily", "Ada Brandt")
    assert (str(article.published), article.url) == ("2024-03-01", RAIN.url)


def test_the_file_is_for_people_and_for_verify(tmp_path, build):
    index = build(RAIN.text, MET.text)
    save_clipping(tmp_path, quote_place(index, RAIN.id, 0, 28), "Ölstand: 5 °")
    save_clipping(tmp_path, quote_place(index, MET.id, 0, 26))
    content = (tmp_path / CLIPPINGS_FILE).read_bytes()
    assert "Ölstand: 5 °" in content.decode()
    citations = read_citations(content, CLIPPINGS_FILE)
    assert [verify(citation, index).status for citation in citations] == ["ok", "ok"]
    assert [one.citation for one in read_clippings(tmp_path)] == citations


def test_hidden_characters_are_escapes_in_the_file(tmp_path):
    save_clipping(tmp_path, FELL, "9\u202e000", ["a\u200bb"])
    assert "\u202e" not in (tmp_path / CLIPPINGS_FILE).read_text()
    assert read_clippings(tmp_path)[0].note == "9\u202e000"


def test_the_same_place_is_kept_once_with_both_notes_and_all_tags(tmp_path):
    first = save_clipping(tmp_path, FELL, "One", ["a"])
    again = save_clipping(tmp_path, FELL, "Two", ["b", "A"])
    assert (again.id, again.kept) == (first.id, first.kept)
    assert (again.note, again.tags) == ("One\n\nTwo", ("a", "b"))
    assert save_clipping(tmp_path, FELL).note == "One\n\nTwo"
    assert save_clipping(tmp_path, FELL, "Two").note == "One\n\nTwo"
    assert read_clippings(tmp_path) == [again]


def test_note_and_tags_are_edited_apart(tmp_path):
    kept = save_clipping(tmp_path, FELL, "One", ["a"])
    assert edit_clipping(tmp_path, kept.id, note="Two").tags == ("a",)
    assert edit_clipping(tmp_path, kept.id, tags=["b"]).note == "Two"
    assert edit_clipping(tmp_path, kept.id, note="", tags=[]).note == ""
    assert read_clippings(tmp_path)[0].tags == ()


def test_removed_clippings_come_back_as_they_were(tmp_path):
    kept = [save_clipping(tmp_path, quote, "note") for quote in (FELL, ROSE, SNOW)]
    removed = remove_clippings(tmp_path, [kept[0].id, kept[2].id])
    assert texts(tmp_path) == [ROSE.text]
    restore_clippings(tmp_path, removed)
    restore_clippings(tmp_path, removed)
    assert sorted(texts(tmp_path)) == sorted([FELL.text, ROSE.text, SNOW.text])
    assert {one.line for one in read_clippings(tmp_path)} == {one.line for one in kept}


def test_no_clipping_is_removed_if_one_is_unknown(tmp_path):
    kept = save_clipping(tmp_path, FELL)
    with pytest.raises(UnknownClipping, match="no clipping nothing"):
        remove_clippings(tmp_path, [kept.id, "nothing"])
    with pytest.raises(ClippingError, match="No clipping is named"):
        remove_clippings(tmp_path, [])
    assert texts(tmp_path) == [FELL.text]


def test_a_user_sees_and_changes_their_own_clippings_only(tmp_path):
    ada, bob = save_clipping(tmp_path, FELL, user="ada"), save_clipping(tmp_path, FELL, user="bob")
    save_clipping(tmp_path, SNOW)
    assert ada.id != bob.id
    assert (texts(tmp_path, "ada"), texts(tmp_path, ""), texts(tmp_path, "eve")) == ([FELL.text], [SNOW.text], [])
    for change in (
        lambda: edit_clipping(tmp_path, bob.id, note="mine", user="ada"),
        lambda: remove_clippings(tmp_path, [ada.id, bob.id], user="ada"),
        lambda: edit_clipping(tmp_path, bob.id, note="mine"),
    ):
        with pytest.raises(UnknownClipping):
            change()
    assert len(read_clippings(tmp_path, None)) == 3


def test_what_a_person_adds_to_the_file_stays(tmp_path):
    kept = save_clipping(tmp_path, FELL, "One")
    path = tmp_path / CLIPPINGS_FILE
    row = json.loads(path.read_text()) | {"colour": "green"}
    path.write_text(f"\n{json.dumps(row, indent=None)}   \r\n\n")
    line = path.read_text().splitlines()[1]
    save_clipping(tmp_path, SNOW)
    assert path.read_text().split("\n")[0].rstrip() == line.rstrip()
    edit_clipping(tmp_path, kept.id, note="Two")
    assert json.loads(path.read_text().splitlines()[0]) == row | {"note": "Two"}
    restore_clippings(tmp_path, remove_clippings(tmp_path, [kept.id]))
    assert '"colour": "green"' in path.read_text()


def spoil(folder, change):
    """Keep two clippings, and write what a change makes of the rows of their file."""
    save_clipping(folder, FELL)
    save_clipping(folder, SNOW)
    path = folder / CLIPPINGS_FILE
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows[1] = change(rows[1])
    path.write_text("".join(f"{json.dumps(row) if isinstance(row, dict) else row}\n" for row in rows))
    return path


SPOILED = {
    "cut short": lambda row: json.dumps(row)[:-20],
    "not JSON": lambda row: "a note",
    "no object": lambda row: "[1]",
    "nested": lambda row: "[" * 100_000,
    "without id": lambda row: {name: value for name, value in row.items() if name != "id"},
    "a number as text": lambda row: row | {"text": 5},
    "a wrong length": lambda row: row | {"end": row["end"] + 1},
    "half a character": lambda row: json.dumps(row | {"note": "X"}).replace('"X"', r'"\ud83d"'),
    "too many tags": lambda row: row | {"tags": [str(number) for number in range(21)]},
    "a path as id": lambda row: row | {"id": "../a"},
    "no time": lambda row: row | {"kept": "yesterday"},
    "another encoding": lambda row: "\x00",
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_damaged_file_is_named_with_its_line_and_never_overwritten(tmp_path, spoiled):
    path = spoil(tmp_path, SPOILED[spoiled])
    before = path.read_bytes()
    id = json.loads(before.splitlines()[0])["id"]
    for attempt in (
        lambda: read_clippings(tmp_path),
        lambda: save_clipping(tmp_path, NOON),
        lambda: edit_clipping(tmp_path, id, note="x"),
        lambda: remove_clippings(tmp_path, [id]),
        lambda: restore_clippings(tmp_path, []),
    ):
        with pytest.raises(ClippingError, match=r"line 2 .*Nothing was overwritten. Correct the file, or move it out"):
            attempt()
    assert path.read_bytes() == before


def test_other_damage_is_named_too(tmp_path, monkeypatch):
    path = spoil(tmp_path, lambda row: row)
    lines = path.read_bytes()
    for content, said in (
        (lines + lines, "lines 1 and 3 have the same id"),
        (b"\xff\xfe" + lines, "byte 0 is not UTF-8"),
    ):
        path.write_bytes(content)
        with pytest.raises(ClippingError, match=said):
            save_clipping(tmp_path, NOON)
        assert path.read_bytes() == content
    path.write_bytes(lines)
    monkeypatch.setattr(clippings_file, "MAX_BYTES", len(lines) - 1)
    with pytest.raises(ClippingError, match="it has more than"):
        read_clippings(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ClippingError):
        read_clippings(tmp_path)


def test_a_file_that_was_corrected_is_used_again(tmp_path):
    path = spoil(tmp_path, SPOILED["cut short"])
    lines = path.read_text().splitlines()
    path.write_text(f"{lines[0]}\n")
    save_clipping(tmp_path, NOON)
    assert texts(tmp_path) == [FELL.text, NOON.text]


def test_clippings_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(clippings_file, "MAX_CLIPPINGS", 2)
    kept = [save_clipping(tmp_path, quote) for quote in (FELL, ROSE)]
    with pytest.raises(ClippingError, match="2 clippings are kept already"):
        save_clipping(tmp_path, SNOW)
    # Other users may keep clippings, and known clippings may change.
    save_clipping(tmp_path, SNOW, user="ada")
    edit_clipping(tmp_path, kept[0].id, note="Two")
    monkeypatch.setattr(clippings_file, "MAX_BYTES", (tmp_path / CLIPPINGS_FILE).stat().st_size + 10)
    with pytest.raises(ClippingError, match="would take more than"):
        edit_clipping(tmp_path, kept[0].id, note="x" * 100)
    with pytest.raises(ClippingError, match="would take more than"):
        save_clipping(tmp_path, NOON, user="bob")
    remove_clippings(tmp_path, [kept[0].id])
    assert texts(tmp_path) == [ROSE.text]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"note": "x" * 5_001}, "the note has 5,001 characters"),
        ({"note": "\ud83d"}, "the note is not valid Unicode"),
        ({"tags": [str(number) for number in range(21)]}, "there are 21 tags"),
        ({"tags": ["x" * 61]}, "a tag has 61 characters"),
        ({"tags": "one"}, "tags must be a list"),
        ({"user": "x" * 201}, "the user's name has 201 characters"),
    ],
)
def test_what_is_too_long_is_refused_and_nothing_is_kept(tmp_path, arguments, said):
    with pytest.raises(ValueError, match=said):
        save_clipping(tmp_path, FELL, **arguments)
    assert not (tmp_path / CLIPPINGS_FILE).exists()


def test_a_whole_article_is_no_quotation():
    long = make_article("word " * 1_100)
    with pytest.raises(ValueError, match=r"at most 5,000 are kept"):
        make_clipping(quote_at(long, 0, 5_400))


def test_a_place_is_cut_at_its_words(build):
    index = build(RAIN.text)
    assert quote_place(index, RAIN.id, 44, 77 - 1).text == SNOW.text
    for start, end in ((44, 46), (5, 5), (5, 4), (-1, 4), (0, 10_000)):
        with pytest.raises(ValueError, match=r"no words|not a range"):
            quote_place(index, RAIN.id, start, end)
    with pytest.raises(UnknownArticle, match="no article nobody"):
        quote_place(index, "nobody", 0, 4)


def test_a_read_only_folder_is_reported(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(clippings_file, "atomic_write", refuse)
    with pytest.raises(ClippingError, match=r"could not be saved: Permission denied. Free some disk space, or make"):
        save_clipping(tmp_path, FELL)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS, st.lists(TEXTS, max_size=20), TEXTS)
def test_any_note_and_tags_survive_the_file(note, tags, user):
    clipping = make_clipping(FELL, note, [tag.replace(",", "") for tag in tags], user)
    assert "\n" not in clipping.line
    assert read_line(clipping.line) == clipping
    assert (clipping.note, clipping.tags) == (check_note(clipping.note), check_tags(clipping.tags))
    assert replace(clipping, line="") == clipping


def test_ids_do_not_repeat():
    ids = {make_clipping(FELL).id for _ in range(200)}
    assert len(ids) == 200
