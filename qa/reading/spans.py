"""The offsets of a span in its sentence, and brackets and quotation marks, of which a span has both or neither."""

from collections.abc import Callable
from typing import NamedTuple

_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ('"', '"'))


class SpanOffsets(NamedTuple):
    """The start and end of a span in its sentence, in which the same words may occur more than once."""

    start: int
    end: int

    def cut(self, sentence: str) -> str:
        """Return the span."""
        return sentence[self.start : self.end]

    def before(self, sentence: str) -> str:
        """Return the words before the span."""
        return sentence[: self.start]

    def after(self, sentence: str) -> str:
        """Return the words after the span."""
        return sentence[self.end :]


Check = Callable[[str, str, SpanOffsets], bool]
"""Returns whether a span, given with its question and sentence, has the kind that is asked for."""


def pair_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span with a mark at its edge left out, or one beside it taken in, where half of a pair was in it."""
    for opening, closing in _PAIRS:
        span = text[start:end]
        alike = opening == closing and span.count(opening) % 2 == 1
        surplus = span.count(opening) - span.count(closing)
        if (alike or surplus > 0) and span.startswith(opening):
            start += 1
        elif (alike or surplus < 0) and span.endswith(closing):
            end -= 1
        elif surplus > 0 and text.startswith(closing, end):
            end += 1
        elif surplus < 0 and start and text[start - 1] == opening:
            start -= 1
    return start, end
