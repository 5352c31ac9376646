"""Measures which line breaks end a sentence: `python -m tests.bench.files.wrapped [SET [COUNT]]`.

The shipped articles, or the first COUNT articles of a question set, are laid out anew, as mail programs, editors and
text extractors do. Printed is, for each layout, the share of sentences that stay whole. The opposite harm follows, for
the texts of `line_ends.txt`: the breaks after headings, rows and the like that are joined. There "↩" marks a break
within a sentence; all others end one.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from corpus.formats.quote_marks import remove_quote_marks
from corpus.reading import SHIPPED, read_articles
from corpus.sentences import split_sentences
from qa.evaluation.question_sets import read_question_set

LINE_ENDS = Path(__file__).parent / "line_ends.txt"
SEED = 22
_WIDTHS = {
    "fijlt.,;:'’‘|!() I-": 0.28,
    'rs“”"': 0.36,
    "ckvxyzJ?": 0.5,
    "ABEKPSVXYTFZL": 0.66,
    "CDGHNOQRU&": 0.74,
    "mwMW—%": 0.86,
}
"""Widths of signs in a proportional font, in units of an em; others have 0.56."""

_WIDTH_OF = {sign: width for signs, width in _WIDTHS.items() for sign in signs}
_HYPHENATION = re.compile(
    r"(?<=[aeiou][bcdfglmnprst])(?=[bcdfghlmnprst][aeiou][a-z])|(?<=[a-z][aeiou])(?=[bcdfglmnprst][aeiou][a-z])"
)

Measure = Callable[[str], float]


def main() -> None:
    count = int(sys.argv[2]) if len(sys.argv) > 2 else None
    articles = list(islice(read_set(Path(sys.argv[1])) if len(sys.argv) > 1 else read_shipped(), count))
    for name, share in count_layouts(articles).items():
        sys.stdout.write(f"{name}: {share:.4f} stay whole\n")
    counts = count_breaks(LINE_ENDS.read_text(encoding="utf-8"))
    for kind, (ends, joined, wraps, parted) in counts.items():
        if joined or parted:
            sys.stdout.write(f"{kind}: {joined} of {ends} ends joined, {parted} of {wraps} wraps parted\n")
    ends, joined, wraps, parted = map(sum, zip(*counts.values(), strict=True))
    sys.stdout.write(f"all kinds: {joined} of {ends} ends joined, {parted} of {wraps} wraps parted\n")


def read_shipped() -> Iterator[list[str]]:
    """Yield the paragraphs of each shipped article; a line is one, unless it continues the line before."""
    return (split_paragraphs(found.article.text) for found in read_articles([SHIPPED]).found)


def read_set(path: Path) -> Iterator[list[str]]:
    return (split_paragraphs(article.text) for article in read_question_set(path).articles)


def split_paragraphs(text: str) -> list[str]:
    return [line for line in re.sub(r"\n(?=[a-z])", " ", text).split("\n") if line.strip()]


def count_layouts(articles: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the share of the sentences of articles that stay whole in each layout."""
    wanted = [[sentence for paragraph in article for sentence in find_sentences(paragraph)] for article in articles]
    shares = {}
    for name, lay_out in LAYOUTS.items():
        random = Random(SEED)
        texts = [lay_out(article, random) for article in articles]
        whole = sum(count_whole(sentences, text) for sentences, text in zip(wanted, texts, strict=True))
        shares[name] = whole / sum(map(len, wanted))
    return shares


def find_sentences(text: str) -> list[str]:
    return [fold(text[start:end]) for start, end in split_sentences(text)]


def fold(sentence: str) -> str:
    """Return a sentence without white space and hyphens, which layouts add."""
    return re.sub(r"[\s-]", "", sentence)


def count_whole(wanted: Sequence[str], text: str) -> int:
    found = set(find_sentences(text))
    return sum(sentence in found for sentence in wanted)


