"""Example questions: fixed patterns filled with names, counts and months that stand in the articles."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from corpus.articles import Article
from index.store import Index
from qa.ask import ask

_ARTICLES_READ = 200
_TRIES = 24
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{2,} [A-Z][a-z]{3,}\b(?! [A-Z]| of\b)")
_COUNT = re.compile(rf"\b(?<!\d,)(?:\d[\d,]*|{_NUMBERS}) ((?:[a-z]+ )?[a-z]{{3,}}[^us\W]s|women|men|people|children)\b")
_MONTH = re.compile(rf"\b(?:{_MONTHS}) \d{{4}}\b")
_PATTERNS = (
    ("What is said about {}?", _NAME),
    ("What happened in {}?", _MONTH),
    ("How many {}?", _COUNT),
)
_UNITS = frozenset("years months weeks days hours minutes times percent others".split())


def example_questions(index: Index, count: int = 4) -> list[str]:
    """Return questions that the articles answer, each tried before it is offered, from different articles first."""
    articles = list(islice(index.articles.values(), _ARTICLES_READ))
    kinds = [_fill(pattern, words, articles) for pattern, words in _PATTERNS]
    candidates = chain.from_iterable(zip_longest(*kinds))
    tried = islice((question for question in candidates if question), _TRIES)
    answered = (question for question in tried if ask(question, index=index, k=1).status != "not_found")
    return list(islice(answered, count))


def _fill(pattern: str, words: re.Pattern[str], articles: list[Article]) -> Iterator[str]:
    """Yield the pattern with what the articles speak of most, one article after the other."""
    found = [Counter(_find(words, article.text)) for article in articles]
    everywhere = sum(found, Counter[str]())
    ranked = [sorted(counter, key=lambda phrase: (-everywhere[phrase], phrase)) for counter in found]
    phrases = (phrase for row in zip_longest(*ranked) for phrase in row if phrase)
    for phrase in dict.fromkeys(phrases):
        yield pattern.format(phrase)


def _find(words: re.Pattern[str], text: str) -> Iterator[str]:
    for match in words.finditer(text):
        phrase = match[match.lastindex or 0]
        if phrase.split()[-1].lower() not in _UNITS:
            yield phrase
