"""A reader that the user names in place of ours: a `CrossEncoder`, or a model for extractive question answering.

Its logits are not those that the confidence was fitted to, so with such a model the confidence is a rough guide.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer

from corpus.errors import ModelMissing
from index.model.model_files import ANOTHER, find_model_folder, loading
from index.types import Stretches
from qa.reading.reading_model import LEAST, SentenceReader, SentenceReading, score_spans


class SentenceRanker:
    """Scores each sentence, below the headline of its article, with a `CrossEncoder`; finds no spans."""

    def __init__(self, folder: Path) -> None:
        self._model = CrossEncoder(str(folder), local_files_only=True, device="cpu")

    def read(self, question: str, texts: Sequence[str], sentences: Sequence[Stretches]) -> list[list[SentenceReading]]:
        """Score every sentence of every text."""
        pairs = [
            (question, text[: places[0, 0]] + text[start:end])
            for text, places in zip(texts, sentences, strict=True)
            for start, end in places.tolist()
        ]
        logits = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        readings = [_repeat(float(logit)) for logit in logits]
        bounds = accumulate(map(len, sentences), initial=0)
        return [readings[first:after] for first, after in pairwise(bounds)]


class SpanReader:
    """Scores each sentence by its best span against the span that says there is no answer (SQuAD 2.0)."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModelForQuestionAnswering.from_pretrained(str(folder), local_files_only=True).eval()

    def read(self, question: str, texts: Sequence[str], sentences: Sequence[Stretches]) -> list[list[SentenceReading]]:
        """Read every text once."""
        return [self._read(question, text, places) for text, places in zip(texts, sentences, strict=True)]

    def _read(self, question: str, text: str, places: Stretches) -> list[SentenceReading]:
        pieces = self._tokenizer(
            question, text, truncation="only_second", return_offsets_mapping=True, return_tensors="pt"
        )
        offsets = pieces.pop("offset_mapping")[0].numpy()
        own = np.array([sequence == 1 for sequence in pieces.sequence_ids()])
        with torch.inference_mode():
            read = self._model(**pieces)
        starts, ends = read.start_logits[0].numpy(), read.end_logits[0].numpy()
        none = float(starts[0] + ends[0])
        readings = []
        for start, end in places.tolist():
            rows = np.flatnonzero(own & (offsets[:, 0] >= start) & (offsets[:, 0] < end))
            readings.append(find_span(starts[rows], ends[rows], offsets[rows], none))
        return readings


def find_span(starts: Any, ends: Any, offsets: Any, none: float) -> SentenceReading:  # noqa: ANN401
    """Return the best span of the pieces of a sentence, its logit and its probability against no answer."""
    if not len(starts):
        return _repeat(LEAST)
    sums = score_spans(starts, ends)
    first, last = np.unravel_index(np.argmax(sums), sums.shape)
    logit = float(sums[first, last]) - none
    probability = 1 / (1 + float(np.exp(-logit)))
    return replace(_repeat(logit), span=(int(offsets[first, 0]), int(offsets[last, 1]), probability))


def _repeat(logit: float) -> SentenceReading:
    """Return the reading of a model that has one logit for a sentence."""
    return SentenceReading(logit, None, logit)


@cache
def open_reranker(name: str) -> SentenceReader:
    """Open a model by its folder or name, once a process.

    Raises ModelMissing or ModelDamaged.
    """
    folder = find_model_folder(name)
    try:
        kinds = AutoConfig.from_pretrained(str(folder), local_files_only=True).architectures or []
    except (OSError, ValueError):
        kinds = []
    if any(folder.glob("*.safetensors")):
        with loading(f"The model in {folder}", ANOTHER):
            if any(kind.endswith("ForSequenceClassification") for kind in kinds):
                return SentenceRanker(folder)
            if any(kind.endswith("ForQuestionAnswering") for kind in kinds):
                return SpanReader(folder)
    raise ModelMissing(
        f"The model {name} is neither a cross-encoder nor a question-answering model with safetensors.",
        "Name a model for sequence classification or question answering, as its config.json says.",
    )
