"""A sentence about another firm, town or person does not answer a question that names its subject."""

import pytest

from qa import ask
from qa.query.subject import find_other_subject, find_subject

BAKERY = "Arvika Dairy delivers milk on weekdays and on Sundays from six in the morning."


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Does Delphi Foods deliver on Sundays?", "Delphi Foods"),
        ("Is the Harden Museum open in May?", "Harden Museum"),
        ("Who is the chief executive of Delphi Foods?", "Delphi Foods"),
        ("What does Norsea carry?", "Norsea"),
        ("Who is Pelle Strand?", "Pelle Strand"),
        ("Did Ada Lorn live in Harden?", "Ada Lorn"),
        ("Who sold Delphi Foods to Norsea?", None),
        ("When was Delphi Foods founded?", None),
        ("Does it deliver on Sundays?", None),
        ("What is UNDOF?", None),
        ("Who lent the money according to the Harden Post?", None),
        ("Did the Harden Post report that the bank lent money to a firm that had no owner?", None),
        ("What schools do British children attend?", None),
        ("Who drained the fens in Harden?", None),
        ("Who Wrote The Song About Harden?", None),
    ],
)
def test_the_subject_of_a_question(question, subject):
    assert find_subject(question) == subject


@pytest.mark.parametrize(
    ("question", "sentence", "around", "article", "is_other"),
    [
        ("Does Delphi Foods deliver on Sundays?", BAKERY, ["", ""], BAKERY, True),
        ("Does Delphi Foods deliver on Sundays?", BAKERY, ["", ""], f"{BAKERY} Delphi Foods does not.", True),
        ("Does Delphi Foods deliver on Sundays?", "It delivers on Sundays.", ["Delphi Foods", ""], "", False),
        ("Does Delphi Foods deliver on Sundays?", "It delivers on Sundays.", ["", "Delphi bakes."], "", False),
        ("Does Delphi Foods deliver on Sundays?", "It delivers on Sundays.", ["", ""], "About Delphi.", False),
        ("Does Delphi Foods deliver on Sundays?", "Halden Foods delivers on Sundays.", ["", ""], "", True),
        ("Does Ada Lorn sing?", "Lorn sings.", ["", ""], "", False),
        (
            "Who founded Delphi Foods?",
            "Ada Lorn started it.",
            ["", ""],
            "Delphi Foods bakes. Ada Lorn started it.",
            False,
        ),
        ("Does Kazakhstan send women?", "Seven Kazakh women went.", ["", ""], "", False),
        ("Does the European Union pay?", "The EU pays.", ["", ""], "", False),
        ("Does it deliver on Sundays?", BAKERY, ["", ""], BAKERY, False),
    ],
)
def test_another_subject_is_found_around_a_sentence(question, sentence, around, article, is_other):
    assert bool(find_other_subject(question, sentence, around, article or sentence)) is is_other


def test_a_sentence_about_another_firm_is_less_sure(build):
    index = build(f"# Arvika Dairy\n\n{BAKERY}", "# Delphi Foods\n\nDelphi Foods bakes bread for shops in Harden.")
    own, other = (ask(f"Does {firm} deliver on Sundays?", index=index) for firm in ("Arvika Dairy", "Delphi Foods"))
    assert own.status == "answered"
    assert other.confidence < 0.1
    assert ask("And on Sundays?", history=["Does Arvika Dairy deliver milk?"], index=index).status == "answered"
