"""Questions for the long form of an acronym."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import ask
from qa.query.question_type import find_acronym
from qa.reading.answer_type import is_of_the_kind
from qa.reading.long_forms import find_long_form
from qa.reading.spans import SpanOffsets

STORES = """The stores of the mill.

* **WAB** (Write Ahead Buffer): it notes every sack before it is ground.
* **SOM** (Sacks On Map): it draws the sacks of a day.

A WAB is just a notebook that is kept beside the scales. A full WAB is read again at dawn.
"""


@pytest.mark.parametrize(
    ("question", "acronym", "only_long_form"),
    [
        ("What does WAB stand for?", "WAB", True),
        ("what does the acronym “WAB” stand for", "WAB", True),
        ("What is WAB short for?", "WAB", True),
        ("What is the full form of WAB?", "WAB", True),
        ("What was SOM an acronym for?", "SOM", True),
        ("what does wab stand for", "wab", False),
        ("What does WAB mean?", "WAB", False),
        ("What does the flag stand for?", "flag", False),
    ],
)
def test_the_acronym_of_a_question(question, acronym, only_long_form):
    assert find_acronym(question) == (acronym, only_long_form)


@pytest.mark.parametrize(
    "question", ["What does red mean?", "What is a WAB?", "What is the WAB acronym for mills?", "Who stands for mayor?"]
)
def test_other_questions_ask_for_no_long_form(question):
    assert find_acronym(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "span", "fits"),
    [
        ("What does WAB stand for?", "The WAB (Write Ahead Buffer) is a notebook.", "Write Ahead Buffer", True),
        ("What does WAB stand for?", "The WAB (Write Ahead Buffer) is a notebook.", "a notebook", False),
        ("What does WAB stand for?", "The Write Ahead Buffer (WAB) is a notebook.", None, True),
        ("What does WAB stand for?", "A WAB is just a notebook.", "a notebook", False),
        ("What does WAB stand for?", "A WAB is just a notebook.", None, False),
        ("What does WAB stand for?", "In the mill a write-ahead buffer is a notebook.", None, True),
        ("What does WAB stand for?", "The letters WAB stand for a Polish word.", None, True),
        ("What does WAB stand for?", "The mill's notebook [WAB] is green.", None, True),
        ("What does WAB mean?", "A WAB is just a notebook.", "a notebook", True),
        ("What does the flag stand for?", "The flag is a sign of peace.", "peace", True),
    ],
)
def test_nothing_but_the_long_form_answers(question, sentence, span, fits):
    offsets = SpanOffsets(sentence.index(span), sentence.index(span) + len(span)) if span else None
    assert is_of_the_kind(question, sentence, offsets) is fits


@pytest.mark.parametrize(
    ("question", "long_form"),
    [
        ("What does WAB stand for?", "Write Ahead Buffer"),
        ("what does som stand for", "Sacks On Map"),
        ("What does SOM mean?", "Sacks On Map"),
    ],
)
def test_the_sentence_with_the_long_form_answers(build, question, long_form):
    answer = ask(question, index=build(STORES, "The mill of Orsa grinds at night. Its WAB is lost."))
    assert answer.status == "answered"
    assert answer.quotes[0].span.text == long_form


@pytest.mark.parametrize(
    "sentence",
    [
        "The stage (WAB, Write Ahead Buffer) is green.",
        "WAB – Write Ahead Buffer",
        "- **WAB**: Write Ahead Buffer",
        "WAB = Write Ahead Buffer",
        "| WAB | Write Ahead Buffer |",
        "The Write Ahead Buffer, WAB, is green.",
        "The Write Ahead Buffer, or WAB, is green.",
        "Write Ahead Buffer – WAB",
        "WAB, the Write Ahead Buffer, is green.",
    ],
)
def test_the_long_form_is_beside_its_acronym(sentence):
    found = find_long_form("What does WAB stand for?", sentence)
    assert found and sentence[slice(*found)] == "Write Ahead Buffer"


@pytest.mark.parametrize("sentence", ["WAB, which grinds, is green.", "WAB, wheat, apples and beans are sold."])
def test_other_words_beside_an_acronym_are_no_long_form(sentence):
    assert find_long_form("What does WAB stand for?", sentence) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_text_is_searched(question, sentence):
    for asked in (question, f"What does {question} stand for?"):
        found = find_long_form(asked, f"{sentence} (AB) AB (a b) {sentence}")
        assert found is None or 0 <= found[0] < found[1]
