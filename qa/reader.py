"""From hits to verbatim sentences: what in each passage answers the question, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.cutting import matching_text
from index.store import Index
from index.words import find_words
from qa.answer import Hit

COVER_WEIGHT = 0.5
"""Weight of the covered words beside the cosine; .25 to 1 find the right sentence equally often."""

PASSAGE_WEIGHT = 0.03
"""Weight of the passage's score beside the sentence's; small, so that it decides only between near equals."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a hit and what speaks for it.

    `cosine` compares it, below its article's headline, with the query; `cover` is the share of the query's words
    that it holds, each word weighed by its inverse document frequency.
    """

    hit: Hit
    start: int
    end: int
    cosine: float
    cover: float

    @property
    def text(self) -> str:
        """The sentence, cut from the article."""
        return self.hit.article.text[self.start : self.end]

    @property
    def score(self) -> float:
        """How well the sentence answers, comparable between questions."""
        return self.cosine + COVER_WEIGHT * self.cover

    @property
    def standing(self) -> float:
        """The score with a share of its passage's; orders the sentences of one question."""
        return self.score + PASSAGE_WEIGHT * self.hit.score


def read_sentences(query: str, hits: Sequence[Hit], index: Index) -> list[ReadSentence]:
    """Measure every sentence of the hits against the query, in the order of the hits and their sentences."""
    places = [(hit, start, end) for hit in hits for start, end in index.sentences_in(hit.passage).tolist()]
    texts = [hit.article.text[start:end] for hit, start, end in places]
    vectors = index.encoder.encode_passages(
        [matching_text(hit.article, text) for (hit, _, _), text in zip(places, texts, strict=True)]
    ).vectors
    cosines = (vectors @ index.encoder.encode_query(query).vector).tolist()
    weights = {word: index.lexical.idf(word) for word in find_words(query)}
    whole = sum(weights.values())
    return [
        ReadSentence(hit, start, end, cosine, _cover(weights, text) / whole if whole else 0.0)
        for (hit, start, end), text, cosine in zip(places, texts, cosines, strict=True)
    ]


def _cover(weights: dict[str, float], text: str) -> float:
    return sum(weights[word] for word in weights.keys() & set(find_words(text)))


def best_by_passage(sentences: Sequence[ReadSentence]) -> list[ReadSentence]:
    """Return the best sentence of every passage, best first."""
    best: dict[str, ReadSentence] = {}
    for sentence in sentences:
        known = best.get(sentence.hit.passage.id)
        if known is None or sentence.score > known.score:
            best[sentence.hit.passage.id] = sentence
    return sorted(best.values(), key=lambda sentence: (-sentence.standing, sentence.hit.rank))
