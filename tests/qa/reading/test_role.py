"""A deputy minister is not the minister, and who is spoken of is not who speaks."""

import pytest

from qa.reading.answer_type import find_conflict, is_of_the_kind
from qa.reading.people.role import find_role_conflict
from qa.reading.spans import SpanOffsets


def locate(sentence, span):
    """Return the offsets of a span's first place."""
    return None if span is None else SpanOffsets(sentence.index(span), sentence.index(span) + len(span))


def fits_role(question, sentence, span):
    offsets = locate(sentence, span)
    return not find_conflict(question, sentence, offsets) and is_of_the_kind(question, sentence, offsets)


CEREMONY = (
    "At the ceremony, General Ivo Brand, First Deputy Minister of Defence and Chief of Staff, and Una Price, "
    "Under-Secretary-General for Supply, signed the paper."
)
CABINET = (
    "Defence Minister Rolf Stein and his aide, Deputy Defence Minister Ivo Brand, came with Prime Minister Eva Moll."
)


@pytest.mark.parametrize(
    ("question", "sentence", "span", "modifier"),
    [
        ("Who is the minister of defence?", CEREMONY, "Ivo Brand", "deputy"),
        ("Who is the minister of defense?", CEREMONY, None, "deputy"),
        ("Who is the deputy minister of defence?", CEREMONY, "Ivo Brand", None),
        ("Who is the Secretary-General?", CEREMONY, "Una Price", "under"),
        ("Who is the Under-Secretary-General for Supply?", CEREMONY, "Una Price", None),
        ("Who is the secretary?", CEREMONY, "Una Price", None),
        ("Who is the defence minister?", CABINET, "Rolf Stein", None),
        ("Who is the defence minister?", CABINET, "Ivo Brand", "deputy"),
        ("Who is the defence minister?", CABINET, "Eva Moll", "prime"),
        ("Who is the prime minister?", CABINET, "Eva Moll", None),
        ("Who is the minister?", CABINET, None, None),
        ("Who is the former president?", "President Ada Lorn spoke.", "Ada Lorn", "former"),
        ("Who is the former president?", "Ex-president Ada Lorn spoke.", "Ada Lorn", None),
        ("Who is the president?", "Former President Ada Lorn spoke.", "Ada Lorn", "former"),
        ("Who was the president in 1990?", "Former President Ada Lorn spoke.", "Ada Lorn", None),
        ("Who is the president?", "Ada Lorn, the president-elect, spoke.", "Ada Lorn", "elect"),
        ("Who is the president?", "Tim Lorn, husband of President Ada Lorn, spoke.", "Tim Lorn", "husband of"),
        ("Who is the mayor?", "Joy Ames, the mayor's spokeswoman, spoke.", "Joy Ames", "spokesman of"),
        ("Who is the mayor's spokeswoman?", "Joy Ames, the mayor's spokeswoman, spoke.", "Joy Ames", None),
        ("Who is the chairwoman?", "Joy Ames, acting chairman of the club, spoke.", "Joy Ames", "acting"),
        ("Who was the first king?", "Otto II, the second king, was tall.", "Otto II", "2"),
        ("Which director resigned?", "Co-director Lea Hart resigned.", "Lea Hart", "co"),
        (
            "Who is the director?",
            "Lea Hart, who was deputy director before she became director, left.",
            "Lea Hart",
            None,
        ),
        ("When did the vice president die?", "The president died in 1999.", "1999", "vice"),
        ("What did the king do?", "The king's daughter sang while he slept.", "slept", None),
        ("How old is the mayor?", "The mayor, 54, spoke.", "54", None),
        ("Who is the chief operating officer?", "Lea Hart is chief executive officer.", "Lea Hart", "executive"),
        ("Who is the chief operating officer?", "Lea Hart, the chief executive, left.", "Lea Hart", "executive"),
        ("Who is the chief executive?", "Lea Hart is chief executive officer.", "Lea Hart", None),
        ("Who is the CEO?", "Lea Hart is chief executive.", "Lea Hart", None),
        ("Who is the CFO?", "CEO Lea Hart spoke.", "Lea Hart", "executive"),
        ("Who is the chief financial officer?", "Lea Hart, chief finance officer, spoke.", "Lea Hart", None),
        ("Who is the chief of staff?", "Lea Hart is chief of staff.", "Lea Hart", None),
        ("Who is the managing director?", "Lea Hart is artistic director.", "Lea Hart", "artistic"),
        ("Who is the pilot?", "Co-pilot Lea Hart spoke.", "Lea Hart", None),
        ("Who is the king?", "", "", None),
    ],
)
def test_modifiers_of_a_role_are_compared(question, sentence, span, modifier):
    assert find_role_conflict(question, sentence, locate(sentence, span)) == modifier


@pytest.mark.parametrize(
    ("question", "sentence", "span", "fits"),
    [
        ("Who said the harbour was safe?", "“Mr Makin made the harbour safe,” said Ola Finn.", "Mr Makin", False),
        ("Who said the harbour was safe?", "“Mr Makin made the harbour safe,” said Ola Finn.", "Ola Finn", True),
        ("Who said the harbour was safe?", 'Ola Finn said: "Mr Makin made it safe.', "Makin", False),
        ("Who said it was safe?", "Ola Finn told Ann Cole it was safe.", "Ann Cole", False),
        ("Who said it was safe?", "Ola Finn told Ann Cole it was safe.", "Ola Finn", True),
        ("Who praised the crew?", "Ola Finn spoke of Mr. Wills and praised the crew.", "Wills", False),
        ("Who built the harbour?", "“Mr Makin built the harbour,” said Ola Finn.", "Mr Makin", True),
    ],
)
def test_the_speaker_is_not_whom_the_speaker_names(question, sentence, span, fits):
    assert fits_role(question, sentence, span) is fits
