"""Sentences that were read become quotes, cut from their articles by offsets."""

from collections.abc import Iterable

from qa.answer import Quote
from qa.reader import ReadSentence

CONTEXT = 32
"""How many characters before and after a quote are kept for finding its place again."""


def make_quotes(sentences: Iterable[ReadSentence]) -> tuple[Quote, ...]:
    """Quote sentences in the order given, the same words only once."""
    quotes: list[Quote] = []
    seen: set[str] = set()
    for sentence in sentences:
        words = " ".join(sentence.text.split())
        if words not in seen:
            seen.add(words)
            quotes.append(_make_quote(len(quotes) + 1, sentence))
    return tuple(quotes)


def _make_quote(number: int, sentence: ReadSentence) -> Quote:
    article, start, end = sentence.hit.article, sentence.start, sentence.end
    return Quote(
        number=number,
        text=article.text[start:end],
        start=start,
        end=end,
        article=article,
        prefix=article.text[max(0, start - CONTEXT) : start],
        suffix=article.text[end : end + CONTEXT],
    )
