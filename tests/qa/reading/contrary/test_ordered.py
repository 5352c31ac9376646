"""A sentence about another place in an order, or another century, does not answer."""

import pytest

from qa import ask
from qa.reading.contrary.ordered import find_other_place


@pytest.mark.parametrize(
    ("question", "sentence", "around", "place"),
    [
        ("Who steered the third voyage?", "Ida Roth steered the second voyage.", "", "third voyage"),
        ("Who steered the third voyage?", "Ida Roth steered the 3rd voyage.", "", None),
        ("Who steered the third voyage?", "Ida Roth steered it to Orne.", "", None),
        ("Who steered the third voyage?", "Ida Roth steered a second voyage.", "The third voyage began.", None),
        ("Who steered the third voyage?", "The second mate was Ida Roth.", "", None),
        ("Who steered the third voyage?", "Ida Roth, after the first voyage, steered another one.", "", None),
        ("What was the first boat to cross?", "The Petrel was the second boat to cross, after the Tern.", "", None),
        ("Who owned mills in the 18th century?", "In the nineteenth century Ida Roth owned mills.", "", "century 18"),
        (
            "Who owned mills in the 18th century?",
            "Ida Roth owned mills from 1740, her sons in the 19th century.",
            "",
            None,
        ),
        ("Who owned mills in the 18th century?", "They owned mills from the 17th to the 19th century.", "", None),
        ("Who owned mills in the 19th century?", "In the 1800s Ida Roth owned mills.", "", None),
        ("Who owned mills in the 1930s?", "Ida Roth owned mills in the 1870s.", "", "1930s"),
        ("Who owned mills in the 1930s?", "Ida Roth owned mills in 1934.", "", None),
        ("Who owned mills in the 1930s?", "Ida Roth owned mills in 1912 and her son in 1955.", "", None),
        ("Who owned mills in the 1930s?", "Ida Roth has owned mills since 1912.", "", None),
        ("Who owned mills in the 1900s?", "Ida Roth owned mills in 1955.", "", None),
        ("Who owned mills in the 1930s?", "Ida Roth owned mills.", "", None),
    ],
)
def test_another_place_in_an_order_is_another_thing(question, sentence, around, place):
    assert find_other_place(question, sentence, around) == place


def test_the_second_is_not_answered_by_the_third(build):
    index = build("The third survey of the quay was made by Ida Roth.", "The harbour has a crane.")
    third, second = (ask(f"Who made the {number} survey of the quay?", index=index) for number in ("third", "second"))
    assert third.quotes[0].span.text.endswith("Ida Roth")
    assert second.confidence < third.confidence
    assert all(quote.span is None for quote in second.quotes)
