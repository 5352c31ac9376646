"""What was rejected, banned or lost is not said by a sentence without such a word."""

import pytest

from qa import ask
from qa.reading.contrary.denials import find_unstated_denial


@pytest.mark.parametrize(
    ("question", "sentence", "denial"),
    [
        ("When was the plan for the quay rejected?", "The plan for the quay was made in 1990.", "rejected"),
        ("When was the plan for the quay rejected?", "The council voted against it in 1990.", None),
        ("When was the plan for the quay rejected?", "Nobody wanted it; in 1990 the council rejects it.", None),
        ("What is no longer sold at the kiosk?", "Oil is sold at the kiosk.", "no longer"),
        ("What is no longer sold at the kiosk?", "Oil was sold at the kiosk until May.", None),
        ("What do the divers avoid?", "The divers visit the reef.", "avoid"),
        ("What do the divers avoid?", "The divers stay away from the reef.", None),
        ("Who lost the sailing match?", "Ida Roth sailed in the match.", "lost"),
        ("Who lost the sailing match?", "Ida Roth was beaten in the match.", None),
        ("When was the plan for the quay made?", "The plan for the quay was made in 1990.", None),
        ("Was the plan for the quay rejected?", "The plan for the quay was made in 1990.", None),
        ("rejected plans for the quay", "The plan for the quay was made in 1990.", None),
    ],
)
def test_a_denial_is_stated_by_a_word_that_denies(question, sentence, denial):
    assert find_unstated_denial(question, sentence, "The quay.") == denial


def test_a_denying_word_may_be_in_a_title():
    question, sentence = "When is the lost lamp shown again?", "The film is shown on 3 May."
    assert find_unstated_denial(question, sentence, "The Lost Lamp") is None
    assert find_unstated_denial(question, sentence, "The Lamp") == "lost"


def test_what_was_built_is_not_what_was_banned(build):
    index = build("Rowing boats with lamps were allowed on the pond in 1990.", "The pond has a jetty.")
    allowed, banned = (
        ask(f"When were rowing boats {verb} on the pond?", index=index) for verb in ("allowed", "banned")
    )
    assert allowed.quotes[0].span.text.endswith("1990")
    assert banned.confidence < allowed.confidence
    assert all(quote.span is None for quote in banned.quotes)
