"""Trains the reader: `python -m qa.training.reader PAIRS FOLDER`.

MiniLM reads a question together with a passage, and three numbers come out for every word piece. The mean of the
first over a sentence is the logit that the sentence answers; the other two say how well the answer starts and ends
there. The word embeddings stay as they are: that keeps words which the pairs lack, and halves the memory.
"""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel

from index.export import quantize
from index.graph import open_tokenizer
from index.models import find_model
from qa.reading_model import GRAPH_FILE, LONGEST, TOKENIZER_FILE

SEED = 7
PASSES = 2
LEARNING_RATE = 1e-4
WARM_UP = 0.06
PIECES_A_BATCH = 4096
POSITIVE_WEIGHT = 2.0
SPAN_WEIGHT = 0.3
LOGITS = 3
WEIGHTS_FILE = "reader.pt"


PairToRead = tuple[dict[str, Any], Encoding]
"""A pair as `qa.training.pairs` wrote it, and its word pieces."""


class ReaderModel(torch.nn.Module):
    """MiniLM with three logits for every word piece; shapes (texts, pieces) to (texts, pieces, 3)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(str(folder), add_pooling_layer=False, local_files_only=True)
        self.head = torch.nn.Linear(self.body.config.hidden_size, LOGITS)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the logits."""
        read = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(read.last_hidden_state)
        return logits


def batch_pairs(pairs: list[PairToRead], generator: torch.Generator) -> list[list[PairToRead]]:
    """Cut the pairs into batches of like lengths, in random order."""
    order = torch.randperm(len(pairs), generator=generator).tolist()
    batches = []
    pool = 2048
    for first in range(0, len(order), pool):
        part = sorted((pairs[number] for number in order[first : first + pool]), key=lambda pair: len(pair[1].ids))
        batch: list[PairToRead] = []
        for pair in part:
            if batch and (len(batch) + 1) * len(pair[1].ids) > PIECES_A_BATCH:
                batches.append(batch)
                batch = []
            batch.append(pair)
        batches.append(batch)
    return [batches[number] for number in torch.randperm(len(batches), generator=generator).tolist()]


def pad_pieces(encodings: list[Encoding]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, mask and types of the pieces, each of shape (texts, pieces of the longest)."""
    shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    for row, encoding in enumerate(encodings):
        length = len(encoding.ids)
        ids[row, :length] = torch.tensor(encoding.ids)
        mask[row, :length] = 1
        types[row, :length] = torch.tensor(encoding.type_ids)
    return ids, mask, types


def measure_loss(model: ReaderModel, batch: list[PairToRead]) -> tuple[Tensor, Tensor]:
    """Return the loss of the sentences and of the spans."""
    logits = model(*pad_pieces([encoding for _, encoding in batch]))
    sentence_logits, labels, span_losses = [], [], []
    for row, (pair, encoding) in enumerate(batch):
        places = [(p, *encoding.offsets[p]) for p in range(len(encoding.ids)) if encoding.sequence_ids[p] == 1]
        for number, (start, end) in enumerate(pair["sentences"]):
            own = [p for p, first, _ in places if start <= first < end]
            if own and number not in pair["unsure"]:
                sentence_logits.append(logits[row, own[0] : own[-1] + 1, 0].mean())
                labels.append(float(number in pair["answers"]))
        if pair["span"]:
            start, end = pair["span"]
            own = [p for p, first, last in places if first < end and last > start]
            if own:
                of_text = logits[row, places[0][0] : places[-1][0] + 1, 1:]
                goal = torch.tensor([own[0] - places[0][0], own[-1] - places[0][0]])
                span_losses.append(functional.cross_entropy(of_text.T, goal))
    sentence_loss = functional.binary_cross_entropy_with_logits(
        torch.stack(sentence_logits), torch.tensor(labels), pos_weight=torch.tensor(POSITIVE_WEIGHT)
    )
    return sentence_loss, torch.stack(span_losses).mean() if span_losses else torch.zeros(())


def read_pairs(path: Path, folder: Path) -> list[PairToRead]:
    """Read the pairs and their word pieces."""
    tokenizer = open_tokenizer((folder / TOKENIZER_FILE).read_bytes())
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    with path.open(encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file]
    encodings = tokenizer.encode_batch([(pair["question"][:600], pair["text"]) for pair in pairs])
    return list(zip(pairs, encodings, strict=True))


def train(pairs: list[PairToRead], folder: Path, out: Path) -> None:
    """Pass over the pairs and save the weights, now and then and at the end."""
    torch.manual_seed(SEED)
    model = ReaderModel(folder)
    generator = torch.Generator().manual_seed(SEED)
    for _ in range(PASSES):
        pass_over(batch_pairs(pairs, generator), model, out)


def pass_over(batches: list[list[PairToRead]], model: ReaderModel, out: Path) -> None:
    """Learn from every batch once; the learning rate rises and falls again within a pass."""
    model.body.embeddings.word_embeddings.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW(
        (p for p in model.parameters() if p.requires_grad), lr=LEARNING_RATE, weight_decay=0.01
    )
    rising = int(len(batches) * WARM_UP)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rising, max(len(batches) - step, 1) / (len(batches) - rising))
    )
    began, means = time.monotonic(), [0.0, 0.0]
    for step, batch in enumerate(batches, start=1):
        sentence_loss, span_loss = measure_loss(model, batch)
        torch.autograd.backward(sentence_loss + SPAN_WEIGHT * span_loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        means = [0.98 * mean + 0.02 * loss.item() for mean, loss in zip(means, (sentence_loss, span_loss), strict=True)]
        if step % 20 == 0:
            share = 1 - 0.98**step
            sys.stderr.write(
                f"step {step} of {len(batches)}, loss of sentences {means[0] / share:.4f}, "
                f"of spans {means[1] / share:.3f}, {(time.monotonic() - began) / step:.2f} s a step\n"
            )
        if step % 150 == 0 or step == len(batches):
            torch.save(model.state_dict(), out / WEIGHTS_FILE)


def export(weights: Path, folder: Path, out: Path) -> None:
    """Write the trained weights as a graph with int8 weights, and the tokenizer beside it."""
    model = ReaderModel(folder)
    model.load_state_dict(torch.load(weights, weights_only=True))
    example = torch.ones((2, 8), dtype=torch.long)
    by_piece = {0: "texts", 1: "pieces"}
    inputs = dict.fromkeys(("input_ids", "attention_mask", "token_type_ids"), by_piece)
    with tempfile.TemporaryDirectory() as full, torch.no_grad():
        path = Path(full) / GRAPH_FILE
        torch.onnx.export(
            model.eval(),
            (example, example, example),
            str(path),
            input_names=list(inputs),
            output_names=["logits"],
            dynamic_axes=inputs | {"logits": by_piece},
            dynamo=False,
        )
        quantize(path, out / GRAPH_FILE)
    shutil.copyfile(folder / TOKENIZER_FILE, out / TOKENIZER_FILE)


def main() -> None:
    """Train on the pairs of a file; put the weights and the graph into a folder."""
    folder = find_model().folder
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    train(read_pairs(Path(sys.argv[1]), folder), folder, out)
    export(out / WEIGHTS_FILE, folder, out)


if __name__ == "__main__":
    main()
