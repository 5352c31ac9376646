"""Which questions ask for the contrary, and which only hold a word that could."""

import pytest

from qa.query.negation import count_negations, is_denial
from qa.reading.quoting import find_wording


@pytest.mark.parametrize(
    "question",
    [
        "Which towns did not flood?",
        "Who never paid?",
        "WHO DID NOT SIGN?",
        "Why didn’t the mayor answer?",
        "In which years did the river not freeze?",
        "Which option cannot be set twice?",
        "Who since 2014 has not voted?",
    ],
)
def test_a_question_whose_main_clause_denies(question):
    assert is_denial(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many families live without a well?",
        "Who has no licence?",
        "what does mill --not-slow do",
        "What does mill --grind=never do?",
        "What does `mill -not` print?",
        "What does GRIND return when the sack does not exist?",
        "If the key isn't there, what is printed?",
        "What happens to boats that do not pay?",
        "Didn't they open the lock?",
        "Is the bridge open or not?",
        "Who wrote “Never Say Not”?",
        "What does the NOT gate do?",
        "Why was it not only closed but torn down?",
    ],
)
def test_a_question_that_only_holds_such_a_word(question):
    assert not is_denial(question)


def test_two_sentences_that_differ_by_a_no_count_differently():
    assert count_negations("No mill stands there, without doubt.") == 2
    assert count_negations("The mill stands there.") == 0


def test_the_words_of_an_option_are_no_negations():
    assert count_negations("Use `mill --no-raw`, --without-sails or -not.") == 0
    assert count_negations("--no-raw does not grind - no, never.") == 3
    assert find_wording("Use `mill --no-raw`.") != find_wording("Use `mill --raw`.")
    assert find_wording("Use mill --raw") == find_wording("Use the mill `--raw`.")


def test_a_no_between_dashes_is_no_option():
    assert count_negations("He said -no- and meant no.") == 2
