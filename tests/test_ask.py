"""Answers: exact quotes, each sentence once, an honest no, and examples that can be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import ask
from qa.answer_type import is_of_the_kind
from qa.confidence import ANSWERED
from qa.examples import example_questions, next_questions
from qa.followup import find_carried, leans

QUESTIONS = [
    "How many of the peacekeepers are women?",
    "Why is this deployment a historic milestone?",
    "When is the deployment scheduled?",
    "ceasefire Golan",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_are_slices_with_the_words_around_them(shipped, question):
    answer = ask(question, index=shipped)
    assert [quote.number for quote in answer.quotes] == list(range(1, len(answer.quotes) + 1))
    for quote in answer.quotes:
        text = quote.article.text
        assert quote.text == text[quote.start : quote.end]
        assert text[: quote.start].endswith(quote.prefix) and text[quote.end :].startswith(quote.suffix)
        assert any(hit.passage.start <= quote.start and quote.end <= hit.passage.end for hit in answer.hits)


def test_the_same_sentence_is_quoted_once(shipped):
    """An article says twice, word for word, when the deployment is scheduled."""
    answer = ask("When is the deployment scheduled, with an international agreement?", index=shipped, k=10)
    texts = [" ".join(quote.text.split()) for quote in answer.quotes]
    assert sum(text.startswith("The deployment is scheduled for March 2024") for text in texts) == 1
    assert len(texts) == len(set(texts))


def test_the_status_follows_from_the_confidence(shipped):
    answered = ask(QUESTIONS[0], index=shipped)
    assert answered.status == "answered" and answered.confidence >= ANSWERED and not answered.reason
    assert "including seven women" in answered.quotes[0].text
    nothing = ask("What is the capital of Australia?", index=shipped)
    assert (nothing.status, nothing.quotes) == ("not_found", ())
    assert nothing.reason == "No article mentions “Australia”."


def test_filters_that_leave_no_article_are_the_reason(shipped):
    """What nobody searched for, the articles may well say."""
    answer = ask(QUESTIONS[0], index=shipped, sources=["Unted Nations"])
    assert (answer.status, answer.reason) == ("not_found", "No article is of these sources and days.")
    assert (answer.quotes, answer.hits) == ((), ())


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_text_can_be_asked(shipped, question):
    answer = ask(question, index=shipped, k=2)
    assert 0 <= answer.confidence <= 1
    assert all(quote.text == quote.article.text[quote.start : quote.end] for quote in answer.quotes)


@pytest.mark.parametrize("question", ["How many of them are women?", "And in Iraq?", "Why?", "What about the cost?"])
def test_a_question_that_leans_carries_the_topic(question):
    assert leans(question)
    history = ["Who deploys to UNDOF?", "When?", "Where do they train?"]
    assert find_carried(question, history) == ("Who deploys to UNDOF?", "Where do they train?")
    assert find_carried(question, []) == ()


@pytest.mark.parametrize("question", ["What is the capital of Australia?", "When did the contingent receive medals?"])
def test_a_question_that_stands_alone_drops_the_topic(question):
    assert find_carried(question, ["Who signed for Kazakhstan?"]) == ()


@pytest.mark.parametrize(
    "question",
    ["How many experts from Kazakhstan took part since 2014?", "What is UNDOF?", "Who praised the contingent?"],
)
def test_no_quote_stands_before_one_that_answers_far_more_likely(shipped, question):
    odds = [quote.confidence / (1 - quote.confidence) for quote in ask(question, index=shipped).quotes]
    assert len(odds) > 2
    assert all(later < 2 * odds[number] for number in range(len(odds)) for later in odds[number:])


def test_examples_come_from_the_articles_and_are_answered(shipped):
    examples = example_questions(shipped, count=4)
    assert len(set(examples)) == 4
    assert all(ask(example, index=shipped).quotes for example in examples)


def test_what_may_be_asked_next_is_answered_by_another_sentence(shipped):
    answer = ask("How many peacekeepers is Kazakhstan sending?", index=shipped)
    following = list(filter(None, next_questions(answer, [answer.question], shipped)))[:3]
    said = [ask(question, index=shipped, k=1) for question in following]
    # A second and a third are answered on some processors and only nearly on others: int8 differs a little.
    assert 1 <= len(following) <= 3
    assert {each.status for each in said} == {"answered"}
    assert len({each.quotes[0].text for each in [answer, *said]}) == 1 + len(following)
    assert not set(following) & set(next_questions(answer, following, shipped))


def test_a_person_who_speaks_may_be_asked_about_and_a_role_is_no_name(build):
    index = build(
        "The new bridge opens in May. Aigul Sarsen said that the bridge will carry trams. "
        "The city pays for it. Prime Minister said that taxes will not rise."
    )
    assert "What did Aigul Sarsen say?" in example_questions(index, count=9)
    assert "What did Prime Minister say?" not in example_questions(index, count=9)


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("How many are women?", "seven women", True),
        ("How many are women?", "139", True),
        ("How old is the general?", "Sultan Kamaletdinov", False),
        ("When did they leave?", "in December", True),
        ("When did they leave?", "with their equipment", False),
        ("What year was it?", "2024", True),
        ("Who signed?", "Atul Khare", True),
        ("Who signed?", "the minister", False),
        ("What did they do?", "train", True),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for(question, text, fits):
    assert is_of_the_kind(question, text) is fits


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("How many of the peacekeepers are women?", "seven"),
        ("Who signed the MoU on behalf of the United Nations?", "Atul Khare"),
        ("When did the Kazakh contingent receive medals?", "February 2025"),
    ],
)
def test_the_words_that_answer_are_marked(shipped, question, span):
    found = ask(question, index=shipped).quotes[0].span
    assert found is not None and found.text == span


def test_sentences_that_differ_in_a_number_or_a_no_stay_two_quotes(build):
    index = build(
        "Six observers serve in the north of the country.",
        "6 observers serve in the north of the country. \n\nFar away it rains.",
        "Seven observers serve in the north of the country.",
        "No observers serve in the north of the country.",
    )
    quotes = ask("observers serve in the north of the country", index=index, k=10).quotes
    folded = {quote.text: len(quote.also) for quote in quotes if "observers" in quote.text}
    assert len(folded) == 3 and sorted(folded.values()) == [0, 0, 1]
    assert all(place.article.text[place.start : place.end] for quote in quotes for place in quote.also)


def test_a_follow_up_stays_with_the_article_it_is_about(build):
    index = build(
        "The red bridge was opened by the mayor. It is forty metres long.",
        "The blue tower was opened by the king. It is ninety metres high.",
    )
    for subject, length in {"red bridge": "forty", "blue tower": "ninety"}.items():
        answer = ask("How many metres is it?", history=[f"Who opened the {subject}?"], index=index)
        assert length in answer.quotes[0].text


@pytest.mark.parametrize(
    "question", ["What does it cost?", "Is it dangerous?", "Who pays for it?", "How old are they?"]
)
def test_a_follow_up_is_not_answered_by_the_words_it_carries(shipped, question):
    """The sentence that answered the question before it is full of that question's words, and says none of this."""
    history = ["Which peacekeepers does Kazakhstan send to the Golan Heights?"]
    assert find_carried(question, history)
    assert ask(question, history=history, index=shipped).status != "answered"


@pytest.mark.parametrize(
    "question",
    [
        "a",
        "the of and",
        "QUI A SIGNÉ L'ACCORD ?",
        "WHO SIGNED?",
        "🤝 ❓",
        "'; DROP TABLE articles; --",
        "(.*)+$",
        "<b>hi</b>",
    ],
)
def test_odd_questions_get_an_answer_and_no_invented_confidence(shipped, question):
    answer = ask(question, index=shipped)
    assert all(quote.text == quote.article.text[quote.start : quote.end] for quote in answer.quotes)
    if question != "WHO SIGNED?":
        assert answer.status != "answered"


def test_a_long_history_is_accepted(shipped):
    history = [f"What about question number {number}?" for number in range(200)]
    assert ask("And the women?", history=history, index=shipped).hits


def test_a_sentence_that_does_not_deny_answers_no_question_that_does(shipped):
    affirmed = ask("Where did the peacekeepers train?", index=shipped)
    denied = ask("Where did the peacekeepers not train?", index=shipped)
    assert affirmed.quotes[0].text == denied.quotes[0].text
    assert (affirmed.status, denied.status) == ("answered", "nearest")
    assert denied.confidence < affirmed.confidence and "denies" in denied.reason
