"""A sentence about another year, version or code than the question's does not answer."""

import pytest

from qa import ask
from qa.reading.contrary.numbered import find_other_number
from qa.reading.spans import SpanOffsets


@pytest.mark.parametrize(
    ("question", "sentence", "around", "number"),
    [
        ("Who won the regatta in 2019?", "Pia Voss won the regatta in 2017.", "", "2019"),
        ("Who won the regatta in 2019?", "Pia Voss won the regatta in 2019, her sister in 2017.", "", None),
        ("Who won the regatta in 2019?", "Pia Voss won it, as in 2017.", "The regatta of 2019 was cold.", None),
        ("Who won the regatta in 2019?", "Pia Voss won the regatta.", "", None),
        ("Who led the club in 1995?", "Pia Voss led the club from 1990 to 2001.", "", None),
        ("Who won in 2002?", "Pia Voss won in the season of 2001–02.", "", None),
        ("Who won in 1995?", "Pia Voss won throughout the 1990s, also in 1991.", "", None),
        ("When did the mark come out of 1600?", "The mark was changed in 2016.", "", None),
        ("What does fault 7 mean?", "Fault 5 means that the lid is open.", "", "fault 7"),
        ("What does fault 7 mean?", "Faults 5 and 7 mean that the lid is open.", "", None),
        ("What does fault 7 mean?", "Fault 5 means the same.", "Fault 7 means that the lid is open.", None),
        ("What does fault 7 mean?", "The lid is open.", "", None),
        ("What is new in version 2.1?", "Version 2.10 has a timer.", "", "version 2.1"),
        ("What does the K7 carry?", "The K9 carries sand.", "", "K7"),
        ("What does the K-7 carry?", "The K7 carries sand.", "", None),
        ("Who sat on 40 boards?", "She sat on 30 boards.", "", "40 board"),
        ("What is new in version 3 since version 2?", "Version 3 has a timer.", "", None),
        ("What is new in version 3 since version 2?", "Version 4 has a timer.", "", "version 3"),
        ("What is new in version 3?", "Version 3.1 has a timer.", "", None),
        ("What does fault 7 mean?", "Faults 5 to 9 mean that the lid is open.", "", None),
        ("What does fault 7 mean?", "Faults 8 to 9 mean that the lid is open.", "", "fault 7"),
        ("How is the timer of version 3.2 set?", "Since version 3.0 the dial sets the timer.", "", None),
        ("How is the timer of version 3.2 set?", "In version 3.4 or later the dial sets it.", "", "version 3.2"),
        ("Who led the club in 1995?", "Pia Voss has led the club since 1990.", "", None),
        ("Who led the club in 1995?", "Pia Voss has led the club since 1999.", "", "1995"),
        ("Who led the club in 1995?", "Pia Voss led the club until May 2001.", "", None),
        ("Who led the club until 1995?", "Pia Voss led the club until May 2001.", "", "1995"),
        ("How many sailed in 1995?", "In 1994, 40 sailed, down from 50 in 1993.", "", "1995"),
    ],
)
def test_another_number_of_the_same_series_is_another_thing(question, sentence, around, number):
    assert find_other_number(question, sentence, None, around) == number


@pytest.mark.parametrize(
    ("question", "sentence", "around", "number"),
    [
        ("How long is a 12-metre mast cured?", "A 9-metre mast is cured for two days.", "", "12 meter"),
        ("How long is a 12-metre mast cured?", "A 12-metre mast is cured for two days.", "", None),
        ("How long is a twelve metre mast cured?", "A 12-metre mast is cured for two days.", "", None),
        ("How long is a 12-metre mast cured?", "Masts are cured for two days.", "", None),
        ("How long is a 12-metre mast cured?", "A 9-metre mast too.", "A 12-metre mast is cured for a day.", None),
        ("Who carved the three masts?", "The two masts of oak were carved by Ida Roth.", "", "three mast"),
        ("Who carved the other two masts?", "The four masts of oak were carved by Ida Roth.", "", None),
        ("What did the two masts cost?", "The three masts of oak and the four masts of ash cost £90.", "", None),
        ("Which one mast broke?", "Of the three masts the mizzen broke.", "", None),
    ],
)
def test_another_number_of_the_same_thing_is_another_thing(question, sentence, around, number):
    assert find_other_number(question, sentence, None, around) == number


def test_the_number_that_answers_is_not_another_one():
    sentence = "It rose to nine masts."
    span = SpanOffsets(sentence.index("nine"), sentence.index("nine") + 4)
    assert find_other_number("Up from two masts, how high was it?", sentence, span, "") is None
    assert find_other_number("Up from two masts, how high was it?", sentence, None, "") == "two mast"


CODES = "Fault 5 means that the lid of the kiln is open. Fault 6 means that the kiln is too hot."


def test_another_code_is_not_answered(build):
    index = build(CODES, "The kiln in the yard burns wood.")
    known, unknown = (ask(f"What does fault {code} mean?", index=index) for code in (6, 8))
    assert known.status == "answered"
    assert known.quotes[0].span.text.endswith("the kiln is too hot")
    assert unknown.confidence < known.confidence
    assert all(quote.span is None for quote in unknown.quotes)
