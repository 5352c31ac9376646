"""The types of an answer: frozen data, every quotation cut from its article by offsets."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.articles import Article, abridge
from corpus.passages import Passage

Status = Literal["answered", "nearest", "not_found", "about"]


@dataclass(frozen=True, slots=True)
class Why:
    """How a hit got its score: the parts sum to it; the others are the raw measures behind them."""

    lexical: float
    dense: float
    rerank: float
    topic: float
    phrase: float
    definition: float
    repeat: float
    part: float
    hop: float
    bm25: float
    cosine: float
    maxsim: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; `rank` starts at 1, a higher `score` is better within one list of one index only.

    `collection` is the name of its collection, empty if none was named.
    """

    rank: int
    score: float
    passage: Passage
    article: Article
    why: Why
    collection: str = ""

    def __repr__(self) -> str:
        """Return the rank, the score and the passage in one line."""
        return f"Hit(rank={self.rank}, score={self.score:.3f}, passage={self.passage!r})"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article: `text == article.text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article says something; `collection` is that of the article, empty if none was named."""

    article: Article
    start: int
    end: int
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim sentence with the words around it: `text == article.text[start:end]`.

    `prefix` and `suffix` are the article's own characters before and after, for finding the place again. `span` is
    the part that answers a question for one thing; `also` names other places that say the same words. `confidence` is
    the calibrated probability that it answers, `span_confidence` that of the span where it does. `collection` is the
    name of the article's collection, empty if none was named.
    """

    number: int
    text: str
    start: int
    end: int
    article: Article
    prefix: str
    suffix: str
    span: Span | None = None
    also: tuple[Place, ...] = ()
    confidence: float = 0.0
    span_confidence: float = 0.0
    collection: str = ""

    def __repr__(self) -> str:
        """Return the number, the text, its place and its confidence in one line."""
        place = f"{self.article.id}:{self.start}-{self.end}"
        return f"Quote({self.number}, {abridge(self.text)!r}, {place!r}, confidence={self.confidence:.3f})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say about a question: quotes, or that they do not answer, with the reason.

    If the question is about the collection or the program itself, the status is "about": the `reason` holds the fixed
    words of the answer, and each quote is a sentence of an article.

    `carried` are the earlier questions that the question was understood to depend on; `query` begins with their words,
    `searched` is the rest of it. `since` and `until` are the dates that the search was limited to, as given or as
    parsed from the question.
    """

    question: str
    query: str
    status: Status
    confidence: float
    reason: str
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    carried: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    searched: str = ""

    def __repr__(self) -> str:
        """Return the question, the status and the number of quotes and hits in one line."""
        counts = f"{len(self.quotes)} quotes, {len(self.hits)} hits"
        return f"Answer({abridge(self.question)!r}, {self.status!r}, confidence={self.confidence:.3f}, {counts})"
