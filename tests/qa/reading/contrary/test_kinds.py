"""A sentence about another colour, metal or nation does not answer."""

import pytest

from qa import ask
from qa.reading.contrary.kinds import find_other_of_kind
from qa.reading.spans import SpanOffsets


@pytest.mark.parametrize(
    ("question", "sentence", "span", "around", "other"),
    [
        ("What does the red lamp mean?", "The green lamp means that the kiln is warm.", None, "", "red"),
        ("What does the red lamp mean?", "The green lamp means warm, the red one hot.", None, "", None),
        ("What does the red lamp mean?", "It turns green then.", None, "The red lamp warns.", None),
        ("What does the red lamp mean?", "It means that the kiln is hot.", None, "", None),
        ("What colour does the red kiln turn?", "It turns blue.", "blue", "", None),
        ("What is made of grey or black slate?", "White slate makes tiles.", None, "", None),
        ("Who played in the Red Lamps?", "Ida Roth stood in a green room.", "Ida Roth", "", None),
        ("Who won the silver medal?", "Ida Roth won the golden medal.", "Ida Roth", "", "silver"),
        ("How big is the naval base?", "The Navy has 30 boats there.", "30", "", None),
        ("How many Norwegian sailors came?", "Some 40 Danish sailors came.", "40", "", "norwegian"),
        ("how many norwegian sailors came", "Some 40 Danish sailors came.", "40", "", "norwegian"),
        ("How many sailors came from Norway?", "Some 40 Norwegians came with two Danes.", "40", "", None),
        ("How many sailors came from the United Kingdom?", "Some 40 British sailors met the French.", "40", "", None),
        ("How many sailors came from Norway?", "They came from Denmark.", None, "Norway sent 40 sailors.", None),
        ("Which Norwegian town did they reach?", "They left Denmark for Bergen.", "Bergen", "", None),
        ("Which country besides Norway sent sailors?", "Denmark sent 40 sailors.", "Denmark", "", None),
        ("What does the word mean in Norwegian?", "It means a fish in Danish.", "fish", "", None),
        ("How much is a berth per month?", "A berth costs £90 a year.", "£90", "", "month"),
        ("How much is a berth per year?", "A berth costs £90 a year.", "£90", "", None),
        ("How much is a berth per month?", "A berth costs £90 a year or £9 a month.", "£90", "", None),
        ("How much is a berth?", "A berth costs £90 a year.", "£90", "", None),
        ("How many boats cross daily?", "Open every year, the lock takes 90 boats.", "90", "", None),
        ("how do I polish the lamp", "The French clean the lamp with vinegar.", None, "", None),
    ],
)
def test_another_thing_of_a_kind_does_not_answer(question, sentence, span, around, other):
    offsets = span and SpanOffsets(sentence.index(span), sentence.index(span) + len(span))
    assert find_other_of_kind(question, sentence, offsets, around) == other


def test_another_nation_is_not_answered(build):
    index = build("In May 40 Danish sailors repaired the quay of Orne.", "The quay has a crane.")
    danish, other = (ask(f"how many {nation} sailors repaired the quay", index=index) for nation in ("danish", "greek"))
    assert danish.quotes[0].span.text == "40"
    assert other.confidence < danish.confidence
    assert all(quote.span is None for quote in other.quotes)
