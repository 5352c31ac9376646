"""`ScoredSentence`: a sentence of a hit, with the signals that it answers."""

from dataclasses import dataclass

from qa.answer import Hit, Span


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a hit and the signals that it answers.

    `logit` and `margin` are those of `SentenceReading` in `qa/reading/reading_model.py`. `span` is the likeliest answer
    in the sentence, and `span_confidence` its probability if the sentence answers. `fits` is whether the answer has the
    kind that the question asks for. `conflict` is a word that shows another person or event than the question names:
    "deputy". `score_gap` is what the score of the hit lacks because few passages compete.
    """

    hit: Hit
    start: int
    end: int
    logit: float
    margin: float
    span: Span | None = None
    span_confidence: float = 0.0
    fits: bool = True
    conflict: str = ""
    score_gap: float = 0.0

    @property
    def text(self) -> str:
        """The sentence, cut from the article."""
        return self.hit.article.text[self.start : self.end]

    def overlaps(self, other: "ScoredSentence") -> bool:
        """Return whether two sentences share characters of one article."""
        same = self.hit.article.id == other.hit.article.id
        return same and self.start < other.end and other.start < self.end
