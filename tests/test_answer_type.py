"""The number that "how many" asks for."""

import pytest

from qa.answer_type import find_count

CONTINGENT = "One hundred and thirty-nine peacekeepers, including seven women, begin to deploy."


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        ("How many peacekeepers will be sent?", CONTINGENT, "One hundred and thirty-nine"),
        ("How many women will be sent?", CONTINGENT, "seven"),
        ("How many of the peacekeepers are women?", CONTINGENT, None),
        ("How many officers serve?", "Since 2014, 45 Kazakh officers have served.", "45"),
        ("How many people came?", "Some 4.5 million people came, 1,200 in boats.", "4.5 million"),
        ("How many boats came?", "Two boats came, then three boats came.", None),
        ("How many boats came?", "Nobody counted the boats of 1999.", None),
        ("Who came?", "Two boats came.", None),
        ("How many grey boats came?", "Four red boats and 3 grey boats came.", "3"),
        ("How many narrow lines are there?", "All five are 2 ft 6 in narrow lines.", None),
    ],
)
def test_the_one_number_of_what_is_asked_for(question, text, count):
    found = find_count(question, text)
    assert (text[found[0] : found[1]] if found else None) == count
