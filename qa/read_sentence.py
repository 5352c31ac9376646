"""`ReadSentence`: a sentence of a passage that was found, and what speaks for it."""

from dataclasses import dataclass

from qa.answer import Hit, Span


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a hit and what speaks for it.

    `logit` is the reader's that it answers. `cover` is the share of the question's own words that its passage holds,
    each weighed by its inverse document frequency; `named` is that of the question's names and numbers. `span` is
    the likeliest answer in the sentence, with the probability of `span_confidence` where the sentence answers, and
    `fits` tells whether that is of the kind that is asked for.
    """

    hit: Hit
    start: int
    end: int
    logit: float
    cover: float
    named: float
    span: Span | None
    fits: bool
    span_confidence: float = 0.0

    @property
    def text(self) -> str:
        """The sentence, cut from the article."""
        return self.hit.article.text[self.start : self.end]
