"""A polite question is reduced to what it asks, and nothing else is taken from a question."""

import pytest

from qa.query.collection_topic import find_topic
from qa.query.courtesy import Core, find_core


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Could you please tell me who built the lock?", "who built the lock?"),
        ("Hello there! Please tell me when the mill burnt, thanks in advance!", "when the mill burnt?"),
        ("Do you know whether the Harden lock is open?", "the Harden lock is open?"),
        ("I would like to know the price of a sack", "the price of a sack"),
        ("I was wondering if you could tell me how much a sack cost. Thank you!", "how much a sack cost?"),
        ("Can anyone explain why the fine was imposed?", "why the fine was imposed?"),
        ("If the sack is wet, could you tell me what the miller does?", "If the sack is wet, what the miller does?"),
        ("Quick question: how long is the weir?", "how long is the weir?"),
        ("According to the articles, who built the lock?", "who built the lock?"),
        ("Who built the lock according to the text?", "Who built the lock?"),
        ("Based on these documents who built the lock", "who built the lock"),
        (
            "We are writing an essay about mills. What did Priya Voss say about weirs? And when did she say so?",
            "What did Priya Voss say about weirs? And when did she say so?",
        ),
    ],
)
def test_courtesies_are_taken_off(typed, asked):
    assert find_core(typed).asked == asked


@pytest.mark.parametrize(
    "typed",
    [
        "How many of the peacekeepers are women?",
        "Who sang Please Please Me?",
        "Who aims to please?",
        "What would you like to know?",
        "Who said I would like to know why?",
        "Who paid according to the mill report?",
        "How many coins are in the collection?",
        "What was found in the files?",
        "What was removed from the articles?",
        "The lock opened in 1814. Who paid?",
        "thanks",
        "Hello",
        "mill weir -lock",
        "",
        "🤝 ❓",
    ],
)
def test_other_texts_stay_as_they_are(typed):
    assert find_core(typed) == Core(typed)


def test_a_long_polite_question_is_reduced_and_keeps_its_names_for_the_search():
    typed = (
        "Good evening, I am building a small mill at home with an Orsa Wheel 4 and I would like to know, before I buy "
        "more stones, roughly how many sacks a day I can grind if the wheel runs at night, could you tell me please?"
    )
    assert find_core(typed) == Core("how many sacks a day I can grind if the wheel runs at night?", ("Orsa Wheel 4",))


def test_a_question_that_refers_to_the_conversation_keeps_its_names():
    core = find_core("My father owns a Bergen clock and I'd like to know when it was made.")
    assert core.asked == "Bergen: when it was made?"


@pytest.mark.parametrize("greeting", ["Hi", "Hello", "Hey there", "Hiya", "Howdy", "Greetings", "Good day everyone"])
def test_what_greets_alone_is_taken_off_before_a_question(greeting):
    found = find_topic(greeting)
    assert found and found.topic == "greeting"
    assert find_core(f"{greeting}, who built the lock?").asked == "who built the lock?"


@pytest.mark.parametrize("thanks", ["Thanks", "Thank you", "thx", "Cheers"])
def test_what_thanks_alone_is_taken_off_behind_a_question(thanks):
    found = find_topic(thanks)
    assert found and found.topic == "thanks"
    assert find_core(f"Who built the lock? {thanks}!").asked.rstrip("?") == "Who built the lock"
