"""Writes a generation: all its files into a draft, which is examined and then published."""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.acronyms import find_acronyms, save_acronyms
from index.copies import find_copies, save_copies
from index.cutting import CutArticle, Stretches
from index.dense import DenseIndex
from index.encoder import Encoder
from index.faults import fault
from index.generations import publish, tell_room
from index.lexical import LexicalIndex
from index.manifest import ARTICLES_FILE, FORMAT_VERSION, Manifest, describe_files
from index.merge import Record
from index.records import write_records
from index.store import (
    ACRONYMS_FILE,
    COPIES_FILE,
    LEXICAL_FOLDER,
    PASSAGES_FILE,
    SENTENCES_FILE,
    TOKENS_FOLDER,
    VECTORS_FILE,
    Index,
    Offsets,
)
from index.tokens import TokenIndex

Examine = Callable[[Index], None]
"""Asks a generation that is not published yet, and raises where it should not be."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a generation: the records in order of id, each with its cut."""

    records: list[Record]
    cuts: list[CutArticle]
    passage_pieces: int


def publish_contents(folder: Path, draft: Path, contents: Contents, encoder: Encoder, examine: Examine) -> str:
    """Write a generation into a draft folder, publish it and return its name.

    `examine` is called with it before it is published, and raises where it should not be. Raises IndexUnwritable.
    """
    with tell_room(folder, lambda: _estimate_size(contents)):
        manifest = _write(draft, contents, encoder)
    fault("files written")
    examine(Index(draft, manifest))
    with tell_room(folder, lambda: _estimate_size(contents)):
        return publish(folder, draft, manifest)


def _write(draft: Path, contents: Contents, encoder: Encoder) -> Manifest:
    sentences = _number([cut.sentences for cut in contents.cuts])
    passages = _number([cut.passages for cut in contents.cuts])
    write_records(draft / ARTICLES_FILE, contents.records)
    np.save(draft / SENTENCES_FILE, sentences)
    np.save(draft / PASSAGES_FILE, passages)
    encoded = [cut.encoded for cut in contents.cuts if cut.encoded]
    DenseIndex.build(np.concatenate([part.vectors for part in encoded])).save(draft / VECTORS_FILE)
    TokenIndex.build([pieces for part in encoded for pieces in part.pieces]).save(draft / TOKENS_FOLDER)
    LexicalIndex.build([text for cut in contents.cuts for text in cut.matching]).save(draft / LEXICAL_FOLDER)
    save_acronyms(draft / ACRONYMS_FILE, find_acronyms(record.article.text for record in contents.records))
    save_copies(draft / COPIES_FILE, find_copies([record.article for record in contents.records]))
    encoder.save(draft)
    _refuse_short_arrays(draft)
    return Manifest(
        format_version=FORMAT_VERSION,
        model=encoder.card,
        passage_pieces=contents.passage_pieces,
        articles=len(contents.records),
        passages=len(passages),
        sentences=len(sentences),
        files=describe_files(draft),
    )


def _refuse_short_arrays(draft: Path) -> None:
    """Raise OSError where numpy wrote less than an array: on a full disk it may do so without an error."""
    for path in draft.rglob("*.npy"):
        try:
            np.load(path, mmap_mode="r")
        except ValueError as error:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error


def _estimate_size(contents: Contents) -> int:
    """Return about how many bytes the vectors, word pieces and texts take on the disk."""
    encoded = [cut.encoded for cut in contents.cuts if cut.encoded]
    vectors = sum(part.vectors.nbytes // 2 for part in encoded)
    pieces = sum(of_text.vectors.nbytes + of_text.starts.nbytes for part in encoded for of_text in part.pieces)
    return vectors + pieces + 2 * sum(len(record.article.text.encode()) for record in contents.records)


def _number(stretches: list[Stretches]) -> Offsets:
    """Put the number of its article before each start and end."""
    numbers = np.repeat(np.arange(len(stretches)), [len(part) for part in stretches])
    return np.column_stack([numbers, np.concatenate(stretches)])
