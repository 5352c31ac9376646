"""Brackets and quotation marks come in pairs: a span of a text has both of a pair or neither."""

_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ('"', '"'))


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
