"""Runs a model by sentence-transformers itself; importing this module imports torch."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from corpus.errors import ModelDamaged
from index.encoder import Advance, Encoder, ModelCard, Vectors, ignore_advance
from index.models import ModelFiles, find_model

_LONGEST = 512
_BATCH = 32
# Prompts of well-known models whose own configuration leaves them out: for questions, for passages.
_KNOWN_PROMPTS = {
    "bge-": ("Represent this sentence for searching relevant passages: ", ""),
    "e5-": ("query: ", "passage: "),
}


class TransformerEncoder:
    """An `Encoder` for a model that cannot be exported as a graph, and the measure of those that can."""

    def __init__(self, model: SentenceTransformer, card: ModelCard) -> None:
        self.card = card
        self.model = model

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the model's own marks."""
        encoded = self.model.tokenizer(list(texts), add_special_tokens=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimension,)."""
        vector: Vectors = self._encode([self.card.query_prompt + text])[0]
        return vector

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Vectors:
        """Return the vectors of passages, shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            vectors[start : start + _BATCH] = self._encode([self.card.passage_prompt + text for text in batch])
            advance(len(batch))
        return vectors

    def _encode(self, texts: list[str]) -> Vectors:
        vectors: Vectors = self.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return vectors

    def save(self, folder: Path) -> None:
        """Write nothing: the model is found again by its name and proved by its hashes."""


def load_transformer(files: ModelFiles) -> TransformerEncoder:
    """Load a verified model on the CPU or, where there is one, the GPU."""
    model = SentenceTransformer(
        str(files.folder),
        local_files_only=True,
        trust_remote_code=False,
        # The plain form of attention is the one that can be exported.
        model_kwargs={"attn_implementation": "eager"},
    )
    model.max_seq_length = min(model.max_seq_length or _LONGEST, _LONGEST)
    query_prompt, passage_prompt = _find_prompts(files, model)
    card = ModelCard(
        name=files.name,
        hashes=files.hashes,
        runtime="sentence-transformers",
        dimension=model.get_embedding_dimension() or 0,
        max_pieces=model.max_seq_length,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
    )
    return TransformerEncoder(model, card)


def _find_prompts(files: ModelFiles, model: SentenceTransformer) -> tuple[str, str]:
    """Return the prompts for questions and passages: the model's own, else those known for its family."""
    own = model.prompts or {}
    query, passage = own.get("query") or "", own.get("document") or own.get("passage") or ""
    if query or passage:
        return query, passage
    name = Path(files.name).name.lower()
    return next((prompts for family, prompts in _KNOWN_PROMPTS.items() if name.startswith(family)), ("", ""))


def open_transformer(card: ModelCard) -> Encoder:
    """Load the model of an index again. Raises ModelMissing, or ModelDamaged where its files changed."""
    files = find_model(card.name)
    if files.hashes != card.hashes:
        raise ModelDamaged(
            f"The files of the model {card.name} are not those that the index was made with.",
            "Bring the old files back, or rebuild with: quotedesk index --full",
        )
    return load_transformer(files)
