"""The name beside the role that a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import ask
from qa.reading.people.titled import find_titled


@pytest.mark.parametrize(
    ("question", "sentence", "name"),
    [
        ("Who is the harbour minister?", "On Monday, Harbour Minister Ada Lorn opened the pier.", "Ada Lorn"),
        ("Who is the harbour minister?", "Ada Lorn, the harbour minister, opened the pier.", "Ada Lorn"),
        ("who's the mayor of harden", "Harden Mayor Tim Gale was late.", "Tim Gale"),
        ("Who was the president of Ruritania?", "Ruritanian President Bo Falk left.", "Bo Falk"),
        # Another role, country or organisation.
        ("Who is the harbour minister?", "Deputy Harbour Minister Ada Lorn opened the pier.", None),
        ("Who is the harbour minister?", "Foreign Minister Ada Lorn opened the harbour.", None),
        ("Who is the harbour minister?", "German Harbour Minister Ada Lorn opened the pier.", None),
        ("Who is the mayor of Harden?", "Wendle Mayor Tim Gale went to Harden.", None),
        ("Who is the harbour minister of Ruritania?", "Harbour Minister Ada Lorn opened the pier.", None),
        # Two names, a relative, and a question for somebody else.
        ("Who is the mayor?", "Mayor Tim Gale met Mayor Ada Lorn.", None),
        ("Who is Ada's brother?", "Ada met her brother Tim Gale.", None),
        ("Who met the mayor?", "Mayor Tim Gale met Ada Lorn.", None),
    ],
)
def test_the_name_beside_the_role_is_found(question, sentence, name):
    found = find_titled(question, sentence, "")
    assert (sentence[slice(*found)] if found else None) == name


def test_the_title_may_say_of_which_country_the_minister_is():
    question, sentence = "Who is the harbour minister of Ruritania?", "Harbour Minister Ada Lorn opened the pier."
    found = find_titled(question, sentence, "Ruritania opens a pier")
    assert found and sentence[slice(*found)] == "Ada Lorn"


def test_the_holder_of_a_role_is_surely_answered(build):
    index = build(
        "The pier was opened in May. Harbour Minister Ada Lorn cut the ribbon. Deputy Minister Tim Gale spoke."
    )
    answer = ask("Who is the harbour minister?", index=index)
    assert answer.status == "answered" and answer.quotes[0].span.text == "Ada Lorn"


@given(st.text(max_size=60), st.text(max_size=120), st.text(max_size=40))
def test_every_text_is_searched(role, sentence, title):
    for question in (f"Who is the {role}?", "Who is the mayor?", role):
        found = find_titled(question, f"{sentence} Mayor {role}, the mayor {sentence}", title)
        assert found is None or found[0] < found[1]
