"""Slips of one letter."""

import pytest

from qa.query.query import make_query


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Where did the soldeirs train?", "Where did the soldiers train?"),
        ("peacekepers on the Golan", "peacekeepers on the Golan"),
        ("the Kazakstan contingent", "the Kazakhstan contingent"),
        # A short name of one letter more or less is another name.
        ("What about Iran?", "What about Iran?"),
        ("Is it 2027?", "Is it 2027?"),
        # A word of the language, though no article has it.
        ("How much money is set aside?", "How much money is set aside?"),
    ],
)
def test_a_slip_is_corrected_only_if_no_article_has_the_word(shipped, typed, searched):
    assert make_query(typed, [], shipped).text == searched


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Who payed the crew?", "Who paid the crew?"),
        ("Who teached the crew?", "Who taught the crew?"),
        ("Who drinked it?", "Who drank it?"),
        ("Where were they seperated?", "Where were they separated?"),
        ("When did the comittee meet?", "When did the committee meet?"),
        ("When was it recieved?", "When was it received?"),
        ("Who played?", "Who played?"),
    ],
)
def test_a_slip_becomes_the_word_that_it_is_a_form_of(build, typed, searched):
    index = build(
        "Children played in the yard. The plates were painted.",
        "The committee was separated from the commotion. It received the reached goods.",
    )
    assert make_query(typed, [], index).text == searched


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Who met Vreni Zellre?", "Who met Vreni Zeller?"),
        ("Who met Vreni Zelller?", "Who met Vreni Zeller?"),
        ("Who met Vreni Zeler?", "Who met Vreni Zeller?"),
        # One letter less may be another name, and so may a name beside one that no article has.
        ("Who met Vreni Zellr?", "Who met Vreni Zellr?"),
        ("Who met Felix Zellre?", "Who met Felix Zellre?"),
        # A word of the language is no name.
        ("Who met Vreni Hazle?", "Who met Vreni Hazle?"),
        # Only its plural is in the article.
        ("Who ate a hazelnuut?", "Who ate a hazelnut?"),
    ],
)
def test_a_short_name_is_corrected_only_if_letters_are_swapped_or_doubled(build, typed, searched):
    index = build("The warden met Vreni Zeller. She keeps hazelnuts under a hazel.")
    assert make_query(typed, [], index).text == searched
