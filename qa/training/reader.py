"""Trains the reader: `python -m qa.training.reader PAIRS FOLDER [--resume] [--weights FILE]`.

MiniLM reads a question together with a passage and returns three logits for every word piece. The mean of the first
over a sentence is the logit that the sentence answers, and the first one of the first piece, `[CLS]`, the logit that
the passage answers. The other two are those of the answer's start and end; where nothing answers, both are at `[CLS]`.
The word embeddings stay fixed: that keeps words which the pairs lack, and halves the memory.

The state is saved every ten minutes. A run that is resumed ends with the same weights, bit for bit, as one that was
not interrupted, on the same machine.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Encoding
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel

from index.export import export_graph, quantize
from index.graph import open_tokenizer
from index.models import find_model
from qa.reading_model import GRAPH_FILE, LONGEST, TOKENIZER_FILE

SEED = 7
PASSES = 1
LEARNING_RATE = 1.5e-4
WARM_UP = 0.06
PIECES_A_BATCH = 4096
POSITIVE_WEIGHT = 2.0
SPAN_WEIGHT, RANKING_WEIGHT, PASSAGE_WEIGHT = 0.5, 0.3, 0.3
LOGITS = 3
LONGEST_QUESTION = 600
"""Maximum length of a question in training, in characters."""

SAVED_EVERY = 600.0
"""Seconds between two saved states."""

WEIGHTS_FILE, STATE_FILE = "reader.pt", "state.pt"

State = dict[str, Any]


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


class Losses(NamedTuple):
    """The losses of a batch: of single sentences, of spans, of the order of sentences, and of whole passages."""

    sentences: Tensor
    spans: Tensor
    ranking: Tensor
    passages: Tensor

    @property
    def total(self) -> Tensor:
        """The weighted sum."""
        return (
            self.sentences + SPAN_WEIGHT * self.spans + RANKING_WEIGHT * self.ranking + PASSAGE_WEIGHT * self.passages
        )


class ReaderModel(torch.nn.Module):
    """MiniLM with three logits for every word piece; shapes (texts, pieces) to (texts, pieces, 3)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # It comes without dropout, which one pass does not need.
        self.body = AutoModel.from_pretrained(str(folder), add_pooling_layer=False, local_files_only=True)
        self.head = torch.nn.Linear(self.body.config.hidden_size, LOGITS)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the logits."""
        read = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(read.last_hidden_state)
        return logits


def read_exercises(path: Path, folder: Path) -> list[Exercise]:
    """Read the exercises of a file and their word pieces."""
    tokenizer = open_tokenizer((folder / TOKENIZER_FILE).read_bytes())
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    exercises = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            pairs = json.loads(line)
            encodings = tokenizer.encode_batch([(pair["question"][:LONGEST_QUESTION], pair["text"]) for pair in pairs])
            read = [place_pair(pair, encoding) for pair, encoding in zip(pairs, encodings, strict=True)]
            exercises.append([pair for pair in read if pair.sentences])
    return [exercise for exercise in exercises if exercise]


def place_pair(pair: dict[str, Any], encoding: Encoding) -> PairToRead:
    """Find the word pieces of the sentences and the answer of a pair; what was cut off is left out."""
    own = [piece for piece, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
    sentences, answering = [], []
    for number, (start, end) in enumerate(pair["sentences"]):
        pieces = [piece for piece in own if start <= encoding.offsets[piece][0] < end]
        if pieces and number not in pair["unsure"]:
            sentences.append((pieces[0], pieces[-1] + 1))
            answering.append(number in pair["answers"])
    has_answer = bool(pair["answers"] or pair["unsure"])
    span = None if has_answer else (0, 0)
    if pair["span"]:
        start, end = pair["span"]
        pieces = [piece for piece in own if encoding.offsets[piece][0] < end and encoding.offsets[piece][1] > start]
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


def find_device() -> torch.device:
    """Return the GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast(device: torch.device) -> AbstractContextManager[object]:
    """Compute in bfloat16 where the processor has instructions for it; elsewhere it is four times as slow."""
    can = torch.cpu.get_capabilities() if device.type == "cpu" else {"bf16": torch.cuda.is_bf16_supported()}
    has_bf16 = any(can.get(name) for name in ("bf16", "avx512_bf16", "amx_bf16"))
    return torch.autocast(device.type, dtype=torch.bfloat16) if has_bf16 else nullcontext()


def measure_losses(model: ReaderModel, batch: Exercise) -> Losses:
    """Return the losses of a batch."""
    device = model.head.weight.device
    with autocast(device):
        logits = model(*(pieces.to(device) for pieces in pad_pieces([pair.encoding for pair in batch])))
    logits = logits.float()
    sentences = [
        torch.stack([logits[row, first:after, 0].mean() for first, after in pair.sentences])
        for row, pair in enumerate(batch)
    ]
    answering = [torch.tensor(pair.answering, dtype=torch.float32, device=device) for pair in batch]
    return Losses(
        functional.binary_cross_entropy_with_logits(
            torch.cat(sentences), torch.cat(answering), pos_weight=torch.tensor(POSITIVE_WEIGHT, device=device)
        ),
        _measure_spans(logits, batch),
        _rank_sentences([pair.question for pair in batch], sentences, answering),
        functional.binary_cross_entropy_with_logits(
            logits[:, 0, 0], torch.tensor([float(pair.answers) for pair in batch], device=device)
        ),
    )


