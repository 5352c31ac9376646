"""A sentence about the opposite, or about something that is only to come, does not answer."""

import pytest

from qa import ask
from qa.reading.contrary.opposites import find_opposite
from qa.reading.spans import SpanOffsets


def find(question, sentence, span):
    start = sentence.index(span)
    return find_opposite(question, sentence, SpanOffsets(start, start + len(span)))


@pytest.mark.parametrize(
    ("question", "sentence", "span", "opposite"),
    [
        ("Which mill was the first to close?", "Ketter Mill was the last to close.", "Ketter Mill", "last"),
        ("Which mill was the first to close?", "Ketter Mill was the first to close.", "Ketter Mill", None),
        ("Which mill was the first to close?", "It was the first, Orne Mill the last to go.", "Orne Mill", "last"),
        ("Who runs the mill now?", "Ines Dahl ran the mill until 1990.", "Ines Dahl", "until"),
        ("Who runs the mill now?", "Ines Dahl runs the mill, Ida Roth ran it until 1990.", "Ines Dahl", None),
        ("Who accepted the offer?", "The offer was rejected by the weavers.", "the weavers", "rejected"),
        ("Where are dogs allowed?", "Dogs are banned from the quay.", "the quay", "banned"),
        ("What do most guests order?", "What the fewest guests order is tripe.", "tripe", "fewest"),
        ("How many teachers are there?", "The school has 300 pupils.", "300", "pupils"),
        ("Is the old or the new mill larger?", "The new mill is larger.", "new mill", None),
        ("How old was the miller?", "The young miller was 26.", "26", None),
        ("How high is the weir?", "The low weir rises 2 metres.", "2 metres", None),
        ("Who owns the old mill?", "It is owned by Ida Roth of New York.", "Ida Roth", None),
        ("Who owns the old mill?", "Ida Roth owns the New Mill.", "Ida Roth", "new"),
        ("Who first met the miller?", "Ida Roth met him last week.", "Ida Roth", None),
        ("When did the mills first merge?", "They merged for the last time in 1990.", "1990", "last"),
        ("Who first met the miller?", "Ida Roth met him in the last two days of May.", "Ida Roth", None),
        ("What was the last year of the fair?", "The first fair was in 1990.", "1990", "first"),
        ("Which party gained the seat of Orne?", "Labour lost the seat to the Greens.", "the Greens", None),
        ("What did Labour gain?", "Labour lost the seat of Orne.", "the seat of Orne", "lost"),
        ("What do most guests order?", "Guests order soup at least once.", "soup", None),
        ("What are the current hours?", "The lido is open from six until eight.", "from six", None),
        ("When does the current lease end?", "The lease runs until 2090.", "2090", None),
        ("What is not allowed on the quay?", "Dogs are prohibited on the quay.", "Dogs", None),
        ("Who runs the smallest mill?", "Ines Dahl runs Orne Mill, which is the largest.", "Ines Dahl", "largest"),
        ("Who runs the smallest mill?", "Ines Dahl runs the smallest; Ida Roth the largest.", "Ines Dahl", None),
        ("Who was its last miller?", "Ines Dahl, who came from Orne, was its first miller.", "Ines Dahl", "first"),
        ("How long did the first strike last?", "The strike lasted two days.", "two days", None),
        ("How long did the strike last?", "The strike went on for two days in its first year.", "two days", None),
        ("Where was the mill in North America?", "It was in the south, in Mobile.", "Mobile", None),
        ("Which mill is in the north?", "Orne Mill, of 1850, is in the south.", "Orne Mill", "south"),
        ("When was the mill destroyed?", "Orne Mill, on the Ketter, was built in 1850.", "1850", "built"),
        ("When did the strike end?", "The strike began in 1850.", "1850", "began"),
        ("When did the strike end?", "It ended in Ketter in May; in Orne it began in 1850.", "1850", None),
        ("When was the last time Orne won?", "Orne won its first cup since the war in 1950.", "1950", None),
        ("What was the last cup of Orne?", "Orne won its first cup since the war in 1950.", "1950", None),
        ("When did the strike begin?", "The end of the strike was in 1850.", "1850", None),
        ("Who needs less flour than Orne?", "Orne needs more flour than Ketter.", "Ketter", None),
        ("Which mill needs less flour?", "Orne Mill needs more flour.", "Orne Mill", "more"),
        ("When did the mill close?", "The mill reopened in 1990.", "1990", "reopened"),
        ("Why did the smallest mill fail?", "It burnt down because the largest mill caught fire.", "It", None),
        ("Who was the teacher of Ines Dahl?", "Ines Dahl was a pupil of Ida Roth.", "Ida Roth", None),
    ],
)
def test_opposite_words_contradict_a_question(question, sentence, span, opposite):
    assert find(question, sentence, span) == opposite


