"""Questions made of sentences: their grammar, and that the articles answer those that are offered."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import ask
from qa.answer import Answer
from qa.clauses import MAX_WORDS, find_base
from qa.examples import MAX_TRIES, MAX_TRIES_NEXT, example_questions, next_questions
from qa.question_templates import draft_questions
from qa.work_steps import finish_steps
from ui.ask_request import AskRequest
from ui.service import Service

VERBS = frozenset("announce call close demolish design employ open plan praise receive study use us".split())


def draft(sentence, article=""):
    return list(draft_questions(sentence, f"{sentence} {article}", VERBS.__contains__))


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        # When, from a date behind or before the clause.
        ("The weir at Orme opened on 4 May 1901.", ["When did the weir at Orme open?"]),
        (
            "In March 2020, the town of Orme closed its mill, and nobody protested.",
            ["When did the town of Orme close its mill?"],
        ),
        ("The Orme festival is scheduled for June 2025.", ["When is the Orme festival scheduled?"]),
        ("The old Orme mill was demolished in 1970.", ["When was the old Orme mill demolished?"]),
        # Where and why.
        ("The guild received its charter at the Hall of Orme.", ["Where did the guild receive its charter?"]),
        ("The guild of Orme closed its mill because of a flood.", ["Why did the guild of Orme close its mill?"]),
        # How many and how much.
        ("Forty women, and 12 children, received medals.", []),
        ("Since 2018, 520 Orme weavers have received medals.", ["How many Orme weavers have received medals?"]),
        (
            "The mill of Orme employed 300 weavers in Hatch Street.",
            [
                "How many weavers did the mill of Orme employ in Hatch Street?",
                "Where did the mill of Orme employ 300 weavers?",
            ],
        ),
        ("Orme has 12 mills, all of brick.", ["How many mills does Orme have?"]),
        ("On Monday 139 weavers, including seven women, left.", ["How many women are among the weavers?"]),
        (
            "The council met, with $8 million allocated for the repair of the weir, and left.",
            ["How much was allocated for the repair of the weir?"],
        ),
        # Who.
        (
            "Mayor Ada Lind praised the weavers of Orme.",
            ["Who praised the weavers of Orme?"],
        ),
        (
            "Ada Lind, Minister of Mills, and Per Holm, Director for Weirs, met.",
            ["Who is the Minister of Mills?", "Who is the Director for Weirs?"],
        ),
        ("The Orme Minister Ada Lind met the weavers.", ["Who is the Orme Minister?"]),
        ("The former Orme Minister Ada Lind met the weavers.", []),
        ("It pleased Danish Defense Minister Ada Lind greatly.", ["Who is the Danish Defense Minister?"]),
        ("Ada Lind said that the weir is old.", ["What did Ada Lind say?"]),
        ("Prime Minister said that the weir is old.", []),
        # What.
        ("The Orme Weir is a dam of oak.", ["What is the Orme Weir?"]),
        ("The mills of Orme include a saw mill.", ["What do the mills of Orme include?"]),
    ],
)
def test_a_template_is_filled_in_grammatical_order(sentence, questions):
    article = "The town of Orme. In Orme, weavers." if "Orme" in sentence else ""
    assert draft(sentence, article) == questions


@pytest.mark.parametrize(
    "sentence",
    [
        "He opened the weir at Orme in 1901.",
        "This weir opened in 1901.",
        "The report says the council of Orme opened the weir in 1901.",
        "The weir designed by Ada Lind opened in 1901.",
        "The weir that Ada Lind opened closed in 1901.",
        "Was the weir of Orme opened in 1901?",
        "“The weir of Orme opened in 1901,” she said.",
        "The weir of Orme opened in 1901 and closed in 1970.",
        "The weir was 300 metres long for 12 years.",
        "The outcome was a disaster for all.",
        "Weirs | 1901 | Orme",
        "",
        "The weir of Orme opened " + "and opened " * 100 + "in 1901.",
    ],
)
def test_a_sentence_that_cannot_be_read_for_sure_gives_no_question(sentence):
    assert draft(sentence) == []


@pytest.mark.parametrize(
    ("past", "base"),
    [
        ("opened", "open"),
        ("announced", "announce"),
        ("planned", "plan"),
        ("called", "call"),
        ("studied", "study"),
        ("began", "begin"),
        ("used", None),
        ("hundred", None),
        ("need", None),
        ("United", None),
    ],
)
def test_a_verb_has_one_base_or_none(past, base):
    assert find_base(past, VERBS.__contains__) == base


def test_a_long_question_loses_its_last_phrases():
    sentence = (
        "The council of Orme announced a plan for the repair of the weir with stones from the quarry of Hatch in 1901."
    )
    assert draft(sentence) == ["When did the council of Orme announce a plan?"]
    assert len(draft(sentence)[0].split()) <= MAX_WORDS


def test_a_subject_without_an_article_keeps_the_capital_of_a_name_only():
    assert draft("Weavers opened a mill in 1901.", "The mill of the weavers.") == ["When did weavers open a mill?"]
    assert draft("Orme opened a mill in 1901.", "The town of Orme.") == ["When did Orme open a mill?"]
    assert draft("Orme opened a mill in 1901.") == []


def test_examples_come_from_the_articles_and_are_answered(shipped):
    examples = example_questions(shipped, count=4)
    assert len(set(examples)) == 4
    assert {ask(example, index=shipped).status for example in examples} == {"answered"}


QUESTIONS = [
    "How many of the peacekeepers are women?",
    "Who signed for the UN?",
    "When is the deployment scheduled?",
    "Where did the peacekeepers train?",
]


def count_asked(monkeypatch):
    """Return a list that gets every question that is tried."""
    tried = []

    def count(question, **options):
        tried.append(question)
        return ask(question, **options)

    monkeypatch.setattr("qa.examples.ask", count)
    return tried


def test_examples_are_of_several_kinds_and_are_found_in_few_tries(shipped, monkeypatch):
    tried = count_asked(monkeypatch)
    examples = example_questions(shipped)
    assert len(set(examples)) == 4
    assert len({" ".join(example.split()[:2]) for example in examples}) >= 3
    assert len(tried) <= 8


@pytest.mark.parametrize("question", QUESTIONS)
def test_at_least_two_questions_follow_an_answer_and_none_was_asked(shipped, question):
    answer = ask(question, index=shipped)
    tried = [each for each in next_questions(answer, [question], shipped)]
    following = [each for each in tried if each][:3]
    assert len(following) >= 2 and len(tried) <= MAX_TRIES_NEXT
    said = [ask(each, index=shipped) for each in following]
    assert {each.status for each in said} == {"answered"}
    assert len({each.quotes[0].text for each in [answer, *said]}) == 1 + len(following)
    assert not set(following) & set(filter(None, next_questions(answer, [question, *following], shipped)))


def test_a_question_is_offered_only_where_its_own_sentence_answers(shipped, monkeypatch):
    """A draft whose answer is another sentence, or none, is tried and left out."""
    wrong = ["When did the moon of Orme open?", "How many of the peacekeepers are women?"]
    monkeypatch.setattr("qa.examples.draft_questions", lambda sentence, *_: wrong if "medals" in sentence else [])
    tried = count_asked(monkeypatch)
    assert example_questions(shipped) == []
    assert tried == wrong


def test_tries_are_limited(build, monkeypatch):
    herons = ("The heron of Orme {0} nests. " + "A heron sleeps near {0}. " * 20).format
    index = build(*map(herons, range(60)))
    monkeypatch.setattr("qa.examples.draft_questions", lambda sentence, *_: [f"Who wakes {sentence[:-1]}?"])
    answer = ask("Where does the heron of Orme nest?", index=index, k=20)
    tried = []

    def refuse(question, **options):
        tried.append(question)
        return Answer(question, question, "not_found", 0.0, "", (), ())

    monkeypatch.setattr("qa.examples.ask", refuse)
    assert example_questions(index) == []
    assert len(tried) == MAX_TRIES
    assert list(next_questions(answer, [], index)) == [None] * MAX_TRIES_NEXT


def test_the_next_questions_are_on_the_articles_that_are_quoted(tmp_path, shipped, monkeypatch):
    """An article on something else is found beside it, and can be asked about, but nobody would ask that next."""
    weir = "The weir at Orme opened on 4 May 1901. The old Orme mill was demolished in 1970."
    found = [FoundArticle(article, id) for id, article in shipped.articles.items()]
    build_index(Reading([*found, FoundArticle(make_article(weir), "own")]), tmp_path / "index")
    index = open_index(tmp_path / "index")
    answer = ask("When did the weir at Orme open?", index=index)
    assert answer.quotes[0].article.text == weir
    assert {hit.article.text for hit in answer.hits} > {weir}
    tried = count_asked(monkeypatch)
    list(next_questions(answer, [answer.question], index))
    assert tried and all("Orme" in question for question in tried)


def test_after_a_greeting_the_examples_are_suggested_that_were_not_asked(shipped_folder):
    service = Service(shipped_folder, read_only=True)
    first, *others = service.examples
    assert finish_steps(service.suggest([AskRequest("hello")])) == [first, *others][:2]
    assert finish_steps(service.suggest([AskRequest(first), AskRequest("thanks")])) == others[:2]


def test_the_next_questions_are_about_the_quoted_articles(shipped_folder, tmp_path):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    manual = "Descale the kettle every three months. Use citric acid, never vinegar, because vinegar attacks the seals."
    build_index(Reading([FoundArticle(make_article(manual, title="Kettle"), "/kettle")]), folder)
    service = Service(folder)
    assert finish_steps(service.suggest([AskRequest("How often is the kettle descaled?")])) == []
    assert len(finish_steps(service.suggest([AskRequest("How many of the peacekeepers are women?")]))) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "President John Smith reportedly , who signed the treaty in Paris.",
        "President John Smith , who left.",
        ", .",
        "-",
    ],
)
def test_a_sentence_without_a_verb_gives_no_question_and_no_error(sentence):
    assert not any("reportedly" in question for question in draft_questions(sentence, sentence, lambda word: True))


WORDS = st.sampled_from(
    "President John Smith Minister of the Defence , who signed reportedly will has 12 women in Paris May 2024 . UN and "
    "is was said ( ) – because not two".split()
)


@given(st.lists(WORDS, max_size=14).map(" ".join), st.booleans())
def test_no_sentence_stops_the_drafting_of_questions(sentence, knows):
    for question in draft_questions(sentence, sentence, lambda word: knows):
        assert question.endswith("?")


@pytest.mark.parametrize(
    "sentence",
    [
        "Since 2014, 45 keepers have served in mills in Orme, Halden and Vik.",
        "The town spent $8 million on the sails, the wheels, and the gates.",
    ],
)
def test_no_question_ends_within_a_list(sentence):
    assert [question for question in draft(sentence) if "Orme?" in question or "sails?" in question] == []


def test_a_question_that_names_nothing_blocks_no_suggestions(shipped):
    answer = ask("How are the peacekeepers selected?", index=shipped)
    assert list(filter(None, next_questions(answer, ["Why?", answer.question], shipped)))


def test_the_samples_are_asked_about_after_the_own_articles(tmp_path, shipped):
    text = "The weir at Orme opened on 4 May 1901. It is made of oak."
    found = [FoundArticle(article, id) for id, article in shipped.articles.items()]
    build_index(Reading([*found, FoundArticle(make_article(text), "own")]), tmp_path / "index")
    index = open_index(tmp_path / "index")
    first = ask(example_questions(index, 1)[0], index=index)
    assert first.quotes[0].article.text == text
    assert len(example_questions(index, 4)) == 4


def test_the_examples_are_of_different_articles(tmp_path, encoder):
    texts = (
        "The weavers of Orme carried 300 bales across the weir. The weir at Orme opened on 4 May 1901. "
        "The guild of Orme closed its mill because of a flood.",
        "The horses of Brill carried 214 sacks across the ridge.",
        "The ferry of Castell carried 812 barrels across the lake.",
    )
    build_index(Reading([FoundArticle(make_article(text), str(n)) for n, text in enumerate(texts)]), tmp_path / "index")
    questions = example_questions(open_index(tmp_path / "index"), 3)
    assert [sum(place in question for question in questions) for place in ("Orme", "Brill", "Castell")] == [1, 1, 1]
