"""Late interaction: weights and MaxSim against hand-made pieces."""

import numpy as np
import pytest

from index.text.analyzer import find_terms
from index.types import EncodedQuery
from qa.retrieval.interaction import interact, weigh_pieces

QUESTION = "How many of the peacekeepers are women?"
TERMS = list(find_terms(QUESTION))


def test_words_that_name_nothing_do_not_count(shipped):
    query = shipped.encoder.encode_query(QUESTION)
    weights = weigh_pieces(TERMS, query, shipped.lexical)
    counted = {QUESTION[start:].split(" ")[0] for start, weight in zip(query.starts, weights, strict=True) if weight}
    assert weights.sum() == pytest.approx(1)
    assert counted <= {"peacekeepers", "keepers", "women?"} and "women?" in counted


def test_pieces_count_equally_where_no_word_names_anything(shipped):
    query = shipped.encoder.encode_query("who is it")
    assert weigh_pieces(list(find_terms("who is it")), query, shipped.lexical).tolist() == pytest.approx([1 / 3] * 3)


def test_every_sentence_is_measured_and_none_is_better_than_its_passage(shipped):
    rows = range(shipped.passage_count)
    query = shipped.encoder.encode_query(QUESTION)
    found = interact(TERMS, query, rows, shipped)
    for row, interaction in zip(rows, found, strict=True):
        assert len(interaction.sentences) == len(shipped.sentences_in(shipped.passage_at(row)))
        assert interaction.sentences.max() <= interaction.passage + 1e-6
    best = max(rows, key=lambda row: found[row].sentences.max())
    assert "seven women" in shipped.passage_at(best).text


def test_one_pass_gives_what_each_passage_gives_alone(shipped):
    query = shipped.encoder.encode_query(QUESTION)
    together = interact(TERMS, query, [3, 7, 11], shipped)
    for row, interaction in zip([3, 7, 11], together, strict=True):
        alone = interact(TERMS, query, [row], shipped)[0]
        assert alone.passage == pytest.approx(interaction.passage, abs=1e-6)
        assert alone.sentences == pytest.approx(interaction.sentences, abs=1e-6)


def test_a_question_without_pieces_measures_nothing(shipped):
    nothing = EncodedQuery(np.zeros(384, np.float32), np.zeros((0, 129), np.float32), [])
    assert interact([], nothing, [0], shipped)[0].passage == 0.0
    assert interact(TERMS, shipped.encoder.encode_query(QUESTION), [], shipped) == []
