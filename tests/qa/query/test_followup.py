"""Conversations: a complete question is answered as if it were the first, and a new topic ends the old one."""

from dataclasses import replace

import pytest

from qa import ask, retrieve
from qa.query.query import make_query
from qa.reading.reader import read_sentences
from qa.weights import RANKING

TALK = [
    "How many of the peacekeepers are women?",
    "And who commands them?",
    "Who signed the MoU on behalf of the United Nations?",
    "When?",
]


@pytest.mark.parametrize(
    "question",
    ["When did the Kazakh contingent receive medals?", "Where did the peacekeepers train?", "What is UNDOF?", "🌉🚋"],
)
def test_a_complete_question_gets_late_in_a_talk_the_answer_that_it_gets_alone(shipped, question):
    assert ask(question, history=TALK, index=shipped) == ask(question, index=shipped)


def test_the_first_question_is_asked_alone(shipped):
    assert make_query("And who commands them?", [], shipped).carried == ()


@pytest.fixture
def lives(build):
    return build(
        "Anna Orre painted boats in Vik. The 27-year-old sells them to anglers.",
        "Pelle Strand keeps bees on Lurö. The 50-year-old has nine hives.",
        "Growers began to pick apples on Monday. The pears are late.",
    )


@pytest.mark.parametrize("history", [["Who is Pelle Strand?"], ["Who is Anna Orre?", "Who is Pelle Strand?"]])
def test_a_new_name_ends_the_topic_before_it(lives, history):
    answer = ask("How old is he?", history=history, index=lives)
    assert answer.carried == ("Who is Pelle Strand?",)
    assert "50-year-old" in answer.quotes[0].text
    assert "bees" in retrieve("How old is he?", index=lives, history=history)[0].passage.text


def test_a_topic_lasts_until_another_question_names_one(lives):
    history = ["Who is Anna Orre?", "Who is Pelle Strand?", "Where does he live?"]
    assert make_query("And his hives?", history, lives).carried == ("Who is Pelle Strand?", "Where does he live?")


def test_questions_on_one_name_are_one_topic(lives):
    history = ["What does Anna Orre paint?", "Where does Anna Orre sell the boats of Vik?"]
    assert make_query("How old is she?", history, lives).carried == tuple(history)


@pytest.mark.parametrize("question", ["what do the hives look like on Lurö", "when did growers pick the apples"])
def test_a_question_in_small_letters_that_is_complete_is_answered_alone(lives, question):
    history = ["Who is Anna Orre?", "what does she sell"]
    assert ask(question, history=history, index=lives) == ask(question, index=lives)


def test_only_a_question_that_names_nothing_may_be_about_what_was_named(choirs):
    history = ["Who is Edit Lund?"]
    assert make_query("How long did the choir sing?", history, choirs).carried == tuple(history)
    assert make_query("How long did Ester Holm sing?", history, choirs).carried == ()
    assert make_query("what is rye bread", history, choirs).carried == ()


@pytest.mark.parametrize("question", ["asdkj qwzr zxcvq", "qwrtz", "and lkjhgf?"])
def test_gibberish_is_not_answered_with_the_question_before(lives, question):
    history = ["Who is Pelle Strand?"]
    assert make_query(question, history, lives).carried == ()
    answer = ask(question, history=history, index=lives)
    assert (answer.status, answer.quotes) == ("not_found", ())


@pytest.mark.parametrize("question", ["And the bees?", "And the wheat?"])
def test_few_words_that_are_known_are_carried(lives, question):
    assert make_query(question, ["Who is Pelle Strand?"], lives).carried == ("Who is Pelle Strand?",)


@pytest.mark.parametrize(
    "question",
    [
        "And in Iraq?",
        "Who commands them?",
        "When?",
        "ceasefire Golan",
        "Who signed?",
        "When did it receive the medals?",
        "Where were the troops trained?",
    ],
)
def test_ask_reads_the_passages_that_retrieve_finds_and_reads_them_once(shipped, monkeypatch, question):
    read = []

    def read_once(query, hits, *others):
        read.append(str(query))
        return read_sentences(query, hits, *others)

    monkeypatch.setattr("qa.merging.one_index.read_sentences", read_once)
    answer = ask(question, history=TALK, index=shipped)
    assert retrieve(question, history=TALK, index=shipped) == list(answer.hits)
    assert len(read) <= 1 and answer.hits


@pytest.mark.parametrize(("margin", "carried"), [(2.0, ("Who is Pelle Strand?",)), (-2.0, ())])
def test_a_question_that_points_back_is_searched_alone_if_clearly_nearer(lives, margin, carried):
    ranking = replace(RANKING, clear_margin=margin)
    assert ask("How old is he?", history=["Who is Pelle Strand?"], index=lives, ranking=ranking).carried == carried


@pytest.fixture
def town(build):
    return build(
        "The council of Ostrey met on Monday. Mayor Edda Lind spoke for an hour about the harbour.",
        "Lead pipes are replaced by copper ones in all schools of Ostrey. The work ends in 2031.",
        "The tram drivers were trained in Malby. Their course took six weeks.",
    )


@pytest.mark.parametrize(
    "question",
    [
        "Where were the drivers trained?",
        "What about lead pipes?",
        "What about the tram drivers?",
        '"six weeks"',
        "What does copper replace?",
    ],
)
def test_a_question_that_is_answered_alone_carries_nothing(town, question):
    history = ["Who is Edda Lind?", "How long did she speak?"]
    assert ask(question, history=history, index=town) == ask(question, index=town)


@pytest.mark.parametrize("question", ["How long did she speak?", "And about what?"])
def test_a_question_that_needs_another_one_carries_it(town, question):
    answer = ask(question, history=["Who is Edda Lind?"], index=town)
    assert answer.carried == ("Who is Edda Lind?",)
    assert "Edda Lind" in answer.quotes[0].text


def test_without_the_reader_the_search_decides(town):
    ranking = replace(RANKING, read=0)
    assert ask("What about lead pipes?", history=["Who is Edda Lind?"], index=town, ranking=ranking).carried


@pytest.fixture
def choirs(build):
    text = "Anna Orre founded the choir of {}.\n\n{} led it.\n\nIt sang at the fair, and the fee was paid in {}."
    return build(
        text.format("Vik", "Edit Lund", "silver"),
        text.format("Sund", "Ester Holm", "wool"),
        "Rye bread is baked in a stone oven.",
    )


@pytest.mark.parametrize(("leader", "fee"), [("Edit Lund", "silver"), ("Ester Holm", "wool")])
def test_an_article_that_a_question_between_named_is_preferred(choirs, leader, fee):
    history = ["Who founded the choir?", f"And did {leader} lead it?", "Does it sing?"]
    query = make_query("What was their fee?", history, choirs)
    assert query.carried == (history[0], history[-1])
    assert query.conversation == " ".join([*history, "What was their fee?"])
    assert fee in retrieve("What was their fee?", index=choirs, history=history)[0].passage.text


def test_questions_before_the_topic_do_not_count(choirs):
    history = ["How is rye bread baked?", "When was the choir of Sund founded?", "Who led it?"]
    assert "bread" not in make_query("What was their fee?", history, choirs).conversation


def test_a_topic_that_the_user_came_back_to_begins_there(choirs):
    history = [
        "Who founded the choir?",
        "Who is Edit Lund?",
        "How is rye bread baked?",
        "Who is Edit Lund?",
        "And where?",
    ]
    query = make_query("What was their fee?", history, choirs)
    assert query.carried == (history[1], history[-1])
    assert query.conversation == "Who is Edit Lund? And where? What was their fee?"
