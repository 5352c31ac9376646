"""Training of the reader: exercises, losses, resumed runs, and the mean of two models."""

import json
from typing import Any

import pytest
import torch
from transformers import BertConfig, BertModel

from index.model.model_files import find_model
from qa.training import exercises as batching
from qa.training import train_reader as training
from qa.training.exercises import read_exercises
from qa.training.pairs import Pair
from qa.training.train_reader import ReaderModel, Training, measure_losses
from tests.qa.harbour import FERRY, HARBOUR


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
