"""The kind of answer that a question asks for."""

import pytest

from qa.query.question_type import asks_yes_no, find_answer_type, find_kind, has_one_answer


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many boats came?", "count"),
        ("What is the population of Ruritania?", "count"),
        ("How much does a ticket cost?", "money"),
        ("How much did they spend on paint?", "money"),
        ("How much money was raised?", "money"),
        ("What did the new pier cost?", "money"),
        ("What was the starting salary of a clerk?", "money"),
        ("What was the fine for?", "thing"),
        ("How much have rents dropped since they paid last?", "amount"),
        ("How much of the work is paid?", "amount"),
        ("How much paint is left?", "amount"),
        ("What was the divorce rate in Tilbrook?", "amount"),
        ("What harbour tax rate do fishers pay?", "amount"),
        ("At which rate is the tax paid?", "amount"),
        ("What influences the rate of decay?", "thing"),
        ("what was turnout in tilbrook", "amount"),
        ("what is turnout", "thing"),
        ("what is sales tax rate in harden", "amount"),
        ("what is rate of exchange", "thing"),
        ("what was final cost of the pier", "money"),
        ("what is cost accounting in a mill", "thing"),
        ("what is mass in physics", "thing"),
        ("what is Age of Empires", "thing"),
        ("what is cost of capital", "thing"),
        ("What is the attendance policy?", "thing"),
        ("What was the attendance?", "amount"),
        ("What is the deadline extension procedure?", "thing"),
        ("What was the deadline for bids?", "time"),
        ("till when is the kiosk open", "time"),
        ("How fast does the ferry go?", "speed"),
        ("How far back does the custom go?", "extent"),
        ("How high did unemployment climb in Harden?", "extent"),
        ("The custom dates back how far?", "extent"),
        ("What is the area near the mill called?", "thing"),
        ("What is the price of a ticket?", "money"),
        ("What percentage of voters stayed at home?", "percent"),
        ("How long will the works take?", "duration"),
        ("How old is the tower?", "age"),
        ("How high is the tower?", "length"),
        ("What is the area of the park?", "area"),
        ("What area was flooded?", "thing"),
        ("How heavy is the bell?", "weight"),
        ("In which year did it burn down?", "time"),
        ("What time does the shop open?", "time of day"),
        ("What time of year is best?", "time"),
        ("When rich countries trade, who gains?", "person"),
        ("By whom was it painted?", "person"),
        ("Which singer won?", "person"),
        ("Where was the man who shot the bear born?", "place"),
        ("Which state route is closed?", "thing"),
        ("Which language do they speak?", "language"),
        ("What will the soldiers do?", "action"),
        ("What does RAB stand for?", "meaning"),
        ("Why did they leave?", "reason"),
        ("How are volunteers chosen?", "manner"),
        ("What colour is the door?", "thing"),
        ("Did the council agree?", "yes/no"),
        ("opening hours library", None),
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question, kind):
    assert find_answer_type(question) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [("How long is it?", "number"), ("What time is it?", "time"), ("Who is it?", "name"), ("Is it open?", None)],
)
def test_kinds_are_a_number_a_time_or_a_name(question, kind):
    assert find_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Are there women among them?", True),
        ("In 2012, did the club move?", True),
        ("Isn't it closed?", True),
        ("Is it open or closed?", True),
        ("Can you tell me when it opens?", False),
        ("Does anyone know who built it?", False),
        ("Had he lived, what would he have done?", False),
        ("Before the founding of which city, did they rule?", False),
        ("He left?", False),
        ("May 2020 floods", False),
        ("", False),
    ],
)
def test_yes_or_no_is_asked_for(question, is_asked):
    assert asks_yes_no(question) is is_asked
    assert not (is_asked and has_one_answer(question))
