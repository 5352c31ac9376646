"""Reads the exercises that the reader learns from, in word pieces, and joins them into batches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding
from torch import Tensor

from index.model.graph import open_tokenizer
from qa.reading.reading_model import MAX_LENGTH, TOKENIZER_FILE

PIECES_A_BATCH = 4096
MAX_QUESTION_LENGTH = 600
"""Maximum length of a question in training, in characters."""


@dataclass(frozen=True, slots=True)
class PairToRead:
    """A pair in word pieces: where its sentences lie, which of them answer, and the places of the answer.

    `sentences` are first pieces and those after the last. `span` holds the first and last piece of the answer, `[CLS]`
    twice where the passage has none, and is None where the answer is a whole sentence.
    """

    question: str
    encoding: Encoding
    text_pieces: tuple[int, int]
    sentences: list[tuple[int, int]]
    answering: list[bool]
    answers: bool
    span: tuple[int, int] | None


Exercise = list[PairToRead]
"""The pairs that are read in one batch."""


def read_exercises(path: Path, folder: Path) -> list[Exercise]:
    """Read the exercises of a file and their word pieces."""
    tokenizer = open_tokenizer((folder / TOKENIZER_FILE).read_bytes())
    tokenizer.enable_truncation(MAX_LENGTH, strategy="only_second")
    exercises = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            pairs = json.loads(line)
            encodings = tokenizer.encode_batch(
                [(pair["question"][:MAX_QUESTION_LENGTH], pair["text"]) for pair in pairs]
            )
            read = [place_pair(pair, encoding) for pair, encoding in zip(pairs, encodings, strict=True)]
            exercises.append([pair for pair in read if pair.sentences])
    return [exercise for exercise in exercises if exercise]


def place_pair(pair: dict[str, Any], encoding: Encoding) -> PairToRead:
    """Find the word pieces of the sentences and the answer of a pair; what was cut off is left out."""
    offsets = encoding.offsets
    own = [piece for piece, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
    sentences, answering = [], []
    for number, (start, end) in enumerate(pair["sentences"]):
        pieces = [piece for piece in own if start <= offsets[piece][0] < end]
        if pieces and number not in pair["unsure"]:
            sentences.append((pieces[0], pieces[-1] + 1))
            answering.append(number in pair["answers"])
    has_answer = bool(pair["answers"] or pair["unsure"])
    span = None if has_answer else (0, 0)
    if pair["span"]:
        start, end = pair["span"]
        pieces = [piece for piece in own if offsets[piece][0] < end and offsets[piece][1] > start]
        span = (pieces[0], pieces[-1]) if pieces else None
    text_pieces = (own[0], own[-1] + 1) if own else (0, 0)
    return PairToRead(pair["question"], encoding, text_pieces, sentences, answering, has_answer, span)


def batch_exercises(exercises: Sequence[Exercise], generator: torch.Generator) -> list[Exercise]:
    """Join exercises into batches of similar lengths, in random order."""

    def length(exercise: Exercise) -> int:
        return max(len(pair.encoding.ids) for pair in exercise)

    order = torch.randperm(len(exercises), generator=generator).tolist()
    batches = []
    pool = 1024
    for first in range(0, len(order), pool):
        batch: Exercise = []
        for exercise in sorted((exercises[number] for number in order[first : first + pool]), key=length):
            if batch and (len(batch) + len(exercise)) * length(exercise) > PIECES_A_BATCH:
                batches.append(batch)
                batch = []
            batch = batch + exercise
        batches.append(batch)
    return [batches[number] for number in torch.randperm(len(batches), generator=generator).tolist()]


def pad_pieces(encodings: Sequence[Encoding]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, mask and types of the pieces, each of shape (texts, pieces of the longest)."""
    shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    for row, encoding in enumerate(encodings):
        length = len(encoding.ids)
        ids[row, :length] = torch.tensor(encoding.ids)
        mask[row, :length] = 1
        types[row, :length] = torch.tensor(encoding.type_ids)
    return ids, mask, types
