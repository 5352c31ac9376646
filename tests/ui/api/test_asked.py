"""An address repeats exactly its question, and no content breaks it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Answer
from ui.ask_request import AskRequest, address_of, read_address, read_typed

lines = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)
asked = st.builds(
    AskRequest,
    question=lines | st.sampled_from(["Who signed since 2024?", "Since 2014, who signed?"]),
    history=st.lists(lines, max_size=3).map(tuple),
    sources=st.lists(lines, max_size=3).map(tuple),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
) | st.builds(AskRequest, question=st.just("Who signed since 2024?"), reads_period=st.booleans())


@given(asked)
def test_an_address_asks_the_same(asked):
    assert read_address(address_of(asked)) == asked


@given(st.text())
def test_any_text_is_an_address(text):
    assert isinstance(read_address(text), AskRequest)


def test_a_typed_period_is_left_for_the_answer_to_read():
    typed = read_typed("Who signed since March 2024?", [])
    assert (typed.since, typed.until, typed.reads_period) == (None, None, True)
    assert read_address("?q=Who+signed+since+March+2024%3F") == typed
    assert not read_typed("Who signed in March 2024?", []).reads_period


def test_an_answered_question_has_the_days_of_its_answer():
    question = "Who signed since March 2024?"
    answer = Answer(question, "Who signed?", "not_found", 0.0, "", (), (), since=date(2024, 3, 1))
    asked = read_typed(question, ["What is UNDOF?"]).resolve(answer)
    assert asked == AskRequest(question, (), (), date(2024, 3, 1))
    assert asked.searched == "Who signed?"
    assert read_address(address_of(asked)) == asked


def test_without_its_period_a_question_is_searched_as_typed():
    asked = AskRequest("Who signed since March 2024?")
    assert asked.searched == asked.question
    assert address_of(asked).endswith("&since=&until=")


def test_the_filter_counts_before_a_typed_period():
    chosen = "?source=The+Post&since=2020-01-01&until=2021-01-01"
    assert read_typed("Who signed?", [], chosen) == AskRequest(
        "Who signed?", (), ("The Post",), date(2020, 1, 1), date(2021, 1, 1)
    )
    assert read_typed("Who signed since 2024?", [], chosen) == AskRequest(
        "Who signed since 2024?", (), ("The Post",), date(2020, 1, 1), date(2021, 1, 1)
    )
    assert read_typed("Who signed since 2024?", [], "?source=The+Post").reads_period


def test_a_plain_question_has_a_plain_address():
    assert address_of(AskRequest("Who & why?")) == "?q=Who%20%26%20why%3F"
