"""The numbers that rank passages, in one frozen dataclass: `RANKING` has those in use.

`dataclasses.replace(RANKING, dense=0)` switches a stage off. `quotedesk evaluate SET --ablate` does so for each stage
in turn, which measures what the number is worth against 0; the figures are in `tests/bench/README.md`, "What a stage is
worth". Their exact values, and every number whose docstring names no command, were chosen by hand; no measurement of
other values is recorded.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights, counts and thresholds of the search, the second search and the number of passages that are read.

    A weight multiplies scores with mean 0 and standard deviation 1 unless its docstring gives another unit. Raises
    ValueError for a negative count, and where `candidates` or `reranked` is 0.
    """

    candidates: int = 100
    """Passages that each of the two first stages, words and vectors, finds."""

    reranked: int = 50
    """Passages that late interaction reads, the best of the fused candidates; the others keep their order below."""

    lexical: float = 0.5
    """Weight of BM25 in the sum of the first stage, which is brought to standard deviation 1 again: only its ratio to
    `dense` counts. 0 searches by vectors alone. `quotedesk evaluate SET --ablate`, row `lexical`."""

    dense: float = 0.5
    """Weight of the cosine in that sum; 0 searches by words alone. `quotedesk evaluate SET --ablate`, row `dense`."""

    passage: float = 1.0
    """Weight of a passage's MaxSim. `quotedesk evaluate SET --ablate`, row `rerank`, with `sentence`."""

    sentence: float = 1.0
    """Weight of the MaxSim of a passage's best sentence. `quotedesk evaluate SET --ablate`, row `rerank`."""

    own_share: float = 1 / 3
    """Share, from 0 to 1, of a follow-up by itself in late interaction; the rest is that of the follow-up with its
    earlier questions. `quotedesk evaluate SET` on sets of follow-ups ("A follow-up by itself" in the figures)."""

    topic: float = 2.0
    """Most that is added to a passage of the articles that the questions on a topic are about, in points of the score;
    0 does not search for these. `quotedesk evaluate SET --ablate`, row `topic`."""

    topic_hits: int = 8
    """Passages found by all questions on the topic that decide which articles these are."""

    phrase: float = 3.0
    """Added to a passage that holds the phrases of a question, in points of the score; 0 does not search for these.
    `quotedesk evaluate SET --ablate`, row `phrase`."""

    definition: float = 3.0
    """Added to a passage that defines what a question asks to define, and to the first one of an article with that
    title, in points of the score; 0 adds nothing. `quotedesk evaluate SET --ablate`, row `definition`."""

    repeat: float = 0.6
    """Taken from a passage for each better one of its article, in points of the score.
    `quotedesk evaluate SET --ablate`, row `repeat`."""

    max_repeats: int = 5
    """Maximum number of better passages that count for `repeat`."""

    copies: float = 0.8
    """Minimum share, from 0 to 1, of a passage's shingles in another one, for both to be listed as near copies in one
    hit; 0 lists every copy by itself. `quotedesk evaluate SET --ablate`, row `copies`."""

    part_first: int = 4
    """Hits that keep their ranks; the next ones go to things that the question names and none of these mentions."""

    part_depth: int = 20
    """Hits that are searched for such a thing; 0 searches none. `quotedesk evaluate SET --ablate`, row `part`."""

    hop_first: int = 6
    """Hits of the question itself; those after them, up to `hop_last`, come from the second search."""

    hop_last: int = 10
    """Last rank of the second search; 0 does without one. `quotedesk evaluate SET --ablate`, row `hop`."""

    hop_cover: float = 0.4
    """Minimum share, from 0 to 1, of the question's words by weight in the best hit for a second search with it."""

    hop_characters: int = 300
    """Characters of the best hit, its headline included, that the second search adds to the question."""

    clear_margin: float = 0.2
    """How much greater the cosine of its best passage must be for a question that points back ("How old is he?") to be
    searched without the earlier ones, as a difference of cosines."""

    sure_alone: float = 0.5
    """Minimum confidence, from 0 to 1, of the answer to a question that points back or is only keywords, for it to be
    given without the earlier questions. "Questions of a conversation" in the figures."""

    surer_alone: float = 0.2
    """How much more confident that answer must be than the one with the earlier questions, as a difference, if the
    question points back ("How old is he?")."""

    new_topic: float = 0.1
    """The same if the question continues in a few words ("What about lead pipes?")."""

    clearly: float = 0.1
    """How much likelier a passage found with the earlier questions must answer a question that neither points back nor
    goes on ("How long did the band stay together?") for it to be answered with them, as a difference."""

    read: int = 20
    """Maximum number of hits that the reader reads; with 0 no model reads, and sentences are chosen by the question's
    words. `quotedesk evaluate SET --ablate`, row `reader`. More than five changed no first quote of two sets ("The
    order and the confidence" in the figures)."""

    def __post_init__(self) -> None:
        """Check the counts."""
        for field in fields(self):
            least = 1 if field.name in ("candidates", "reranked") else 0
            if field.type is int and getattr(self, field.name) < least:
                raise ValueError(f"{field.name} must be at least {least}, not {getattr(self, field.name)}")


RANKING = Ranking()
"""The numbers in use; the shipped confidence was fitted to scores that they give."""
