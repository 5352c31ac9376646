"""Makes quotes of sentences, cut from their articles by offsets."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from corpus.articles import Article
from index.text.analyzer import analyze
from qa.answer import Place, Quote
from qa.query.command_options import find_options
from qa.query.negation import count_negations
from qa.reading.confidence import MIN_SHOWN, estimate
from qa.reading.scored_sentence import ScoredSentence

CONTEXT = 32
"""Minimum number of characters kept before and after a quote, for finding its place again."""

MAX_CONTEXT_LENGTH = CONTEXT << 6
"""Maximum number of characters kept there: in a repetitive text no context of any length is unique."""


def choose_likely(best: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the best sentence, and those of the others that are likely enough to be shown."""
    return [*best[:1], *(sentence for sentence in best[1:] if estimate(sentence) >= MIN_SHOWN)]


def make_quotes(sentences: Iterable[ScoredSentence]) -> tuple[Quote, ...]:
    """Quote sentences in the order given; those that say the same in the same words become one quote."""
    quotes: dict[Hashable, Quote] = {}
    for sentence in sentences:
        words = find_wording(sentence.text)
        known = quotes.get(words)
        if known is None:
            quotes[words] = _make_quote(len(quotes) + 1, sentence)
        elif all(_place(sentence) != place for place in (_place_of(known), *known.also)):
            quotes[words] = replace(known, also=(*known.also, _place(sentence)))
    return tuple(quotes.values())


def find_wording(text: str) -> Hashable:
    """Return the key of a sentence, equal for sentences with the same options, negations and stems."""
    words = tuple(analyze(text))
    return (words, count_negations(text), *find_options(text)) if words else " ".join(text.split())


def _place(sentence: ScoredSentence) -> Place:
    return Place(sentence.hit.article, sentence.start, sentence.end, sentence.hit.collection)


def _place_of(quote: Quote) -> Place:
    return Place(quote.article, quote.start, quote.end, quote.collection)


def _find_context(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words before and after a quote, each long enough to make the quote unique in the article.

    Neither is longer than `MAX_CONTEXT_LENGTH`, even if that does not make it unique.
    """
    before = after = CONTEXT
    while before < min(start, MAX_CONTEXT_LENGTH) and _is_repeated(text[start - before : end], text):
        before *= 2
    while after < min(len(text) - end, MAX_CONTEXT_LENGTH) and _is_repeated(text[start : end + after], text):
        after *= 2
    if end + after == len(text) and _is_repeated(text[start:], text):
        after -= 1  # Else it would look as if more words followed.
    return text[max(0, start - before) : start], text[end : end + after]


def reaches_end(suffix: str) -> bool:
    """Return whether a quote's suffix stops at the article's end: elsewhere its length is a doubling of `CONTEXT`."""
    doublings, rest = divmod(len(suffix), CONTEXT)
    return rest > 0 or doublings.bit_count() != 1


def is_rest(suffix: str, rest: str) -> bool:
    """Return whether the words after a quote are all that follows in its article, apart from blanks."""
    return suffix == rest or (suffix == rest[:-1] and rest[-1].isspace())


def _is_repeated(words: str, text: str) -> bool:
    return text.find(words, text.find(words) + 1) >= 0


def _make_quote(number: int, sentence: ScoredSentence) -> Quote:
    quote = quote_at(sentence.hit.article, sentence.start, sentence.end)
    return replace(
        quote,
        number=number,
        span=sentence.span,
        confidence=estimate(sentence),
        span_confidence=sentence.span_confidence,
        collection=sentence.hit.collection,
    )


def quote_at(article: Article, start: int, end: int) -> Quote:
    """Quote a stretch of an article, with the words around it."""
    prefix, suffix = _find_context(article.text, start, end)
    return Quote(1, article.text[start:end], start, end, article, prefix, suffix)