@pytest.mark.parametrize(
    ("question", "sentence", "span", "opposite"),
    [
        ("Who keeps the formal records?", "Ines Dahl keeps the informal records.", "Ines Dahl", "informal"),
        ("Who sells the unsalted butter?", "Ines Dahl sells the salted butter.", "Ines Dahl", "salted"),
        ("Who paid the bill?", "The bill of Ines Dahl is unpaid.", "Ines Dahl", "unpaid"),
        ("Who came from Orne like Lena?", "Unlike Lena, Ines Dahl came from Orne.", "Ines Dahl", None),
        ("Who led the non profit clubs?", "The for-profit clubs were led by Ines Dahl.", "Ines Dahl", None),
        ("Who led the nonprofit clubs?", "The profit went to clubs of Ines Dahl.", "Ines Dahl", "profit"),
        ("Who was dissatisfied?", "Ines Dahl was not satisfied.", "Ines Dahl", None),
        ("Who runs the format office?", "Ines Dahl runs the information office.", "Ines Dahl", None),
        ("Which tax do employers pay?", "Employers pay the unemployment tax.", "unemployment tax", None),
        ("Where does the engine take in steam?", "Steam intakes are in the boiler.", "the boiler", None),
        ("How common is the heron?", "The heron is uncommon in Tilbrook.", "Tilbrook", None),
        ("What are rare birds called?", "Rare birds are called uncommon.", "uncommon", None),
        ("How many migrants came?", "In 1990 Orne took in 300 immigrants.", "300", None),
        ("How many patients were treated?", "The clinic took in 300 inpatients.", "300", None),
        ("Who mediated in Orne?", "Ines Dahl brought about an immediate truce in Orne.", "Ines Dahl", None),
    ],
)
def test_a_prefix_that_negates_contradicts_a_question(question, sentence, span, opposite):
    assert find(question, sentence, span) == opposite


@pytest.mark.parametrize(
    ("question", "sentence", "span", "plan"),
    [
        ("When did the lido open?", "The lido will open in May.", "May", "will"),
        ("When was the lido opened?", "The lido should be opened in May.", "May", "should"),
        ("When did the council ban fires?", "It considers a ban; it will vote before June.", "before June", "will"),
        ("When were the oaks planted?", "Pupils will plant four oaks in March.", "March", "will"),
        ("When will the lido open?", "The lido will open in May.", "May", None),
        ("When was the lido announced?", "In May they announced that a lido will be built.", "May", None),
        ("When did they sign the lease?", "They signed a lease in May that will run for a year.", "May", None),
        ("When was the lido built?", "The lido was built in May and will stay.", "May", None),
        ("When was the fair?", "The fair will be in May.", "May", None),
        ("When did the fire begin?", "Ida Roth is to blame for the fire that began in May.", "May", None),
    ],
)
def test_what_is_to_come_is_not_the_time_of_what_happened(question, sentence, span, plan):
    assert find(question, sentence, span) == plan


@pytest.mark.parametrize(
    ("sentence", "opposite"),
    [
        ("Prices rose because the harvest fell.", None),
        ("Bread cost more as the harvest fell.", None),
        ("Prices fell because the harvest was good.", "fell"),
    ],
)
def test_a_cause_may_be_the_opposite_of_its_effect(sentence, opposite):
    assert find_opposite("Why did prices rise?", sentence, None) == opposite


def test_nothing_is_marked_in_a_sentence_about_the_opposite(build):
    index = build("Pia Voss opened the informal garden of Orne Hall in 2021. It has a maze.", "The hall has 40 rooms.")
    asked, contrary = (
        ask(f"Who opened the {kind} garden of Orne Hall?", index=index) for kind in ("informal", "formal")
    )
    assert asked.quotes[0].span.text == "Pia Voss"
    assert contrary.confidence < asked.confidence
    assert all(quote.span is None for quote in contrary.quotes)
