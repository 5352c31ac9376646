"""A sentence in which somebody else does what a question asks about does not answer."""

import pytest

from qa import ask
from qa.reading.people.other_actor import find_other_actor, find_turned_way, restore_names
from qa.reading.people.pronouns import find_other_meant

LETTER = "Ida Roth forgave my mother for marrying Olaf Prens, who wrote to her. My mother died in 1974."


@pytest.mark.parametrize(
    ("question", "sentence", "title", "actor"),
    [
        ("When did Olaf Prens leave Orne?", "In 1990 Ida Roth left Orne.", "", "Ida Roth"),
        ("When did Olaf Prens leave Orne?", "In 1990 Prens left Orne with Ida Roth.", "", None),
        ("When did Olaf Prens leave Orne?", "He left Orne in 1990.", "", None),
        ("When did Olaf Prens leave Orne?", "In 1990 Ida Roth left Orne.", "The journeys of Olaf Prens", None),
        ("When did Olaf Prens leave Orne?", "In 1990 Roth left Orne.", "Olaf Prens and Ida Roth", "Roth"),
        ("When did Olaf Prens leave Orne?", "In 1990 Pren left Orne.", "Olaf Prens and Ida Roth", None),
        ("When did Olaf Prens leave Orne?", "Ida Roth and the Lorns left Orne in 1990.", "", None),
        ("When did the NSA sell the mill?", "The North Sea Agency sold the mill in 1990.", "", None),
        ("When did the Frisians leave Orne?", "In 1990 the Frisian Guild left Orne.", "", None),
        ("When did a son of Prens leave Orne?", "In 1990 Ida Roth left Orne.", "", None),
        ("When did Olaf Prens leave Orne?", "In 1990 he met Ida Roth before she left Orne.", "", None),
        ("Where was Olaf Prens born?", "Then Ida Roth was born in Orne.", "", "Ida Roth"),
        ("Where was Olaf Prens trained?", "In Orne Ida Roth trained the crew.", "", None),
        ("When did the miller leave Orne?", "In 1990 Ida Roth left Orne.", "", None),
        ("Did Olaf Prens leave Orne?", "In 1990 Ida Roth left Orne.", "", None),
        ("When did Ida Roth die?", "My mother died in 1974.", "Ida Roth", "My mother"),
        ("when did ida roth die", "My mother died in 1974.", "", "My mother"),
        ("when did my mother die", "My mother died in 1974.", "", None),
    ],
)
def test_somebody_else_does_what_is_asked(question, sentence, title, actor):
    assert find_other_actor(question, sentence, title, LETTER) == actor


def test_a_relative_may_be_the_name_that_is_asked_about():
    article = "Her mother, Ida Roth, kept bees. Her mother died in 1974."
    assert find_other_actor("When did Ida Roth die?", "Her mother died in 1974.", "", article) is None
    assert find_other_actor("When did Una Price die?", "Her mother died in 1974.", "", article) == "Her mother"


@pytest.mark.parametrize(
    ("question", "sentence", "turned"),
    [
        ("Who sent a crate to the mayor?", "The mayor of Orne, Ida Roth, sent a crate to the divers.", "mayor"),
        ("Who sent a crate to the mayor?", "The divers sent a crate to the mayor.", None),
        ("Who sent a crate to the mayor?", "Near the house of the mayor Ida Roth sent a crate to him.", None),
        ("Who sent a crate to the mayor?", "The mayor was sent a crate to open by the divers.", None),
        ("Who borrowed a boat from Ida Roth?", "Ida Roth borrowed a boat from the divers.", "Ida Roth"),
        ("Who borrowed a boat from Ida Roth?", "The divers borrowed a boat from Ida Roth.", None),
        ("What was brought from Orne?", "Oil and wine were brought to Orne by ferry.", "Orne"),
        ("What was brought from Orne?", "Oil was brought from Orne and wine was brought to Orne.", None),
        ("What was brought to the Ketter Isles?", "Oil was brought from the Ketter Isles.", "Ketter Isles"),
        ("What was brought from Orne?", "Oil, which many prefer to Orne wine, was sold.", None),
        ("Was oil brought from Orne?", "Oil was brought to Orne by ferry.", None),
        ("What did the mayor send to the divers?", "The divers sent a crate to the mayor.", None),
    ],
)
def test_what_went_to_somebody_did_not_come_from_them(question, sentence, turned):
    assert find_turned_way(question, sentence) == turned


@pytest.mark.parametrize(
    ("question", "sentence", "before", "title", "meant"),
    [
        ("When did Olaf Prens leave Orne?", "She left in 1990.", "Ida Roth built the quay.", "", "Ida Roth"),
        ("When did Olaf Prens leave Orne?", "In May 1990, she left.", "Ida Roth built the quay.", "", "Ida Roth"),
        ("When did Ida Roth leave Orne?", "She left in 1990.", "Ida Roth built the quay.", "", None),
        ("When did Olaf Prens leave Orne?", "He left in 1990.", "Ida Roth met Olaf Prens.", "", None),
        ("When did Olaf Prens leave Orne?", "He left in 1990.", "The Roths built the quay.", "Olaf Prens", None),
        ("When did Olaf Prens leave Orne?", "He left in 1990.", "Everybody built the quay, also Roth.", "", None),
        ("When did Olaf Prens leave Orne?", "He left in 1990.", "Often built anew, the quay fell.", "", None),
        ("When did Olaf Prens leave Orne?", "Prens left in 1990.", "Ida Roth built the quay.", "", None),
        ("Did Olaf Prens leave Orne?", "She left in 1990.", "Ida Roth built the quay.", "", None),
    ],
)
def test_a_pronoun_means_the_name_before_it(question, sentence, before, title, meant):
    assert find_other_meant(question, sentence, f"The fair was in May. {before} ", title, "") == meant


def test_names_typed_in_small_letters_get_their_capitals_back():
    article = "The boat of Prens is red. Will Roth wash it? The wash is in May."
    assert restore_names("when did prens wash the boat", article) == "when did Prens wash the boat"
    assert restore_names("When did prens sail?", article) == "When did prens sail?"


def test_the_death_of_somebody_else_is_not_given(build):
    index = build(
        "Ida Roth wrote that she forgave my mother for marrying Olaf Prens. My mother died in 1974 unaware.",
        "The clock in the cellar has not struck since the flood.",
    )
    mother, other = (ask(question, index=index) for question in ("when did my mother die", "when did olaf prens die"))
    assert mother.quotes[0].span.text == "1974"
    assert other.confidence < mother.confidence
    assert all(quote.span is None for quote in other.quotes)