def wrap(paragraph: str, width: float, measure: Measure = len, indent: str = "", hyphenates: bool = False) -> list[str]:
    """Break a paragraph into lines as wide as fit, at blanks and, if it is to be hyphenated, within words."""
    lines, line = [], indent
    for word in paragraph.split():
        longer = f"{line} {word}" if line.strip() else line + word
        if measure(longer) <= width or not line.strip():
            line = longer
            continue
        for cut in reversed([found.start() for found in _HYPHENATION.finditer(word)] if hyphenates else []):
            if measure(f"{line} {word[:cut]}-") <= width:
                line, word = f"{line} {word[:cut]}-", word[cut:]
                break
        lines.append(line)
        line = word
    return [*lines, line]


def measure_width(text: str) -> float:
    """Return the width of a text in a proportional font, in units of an em."""
    return sum(_WIDTH_OF.get(sign, 0.56) for sign in text)


def lay_out_blank_lines(article: Sequence[str], random: Random) -> str:
    return "\n\n".join("\n".join(wrap(paragraph, 72)) for paragraph in article)


def lay_out_indented(article: Sequence[str], random: Random) -> str:
    return "\n".join("\n".join(wrap(paragraph, 72, indent="    ")) for paragraph in article)


def lay_out_tight(article: Sequence[str], random: Random) -> str:
    return "\n".join("\n".join(wrap(paragraph, 72)) for paragraph in article)


def lay_out_page(article: Sequence[str], random: Random) -> str:
    """Lay out as a text extractor gives a page: a proportional font, no blank lines."""
    return "\n".join("\n".join(wrap(paragraph, 40, measure_width)) for paragraph in article)


def lay_out_hyphenated_page(article: Sequence[str], random: Random) -> str:
    return "\n".join("\n".join(wrap(paragraph, 40, measure_width, hyphenates=True)) for paragraph in article)


def lay_out_narrow(article: Sequence[str], random: Random) -> str:
    return "\n".join("\n".join(wrap(paragraph, 17, measure_width)) for paragraph in article)


def lay_out_hyphenated_column(article: Sequence[str], random: Random) -> str:
    return "\n".join("\n".join(wrap(paragraph, 17, measure_width, hyphenates=True)) for paragraph in article)


def lay_out_any(article: Sequence[str], random: Random) -> str:
    """Lay out at any width from 40 to 100, with or without blank lines, indents and hyphenation."""
    width, indent, hyphenates = random.randint(40, 100), random.choice(["", "  "]), random.random() < 0.3
    measure, widest = (measure_width, width * 0.5) if random.random() < 0.5 else (len, width)
    between = random.choice(["\n", "\n\n"])
    return between.join("\n".join(wrap(paragraph, widest, measure, indent, hyphenates)) for paragraph in article)


def lay_out_quoted(article: Sequence[str], random: Random) -> str:
    """Lay out as a quoted mail, and remove the marks as its reader does."""
    lines = [line for paragraph in article for line in [*wrap(paragraph, 70), ""]]
    return remove_quote_marks("\n".join(f"> {line}".rstrip() for line in lines))


LAYOUTS: dict[str, Callable[[Sequence[str], Random], str]] = {
    "wrapped at 72, blank lines": lay_out_blank_lines,
    "wrapped at 72, indented first lines": lay_out_indented,
    "wrapped at 72, neither": lay_out_tight,
    "page": lay_out_page,
    "page, hyphenated": lay_out_hyphenated_page,
    "narrow column": lay_out_narrow,
    "narrow column, hyphenated": lay_out_hyphenated_column,
    "any width": lay_out_any,
    "quoted mail": lay_out_quoted,
}


def count_breaks(marked: str) -> dict[str, tuple[int, int, int, int]]:
    """Return for each kind of text its breaks that end a sentence, how many are joined, and the same of wraps."""
    counts = {}
    for part in re.split(r"^=== ", marked, flags=re.MULTILINE)[1:]:
        kind, _, body = part.partition("\n")
        wraps = {found.start() - number for number, found in enumerate(re.finditer("↩", body))}
        text = body.replace("↩", "")
        # A stop ends a sentence whether the lines are joined or not.
        ends = {found.start() for found in re.finditer(r"(?<=[^\s.!?…])\n(?=.*\S)", text)} - wraps
        joined = {place for start, end in split_sentences(text) for place in range(start, end)}
        counts[kind] = len(ends), len(ends & joined), len(wraps), len(wraps - joined)
    return counts


if __name__ == "__main__":
    main()
