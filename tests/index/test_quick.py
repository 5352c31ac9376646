"""A new collection answers with quick vectors while the full ones are made."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.files import hash_file
from index.generation.generations import find_current, list_generations
from index.model.quick import QuickEncoder, open_quick_encoder, pack_table
from index.model.tokens import pack, unpack
from index.opening import open_index
from qa.api import ask, retrieve
from ui.ask_request import AskRequest
from ui.cli.doctor import examine
from ui.cli.main import quotedesk
from ui.service import Service
from ui.web.transcript import Transcript

QUESTION = "How many of the peacekeepers are women?"


class Stopped(Exception):
    """An error that ends a build."""


def stop_at(passages):
    def progress(what, done, total):
        if what == "encoding passages" and done >= passages:
            raise Stopped

    return progress


@pytest.fixture
def quick_folder(tmp_path, encoder, monkeypatch):
    """An index whose full vectors are incomplete."""
    monkeypatch.setattr("index.building.build.QUICK_FROM", 20)
    monkeypatch.setattr("index.building.checkpoints.SMALLEST", 8)
    told = []
    with pytest.raises(Stopped):
        build_index(
            read_articles([SHIPPED]), tmp_path, quick=True, encoder=encoder, progress=stop_at(30), warn=told.append
        )
    assert told == ["The 50 passages can be searched now, with quick vectors; better ones follow."]
    return tmp_path


def test_a_collection_answers_before_its_full_vectors_are_made(quick_folder):
    index = open_index(quick_folder)
    assert index.manifest.is_quick
    assert "seven women" in retrieve(QUESTION, index=index)[0].passage.text
    answer = ask(QUESTION, index=index)
    assert (answer.status, "seven women" in answer.quotes[0].text) == ("answered", True)
    assert ask("Which enzyme unwinds the double helix?", index=index).status == "not_found"


def test_the_next_build_goes_on_to_the_full_vectors(quick_folder, shipped):
    told = []
    report = build_index(Reading(), quick_folder, warn=told.append)
    assert (report.new, report.unchanged, report.encoded) == (0, 5, 50 - 24)
    assert told == ["24 of 50 passages were encoded by an interrupted build; continuing."]
    index = open_index(quick_folder)
    assert not index.manifest.is_quick
    rows = range(index.passage_count)
    assert np.array_equal(index.dense.vectors_of(rows), shipped.dense.vectors_of(rows))
    assert build_index(Reading(), quick_folder).generation == report.generation


def test_quick_vectors_are_reported_to_users_and_administrators(quick_folder):
    asked = CliRunner().invoke(quotedesk, ["ask", QUESTION, "--index", str(quick_folder)])
    assert "seven women" in asked.stdout
    assert "The index still has quick vectors" in asked.stderr
    assert "Some articles are still being added" in Transcript(Service(quick_folder)).show(AskRequest(QUESTION)).html
    findings = {finding.what: finding for finding in examine(quick_folder, deep=True)}
    assert all(finding.ok for finding in findings.values())
    assert "quick vectors" in findings["index"].detail


def test_a_desk_that_is_open_answers_from_the_full_vectors_when_they_come(quick_folder):
    service = Service(quick_folder)
    build_index(Reading(), quick_folder)
    assert "quick vectors" not in Transcript(service).show(AskRequest(QUESTION)).html


@pytest.mark.parametrize(("quick", "quick_from"), [(False, 20), (True, 52)])
def test_there_are_none_where_nobody_wants_them_or_they_save_little(tmp_path, encoder, monkeypatch, quick, quick_from):
    monkeypatch.setattr("index.building.build.QUICK_FROM", quick_from)
    build_index(read_articles([SHIPPED]), tmp_path, quick=quick, encoder=encoder)
    assert len(list_generations(tmp_path)) == 1
    assert not open_index(tmp_path).manifest.is_quick


def test_another_model_has_no_table(encoder, monkeypatch):
    assert isinstance(open_quick_encoder(encoder), QuickEncoder)
    monkeypatch.setattr(encoder, "card", replace(encoder.card, name="another"))
    assert open_quick_encoder(encoder) is None


def test_quick_vectors_point_where_those_of_the_model_do(shipped):
    rows = list(range(shipped.passage_count))
    texts = [shipped.matching_text_at(row) for row in rows]
    quick, full = QuickEncoder(shipped.encoder).encode_passages(texts), shipped.dense.vectors_of(rows)
    assert np.linalg.norm(quick.vectors, axis=1) == pytest.approx(np.ones(len(rows)))
    cosines = quick.vectors @ full.T
    assert np.diag(cosines).mean() > 0.7
    assert (cosines.argmax(axis=1) == rows).mean() > 0.9
    for row, pieces in zip(rows, quick.pieces, strict=True):
        assert len(pieces.starts) == len(shipped.tokens.pieces_of(row).starts)


def test_a_text_that_is_empty_for_the_model_has_a_vector_of_zeros(encoder):
    encoded = QuickEncoder(encoder).encode_passages([" "])
    assert not encoded.vectors.any()
    assert encoded.pieces[0].vectors.shape == (0, encoder.codec.basis.shape[0] // 2)


@given(arrays(np.int8, (3, 6), elements=st.integers(-7, 7)))
def test_packed_numbers_come_back(numbers):
    assert np.array_equal(unpack(pack(numbers.astype(float))), numbers)


def test_a_table_in_four_bits_keeps_the_directions_of_its_rows(tmp_path, monkeypatch, encoder):
    draw = np.random.default_rng(7)
    vectors = draw.normal(size=(encoder.vocabulary_size, 384)).astype(np.float32)
    (tmp_path / "table.npz").write_bytes(pack_table(vectors, vectors))
    monkeypatch.setattr("index.model.quick.TABLE", tmp_path / "table.npz")
    monkeypatch.setattr("index.model.quick.TABLE_SHA256", hash_file(tmp_path / "table.npz"))
    numbers, _ = next(encoder.find_pieces(["peace"]))
    found = QuickEncoder(encoder).encode_passages(["peace"]).vectors[0]
    wanted = vectors[numbers].sum(axis=0)
    assert found @ wanted / np.linalg.norm(wanted) > 0.99


def test_the_pointer_names_the_quick_generation_and_then_the_full_one(quick_folder):
    before = find_current(quick_folder).name
    build_index(Reading(), quick_folder)
    assert [path.name for path in list_generations(quick_folder)] == [before, find_current(quick_folder).name]
