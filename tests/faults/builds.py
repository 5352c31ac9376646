"""Builds that tests make fail, in a process of their own if it dies; their encoder costs nothing."""

import hashlib
import json
import multiprocessing
import os
import re
import signal
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from corpus.articles import FoundArticle, make_article
from corpus.errors import IndexBusy, UserError
from corpus.reading import Reading
from index.building.build import build_index
from index.checked import CHECKSUMS_FILE, write_checksums
from index.damage import MANIFEST
from index.failpoints import VARIABLE
from index.files import hash_file
from index.generation.generations import find_current, roll_back
from index.generation.manifest import NAME_DIGITS, describe_files
from index.model.tokens import unpack
from index.opening import open_index
from index.types import EncodedQuery, ModelCard, Passages, Pieces, ignore_advance, ignore_progress
from qa.api import retrieve
from qa.evaluation.exam import refuse_worse

QUESTIONS = ("Where did rain fall?", "snow in town 7")
OLD = ("Rain fell in Almaty on Monday.", "Snow fell in Astana on Tuesday.", "Wind blew in Aktau on Sunday.")
NEW = tuple(f"Snow of the year {1900 + number} fell in town {number}." for number in range(70))
BUSY = 3

_apart = multiprocessing.get_context("forkserver")
_apart.set_forkserver_preload(
    [
        "index.building.build",
        "index.segment.dense",
        "index.segment.lexical",
        "qa.api",
        "ui.cli.main",
        "tests.faults.builds",
        "mmap",
    ]
)


class FakeEncoder:
    """Makes every word a piece whose vector is drawn by the word."""

    def __init__(self, name="fake"):
        self.card = ModelCard(name, {"weights": name}, "onnxruntime", 16, 60, "", "")

    def count_pieces(self, texts):
        return [len(text.split()) for text in texts]

    def encode_query(self, text):
        whole, pieces = self._encode(text)
        tokens = np.column_stack([unpack(pieces.vectors), np.ones(len(pieces.vectors))])
        return EncodedQuery(whole, tokens.astype(np.float32), pieces.starts.tolist())

    def encode_passages(self, texts, advance=ignore_advance):
        encoded = []
        for text in texts:
            encoded.append(self._encode(text))
            advance(1)
        vectors = np.array([whole for whole, _ in encoded], dtype=np.float32).reshape(-1, 16)
        return Passages(vectors, [pieces for _, pieces in encoded])

    def _encode(self, text):
        words = list(re.finditer(r"\S+", text))
        drawn = [hashlib.sha256((self.card.name + word[0]).encode()).digest()[:16] for word in words]
        vectors = np.frombuffer(b"".join(drawn), dtype=np.uint8).reshape(-1, 16)
        whole = vectors.astype(np.int8).sum(axis=0, dtype=np.float32) + 0.5
        starts = np.array([word.start() for word in words], dtype=np.int32)
        return (whole / np.linalg.norm(whole)).astype(np.float32), Pieces(vectors, starts)

    def save(self, folder):
        (folder / "fake.txt").write_text(self.card.name)


def reading_of(texts):
    return Reading([FoundArticle(make_article(text), text) for text in texts])


def build(folder, texts, **options):
    return build_index(reading_of(texts), folder, **{"encoder": FakeEncoder(), **options})


def open_fake(folder):
    index = open_index(folder)
    index.encoder = FakeEncoder(index.manifest.model.name)
    return index


def answers(index):
    """The hits of all questions, with their scores."""
    return [repr(retrieve(question, k=20, index=index)) for question in QUESTIONS]


def texts_of(folder):
    return {article.text for article in open_index(folder).articles.values()}


def contents_of(folder):
    """The bytes of every file of the current generation."""
    current = find_current(folder)
    return {str(path.relative_to(current)): path.read_bytes() for path in current.rglob("*") if path.is_file()}


def leftovers(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(("draft-", "checkpoints", "CURRENT."))]


def run_apart(function, *arguments):
    """Run a function in a process of its own and return its exit status, negative for a signal.

    A process that has not ended after a minute is killed, and returns that status.
    """
    process = start_apart(function, *arguments)
    process.join(60)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode


def start_apart(function, *arguments):
    process = _apart.Process(target=function, args=arguments)
    process.start()
    return process


def build_with_fault(folder, texts, step, number):
    os.environ[VARIABLE] = f"{step}={int(number)}"
    build(folder, texts)


def build_and_die_at(folder, texts, passages):
    """Kill the build when it has encoded this number of passages."""

    def die(what, done, total):
        if what == "encoding passages" and done >= passages:
            os.kill(os.getpid(), signal.SIGKILL)

    build(folder, texts, progress=die)


def try_with_few_rights(folder, attempts):
    """Exit with the number of attempts that are refused, with a reason, to a user who owns nothing."""
    if not os.getuid():
        os.setuid(65534)
    told = 0
    for attempt in attempts:
        try:
            ATTEMPTS[attempt](folder)
        except UserError as error:
            told += "cannot be" in str(error)
    raise SystemExit(told)


ATTEMPTS: dict[str, Callable[[Path], object]] = {
    "open": open_index,
    "go back": roll_back,
    "build": lambda folder: build(folder, NEW, examine=refuse_worse(folder)),
}


def build_once_all_are_there(folder, texts, barrier):
    barrier.wait(30)
    try:
        build(folder, texts, progress=ignore_progress)
    except IndexBusy as error:
        raise SystemExit(BUSY if "(pid " in str(error) else 1) from None


def index_by_command(folder, path, step, number):
    """Run the verb with the encoder that costs nothing, and send a signal at a step."""
    import index.building.build
    from ui.cli.main import quotedesk

    index.building.build._choose_encoder = lambda *_: FakeEncoder()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ[VARIABLE] = f"{step}={int(number)}"
    quotedesk(["index", str(path), "--index", str(folder)], prog_name="quotedesk")


def republish(folder, **changes):
    """Write a manifest that vouches for the files as they are now, as a faulty build would."""
    generation = find_current(folder)
    fields = json.loads((generation / MANIFEST).read_text())
    (generation / MANIFEST).unlink()
    (generation / CHECKSUMS_FILE).unlink(missing_ok=True)
    write_checksums(generation, {name: sums for name, (_, sums) in describe_files(generation).items()})
    files = {name: asdict(record) for name, (record, _) in describe_files(generation).items()}
    (generation / MANIFEST).write_text(json.dumps(fields | {"files": files} | changes))
    name = generation.name[:-NAME_DIGITS] + hash_file(generation / MANIFEST)[:NAME_DIGITS]
    generation.rename(folder / name)
    (folder / "CURRENT").write_text(name)
    return folder / name
