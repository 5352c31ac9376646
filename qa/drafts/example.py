"""An example draft for the page, made of sentences of the articles: one verbatim, one altered, one that none has."""

import re
from collections.abc import Iterator
from itertools import chain, islice, product, zip_longest

from corpus.articles import Article
from index.store import Index, once_per_index
from qa.drafts.checking import CheckStatus, check_draft

_ARTICLES_READ, _SENTENCES_READ, _MAX_TRIES = 20, 30, 12
"""Maximum number of articles, of sentences of each, and of sentences to alter that are tried."""

_LENGTHS = range(50, 181)
"""Length of a sentence that is quoted, in characters."""

_ABSENT = (
    "We kept bees on the roof for eleven summers and sold the honey at the door.",
    "My grandmother taught the parrot to whistle whenever the kettle boiled.",
)
_DIGIT = re.compile(r"(?<![\d.,:/-])[1-9]\d{0,3}(?![\d.,:/-])")
_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_SMALL_NUMBER = re.compile(rf"\b(?:{'|'.join(_SMALL)})\b", re.IGNORECASE)
_MARKED = re.compile(r"[\"“”„«»‘’'*_#<>\n]")

_Sentence = tuple[Article, str]


@once_per_index
def make_example_draft(index: Index) -> str:
    """Return a draft with a verbatim, an altered and an absent quotation of the articles; empty if none can be made.

    Cached, since up to two dozen drafts are checked for it.
    """
    sentences = list(islice(_find_sentences(index), _ARTICLES_READ * 2))
    wanted: list[CheckStatus] = ["verbatim", "altered", "absent"]
    for article, altered in islice(_alter_all(sentences), _MAX_TRIES):
        # From another article, if there is one.
        others = sorted(sentences, key=lambda sentence: sentence[0].id == article.id)
        for (_, verbatim), absent in product(others[:1], _ABSENT):
            draft = _write(verbatim, altered, absent)
            if [check.status for check in check_draft(draft, index)] == wanted:
                return draft
    return ""


def _write(verbatim: str, altered: str, absent: str) -> str:
    return (
        f"The report puts it plainly: “{verbatim}” It goes on: “{altered}”\n\n"
        f"A neighbour remembers those days differently: “{absent}”\n"
    )


def _find_sentences(index: Index) -> Iterator[_Sentence]:
    """Yield sentences to quote, in turn from each of the first articles."""
    ids = list(islice(index.articles, _ARTICLES_READ))
    index.read_articles_ahead(ids)
    of_each = ([*_read_sentences(index, id)] for id in ids)
    yield from (sentence for sentence in chain.from_iterable(zip_longest(*of_each)) if sentence)


def _read_sentences(index: Index, article_id: str) -> Iterator[_Sentence]:
    article = index.articles[article_id]
    for start, end in index.sentences_of(article_id)[:_SENTENCES_READ].tolist():
        text = article.text[start:end].strip()
        if len(text) in _LENGTHS and text[0].isupper() and text[-1] == "." and not _MARKED.search(text):
            yield article, text


def _alter_all(sentences: list[_Sentence]) -> Iterator[_Sentence]:
    """Yield altered sentences: those with another number first, then those without a word."""
    for change in _change_number, _drop_word:
        for article, text in sentences:
            if (changed := change(text)) != text:
                yield article, changed


def _change_number(text: str) -> str:
    if found := _SMALL_NUMBER.search(text):
        other = _SMALL[(_SMALL.index(found[0].lower()) + 2) % len(_SMALL)]
        return text[: found.start()] + (other.capitalize() if found[0][0].isupper() else other) + text[found.end() :]
    return _DIGIT.sub(lambda found: str(int(found[0]) + 10), text, count=1)


def _drop_word(text: str) -> str:
    words = text.split(" ")
    return " ".join([*words[: len(words) // 2], *words[len(words) // 2 + 1 :]])
