"""Measures the check of drafts: `python -m tests.bench.check [SET]`, by default on the shipped articles.

SET is a question set, or the folder of an index. Sentences of its articles are quoted as they are, with other
typography, and altered in known ways. Reported for each class: the share with the right status, the number called
verbatim although their letters or figures differ from those of the place, and milliseconds.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.articles import Article
from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.folder_index import FolderIndex
from index.opening import open_index
from qa.drafts.checking import Check, check_draft
from qa.evaluation.evaluate import SEED, index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set
from tests.bench.__main__ import print_line

SENTENCES = 400
WORDS = range(8, 60)

_AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|has|have|had|can|could|should|may|did|does)\b (?!not\b)")
_NEGATION = re.compile(r" (?:not|never)\b|(?<=\w)n['’]t\b")
_OTHER_SIGNS = str.maketrans({'"': "“", "'": "’", "’": "'", "“": '"', "”": '"', "–": "—", "—": "–", "\n": " "})


@dataclass(frozen=True)
class Sentence:
    article: Article
    text: str


@dataclass(frozen=True)
class Case:
    """A draft, the statuses that are right for its quotation, and the quoted words."""

    draft: str
    right: tuple[str, ...]
    quoted: str


Make = Callable[[Sentence, Sentence, np.random.Generator], Case | None]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = open_chosen(Path(sys.argv[1]) if sys.argv[1:] else None, Path(folder))
        sentences = draw_sentences(index, np.random.default_rng(SEED))
        print_line(f"{len(index.articles):,} articles, {index.passage_count:,} passages, {len(sentences)} sentences")
        check_draft(f"“{sentences[0].text}” (according to nobody)", index)  # Fill the caches first.
        for make in CLASSES:
            measure(make, sentences, index)


def open_chosen(path: Path | None, folder: Path) -> FolderIndex:
    if path is None:
        build_index(read_articles([SHIPPED]), folder)
        return open_index(folder)
    if (path / "CURRENT").exists():
        return open_index(path)
    question_set = read_question_set(path)
    return open_or_build(question_set, index_folder_for(question_set))


def draw_sentences(index: FolderIndex, rng: np.random.Generator) -> list[Sentence]:
    """Draw sentences of a usual length that hold no quotation marks, which a quotation would end at."""
    ids = list(index.articles)
    found: dict[str, Sentence] = {}
    for _ in range(20 * SENTENCES):
        article = index.articles[ids[rng.integers(len(ids))]]
        sentences = index.sentences_of(article.id)
        start, end = sentences[rng.integers(len(sentences))].tolist()
        text = article.text[start:end]
        if len(text.split()) in WORDS and not re.search(r'["“”„«»\n…]|\.\.', text):
            found.setdefault(text, Sentence(article, text))
        if len(found) == SENTENCES:
            break
    return list(found.values())


def measure(make: Make, sentences: list[Sentence], index: FolderIndex) -> None:
    rng = np.random.default_rng(SEED)
    right, false, milliseconds = [], [], []
    for sentence in sentences:
        case = make(sentence, sentences[rng.integers(len(sentences))], rng)
        if case is None:
            continue
        start = time.perf_counter()
        (check,) = (check for check in check_draft(case.draft, index) if check.quotation.text == case.quoted)
        milliseconds.append(1000 * (time.perf_counter() - start))
        right.append(check.status in case.right)
        false.append(check.status == "verbatim" and not is_verbatim(check))
        if not right[-1] and "-v" in sys.argv:
            print_line(f"    {check.status}: {case.draft} | {check.reason}")
    name = make.__doc__ or ""
    p50, p95 = np.percentile(milliseconds, [50, 95]) if milliseconds else (0, 0)
    share = np.mean(right) if right else 0
    print_line(f"| {name} | {len(right)} | {share:.3f} | {sum(false)} | {p50:.1f} / {p95:.1f} |")


def is_verbatim(check: Check) -> bool:
    """Compare letters and figures alone with the text of every place."""
    quoted = keep_letters(check.quotation.text)
    return bool(check.places) and all(
        quoted == keep_letters(place.article.text[place.start : place.end]) for place in check.places
    )


def keep_letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def quote(text: str, *right: str) -> Case:
    return Case(f"They said: “{text}” It was noted.", right, text)


def leave(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case:
    """untouched"""
    return quote(sentence.text, "verbatim")


def set_anew(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case:
    """other quotation marks, dashes, spaces, line breaks, a comma at the end"""
    spaces = ["  ", "\u00a0", "\n", " "]
    words = sentence.text.removesuffix(".").rstrip().translate(_OTHER_SIGNS).replace('"', "'").split(" ")
    text = "".join(f"{word}{spaces[rng.integers(4)]}" for word in words).strip() + ","
    return quote(text, "verbatim")


def mark_omission(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case:
    """an omission that is marked"""
    words = sentence.text.split(" ")
    third = len(words) // 3
    return quote(" ".join([*words[:third], "[…]", *words[-third:]]), "stitched")


def exchange_word(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case | None:
    """one word exchanged"""
    words, others = sentence.text.split(" "), other.text.split(" ")
    place, new = rng.integers(len(words)), str(others[rng.integers(len(others))])
    if keep_letters(words[place]) == keep_letters(new):
        return None
    words[place] = new
    return quote(" ".join(words), "altered", "stitched")


def leave_word_out(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case:
    """one word within left out"""
    words = sentence.text.split(" ")
    del words[rng.integers(1, len(words) - 2)]  # Without its last word a sentence is still quoted verbatim.
    return quote(" ".join(words), "altered", "stitched")


def deny(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case | None:
    """a negation put in or taken out"""
    if _NEGATION.search(sentence.text):
        return quote(_NEGATION.sub("", sentence.text, count=1), "altered", "stitched")
    text, count = _AUXILIARY.subn(r"\1 not ", sentence.text, count=1)
    return quote(text, "altered", "stitched") if count else None


def change_number(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case | None:
    """one digit of a number changed"""
    digits = [place for place, sign in enumerate(sentence.text) if sign in "0123456789"]
    if not digits:
        return None
    place = digits[rng.integers(len(digits))]
    new = str((int(sentence.text[place]) + rng.integers(1, 10)) % 10)
    return quote(sentence.text[:place] + new + sentence.text[place + 1 :], "altered", "stitched")


def splice(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case | None:
    """the first half of one sentence and the second of another"""
    if other == sentence:
        return None
    words, others = sentence.text.split(" "), other.text.split(" ")
    return quote(" ".join([*words[: len(words) // 2], *others[len(others) // 2 :]]), "stitched", "altered")


def join(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case | None:
    """two whole sentences joined"""
    joined = f"{sentence.text} {other.text}"
    stands = " ".join(joined.split()) in " ".join(sentence.article.text.split())
    return None if other == sentence or stands else quote(joined, "stitched")


def misattribute(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case | None:
    """the words of one article given to another"""
    if sentence.text in other.article.text or other.article.title == sentence.article.title != "":
        return None
    if other.article.title and rng.integers(2):
        draft = f"In “{other.article.title}” it says: “{sentence.text}”"
    else:
        draft = f"It says: “{sentence.text}” ({other.article.id}:0-10)"
    return Case(draft, ("elsewhere",), sentence.text)


def attribute(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case:
    """given to their own article"""
    return Case(f"It says: “{sentence.text}” ({sentence.article.id}:0-10)", ("verbatim",), sentence.text)


def shuffle(sentence: Sentence, other: Sentence, rng: np.random.Generator) -> Case:
    """the same words in random order"""
    return quote(" ".join(rng.permutation(sentence.text.split(" "))), "absent", "altered", "stitched")


CLASSES: tuple[Make, ...] = (
    *(leave, set_anew, attribute, mark_omission),
    *(exchange_word, leave_word_out, deny, change_number, splice, join, misattribute, shuffle),
)


if __name__ == "__main__":
    main()
