"""Example questions: fixed patterns filled with names, counts and months that stand in the articles."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain, islice, zip_longest

from corpus.articles import Article
from index.store import Index
from index.words import find_words
from qa.answer import Answer
from qa.ask import ask

_ARTICLES_READ = 200
_TRIES = 24
_ARTICLES_NEAR, _TRIES_NEXT = 2, 12
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
    tried = islice(_fill_all(articles), _TRIES)
    answered = (question for question in tried if ask(question, index=index, k=1).status != "not_found")
    return list(islice(answered, count))


def next_questions(answer: Answer, asked: Collection[str], index: Index, count: int = 3) -> list[str]:
    """Return questions on the articles of an answer that they answer too, with a sentence that it has not quoted."""
    articles = list({quote.article.id: quote.article for quote in answer.quotes}.values())[:_ARTICLES_NEAR]
    known = [frozenset(find_words(question)) for question in asked]
    quoted = {(quote.article.id, quote.start) for quote in answer.quotes[:1]}
    found: list[str] = []
    for question in islice(_fill_all(articles), _TRIES_NEXT):
        words = frozenset(find_words(question))
        if len(found) == count:
            break
        if any(words <= other for other in known):
            continue
        said = ask(question, index=index, k=1)
        place = (said.quotes[0].article.id, said.quotes[0].start) if said.status == "answered" else None
        if place and place not in quoted:
            found.append(question)
            known.append(words)
            quoted.add(place)
    return found


def _fill_all(articles: list[Article]) -> Iterator[str]:
    """Yield the questions of all patterns in turn."""
    kinds = [_fill(pattern, words, articles) for pattern, words in _PATTERNS]
    return (question for question in chain.from_iterable(zip_longest(*kinds)) if question)


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
