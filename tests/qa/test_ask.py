"""Answers: exact quotes, each sentence once, an honest no, and examples that can be asked."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analyzer import analyze
from qa import ask, retrieve
from qa.query.query import make_query
from qa.reading.confidence import ANSWERED, find_score_gap
from qa.reading.quoting import make_quotes
from qa.reading.scored_sentence import ScoredSentence

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
    """The articles may well contain what nobody searched for."""
    answer = ask(QUESTIONS[0], index=shipped, sources=["Unted Nations"])
    assert (answer.status, answer.reason) == ("not_found", "No article matches these sources and dates.")
    assert (answer.quotes, answer.hits) == ((), ())


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_text_can_be_asked(shipped, question):
    answer = ask(question, index=shipped, k=2)
    assert 0 <= answer.confidence <= 1
    assert all(quote.text == quote.article.text[quote.start : quote.end] for quote in answer.quotes)


@pytest.mark.parametrize("question", ["How many of them are women?", "And in Iraq?", "Why?", "What about the cost?"])
def test_a_question_that_leans_carries_the_topic(shipped, question):
    history = ["Who deploys to UNDOF?", "When?", "Where do they train?"]
    assert make_query(question, history, shipped).carried == ("Who deploys to UNDOF?", "Where do they train?")
    assert make_query(question, [], shipped).carried == ()


@pytest.mark.parametrize("question", ["What is the capital of Australia?", "When did the contingent receive medals?"])
def test_a_complete_question_drops_the_topic(shipped, question):
    answer = ask(question, history=["Who signed for Kazakhstan?"], index=shipped)
    assert answer == ask(question, index=shipped)
    assert answer.carried == ()


@pytest.mark.parametrize(
    "question",
    ["How many experts from Kazakhstan took part since 2014?", "What is UNDOF?", "Who praised the contingent?"],
)
def test_quotes_are_in_the_order_of_their_confidence(shipped, question):
    odds = [quote.confidence / (1 - quote.confidence) for quote in ask(question, index=shipped).quotes]
    assert odds and odds == sorted(odds, reverse=True)


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
    hits = retrieve("observers serve in the north of the country", index=index, k=10)
    sentences = [(hit, *index.sentences_in(hit.passage)[0].tolist()) for hit in hits]
    quotes = make_quotes(ScoredSentence(hit, start, end, 0.0, 0.0) for hit, start, end in sentences)
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


@pytest.mark.parametrize("question", ["Is it dangerous?", "Who pays for it?", "How old are they?"])
def test_a_follow_up_is_not_answered_by_the_words_it_carries(shipped, question):
    """The sentence that answered the question before it is full of that question's words, and says none of this."""
    history = ["Which peacekeepers does Kazakhstan send to the Golan Heights?"]
    assert make_query(question, history, shipped).carried
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
    affirmed = ask("How many of the peacekeepers are women?", index=shipped)
    denied = ask("How many of the peacekeepers are not women?", index=shipped)
    assert affirmed.quotes[0].text == denied.quotes[0].text
    assert (affirmed.status, denied.status) == ("answered", "nearest")
    assert denied.confidence < affirmed.confidence
    refused = ask("Where did the peacekeepers not train?", index=shipped)
    assert (refused.status, refused.quotes) == ("not_found", ())


def test_an_index_of_one_passage_answers_as_surely_as_a_large_one(build, shipped):
    """One passage has nothing to stand out from, so its score says nothing."""
    index = build("The ferry of Orsa carried 812 barrels across the lake. It sank in 1911. Nobody drowned.")
    assert index.manifest.passages == 1
    for question, words in (("How many barrels did the ferry carry?", "812 barrels"), ("When did it sink?", "1911")):
        said = ask(question, index=index)
        assert (said.status, words in said.quotes[0].text) == ("answered", True)
    assert ask("Who wrote the ferry's timetable?", index=index).status != "answered"
    assert find_score_gap(1) > find_score_gap(8) > find_score_gap(len(shipped.articles) * 8) > find_score_gap(1000)
    assert find_score_gap(1000) < 0.01


def test_the_words_of_a_question_are_analysed_once(shipped):
    question, analysed = "How many of the peacekeepers that Kazakhstan sends are women?", []

    def note(frame, event, _):
        if event == "call" and frame.f_code is analyze.__code__:
            analysed.append(frame.f_locals["text"])

    sys.setprofile(note)
    try:
        assert ask(question, index=shipped).quotes
    finally:
        sys.setprofile(None)
    assert analysed.count(question) == 1


def test_what_python_prints_of_an_answer_fits_a_line(shipped):
    answer = ask("How many of the peacekeepers are women?", index=shipped)
    assert answer.quotes and answer.hits
    for printed in map(repr, (answer, *answer.quotes, *answer.hits)):
        assert len(printed) <= 120 and "\n" not in printed
    assert repr(answer).startswith("Answer('How many of the peacekeepers")
    assert answer.quotes[0].article.id in repr(answer.quotes[0])
