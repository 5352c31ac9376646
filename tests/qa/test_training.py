"""Training of the reader: contents of pairs, excluded articles, and resumed runs."""

import json
import random
from datetime import date
from typing import Any

import pytest
import torch
from transformers import BertConfig, BertModel

from corpus.articles import make_article
from corpus.passages import Passage
from index.model.model_files import find_model
from index.store import Index
from qa.evaluation.gold import Gold, GoldSpan, Question, QuestionSet
from qa.training import exercises as batching
from qa.training import pairs as pairing
from qa.training import train_reader as training
from qa.training.contexts import pair_twins, read_file
from qa.training.exercises import read_exercises
from qa.training.pairs import Pair, pair_question
from qa.training.questions import KeptOut, TrainingSet, find_held_out, find_kept_articles
from qa.training.train_reader import ReaderModel, Training, measure_losses

HARBOUR = (
    "The harbour of Lindvik was dredged in 1987 by the company Norsea. It had been silting up for decades. "
    "The works cost nine million crowns and were paid for by the county. Nobody was hurt."
)
FERRY = "The ferry from Lindvik to Storholm sails twice a day. In winter it stays in port when ice blocks the sound."


@pytest.fixture
def chance():
    return random.Random(1)


@pytest.fixture
def tiny(tmp_path_factory, monkeypatch):
    """A model of two small layers with the real tokenizer."""
    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(3)
    BertModel(
        BertConfig(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    ).save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes((find_model().folder / "tokenizer.json").read_bytes())
    monkeypatch.setattr(batching, "PIECES_A_BATCH", 128)
    return folder


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
    # Its words are those of the other article, which would be retrieved first.
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
    # The twin comes along whether it was drawn or not, and once.
    for drawn in (rows, rows[1:]):
        exercises = [[found.question.text for found in exercise] for exercise in pair_twins(drawn, rows)]
        assert exercises == [["Who dredged the harbour?", "Who dredged the river?"], ["What did it cost?"]]


def exercise(question, text, answer, *others):
    cuts = [0, *(place + 2 for place in range(len(text)) if text.startswith(". ", place)), len(text)]
    sentences = [(first, after) for first, after in zip(cuts, cuts[1:], strict=False)]
    start = text.find(answer)
    right = next(number for number, (first, after) in enumerate(sentences) if first <= start < after)
    pair = Pair(question, text, sentences, [right], [], (start, start + len(answer)))
    return [vars_of(found) for found in (pair, *others)]


def vars_of(pair):
    return {name: getattr(pair, name) for name in Pair.__slots__}


@pytest.fixture
def exercises(tmp_path, tiny):
    wrong = Pair("Who dredged the harbour?", FERRY, [(0, 54), (54, len(FERRY))], [], [])
    lines = [
        exercise("Who dredged the harbour?", HARBOUR, "Norsea", wrong),
        exercise("What did the works cost?", HARBOUR, "nine million crowns"),
        exercise("How often does the ferry sail?", FERRY, "twice a day"),
        exercise("When does the ferry stay in port?", FERRY, "when ice blocks the sound"),
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines * 3), encoding="utf-8")
    return read_exercises(path, tiny)


def test_pieces_of_the_answer_are_found(exercises):
    right, wrong = exercises[0]
    first, last = right.span
    start, end = right.encoding.offsets[first][0], right.encoding.offsets[last][1]
    assert HARBOUR[start:end] == "Norsea"
    assert right.answering == [True, False, False, False]
    assert (wrong.span, wrong.answers) == ((0, 0), False)


class FixedLogits(torch.nn.Module):
    """A model that returns given logits."""

    def __init__(self, logits):
        super().__init__()
        self.head = torch.nn.Linear(1, 1)
        self.logits = logits

    def forward(self, *_):
        return self.logits


def measure_fixed(logits, batch):
    model: Any = FixedLogits(logits)
    return measure_losses(model, batch)


def test_every_loss_falls_when_its_own_logits_are_right(exercises):
    right, wrong = batch = exercises[0]
    shape = (2, max(len(pair.encoding.ids) for pair in batch), 3)
    before = measure_fixed(torch.zeros(shape), batch)
    logits = torch.zeros(shape)
    logits[0, slice(*right.sentences[0]), 0] = 4.0
    after = measure_fixed(logits, batch)
    assert after.ranking < before.ranking
    assert after.sentences < before.sentences
    assert (after.spans, after.passages) == (before.spans, before.passages)
    logits = torch.zeros(shape)
    # [CLS] says whether the passage answers, and takes the span of the one that does not.
    logits[:, 0, 0] = torch.tensor([4.0, -4.0])
    logits[0, right.span[0], 1] = logits[0, right.span[1], 2] = 4.0
    logits[1, 0, 1:] = 4.0
    after = measure_fixed(logits, batch)
    assert after.spans < before.spans
    assert after.passages < before.passages
    assert (after.ranking, after.sentences) == (before.ranking, before.sentences)


def test_the_wrong_passage_competes_in_the_ranking(exercises):
    right, wrong = batch = exercises[0]
    logits = torch.zeros((2, max(len(pair.encoding.ids) for pair in batch), 3))
    logits[0, slice(*right.sentences[0]), 0] = 4.0
    before = measure_fixed(logits.clone(), batch)
    logits[1, slice(*wrong.sentences[0]), 0] = 6.0
    assert measure_fixed(logits, batch).ranking > before.ranking + 1


def run(folder, exercises, out, resume=False):
    torch.manual_seed(training.SEED)
    found = Training(exercises, ReaderModel(folder))
    if resume:
        found.load(out)
    found.run(out)
    return found.model.state_dict()


def test_a_resumed_run_ends_with_the_same_weights(tiny, exercises, tmp_path, monkeypatch):
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    whole.mkdir()
    halves.mkdir()
    expected = run(tiny, exercises, whole)
    monkeypatch.setattr(training, "SAVED_EVERY", 0.0)
    learn, steps = Training._learn, []

    def end_early(self, batch):
        steps.append(self.step)
        if len(steps) == 4:
            raise KeyboardInterrupt
        return learn(self, batch)

    monkeypatch.setattr(Training, "_learn", end_early)
    with pytest.raises(KeyboardInterrupt):
        run(tiny, exercises, halves)
    found = run(tiny, exercises, halves, resume=True)
    assert steps == [0, 1, 2, 3, *range(3, len(steps) - 1)]
    assert len(steps) > 5
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    first = ReaderModel(tiny).state_dict()
    assert not all(torch.equal(expected[name], first[name]) for name in expected)


def test_the_mean_of_two_models_lies_between_them():
    first = {"head.weight": torch.tensor([1.0, -3.0]), "positions": torch.tensor([0, 1])}
    second = {"head.weight": torch.tensor([2.0, 5.0]), "positions": torch.tensor([0, 1])}
    mean = training.average_weights(first, second)
    assert mean["head.weight"].tolist() == [1.5, 1.0]
    assert mean["positions"].tolist() == [0, 1]
