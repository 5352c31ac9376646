"""Which words can be an answer of the kind that a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.answer_type import find_conflict, is_of_the_kind
from qa.reading.spans import SpanOffsets


def fits_role(question, sentence, span):
    """Judge the last place of a span, so that a sentence may hold the same words before it."""
    offsets = None if span is None else SpanOffsets(sentence.rindex(span), sentence.rindex(span) + len(span))
    return not find_conflict(question, sentence, offsets) and is_of_the_kind(question, sentence, offsets)


HARBOUR = "The harbour, 300 m long and 4 hectares large, cost 2 million pounds and took two years from March 2019."
MUSEUM = "The museum in Harden opens at 9 and closes at 6 p.m. on Sundays."


@pytest.mark.parametrize(
    ("question", "sentence", "span", "fits"),
    [
        ("How long did the work take?", HARBOUR, "two years", True),
        ("How long did the work take?", "It was built in 2024.", "2024", False),
        ("How long have they been here?", "They have been here since 2019.", "since 2019", True),
        ("How long have they been here?", "They have been here since 2019.", "2019", True),
        ("How long is the bridge?", "The bridge is 2,700 m long.", "2,700 m", True),
        ("How long is the bridge?", "The bridge is 2,700 m long.", "2,700", True),
        ("How long is the bridge?", "The bridge took three years.", "three years", False),
        ("How long is the bridge?", "The site covers 12 hectares.", "12 hectares", False),
        ("How far is it to Leeming?", "Leeming is 12 miles away.", "12 miles", True),
        ("How far is it to Leeming?", "Leeming is 12km away.", "12km", True),
        ("How far is it to Leeming?", "Leeming is ten minutes away.", "ten minutes", True),
        ("How far is it to Leeming?", "Leeming weighs 12kg.", "12kg", False),
        ("How far is it to Leeming?", "They came to Leeming four years before.", None, False),
        ("How far did the flood reach?", "It reached the old mill.", "the old mill", True),
        ("How tall is the tower?", "The tower took ten minutes.", "ten minutes", False),
        ("How tall is the tower?", "The tower opened on March 5.", "5", False),
        ("How heavy is the bell?", "The bell weighs 40kg.", "40kg", True),
        ("How heavy is the bell?", "The bell is surprisingly light.", "surprisingly light", True),
        ("How heavy is the bell?", "The bell cost 300 euros.", "300 euros", False),
        ("How fast does the ferry go?", "The ferry does 20 knots.", "20 knots", True),
        ("How fast does the ferry go?", "The ferry cost $20.", "$20", False),
        ("How fast does the ferry go?", "The ferry sailed in 1999.", "1999", False),
        ("How often does the ferry go?", "The ferry goes every two hours.", "every two hours", True),
        ("How often does the ferry go?", "The ferry goes every two hours.", "two hours", True),
        ("How often does the ferry go?", "The crossing takes two hours.", "two hours", False),
        ("How often does the ferry go?", "The ferry goes on Mondays in winter.", "on Mondays", True),
        ("How often does the ferry go?", "In 1999 the ferry had 40 seats.", "40", False),
        ("What share of the fares is paid by pupils?", "4Ferries pays 10% of the fares.", "10%", True),
        ("What share of the fares is paid by pupils?", "4Ferries pays 10% of the fares.", "4Ferries", False),
        ("How much did the ferry cost?", "It was bought for 5 000 €.", "5 000 €", True),
        ("How much did the ferry cost?", "It was bought for 700 in 1999.", "700", True),
        ("How much did the ferry cost?", "It was bought for 700 in 1999.", "1999", False),
        ("How much did the ferry cost?", "It was bought on March 5.", "March 5", False),
        ("How much did the ferry cost?", "It was bought after two years.", "two years", False),
        ("How much does the ferry cost?", "The ferry is free.", "free", True),
        ("What did the town pay the ferrymen?", "The town paid them £300.", "£300", True),
        ("What did the town pay the ferrymen?", "The town gave them oil.", "oil", False),
        ("What did the town pay for?", "The town paid for oil.", "oil", True),
        ("What taxes did the town pay?", "The town paid the ferry tax.", "the ferry tax", True),
        (
            "How much did the ferry cost?",
            "It served all of the islands in the bay that have a pier.",
            "all of the islands in the bay that have a pier",
            False,
        ),
        ("Where is the headquarters of Norsea?", "They met at the Orkel Headquarters in Leeming.", "Leeming", False),
        ("Where is the ORKEL headquarters?", "They met at the OR headquarters in Leeming.", "Leeming", False),
        ("Where is the Orkel headquarters?", "They met at the Orkel Headquarters in Leeming.", "Leeming", True),
        ("Where is the Orkel headquarters?", "They met at its headquarters in Leeming.", "Leeming", True),
        ("Where is the office of Norsea?", "It is beside Orkel, and Norsea office in Leeming.", "Leeming", True),
        ("Why did the minister resign?", "She had lost the trust of her party.", None, True),
        ("Why did the minister resign?", "She resigned on 4 March.", None, False),
        ("How much did they spend?", "They spent 3% of their income.", "3%", True),
        ("What was the price of the ferry?", "The price rose by 3%.", "3%", False),
        ("What was the budget of the film?", "The film had a budget of 40,000 shillings.", "40,000 shillings", True),
        ("What was the budget of the film?", "It was made in June 2020.", "June 2020", False),
        ("What did the pier cost?", "The pier of 1890 took two years and $4m.", "$4m", True),
        ("What did the pier cost?", "The pier of 1890 took two years and $4m.", "two years", False),
        ("How far is it to Leeming?", "Tickets to Leeming cost $12.", "$12", False),
        ("What is the area of the harbour?", HARBOUR, "4 hectares", True),
        ("What is the area of the harbour?", HARBOUR, "300 m", False),
        ("What is the cost of the harbour?", HARBOUR, "2 million pounds", True),
        ("What is the cost of the harbour?", HARBOUR, "4 hectares", False),
        ("How many people live there?", "Some 25m people live there.", "25m", True),
        ("How many people live there?", "They paid $8 million.", "$8 million", False),
        ("How many people came?", "They came in March 2024.", "March 2024", False),
        ("How many miles is it?", "It is 12 miles away.", "12 miles", True),
        ("How many people came?", "Half of them came.", "Half", True),
        ("What percentage came?", "Some 30 per cent came.", "30 per cent", True),
        ("How old is Jon Hale?", "Jon Hale, 54, paints.", "54", True),
        ("How old is Jon Hale?", "Jon Hale was born in 1970.", "1970", False),
        ("How old is Jon Hale?", "It was Jon Hale's 74th birthday.", "74", True),
        ("How old is the mill?", "The mill dates back to 1610.", "1610", True),
        ("How long ago did it rain?", "It rained three weeks ago.", "three weeks ago", True),
        ("How long did it rain?", "It rained three weeks ago.", "three weeks ago", False),
        ("How long did it rain?", "It rained for 5min.", "5min", True),
        ("How long did it rain?", "It rained for over a month.", "month", True),
        ("How long was the bridge closed?", "There was an 18-month closure.", "18-month", True),
        ("How big is the mill?", "It is the largest mill of Harden.", "the largest", True),
        ("How big is the mill?", "Ada Lorn built the mill.", "Ada Lorn", False),
        (
            "How big is the mill?",
            "The mill lets small boats pass at a great rate.",
            "small boats pass at a great rate",
            False,
        ),
        ("How much of it is wood?", "A large part is wood.", "A large part", True),
        ("How old is the general?", "Lieutenant Sam Marsh spoke.", "Sam Marsh", False),
        ("When did they leave?", "They left in December.", "in December", True),
        ("When did they leave?", "They left with their equipment.", "with their equipment", False),
        ("When did they leave?", "139 peacekeepers left.", "139 peacekeepers", False),
        ("When did they leave?", "They left after the flood.", "the flood", True),
        ("What year was it?", "It was in 2024.", "2024", True),
        ("When does the museum open?", MUSEUM, "9", True),
        ("When does the museum open?", MUSEUM, "6 p.m.", False),
        ("When does the museum open?", "It closes at six.", None, False),
        ("What time does the museum close?", MUSEUM, "6 p.m.", True),
        ("What time does the museum close?", MUSEUM, "Harden", False),
        (
            "What was the sister fined?",
            "The brother was fined 500 pounds and the sister 200 pounds.",
            "500 pounds",
            False,
        ),
        (
            "What was the sister fined?",
            "The brother was fined 500 pounds and the sister 200 pounds.",
            "200 pounds",
            True,
        ),
        ("What did the pier cost?", "The pier was expected to cost $4m.", "$4m", False),
        ("What did the pier cost?", "The pier's planned cost was $4m; in the end it cost $6m.", "$4m", False),
        ("What did the pier cost?", "The pier's planned cost was $4m; in the end it cost $6m.", "$6m", True),
        ("What was the pier expected to cost?", "The pier was expected to cost $4m.", "$4m", True),
        ("What was the estimated cost of the pier?", "The pier, estimated at $4m, in fact came to $6m.", "$6m", False),
        ("What did the pier cost?", "The pier cost an estimated $4m.", "$4m", True),
        ("When did the pier open?", "The pier was due to open in May 2020.", "May 2020", False),
        ("When did the pier open?", "The pier, planned by Ada Lorn, opened in May 2020.", "May 2020", True),
        ("When will the pier open?", "The pier is scheduled to open in May 2020.", "May 2020", True),
        ("How long does fish keep in the freezer?", "It keeps a day in the fridge, 2 months frozen.", "a day", False),
        ("How long does fish keep in the freezer?", "It keeps a day in the fridge, 2 months frozen.", "2 months", True),
        ("List the locks", "The canal has nine locks.", None, False),
        ("Which locks are there?", "The canal has nine locks.", "nine locks", False),
        ("What are the locks of the canal?", "The canal has nine locks.", "nine", False),
        ("Which locks does the canal have?", "The canal has three locks: Alder, Birk and Cole.", None, True),
        ("Name the locks", "Boats pass Alder, Birk and Cole.", None, True),
        ("How many locks are there?", "The canal has nine locks.", "nine", True),
        ("Which bus passes the lock?", "Bus 3 passes the lock.", "3", True),
        ("Who is Tom's brother?", "Tom is the sister's son of Ann Dale.", "Ann Dale", True),
        ("Who signed?", "Olga Reed signed.", "Olga Reed", True),
        ("Who signed?", "The minister signed.", "The minister", False),
        ("Who signed?", "They signed in March 2024.", "March 2024", False),
        ("Who runs the schools?", "Parents run the schools.", "Parents", True),
        ("Where is it?", "It stands in Harden.", "Harden", True),
        ("Where is it?", "Mr. Lund built it.", "Mr. Lund", False),
        ("Where is it?", "It was built in 1970.", "1970", False),
        ("Which city won?", "Harden won by 3 points.", "3 points", True),
        ("Which city won?", "Harden won in 1999.", "1999", False),
        ("What will the soldiers do?", "They will clear mines in South Ruritania.", "clear mines", True),
        ("What will the soldiers do?", "They will clear mines in South Ruritania.", "in South Ruritania", False),
        ("What did they do?", "They train.", "train", True),
        ("How did they travel?", "They travelled by train in 1999.", "by train", True),
        ("How did they travel?", "They travelled by train in 1999.", "1999", False),
        ("How did they travel?", "They met in Harden.", "Harden", False),
        ("Why did they leave?", "They left in Harden.", "Harden", False),
        ("Why did they leave?", "They left because of the flood.", "the flood", True),
        ("Where is Ketter?", "The bus stops in South Orne and Ketter.", "South Orne", False),
        ("Where is Ketter?", "Ketter and South Orne share a school.", "South Orne", False),
        ("Where is Ketter?", "Ketter is in Orne and the river in Halden.", "Orne", True),
        ("Where does the bus stop?", "The bus stops in South Orne and Ketter.", "South Orne", True),
        (
            "Where was the lease signed?",
            "They signed the sale of Orne to the Ketter Bank.",
            "Orne to the Ketter Bank",
            False,
        ),
        ("Where does the bus go?", "It goes from Orne to Ketter.", "Orne to Ketter", True),
        ("Who led the choir?", "She comes from Ketter, where she led the choir.", "Ketter", False),
        ("Who leads the choir?", "The choir sings on Mondays.", "Mondays", False),
        ("Why did Tom Reed join the choir?", "Tom Reed joined the choir in 1998.", None, False),
        ("Why did Tom Reed join the choir?", "Tom Reed joined the choir because his sister sang in it.", None, True),
        ("Why did Tom Reed join the choir?", "Tom Reed joined the choir to learn Latin.", None, True),
        ("Why did Tom Reed join the choir?", "Tom Reed joined the choir; his sister sang in it.", None, True),
        ("What does RAB stand for?", "RAB (Read Ahead Buffer) is new.", "Read Ahead Buffer", True),
        ("What does RAB stand for?", "RAB (Read Ahead Buffer) is new.", "RAB", False),
        ("What is Marten?", "Marten is a small server.", "Marten", False),
        ("What is Marten?", "Marten is a small server.", "a small server", True),
        ("Which was first, the tea or the coffee?", "The tea was first.", "tea", True),
        ("Are they women?", "Seven are women.", "Seven", False),
        ("Are they women?", "Seven are women.", None, True),
        ("How many came?", "Nobody knows.", None, False),
        ("When did they come?", "They came by boat.", None, False),
        ("marten port", "The port is 5540.", "5540", True),
        ("What does mill -a do?", "Type `mill -a` or `mill -u` for a sack.", None, True),
        ("What does mill -a do?", "Type `mill -u` for a sack.", None, False),
        ("What does mill -a do?", "Type `mill -A` for a sack.", None, False),
        ("What does mill -a do?", "It prints a sack.", None, True),
        ("What does the mill do?", "Type `mill -u` for a sack.", None, True),
    ],
)
def test_an_answer_fills_the_role_asked_for(question, sentence, span, fits):
    assert fits_role(question, sentence, span) is fits


@pytest.mark.parametrize(
    ("question", "sentence", "span", "fits"),
    [
        ("Who wrote the tide tables?", "It calls them to find the hours of the tide.", "to find the hours", False),
        ("Who wrote the tide tables?", "The tables were written by Ada Lorn.", "Ada Lorn", True),
        ("Who maintains the pumps?", "The pumps need oil twice a year.", "twice a year", False),
        ("Who founded the guild?", "The guild was founded by local fishermen.", "local fishermen", True),
        ("Who designed the pumps?", "They were designed by two brothers from the island.", "two brothers", True),
        ("Which language is the log in?", "It separates the written language from speech.", "written language", False),
        ("Which language is the log in?", "The log is in Norwegian.", "Norwegian", True),
        ("What language is the script in?", "The script is written in awk.", "awk", True),
    ],
)
def test_makers_and_languages_are_named(question, sentence, span, fits):
    assert fits_role(question, sentence, span) is fits


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        # The same words occur before in another role.
        ("When does the shop open?", "It closes at 9, rests, and opens at 9.", "9"),
        ("How long is the bridge?", "After 12 years the bridge, 12 km long, was open.", "12"),
        ("How long have they been here?", "In 2019 they met; they have been here since 2019.", "2019"),
        ("When does the shop open?", "All 7 shops open at 7.", "7"),
        ("Who is the mayor?", "Deputy Mayor Ada Lorn and Tim Gale came, and Mayor Ada Lorn spoke.", "Ada Lorn"),
        ("Who said the pier was safe?", "He told Ada Lorn that the pier, said Ada Lorn, was safe.", "Ada Lorn"),
        ("How did they travel?", "They met in Flying Scotsman and travelled by Flying Scotsman.", "Flying Scotsman"),
    ],
)
def test_a_span_is_judged_where_it_is(question, sentence, span):
    last, first = sentence.rindex(span), sentence.index(span)
    right, wrong = SpanOffsets(last, last + len(span)), SpanOffsets(first, first + len(span))
    verdicts = [
        not find_conflict(question, sentence, offsets) and is_of_the_kind(question, sentence, offsets)
        for offsets in (right, wrong)
    ]
    assert verdicts == [True, False]


@given(st.text(max_size=80), st.text(max_size=200), st.data())
def test_every_text_is_judged(question, sentence, data):
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    quoted = f"{sentence} “{sentence[start:end]}”"
    for asked in (question, f"Who said that the vice-president {question}?", f"How much did {question} cost?"):
        for span in (None, SpanOffsets(start, end), SpanOffsets(len(sentence) + 2, len(quoted) - 1)):
            assert isinstance(find_conflict(asked, quoted, span), str | None)
            assert isinstance(is_of_the_kind(asked, quoted, span), bool)
