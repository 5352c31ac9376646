"""A sentence that names the holder of another role only does not say who holds the one asked for."""

import pytest

from qa import ask
from qa.reading.people.other_role import find_other_role


@pytest.mark.parametrize(
    ("question", "sentence", "role"),
    [
        ("Who is the treasurer of the guild?", "Its chairman is Olaf Prens, a baker.", "chair"),
        ("Who is the treasurer of the guild?", "Its treasurer is Olaf Prens, its chairman Ida Roth.", None),
        ("Who is the treasurer of the guild?", "Olaf Prens keeps the money of the guild.", None),
        ("Who is the treasurer of the guild?", "Its head is Olaf Prens.", None),
        ("Who is the treasurer of the guild?", "Olaf Prens is a son of the founder.", None),
        ("Who was the librarian in Orne?", "The mayor of Orne, Ida Roth, read aloud.", "mayor"),
        ("Who is the president of the guild?", "Its chairman is Olaf Prens.", None),
        ("Who was the principal of the school?", "Professor Ida Roth led the school.", None),
        ("Who was the commander of the fort?", "Colonel Olaf Prens took over the fort.", None),
        ("Who was the commander of the fort?", "The colonel of the fort was Olaf Prens.", "colonel"),
        ("Who was the commander of the fort?", "The fort was taken over by the colonel Olaf Prens.", None),
        ("Who was the professor of the school?", "It was the mayor and professor Olaf Prens.", None),
        ("Who is the home secretary?", "The interior minister is Olaf Prens.", None),
        ("Who is the home secretary?", "The health minister is Olaf Prens.", "minister"),
        ("Who is the foreign minister?", "The secretary of state is Olaf Prens.", None),
        ("Who is the foreign minister?", "The secretary of state for health is Olaf Prens.", "secretary"),
        ("Who is the finance minister?", "The secretary of state is Olaf Prens.", "secretary"),
        ("Where does the treasurer live?", "The mayor lives in Orne.", None),
        ("Who met the treasurer?", "The mayor met him in Orne.", None),
    ],
)
def test_the_holder_of_another_role_is_not_asked_for(question, sentence, role):
    assert find_other_role(question, sentence) == role


def test_nobody_is_marked_as_holding_another_role(build):
    index = build("The librarian of the weavers' guild is Olaf Prens, a baker. The guild meets on Mondays.")
    held, other = (ask(f"Who is the {role} of the weavers' guild?", index=index) for role in ("librarian", "treasurer"))
    assert held.quotes[0].span.text == "Olaf Prens"
    assert all(quote.span is None for quote in other.quotes)
