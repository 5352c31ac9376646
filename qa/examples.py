"""Example questions: fixed patterns filled with names, counts and months that stand in the articles."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from index.store import Index
from index.words import find_words
from qa.answer import Answer, Quote
from qa.ask import ask

_ARTICLES_READ = 200
_TRIES = 24
_QUOTES_NEAR, _TRIES_NEXT = 3, 16
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SAYING = "said|says|told|added|noted|stressed|emphasized|announced|explained|warned|argued"
_ROLES = "Minister|Ministry|President|Secretary|General|Council|Nations"
_SPEAKER = re.compile(rf"\b([A-Z][a-z]+ (?!(?:{_ROLES})\b)[A-Z][a-z]{{2,}}) (?:{_SAYING})\b")
_NAME = re.compile(r"(?<=[a-z] )(?:the )?[A-Z][a-z]{2,} [A-Z][a-z]{3,}\b(?! [A-Z]| of\b)")
_COUNT = re.compile(rf"\b(?<!\d,)(?:\d[\d,]*|{_NUMBERS}) ((?:[a-z]+ )?[a-z]{{3,}}[^us\W]s|women|men|people|children)\b")
_MONTH = re.compile(rf"\b(?:{_MONTHS}) \d{{4}}\b")
_PATTERNS = (
    ("What did {} say?", _SPEAKER),
    ("What is said about {}?", _NAME),
    ("What happened in {}?", _MONTH),
    ("How many {} are there?", _COUNT),
)
_UNITS = frozenset("years months weeks days hours minutes times percent others".split())


def example_questions(index: Index, count: int = 4) -> list[str]:
    """Return questions that the articles answer, each tried before it is offered, from different articles first."""
    texts = [article.text for article in islice(index.articles.values(), _ARTICLES_READ)]
    tried = islice(_fill(lambda words: _rank_by_count(words, texts)), _TRIES)
    answered = (question for question in tried if ask(question, index=index, k=1).status != "not_found")
    return list(islice(answered, count))


def next_questions(answer: Answer, asked: Collection[str], index: Index) -> Iterator[str | None]:
    """Yield the result of each question that is tried as one of the next: the question if it is one, otherwise None.

    Every try asks the index, which is what takes the time.
    """
    known = [frozenset(find_words(question)) for question in asked]
    quoted = {(quote.article.id, quote.start) for quote in answer.quotes[:1]}
    for question in islice(_fill(lambda words: _rank_by_distance(words, answer.quotes[:_QUOTES_NEAR])), _TRIES_NEXT):
        words = frozenset(find_words(question))
        if any(words <= other for other in known):
            continue
        said = ask(question, index=index, k=1)
        place = (said.quotes[0].article.id, said.quotes[0].start) if said.status == "answered" else None
        if place and place not in quoted:
            known.append(words)
            quoted.add(place)
            yield question
        else:
            yield None


def _fill(rank: Callable[[re.Pattern[str]], Iterable[str]]) -> Iterator[str]:
    """Yield the questions of all patterns in turn, each filled with its phrases in the order of `rank`."""
    kinds = ([pattern.format(phrase) for phrase in rank(words)] for pattern, words in _PATTERNS)
    return (question for question in chain.from_iterable(zip_longest(*kinds)) if question)


def _rank_by_count(words: re.Pattern[str], texts: Sequence[str]) -> Iterable[str]:
    """Return the phrases that all texts have most often, one text after the other."""
    counts = [Counter(phrase for phrase, _ in _find(words, text)) for text in texts]
    everywhere = sum(counts, Counter[str]())
    return _deal(sorted(count, key=lambda phrase: (-everywhere[phrase], phrase)) for count in counts)


def _rank_by_distance(words: re.Pattern[str], quotes: Sequence[Quote]) -> Iterable[str]:
    """Return the phrases that stand nearest to each quote, one quote after the other."""
    return _deal(
        [
            phrase
            for _, phrase in sorted((abs(at - quote.start), phrase) for phrase, at in _find(words, quote.article.text))
        ]
        for quote in quotes
    )


def _deal(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """Return the first of each row, then the second of each, every phrase once."""
    return dict.fromkeys(phrase for column in zip_longest(*rows) for phrase in column if phrase)


def _find(words: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    for match in words.finditer(text):
        phrase = match[match.lastindex or 0]
        if phrase.split()[-1].lower() not in _UNITS:
            yield phrase, match.start()
