"""Words are found in a file as they would be in a set."""

from hypothesis import given
from hypothesis import strategies as st

from index.checked import CheckedPath
from index.segment.word_list import WordList

LINES = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(st.sets(LINES), LINES)
def test_a_word_is_found_at_its_place_and_no_other(words, other):
    ordered = sorted(words)
    known = WordList.make(ordered)
    assert list(known) == ordered
    assert [known.find(word) for word in ordered] == list(range(len(ordered)))
    assert known.find(other) == (ordered.index(other) if other in words else None)


@given(st.sets(LINES, max_size=3))
def test_what_was_written_is_read(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("words")
    WordList.make(sorted(words)).save(folder)
    assert list(WordList.open(CheckedPath.of(folder))) == sorted(words)
