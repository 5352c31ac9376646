"""From read sentences to quotes: which sentences may be quoted, in which order, and what belongs to each."""

import math
from typing import Any

import numpy as np
import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from index.opening import open_index
from qa import ask
from qa.reading.confidence import MIN_SHOWN
from qa.reading.reading_model import LEAST, ReadPieces, SentenceReading

HARBOUR = """# Harbour works

## Who dredged the harbour?

Norsea dredged the harbour in the spring of 2019. The dredging took eleven weeks.

---

## Which vessels may enter?

The following vessels may enter the inner basin:

- fishing boats under twelve metres
- pilot boats
- the ferry to Halden

Ice closes the outer basin in January. It opens again in late March.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    build_index(read_articles([folder / "harbour.md"]), folder / "index", encoder=encoder)
    return open_index(folder / "index")


def test_a_reading_weighs_the_best_span_against_no_answer():
    offsets = np.array([[0, 3], [4, 9], [10, 12], [13, 14]])
    logits = np.array([[1.0, 0.5, 0.0], [2.0, 3.0, 1.0], [0.0, 0.0, 2.0], [9.0, 9.0, 9.0]], dtype=np.float32)
    reading = ReadPieces(offsets, logits, none=2.5).read(0, 12)
    sums = [0.5, 1.5, 2.5, 4.0, 5.0, 2.0]  # Every start with every end that is not before it.
    probability: Any = pytest.approx(math.exp(5.0) / sum(map(math.exp, sums)))
    assert reading == SentenceReading(1.0, (4, 12, probability), 5.0 - 2.5)


def test_a_sentence_that_was_cut_off_answers_least():
    pieces = ReadPieces(np.array([[0, 3]]), np.zeros((1, 3), dtype=np.float32), none=0.0)
    assert pieces.read(5, 9) == SentenceReading(LEAST, None, LEAST)


@pytest.mark.parametrize("question", ["Who dredged the harbour?", "Which vessels may enter?", "harbour works", "---"])
def test_headings_questions_and_rules_are_never_quoted(harbour, question):
    for quote in ask(question, index=harbour).quotes:
        assert not any(line.startswith(("#", "---")) or line.endswith("?") for line in quote.text.splitlines())


def test_a_list_is_quoted_with_the_sentence_that_introduces_it(harbour):
    first = ask("Which vessels may enter the inner basin?", index=harbour).quotes[0]
    assert first.text.startswith("The following vessels may enter the inner basin:")
    assert first.text.endswith("- the ferry to Halden")
    assert first.article.text[first.start : first.end] == first.text


def test_a_sentence_that_opens_with_a_pronoun_is_quoted_with_the_one_before(harbour):
    first = ask("When does the outer basin open again?", index=harbour).quotes[0]
    assert first.text == "Ice closes the outer basin in January. It opens again in late March."


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("Reaching 1.3 miles (2 km) into the estuary, it is the longest pier of the county.", True),
        ("After the flood of 1953, they rebuilt the gate in oak.", True),
        ("“They rebuilt the gate in oak.", True),
        ("In 1953, it was decided to rebuild the gate in oak.", False),
        ("Carpenters rebuilt the gate in oak, and they were paid in wood.", False),
    ],
)
def test_a_sentence_whose_subject_is_a_pronoun_points_back(build, sentence, points):
    before = "Salters worked here before."
    index = build(f"{before} {sentence}")
    asked = {"longest": "Which is the longest pier?", "decided": "What was decided in 1953?"}
    question = next((asked[word] for word in asked if word in sentence), "Who rebuilt the gate in oak?")
    assert ask(question, index=index).quotes[0].text.startswith(before) == points


@pytest.mark.parametrize(
    "question", ["Who dredged the harbour?", "How long did the dredging take?", "When is there ice?"]
)
def test_no_stretch_is_quoted_twice_and_quotes_fall_in_confidence(harbour, question):
    quotes = ask(question, index=harbour).quotes
    for number, quote in enumerate(quotes):
        assert all(quote.end <= other.start or other.end <= quote.start for other in quotes[:number])
    confidences = [quote.confidence for quote in quotes]
    assert confidences == sorted(confidences, reverse=True)
    assert all(confidence >= MIN_SHOWN for confidence in confidences[1:])
