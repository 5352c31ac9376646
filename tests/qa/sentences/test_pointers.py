"""A sentence that only says where to read on answers nothing else."""

import pytest

from qa import ask
from qa.sentences.pointers import find_pointer


@pytest.mark.parametrize(
    "sentence",
    [
        "For more information, see the manual.",
        "For further details please refer to the handbook.",
        "Please read the docs to learn more!",
        "See also the chapter on salt pans.",
        "To find out more, visit https://tilbrook.example/ferry.",
        "Read more",
        "Learn more about the ferry.",
        "More information",
        "More information is available on the website.",
        "More details: https://tilbrook.example/ferry",
    ],
)
def test_sentences_that_point_on(sentence):
    assert find_pointer("What does the ferry cost?", sentence)
    assert find_pointer("Where is the manual?", sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry costs four crowns.",
        "See how the ferry turns.",
        "More people take the ferry in July.",
        "More details emerged on Tuesday, when the owner said that it costs four crowns.",
        "Read the meter before you open the sluice.",
        "For more than a year the ferry was out of use.",
        "Visit the harbour master before noon, who sells the tickets, and bring coins.",
    ],
)
def test_sentences_that_say_something(sentence):
    assert find_pointer("What does the ferry cost?", sentence) is None


def test_what_only_points_on_is_not_given_as_the_answer(build):
    index = build("# Sluicer\n\nFor more information, see the manual of Sluicer.\n\nSluicer was painted red in May.")
    answer = ask("What does Sluicer do?", index=index)
    assert answer.status != "answered" or "manual" not in answer.quotes[0].text
