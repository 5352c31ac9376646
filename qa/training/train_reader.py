"""Trains the reader: `python -m qa.training.train_reader PAIRS FOLDER [--resume] [--weights FILE [--average]]`.

MiniLM reads a question together with a passage and returns three logits for every word piece. The mean of the first
over a sentence is the logit that the sentence answers, and the first one of the first piece, `[CLS]`, the logit that
the passage answers. The other two are those of the answer's start and end; where nothing answers, both are at `[CLS]`.
The embeddings stay fixed: that keeps words which the pairs lack, and halves the memory.

The state is saved every ten minutes. A run that is resumed ends with the same weights, bit for bit, as one that was
not interrupted, on the same machine.
"""

import argparse
import io
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel

from index.files import atomic_write
from index.model.export import export_graph, quantize
from index.model.model_files import find_model
from qa.reading.reading_model import GRAPH_FILE, TOKENIZER_FILE
from qa.training.exercises import Exercise, batch_exercises, pad_pieces, read_exercises

SEED = 7
PASSES = 1
LEARNING_RATE = 1.2e-4
"""The largest learning rate; it rises to this within the first `WARM_UP` of the steps and falls to 0."""

WARM_UP = 0.06
POSITIVE_WEIGHT = 2.0
SPAN_WEIGHT, RANKING_WEIGHT, PASSAGE_WEIGHT = 0.5, 0.3, 0.3
LOGITS = 3
FROZEN_LAYERS = 2
"""Number of the lowest of six layers that stay fixed, as the embeddings do; a step takes a fifth less time."""

SAVED_EVERY = 600.0
"""Seconds between two saved states."""

WEIGHTS_FILE, AVERAGE_FILE, STATE_FILE = "reader.pt", "average.pt", "state.pt"

State = dict[str, Any]


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
        # It comes without dropout, which one pass does not need. In bfloat16 on a CPU the fused attention, torch's
        # default, takes two fifths of a step; the plain one makes a step 1.6 times as fast.
        self.body = AutoModel.from_pretrained(
            str(folder), add_pooling_layer=False, local_files_only=True, attn_implementation="eager"
        )
        self.head = torch.nn.Linear(self.body.config.hidden_size, LOGITS)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the logits."""
        read = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(read.last_hidden_state)
        return logits


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
        for part in [model.body.embeddings, *model.body.encoder.layer[:FROZEN_LAYERS]]:
            part.requires_grad_(False)
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
        """Write the state, then the weights alone."""
        state: State = {
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "step": self.step,
            "random": torch.get_rng_state(),
        }
        for name, content in ((STATE_FILE, state), (WEIGHTS_FILE, state["model"])):
            saved = io.BytesIO()
            torch.save(content, saved)
            atomic_write(out / name, saved.getvalue())

    def load(self, out: Path) -> None:
        """Continue from the saved state."""
        state: State = torch.load(out / STATE_FILE, weights_only=True, map_location="cpu")
        self.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        self.step = state["step"]
        torch.set_rng_state(state["random"])


def average_weights(first: State, second: State) -> State:
    """Return the mean of the weights of two models, of which one was trained from the other.

    It reads as well as either on what each learned, and better elsewhere (Wortsman et al., "Robust fine-tuning of
    zero-shot models", 2022).
    """
    return {name: torch.lerp(first[name], own, 0.5) if own.is_floating_point() else own for name, own in second.items()}


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
    parser.add_argument("pairs", type=Path, help="file of exercises that qa.training.pairs wrote")
    parser.add_argument("folder", type=Path, help="folder of the state, the weights and the graph")
    parser.add_argument("--resume", action="store_true", help="continue from the state in the folder")
    parser.add_argument("--weights", type=Path, help="start from these weights, not from MiniLM's")
    parser.add_argument("--average", action="store_true", help="export the mean of --weights and the trained weights")
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
    weights = out / WEIGHTS_FILE
    if arguments.average and arguments.weights:
        first, second = (
            torch.load(path, weights_only=True, map_location="cpu") for path in (arguments.weights, weights)
        )
        weights = out / AVERAGE_FILE
        torch.save(average_weights(first, second), weights)
    export(weights, folder, out)


if __name__ == "__main__":
    main()