def _measure_spans(logits: Tensor, batch: Exercise) -> Tensor:
    """Return the mean cross-entropy of the first and last pieces, among those of the text and `[CLS]`."""
    losses = []
    for row, pair in enumerate(batch):
        if pair.span is not None:
            first, after = pair.text_pieces
            among = torch.cat([logits[row, :1, 1:], logits[row, first:after, 1:]])
            goal = torch.tensor([piece and piece - first + 1 for piece in pair.span], device=logits.device)
            losses.append(functional.cross_entropy(among.T, goal))
    return _mean(losses, logits)


def _rank_sentences(questions: Sequence[str], sentences: Sequence[Tensor], answering: Sequence[Tensor]) -> Tensor:
    """Return the mean cross-entropy of the answering sentences among all those read with the same question."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, question in enumerate(questions):
        rows[question].append(row)
    losses = []
    for of_question in rows.values():
        logits = torch.cat([sentences[row] for row in of_question])
        right = torch.cat([answering[row] for row in of_question]) > 0
        if right.any() and not right.all():
            losses.append(logits.logsumexp(0) - logits[right].logsumexp(0))
    return _mean(losses, sentences[0])


def _mean(losses: Sequence[Tensor], like: Tensor) -> Tensor:
    return torch.stack(list(losses)).mean() if losses else like.new_zeros(())


class Training:
    """A run over the exercises: model, optimizer, schedule and position, which are saved and loaded together."""

    def __init__(self, exercises: Sequence[Exercise], model: ReaderModel) -> None:
        self.model = model
        model.body.embeddings.word_embeddings.weight.requires_grad_(False)
        generator = torch.Generator().manual_seed(SEED)
        self.batches = [batch for _ in range(PASSES) for batch in batch_exercises(exercises, generator)]
        self.step = 0
        self._optimizer = torch.optim.AdamW(
            (p for p in model.parameters() if p.requires_grad), lr=LEARNING_RATE, weight_decay=0.01
        )
        steps = len(self.batches)
        rising = max(int(steps * WARM_UP), 1)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: min((step + 1) / rising, max(steps - step, 1) / max(steps - rising, 1))
        )

    def run(self, out: Path) -> None:
        """Learn from the batches that are left, and save the state every ten minutes and at the end."""
        saved = began = time.monotonic()
        first = self.step
        for batch in self.batches[self.step :]:
            losses = self._learn(batch)
            if self.step % 20 == 0:
                parts = " ".join(f"{name} {loss:.3f}" for name, loss in losses._asdict().items())
                pace = (time.monotonic() - began) / (self.step - first)
                sys.stderr.write(f"step {self.step} of {len(self.batches)}, losses: {parts}, {pace:.2f} s a step\n")
            if time.monotonic() - saved >= SAVED_EVERY:
                self.save(out)
                saved = time.monotonic()
        self.save(out)

    def _learn(self, batch: Exercise) -> Losses:
        losses = measure_losses(self.model, batch)
        torch.autograd.backward(losses.total)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        self._optimizer.zero_grad()
        self.step += 1
        return losses

    def save(self, out: Path) -> None:
        """Write the state beside its place and move it there, then the weights alone."""
        state: State = {
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "step": self.step,
            "random": torch.get_rng_state(),
        }
        for name, content in ((STATE_FILE, state), (WEIGHTS_FILE, state["model"])):
            beside = out / f"{name}.new"
            torch.save(content, beside)
            beside.replace(out / name)

    def load(self, out: Path) -> None:
        """Continue from the saved state."""
        state: State = torch.load(out / STATE_FILE, weights_only=True, map_location="cpu")
        self.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        self.step = state["step"]
        torch.set_rng_state(state["random"])


def export(weights: Path, folder: Path, out: Path) -> None:
    """Write the trained weights as a graph with int8 weights, and the tokenizer beside it."""
    model = ReaderModel(folder)
    model.load_state_dict(torch.load(weights, weights_only=True, map_location="cpu"))
    by_piece = {0: "texts", 1: "pieces"}
    inputs = dict.fromkeys(("input_ids", "attention_mask", "token_type_ids"), by_piece)
    with tempfile.TemporaryDirectory() as full:
        path = Path(full) / GRAPH_FILE
        export_graph(model, inputs, {"logits": by_piece}, path)
        quantize(path, out / GRAPH_FILE)
    shutil.copyfile(folder / TOKENIZER_FILE, out / TOKENIZER_FILE)


def main() -> None:
    """Train on the exercises of a file; put the state, the weights and the graph into a folder."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--resume", action="store_true", help="continue from the state in the folder")
    parser.add_argument("--weights", type=Path, help="start from these weights, not from MiniLM's")
    arguments = parser.parse_args()
    out: Path = arguments.folder
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    folder = find_model().folder
    model = ReaderModel(folder).to(find_device())
    if arguments.weights:
        model.load_state_dict(torch.load(arguments.weights, weights_only=True, map_location="cpu"))
    training = Training(read_exercises(arguments.pairs, folder), model)
    if arguments.resume:
        training.load(out)
    training.run(out)
    export(out / WEIGHTS_FILE, folder, out)


if __name__ == "__main__":
    main()
