"""A question as it is searched: what it leans on, what it quotes or excludes, and what its words are elsewhere.

The signs that people type: `"an exact phrase"` must stand in a passage, a `-word` must not. In a question, where
quotation marks are those of a title or of somebody's words, a passage that holds the phrase only comes before others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.layout import Rows
from index.store import Among, Index
from index.words import find_words
from qa.followup import find_carried
from qa.slips import mend_slips

_PHRASE = re.compile(r'["“”„]([^"“”„]+)["“”„]')
_ASKS = re.compile(r"\?|\b(?:who|whom|whose|what|when|where|which|why|how)\b", re.IGNORECASE)
_EXCLUDED = re.compile(r"(?<!\S)[-−](\w[\w'’-]*)")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: `text` is read by the model, its words and the `added` ones count by BM25.

    `carried` are the earlier questions that it leans on and whose words `text` begins with. None of the `excluded`
    words may stand in a passage, and every one of the `phrases` must, or only should where the text `asks` a question.
    """

    text: str
    carried: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    asks: bool = False

    @property
    def question(self) -> str:
        """The text without what is carried."""
        return self.text[len(carry_words(self.carried)) :]

    @property
    def own_words(self) -> str:
        """The question, or the whole text where only what is carried names anything."""
        return self.question if find_words(self.question) else self.text

    @property
    def words(self) -> list[str]:
        """The words that BM25 searches."""
        return find_words(" ".join([self.text, *self.added]))

    def __str__(self) -> str:
        """Return the query as it is shown, with its signs."""
        signs = [*(f'"{phrase}"' for phrase in self.phrases), *(f"-{word}" for word in self.excluded)]
        added = f"(also: {', '.join(self.added)})" if self.added else ""
        return " ".join(part for part in [self.text, *signs, added] if part)


def make_query(question: str, history: Sequence[str], index: Index) -> Query:
    """Read the signs of a question, mend its slips and resolve what it leans on."""
    phrases = tuple(" ".join(found.split()) for found in _PHRASE.findall(question))
    excluded = _EXCLUDED.findall(question)
    index.lexical.read_ahead(find_words(question))
    plain = " ".join(_EXCLUDED.sub(" ", _PHRASE.sub(r"\1", question)).split())
    if not plain:
        return Query(question)
    carried = find_carried(plain, [earlier for earlier in history if _EXCLUDED.sub("", earlier).strip()])
    text = carry_words(carried) + mend_slips(plain, index)
    for number, earlier in enumerate(carried, start=1):
        later = set(find_words(carry_words(carried[number:]) + plain))
        excluded += [word for word in _EXCLUDED.findall(earlier) if later.isdisjoint(find_words(word))]
    asks = bool(_ASKS.search(_PHRASE.sub(" ", question)))
    return Query(text, carried, tuple(_find_other_forms(text, index)), phrases, tuple(dict.fromkeys(excluded)), asks)


def carry_words(carried: Sequence[str]) -> str:
    """Return what a query begins with that carries earlier questions: their text without the words they exclude."""
    return "".join(f"{' '.join(_EXCLUDED.sub(' ', earlier).split())} " for earlier in carried)


def _find_other_forms(text: str, index: Index) -> Iterator[str]:
    """Yield the long form of each acronym in a text, and the acronym of each long form."""
    words = set(re.findall(r"\w+", text))
    folded = text.casefold()
    for acronym, long_form in index.acronyms.items():
        has_acronym = acronym in words or (acronym.lower() in words and text.islower())
        has_long_form = long_form.casefold() in folded
        if has_acronym != has_long_form:
            yield long_form if has_acronym else acronym


def find_allowed(query: Query, index: Index, among: Among) -> Among:
    """Return what may be found, of that `among` others, that holds what it must and nothing excluded."""
    if query.phrases and not query.asks:
        among = index.keep(find_rows_with_phrases(query, index), among)
    excluded = [word for typed in query.excluded for word in find_words(typed)]
    return index.exclude(excluded, among) if excluded else among


def find_rows_with_phrases(query: Query, index: Index) -> Rows:
    """Return the rows of the passages that hold every phrase of a query, whatever stands between its words."""
    rows = index.lexical.rows_with_all([word for phrase in query.phrases for word in find_words(phrase)])
    index.read_ahead(rows)
    for phrase in query.phrases:
        words = r"\W+".join(map(re.escape, re.findall(r"\w+", phrase)))
        pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
        rows = np.array([row for row in rows.tolist() if pattern.search(index.passage_at(row).text)], dtype=np.int64)
    return rows
