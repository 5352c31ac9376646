"""Compares sentence splitters: `python -m tests.bench.splitters [SET]`; needs pysbd, syntok and blingfire.

Every splitter is run under the same rules for line breaks, on the shipped articles and on the first paragraph of
every article of a question set. Printed are counts, seconds, and each place where one differs from sentencex.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import blingfire
import pysbd
from sentencex import get_sentence_boundaries
from syntok import segmenter

from corpus import sentences
from corpus.reading import SHIPPED, read_articles
from qa.evaluation.question_sets import read_question_set

Boundaries = list[dict[str, int]]
Splitter = Callable[[str, str], Boundaries]


def main() -> None:
    texts = list(read_texts(Path(argument) for argument in sys.argv[1:2]))
    splitters: dict[str, Splitter] = {
        "sentencex": get_sentence_boundaries,
        "pysbd": split_pysbd,
        "syntok": split_syntok,
        "blingfire": split_blingfire,
    }
    ends = {name: find_ends(splitter, name, texts) for name, splitter in splitters.items()}
    for name in list(splitters)[1:]:
        for text, own, other in zip(texts, ends["sentencex"], ends[name], strict=True):
            for end in sorted(own ^ other):
                only = "sentencex" if end in own else name
                before, after = text[max(0, end - 40) : end], text[end : end + 30]
                sys.stdout.write(f"only {only}: {before!r} | {after!r}\n")


def read_texts(sets: Iterator[Path]) -> Iterator[str]:
    yield from (found.article.text for found in read_articles([SHIPPED]).found)
    for path in sets:
        yield from (article.text.partition("\n\n")[0] for article in read_question_set(path).articles)


def find_ends(splitter: Splitter, name: str, texts: list[str]) -> list[set[int]]:
    start = time.perf_counter()
    with patch.object(sentences, "get_sentence_boundaries", splitter):
        ends = [{end for _, end in sentences.split_sentences(text)} for text in texts]
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{name}: {sum(map(len, ends))} sentences in {seconds:.3f} s\n")
    return ends


def split_pysbd(language: str, text: str) -> Boundaries:
    spans = pysbd.Segmenter(language=language, clean=False, char_span=True).segment(text)
    return [{"start_index": span.start, "end_index": span.end} for span in spans]


def split_syntok(language: str, text: str) -> Boundaries:
    return [
        {"start_index": sentence[0].offset, "end_index": sentence[-1].offset + len(sentence[-1].value)}
        for paragraph in segmenter.analyze(text)
        for sentence in paragraph
    ]


def split_blingfire(language: str, text: str) -> Boundaries:
    if not text.strip():
        return []
    _, spans = blingfire.text_to_sentences_and_offsets(text)
    return [{"start_index": start, "end_index": end} for start, end in spans]


if __name__ == "__main__":
    main()
