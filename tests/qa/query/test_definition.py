"""Questions that ask to define a thing or a person, and the texts that define it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.query.definition import defines, find_defined, is_titled


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is tidewort?", "tidewort"),
        ("what are tideworts", "tideworts"),
        ("What's a salt pan?", "salt pan"),
        ("What is the GPO?", "GPO"),
        ("What is the Harbour Board?", "Harbour Board"),
        ("Who is Ines Varga?", "Ines Varga"),
        ("What does tidewort do?", "tidewort"),
        ("What does tidewort mean?", "tidewort"),
        ("What is meant by salt pan?", "salt pan"),
        ("Define tidewort.", "tidewort"),
        ("what tidewort is", "tidewort"),
        ("What is C++?", "C++"),
        ("What is the harbour tax?", ""),
        ("Who is the mayor?", ""),
        ("Who is she?", ""),
        ("What is it?", ""),
        ("What is on the quay?", ""),
        ("What is tidewort used for in winter?", ""),
        ("What are they called?", ""),
        ("What is Varga's nationality?", ""),
        ("Where is Tilbrook?", ""),
        ("What is one of the oldest of all known salt pans?", ""),
    ],
)
def test_the_term_of_a_question(question, term):
    assert find_defined(question) == term


@given(st.text(max_size=200))
def test_a_term_stands_in_the_question(question):
    assert find_defined(question) in question


@pytest.mark.parametrize(
    ("text", "term", "does"),
    [
        ("Tidewort is a herb of salt marshes.", "tidewort", True),
        ("It rained. Tideworts are the herbs of salt marshes.", "tidewort", True),
        ("A *tidewort* (Latin: herba maris) is any herb of salt marshes.", "tidewort", True),
        ("Ines Varga, the harbour master, resigned.", "Ines Varga", True),
        ("Tidewort – a herb of salt marshes.", "tidewort", True),
        ("Salt-pan: see below. Salt pans refers to ponds.", "salt pan", True),
        ('The "salt pan" of a village means any pond\nthat it owns.', "salt pan", True),
        ("Tidewort is green.", "tidewort", False),
        ("Tidewort grows. A pond means water.", "tidewort", False),
        ("He sells tidewort, and a boat.", "tidewort", False),
        ("The old tidewort is a problem.", "tidewort", False),
        ("Tideworthy is a word.", "tidewort", False),
    ],
)
def test_the_texts_that_define_a_term(text, term, does):
    assert defines(text, term) is does


@pytest.mark.parametrize(
    ("title", "term", "is_one"),
    [
        ("Tidewort", "tidewort", True),
        ("Tidewort: a herb for cooks", "tidewort", True),
        ("Tidewort - a herb for cooks", "tidewort", True),
        ("Harbour Board of Tilbrook (HBT)", "HBT", True),
        ("Tidewort prices rise", "tidewort", False),
        ("", "tidewort", False),
    ],
)
def test_the_titles_that_are_a_term(title, term, is_one):
    assert is_titled(title, term) is is_one
