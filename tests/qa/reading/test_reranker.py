"""A model that the user names reads in place of ours; the models here are tiny and random."""

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering, BertForSequenceClassification

from corpus.errors import ModelMissing
from index.model.model_files import find_model
from qa import ask
from qa.reading.reranker import find_span, open_reranker

QUESTION = "How many of the peacekeepers are women?"
TEXT = "Peacekeepers\n\nSeven are women. They left in March."
SENTENCES = np.array([[14, 30], [31, 50]])


def save_model(kind, folder, **options):
    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(find_model().folder, local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,
        **options,
    )
    kind(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory):
    return save_model(BertForSequenceClassification, tmp_path_factory.mktemp("cross-encoder"), num_labels=1)


@pytest.fixture(scope="module")
def span_model(tmp_path_factory):
    return save_model(BertForQuestionAnswering, tmp_path_factory.mktemp("span-model"))


def test_a_cross_encoder_scores_each_sentence_below_its_headline(cross_encoder):
    readings = open_reranker(cross_encoder).read(QUESTION, [TEXT, TEXT], [SENTENCES, SENTENCES[1:]])
    model = BertForSequenceClassification.from_pretrained(cross_encoder).eval()
    tokenizer = AutoTokenizer.from_pretrained(cross_encoder)

    def score(sentence):
        with torch.inference_mode():
            return model(**tokenizer(QUESTION, sentence, return_tensors="pt")).logits.item()

    first, second = score("Peacekeepers\n\nSeven are women."), score("Peacekeepers\n\nThey left in March.")
    assert [reading.logit for reading in readings[0]] == pytest.approx([first, second], abs=1e-5)
    assert abs(first - second) > 1e-4
    # Of the second text the first sentence is taken for its headline.
    assert len(readings[1]) == 1


def test_the_best_span_of_a_sentence_is_weighed_against_no_answer():
    starts, ends = np.array([1.0, 3.0, 0.0]), np.array([0.5, 0.0, 2.0])
    offsets = np.array([[0, 3], [4, 9], [10, 12]])
    reading = find_span(starts, ends, offsets, none=4.0)
    assert reading.logit == 1.0
    assert reading.span == (4, 12, pytest.approx(1 / (1 + np.exp(-1))))
    assert find_span(starts[:0], ends[:0], offsets[:0], none=4.0).span is None


def test_a_question_answering_model_marks_spans_within_their_sentences(span_model):
    (readings,) = open_reranker(span_model).read(QUESTION, [TEXT], [SENTENCES])
    for (start, end), reading in zip(SENTENCES.tolist(), readings, strict=True):
        assert start <= reading.span[0] < reading.span[1] <= end


@pytest.mark.parametrize("model", ["cross_encoder", "span_model"])
def test_answers_stay_verbatim_whoever_reads(model, shipped, request):
    answer = ask(QUESTION, index=shipped, reranker=request.getfixturevalue(model))
    ours = ask(QUESTION, index=shipped)
    assert answer.hits == ours.hits
    assert answer.confidence != ours.confidence
    for quote in answer.quotes:
        assert quote.text == quote.article.text[quote.start : quote.end]


def test_another_model_or_none_is_refused(tmp_path):
    with pytest.raises(ModelMissing, match="neither a cross-encoder nor"):
        open_reranker(str(tmp_path))
    with pytest.raises(ModelMissing, match="neither a cross-encoder nor"):
        open_reranker(str(find_model().folder))
