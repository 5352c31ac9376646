"""The number that "how many" asks for, and the amount beside the thing that is asked for."""

import pytest

from qa.reading.measured import find_amount, find_frequency
from qa.reading.quantities import find_count

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


@pytest.mark.parametrize(
    ("question", "sentence", "stretch"),
    [
        ("How often is the bell rung?", "It is rung for six minutes every two hours.", "every two hours"),
        (
            "how often can I borrow a boat",
            "Members may take one for a week three times a year.",
            "three times a year",
        ),
        ("How often is the bell rung?", "It is rung every day in May and every week in June.", None),
        ("How long is the bell rung?", "It is rung for six minutes every two hours.", None),
    ],
)
def test_how_often_something_recurs(question, sentence, stretch):
    found = find_frequency(question, sentence)
    assert (sentence[found[0] : found[1]] if found else None) == stretch


LARDER = "Stew keeps for two to three days in the larder and up to six weeks in the icebox."
FARES = "A trip costs 12 euros for adults and 5 euros for children; members pay 8 euros."
LINES = "The red line is 12 km long and the blue line 30 km long."


@pytest.mark.parametrize(
    ("question", "sentence", "amount"),
    [
        ("How long does stew keep in the icebox?", LARDER, "six weeks"),
        ("How long does stew keep in the larder?", LARDER, "two to three days"),
        ("How long does stew keep?", LARDER, None),
        (
            "How long does bread keep in the icebox?",
            "In the larder bread keeps 8 days; in the icebox, 3 weeks.",
            "3 weeks",
        ),
        ("How much is a trip for children?", FARES, "5 euros"),
        ("How much is a trip for adults?", FARES, "12 euros"),
        ("How much do members pay?", FARES, "8 euros"),
        ("How much is a trip for dogs?", FARES, None),
        ("How long is the blue line?", LINES, "30 km"),
        ("How long is the red line?", LINES, None),
        ("How much did the walls cost?", "The roof cost $3 million and the walls $5 million.", "$5 million"),
        ("How many people work in the office?", "It has 12 people in the hall and 30 in the office.", "30"),
        ("How long does stew keep in the icebox?", "Stew keeps 2 days, bread keeps 3 weeks in the icebox.", None),
        ("How many boats came?", "Two boats came, then three boats came.", None),
    ],
)
def test_of_several_amounts_the_one_beside_the_thing_is_meant(question, sentence, amount):
    found = find_amount(question, sentence)
    assert (sentence[found[0] : found[1]] if found else None) == amount
