"""Runs a model with sentence-transformers itself; importing this module imports torch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from corpus.errors import ModelDamaged
from index.checked import CheckedPath
from index.model.model_files import ANOTHER, ModelFiles, find_model, loading
from index.model.tokens import TokenCodec, find_own_pieces
from index.types import Advance, EncodedQuery, Encoder, ModelCard, Passages, Pieces, Vectors, ignore_advance

_MAX_LENGTH = 512
_BATCH = 32
# Prompts of well-known models whose own configuration lacks them: for questions, for passages.
_KNOWN_PROMPTS = {
    "bge-": ("Represent this sentence for searching relevant passages: ", ""),
    "e5-": ("query: ", "passage: "),
}


class TransformerEncoder:
    """An `Encoder` for a model that cannot be exported as a graph, and the reference for those that can."""

    def __init__(self, model: SentenceTransformer, card: ModelCard, codec: TokenCodec) -> None:
        self.card = card
        self.codec = codec
        self.model = model

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the model's special tokens."""
        encoded = self.model.tokenizer(list(texts), add_special_tokens=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode_query(self, text: str) -> EncodedQuery:
        """Return the vectors of a question."""
        prompt = self.card.query_prompt
        vectors, tokens = encode_whole(self.model, [prompt + text])
        offsets = self._find_offsets(prompt + text)
        own = find_own_pieces(offsets, len(prompt))
        starts = [offsets[piece][0] - len(prompt) for piece in own]
        return EncodedQuery(vectors[0], self.codec.project(tokens[0][own]), starts)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        """Return the vectors of passages."""
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        pieces: list[Pieces] = []
        prompt = self.card.passage_prompt
        for first in range(0, len(texts), _BATCH):
            batch = [prompt + text for text in texts[first : first + _BATCH]]
            vectors[first : first + _BATCH], tokens = encode_whole(self.model, batch)
            for text, vectors_of_text in zip(batch, tokens, strict=True):
                offsets = self._find_offsets(text)
                own = find_own_pieces(offsets, len(prompt))
                starts = np.array([offsets[piece][0] - len(prompt) for piece in own], dtype=np.int32)
                pieces.append(Pieces(self.codec.compress(vectors_of_text[own]), starts))
            advance(len(batch))
        return Passages(vectors, pieces)

    def _find_offsets(self, text: str) -> list[tuple[int, int]]:
        encoded = self.model.tokenizer(
            text, return_offsets_mapping=True, truncation=True, max_length=self.card.max_pieces
        )
        return [(start, end) for start, end in encoded["offset_mapping"]]

    def save(self, folder: Path) -> None:
        """Write the basis of the token vectors; the model is found by name and verified by its hashes."""
        self.codec.save(folder)


def encode_whole(model: SentenceTransformer, texts: list[str]) -> tuple[Vectors, list[Vectors]]:
    """Return unit vectors of texts, shape (texts, dimension), and those of the pieces of each."""
    outputs: Any = model.encode(texts, batch_size=_BATCH, output_value=None, show_progress_bar=False)
    whole = np.stack([output["sentence_embedding"].cpu().numpy() for output in outputs])
    tokens = [output["token_embeddings"][output["attention_mask"].bool()].cpu().numpy() for output in outputs]
    return normalise(whole), [normalise(of_text) for of_text in tokens]


def normalise(vectors: Vectors) -> Vectors:
    """Return vectors of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def load_model(files: ModelFiles) -> tuple[SentenceTransformer, ModelCard]:
    """Load a verified model on the GPU if there is one, otherwise on the CPU, and describe it. Raises ModelDamaged."""
    with loading(f"The model in {files.folder}", ANOTHER), _without_progress_bar():
        model = SentenceTransformer(
            str(files.folder),
            local_files_only=True,
            trust_remote_code=False,
            # The plain form of attention can be exported.
            model_kwargs={"attn_implementation": "eager"},
        )
    model.max_seq_length = min(model.max_seq_length or _MAX_LENGTH, _MAX_LENGTH)
    query_prompt, passage_prompt = _find_prompts(files, model)
    return model, ModelCard(
        name=files.name,
        hashes=files.hashes,
        runtime="sentence-transformers",
        dimension=model.get_embedding_dimension() or 0,
        max_pieces=model.max_seq_length,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
    )


@contextmanager
def _without_progress_bar() -> Iterator[None]:
    """Keep transformers from writing a progress bar and a report to the terminal."""
    log: Any = transformers_logging  # its functions have no types
    enabled, verbosity = log.is_progress_bar_enabled(), log.get_verbosity()
    log.disable_progress_bar()
    log.set_verbosity_error()
    try:
        yield
    finally:
        log.set_verbosity(verbosity)
        if enabled:
            log.enable_progress_bar()


def _find_prompts(files: ModelFiles, model: SentenceTransformer) -> tuple[str, str]:
    """Return the prompts for questions and passages: the model's own, otherwise those known for its family."""
    own = model.prompts or {}
    query, passage = own.get("query") or "", own.get("document") or own.get("passage") or ""
    if query or passage:
        return query, passage
    name = Path(files.name).name.lower()
    return next((prompts for family, prompts in _KNOWN_PROMPTS.items() if name.startswith(family)), ("", ""))


def open_transformer(folder: CheckedPath, card: ModelCard) -> Encoder:
    """Load the model of an index again. Raises ModelMissing, or ModelDamaged if its files changed."""
    files = find_model(card.name)
    if files.hashes != card.hashes:
        raise ModelDamaged(
            f"The files of the model {card.name} are not those that the index was built with.",
            "Restore the old files, or rebuild with: quotedesk index --full",
        )
    model, _ = load_model(files)
    return TransformerEncoder(model, card, TokenCodec.open(folder))
