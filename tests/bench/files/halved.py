"""Counts the halved sentences of real PDFs: `python -m tests.bench.files.halved FOLDER [--list]`.

FOLDER holds PDFs, also in folders within it. A sentence is surely halved if it ends with a comma, or with a word that
no sentence ends with, such as "the" or "of". `--list` prints these sentences.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from corpus.formats import pdf
from corpus.readers.fields import FileToRead, article_from_fields
from corpus.sentences import split_sentences

MIN_WORDS = 4
"""Minimum number of words of a sentence that is counted; shorter ones are mostly cells and labels."""

_OPEN_END = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|because|between|but|by|for|from|in|into|its|of|on|or|our|than|that|the|their|these|this"
    r"|those|to|was|were|which|while|who|whose|with|within))\Z"
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_sentences(path: Path) -> Iterator[str]:
    """Yield the sentences of a PDF of several words; images are not recognised."""
    with path.open("rb") as content:
        for fields in pdf.read_pdf(FileToRead(path, content)):
            if "text" in fields:
                article = article_from_fields(fields, str(fields["text"]))
                spans = split_sentences(article.text, article.language)
                sentences = (" ".join(article.text[start:end].split()) for start, end in spans)
                yield from (sentence for sentence in sentences if len(_WORD.findall(sentence)) >= MIN_WORDS)


def main() -> None:
    """Print the number of files and sentences, and how many are halved."""
    folder, lists = Path(sys.argv[1]), "--list" in sys.argv
    files = sentences = halved = 0
    for path in sorted(folder.rglob("*.pdf")):
        with patch.object(pdf, "has_ocr", return_value=False):
            found = list(read_sentences(path))
        files += bool(found)
        sentences += len(found)
        for sentence in filter(_OPEN_END.search, found):
            halved += 1
            if lists:
                sys.stdout.write(f"{path.name}: {sentence}\n")
    share = halved / max(sentences, 1)
    sys.stdout.write(f"{files} files, {sentences:,} sentences, {halved} halved ({share:.4f})\n")


if __name__ == "__main__":
    main()
