"""Whoever owns a thing does not act on it, and in a list the name beside the role is the holder."""

import pytest

from qa import ask
from qa.reading.people.agents import find_agent, find_holder, is_other_person
from qa.reading.spans import SpanOffsets

CREW = "The lifeboat: Ola Finn (helmsman), Pia Dahl (treasurer), Kim Moe (head of rescue), Jo Ek (deputy head)."


def cut(found, sentence):
    return found and sentence[found[0] : found[1]]


@pytest.mark.parametrize(
    ("question", "sentence", "agent"),
    [
        ("Who sang the queen's hymn?", "The hymn of Queen Ingrid was sung by Lars Holt in the dome.", "Lars Holt"),
        (
            "Who carried the bishop's staff?",
            "Bishop Aro's staff was carried in the rain by Ms. Tove Lie.",
            "Ms. Tove Lie",
        ),
        ("Who drew the map?", "A map drawn by the surveyor Åke Öman hangs in the hall.", "Åke Öman"),
        ("Who wrote the play?", "The play was written and staged by Ada Lorn and Bo Falk.", "Ada Lorn and Bo Falk"),
        ("Which firm laid the cable?", "The cable was laid in 1990 by Mott and Sons.", "Mott and Sons"),
        ("Who read the novel?", "Ann Cole read the novel by Bo Falk.", None),
        ("Who opened the fair?", "The fair was opened to guests invited by Bo Falk.", None),
        ("Who opened the fair?", "The fair was opened by Friday.", None),
        ("Who was hired by the mayor?", "Ann Cole was hired by Bo Falk.", None),
        ("Who tested the serum?", "It was tested by the University of Vik.", "University of Vik"),
        ("Who closed the mill?", "The mill was closed by the heirs of Harden, Ada Lorn.", None),
        ("Who painted the pier?", "The pier was painted by pupils from Norsea.", None),
        ("Who sang the hymn?", "The hymn was sung by Hall of Fame tenor Bo Falk.", None),
        ("Who camped by Lake Vik?", "Ada Lorn camped by Lake Vik.", None),
        ("Who lived near the mill?", "Ada Lorn lived by Lake Vik.", None),
        ("Who plays Medea?", "The play by Emil Roth stars Ann Cole as Medea.", None),
        ("Who is the mayor?", "Bo Falk was elected by Harden.", None),
    ],
)
def test_the_agent_of_a_passive_clause_is_behind_by(question, sentence, agent):
    assert cut(find_agent(question, sentence), sentence) == agent


@pytest.mark.parametrize(
    ("question", "sentence", "span", "is_other"),
    [
        ("Who sang the queen's hymn?", "The hymn of Queen Ingrid was sung by Lars Holt.", "Queen Ingrid", True),
        ("Who sang the queen's hymn?", "The hymn of Queen Ingrid was sung by Lars Holt.", "Lars Holt", False),
        ("Who sang the queen's hymn?", "The hymn of Queen Ingrid was sung by a choir.", "Ingrid", True),
        ("Who sang the queen's hymn?", "Lars Holt sang Queen Ingrid's hymn.", "Queen Ingrid", True),
        ("Who sang the hymn?", "Lars Holt sang the hymn of Queen Ingrid.", "Ingrid", True),
        ("Who sang the hymn?", "Lars Holt sang the hymn of Queen Ingrid.", "Lars Holt", False),
        ("Who wrote the diary?", "Jane Doe's diary, written in 1990, sold well.", "Jane Doe", False),
        ("Who signed?", "Bo Falk signed on behalf of the owner Ann Cole.", "Ann Cole", True),
        ("On whose behalf did they sign?", "Bo Falk signed on behalf of Ann Cole.", "Ann Cole", False),
        ("Who hired the crew?", "The crew was hired in May.", "The crew", True),
        ("Who hired the crew?", "Bo Falk was hiring the crew.", "Bo Falk", False),
        ("Who heads the fleet?", "Ada Lorn is head of the fleet.", "Ada Lorn", False),
        ("Who coaches the crew?", "Bo Falk has been coach of the crew since 1990.", "Bo Falk", False),
        ("Who lived near the mill?", "Ada Lorn lived by the mill.", "Ada Lorn", False),
        ("Who sang the hymn?", "Lars Holt sang Queen Ingrid's old hymn.", "Queen Ingrid", True),
    ],
)
def test_an_owner_or_a_patient_does_not_act(question, sentence, span, is_other):
    start = sentence.index(span)
    assert is_other_person(question, sentence, SpanOffsets(start, start + len(span))) is is_other


@pytest.mark.parametrize(
    ("question", "sentence", "holder"),
    [
        ("Who is the treasurer?", CREW, "Pia Dahl"),
        ("Who is the helmsman of the lifeboat?", CREW, "Ola Finn"),
        ("Who is the head of rescue?", CREW, "Kim Moe"),
        ("Who is the deputy head?", CREW, "Jo Ek"),
        ("Who is the cook?", CREW, None),
        ("Who is the treasurer?", "Board – chair: Ola Finn, treasurer: Pia Dahl, clerk: Kim Moe.", "Pia Dahl"),
        ("Who's the chairwoman?", "- **Chair:** Pia Dahl", "Pia Dahl"),
        ("Who is the treasurer?", "Ola Finn – chair; Pia Dahl – treasurer", "Pia Dahl"),
        (
            "Who was the clerk?",
            "The officers were: Ola Finn, chair; Pia Dahl, treasurer; and Kim Moe, clerk.",
            "Kim Moe",
        ),
        ("Who is the clerk?", "The chair (Ola Finn) and the clerk (Kim Moe) signed.", "Kim Moe"),
        ("Where is the clerk?", "The chair (Ola Finn) and the clerk (Kim Moe) signed.", None),
    ],
)
def test_the_holder_of_a_role_is_the_name_beside_it(question, sentence, holder):
    assert cut(find_holder(question, sentence), sentence) == holder


def test_a_name_beside_another_role_does_not_hold_the_one_asked_for():
    sentence = "The board: Ola Finn (chair), Pia Dahl (treasurer)."
    assert is_other_person("Who is the librarian?", sentence, SpanOffsets(11, 19))
    sentence = "Ola Finn (police chief) and Pia Dahl (mayor) came."
    assert not is_other_person("Who is the head of the police?", sentence, SpanOffsets(0, 8))
    sentence = "Ola Finn (Norway) beat Pia Dahl (Sweden)."
    assert not is_other_person("Who is the champion?", sentence, SpanOffsets(0, 8))


def test_the_agent_is_marked_in_an_answer(build):
    index = build("The letter of Mayor Ada Lorn was read out by Ines Roth at the harbour. Guests came from ten towns.")
    assert ask("Who read out the mayor's letter?", index=index).quotes[0].span.text == "Ines Roth"
