"""Spellings to offer for a phrase that no sentence mentions; nothing is counted under another spelling than typed."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.store import Index
from index.text.analyzer import analyze
from qa.mentions.phrase import Phrase, read_phrase
from qa.query.spelling import correct_slips

_READ = 200
"""Maximum number of passages that are read to see whether the articles have a spelling."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A phrase as the articles write it, to be searched instead."""

    text: str


def list_unknown(phrase: Phrase, index: Index) -> tuple[str, ...]:
    """Return the typed words that occur in no passage."""
    words = dict.fromkeys(re.findall(r"[\w'’&.+#-]+", phrase.text))
    stems = {word: analyze(word) for word in words}
    index.lexical.read_ahead([stem for of_word in stems.values() for stem in of_word])
    return tuple(word for word, own in stems.items() if own and not any(map(index.lexical.knows, own)))


def offer_spellings(phrase: Phrase, index: Index) -> tuple[Offer, ...]:
    """Return the phrase in other spellings that a sentence has, as it is written there."""
    found = (_find_written(text, index) for text in dict.fromkeys(_respell(phrase, index)))
    return tuple(dict.fromkeys(Offer(text) for text in found if text))


def _respell(phrase: Phrase, index: Index) -> Iterator[str]:
    if phrase.is_exact:
        yield phrase.text
    # Names are corrected with more care than words in lower case; an offer needs none.
    for text in (phrase.text, phrase.text.lower()):
        corrected = correct_slips(text, index)
        if corrected != text:
            yield corrected


def _find_written(text: str, index: Index) -> str:
    """Return a phrase as most of the sentences that mention it have it; empty if none of the passages read does."""
    phrase = replace(read_phrase(text, index), is_exact=False)
    rows = phrase.find_rows(index)[:_READ]
    index.read_ahead(rows)
    written: Counter[str] = Counter()
    for row in rows.tolist():
        article = index.article_at(row)
        for start, end in index.sentences_at(row).tolist():
            sentence = article.text[start:end]
            if phrase.is_in(sentence):
                written.update(" ".join(sentence[first:after].split()) for first, after in phrase.find_marks(sentence))
    return written.most_common(1)[0][0] if written else ""
