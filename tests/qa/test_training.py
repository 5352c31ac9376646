"""Training of the reader: contents of pairs, and excluded articles."""

import json
import random
from datetime import date

import pytest

from corpus.articles import make_article
from corpus.passages import Passage
from index.store import Index
from qa.evaluation.gold import Gold, GoldSpan, Question, QuestionSet
from qa.training import pairs as pairing
from qa.training.contexts import pair_twins, read_file
from qa.training.pairs import pair_question
from qa.training.questions import KeptOut, TrainingSet, find_held_out, find_kept_articles
from tests.qa.harbour import FERRY, HARBOUR


@pytest.fixture
def chance():
    return random.Random(1)


def ask(text, article, answer=None, answerable=True, **others):
    start = article.text.find(answer) if answer else -1
    spans = (GoldSpan(article.id, start, start + len(answer)),) if answer else ()
    return Question(
        id=text,
        text=text,
        history=(),
        rewrite=None,
        answerable=answerable,
        qrels={"gold": 1},
        spans=spans,
        answers=(answer,) if answer else (),
        follow_up=False,
        cluster=article.id,
        **others,
    )


def teach(index, article, question):
    return TrainingSet([[question]], index, {"gold": GoldSpan(article.id, 0, len(article.text))}, set())


def article_with(index: Index, words):
    return next(article for article in index.articles.values() if words in article.text)


@pytest.fixture
def harbour(build):
    return build(HARBOUR, FERRY)


def test_the_answer_is_marked_in_its_passage(harbour, chance):
    article = article_with(harbour, "dredged")
    question = ask("Who dredged the harbour of Lindvik?", article, "Norsea")
    right, *others = pair_question(question, teach(harbour, article, question), chance)
    (number,) = right.answers
    assert right.text[slice(*right.sentences[number])].startswith("The harbour of Lindvik was dredged")
    assert right.text[slice(*right.span)] == "Norsea"
    assert all(not other.answers and "Norsea" not in other.text for other in others)


def test_a_passage_without_headline_is_read_as_the_index_reads_it(chance, monkeypatch):
    article = make_article(FERRY, title="Ferries of the north")
    monkeypatch.setattr(pairing, "BARE", 0.0)
    monkeypatch.setattr(pairing, "DATED", 0.0)
    assert pairing._head(article, Passage(article.id, FERRY, 0, len(FERRY)), chance) == f"Ferries of the north\n{FERRY}"
    monkeypatch.setattr(pairing, "DATED", 1.0)
    title, drawn, passage = pairing._head(article, Passage(article.id, FERRY, 0, len(FERRY)), chance).split("\n")
    assert (title, passage) == ("Ferries of the north", FERRY)
    assert date(2004, 1, 1).year <= int(drawn.split()[-1]) <= date(2026, 1, 1).year
    monkeypatch.setattr(pairing, "BARE", 1.0)
    assert pairing._head(article, Passage(article.id, FERRY, 0, len(FERRY)), chance) == FERRY


def test_an_unanswerable_question_is_paired_with_its_own_paragraph(harbour, chance):
    article = article_with(harbour, "ferry")
    # It has the words of the other article, which would be retrieved first.
    question = ask("Who dredged the harbour for nine million crowns?", article, answerable=False)
    (only,) = pair_question(question, teach(harbour, article, question), chance)
    assert FERRY in only.text
    assert not only.answers
    assert only.span is None


def test_a_wrong_passage_does_not_hold_the_answer(build, chance):
    index = build(HARBOUR, "Norsea also built the harbour of Grenvik, as it had dredged that of Lindvik.", FERRY)
    article = article_with(index, "silting")
    question = ask("Who dredged the harbour of Lindvik?", article, "Norsea")
    lessons = teach(index, article, question)
    others = [other for _ in range(20) for other in pair_question(question, lessons, chance) if not other.answers]
    assert others
    assert not any("Norsea" in other.text for other in others)


def write_rows(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(question, context, answer=None, title="", **others):
    answers = [{"text": answer, "start": context.find(answer)}] if answer else []
    return {
        "question": question,
        "title": title,
        "context": context,
        "answers": answers,
        "answerable": bool(answer),
    } | others


def test_questions_about_kept_articles_are_left_out(tmp_path):
    path = write_rows(
        tmp_path / "questions.jsonl",
        row("What was dredged?", HARBOUR, "harbour", title="Lindvik"),
        row("How often does it sail?", FERRY, "twice a day", title="Ferries"),
        row("Where does it sail?", f"Some other opening. {FERRY}", "Storholm", title="Sea routes"),
        row("What is sold?", "Fish is sold on Mondays.", "Fish", title="THE  fish market"),
        row("What is baked?", "Bread is baked on Mondays.", "Bread", title="The bakery"),
    )
    kept = KeptOut([make_article(FERRY, title="A ferry"), make_article("It rained.", title="The Fish Market")])
    assert [found.article.title for found in read_file(path, kept)] == ["Lindvik", "The bakery"]


def test_held_out_articles_are_kept_with_those_their_questions_are_about():
    articles = [make_article(f"Article number {number} says little.", title=f"Title {number}") for number in range(20)]
    golds = {article.id: (Gold(f"g{article.id}", GoldSpan(article.id, 0, 7)),) for article in articles}
    questions = tuple(
        Question(f"q{n}", "What?", (), None, True, {f"g{article.id}": 1}, (), (), False, cluster)
        for n, article in enumerate(articles)
        for cluster in [article.id if n < 10 else f"conversation {n}"]
    )
    question_set = QuestionSet("set", tuple(articles), golds, questions)
    held_out = find_held_out(question_set)
    assert 0 < len(held_out) < 20
    kept = {article.id for article in find_kept_articles(question_set)}
    assert kept == {next(iter(golds_of(q, golds))) for q in questions if q.cluster in held_out}


def golds_of(question, golds):
    return {id for id, (gold,) in golds.items() if gold.id in question.qrels}


def test_an_unanswerable_question_comes_with_its_answerable_twin(tmp_path):
    plausible = [{"text": "Norsea", "start": HARBOUR.find("Norsea")}]
    path = write_rows(
        tmp_path / "questions.jsonl",
        row("Who dredged the harbour?", HARBOUR, "Norsea"),
        row("What did it cost?", HARBOUR, "nine million crowns"),
        row("Who dredged the river?", HARBOUR, plausible=plausible),
    )
    rows = read_file(path, KeptOut([]))
    # The twin is included once, whether it was drawn or not.
    for drawn in (rows, rows[1:]):
        exercises = [[found.question.text for found in exercise] for exercise in pair_twins(drawn, rows)]
        assert exercises == [["Who dredged the harbour?", "Who dredged the river?"], ["What did it cost?"]]
