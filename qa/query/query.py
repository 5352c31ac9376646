"""A question as it is searched: what it leans on, what it quotes or excludes, and what its words are elsewhere.

A passage must contain every `"exact phrase"` and nothing that is excluded. In a question, where quotation marks enclose
a title or somebody's words, passages with the phrase only rank before others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.store import Index
from index.text.analyzer import analyze
from index.types import Among, Rows
from qa.query.collection_topic import find_topic
from qa.query.courtesy import find_core
from qa.query.followup import find_carried
from qa.query.period import find_period
from qa.query.signs import exclude, find_rows_holding, read_signs
from qa.query.spelling import correct_slips


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: `text` is read by the model, its words and the `added` ones count by BM25.

    `carried` are the earlier questions that it leans on, and `leading` their words, with which `text` begins. A passage
    may contain none of the `excluded` words and phrases, and must contain all `phrases`; if the text `asks` a question
    they only raise its rank.
    """

    text: str
    carried: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    asks: bool = False
    leading: str = ""

    @property
    def question(self) -> str:
        """The text without what is carried."""
        return self.text[len(self.leading) :]

    @property
    def own_words(self) -> str:
        """The question, or the whole text where only what is carried names anything."""
        return self.question if analyze(self.question) else self.text

    @property
    def words(self) -> list[str]:
        """The words that BM25 searches."""
        return analyze(" ".join([self.text, *self.added]))

    def __str__(self) -> str:
        """Return the query as it is shown, with its signs."""
        signs = [*(f'"{phrase}"' for phrase in self.phrases), *(f"-{word}" for word in self.excluded)]
        added = f"(also: {', '.join(self.added)})" if self.added else ""
        return " ".join(part for part in [self.text, *signs, added] if part)


def make_query(question: str, history: Sequence[str], index: Index) -> Query:
    """Read the signs of a question, reduce it to what it asks, mend its slips and resolve what it leans on."""
    signs = read_signs(question, index)
    if not signs.plain:
        return Query(question)
    core = find_core(signs.plain)
    index.lexical.read_ahead(analyze(core.asked))
    # What is said to the program, such as "hello", names nothing that a question may lean on.
    earlier = [each for each in history if _plain_words(each, index) and not find_topic(each)]
    carried = find_carried(core.asked, earlier, index)
    leading = carry_words(carried, index)
    text = leading + correct_slips(core.asked, index)
    excluded = list(signs.excluded)
    for number, leant_on in enumerate(carried, start=1):
        later = set(analyze(carry_words(carried[number:], index) + core.asked))
        excluded += [typed for typed in read_signs(leant_on, index).excluded if later.isdisjoint(analyze(typed))]
    added = (*_find_other_forms(text, index), *core.names)
    return Query(text, carried, added, signs.phrases, tuple(dict.fromkeys(excluded)), signs.asks, leading)


def carry_words(carried: Sequence[str], index: Index) -> str:
    """Return what a query begins with that carries earlier questions: what each asks, without what it excludes."""
    return "".join(f"{_plain_words(earlier, index)} " for earlier in carried)


def _plain_words(earlier: str, index: Index) -> str:
    """Return what an earlier question asks, without its period and what it excludes."""
    period = find_period(earlier)
    plain = read_signs(period.question if period and period.question else earlier, index).plain
    return find_core(plain).asked if plain else ""


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
    return exclude(query.excluded, index, among) if query.excluded else among


def find_rows_with_phrases(query: Query, index: Index) -> Rows:
    """Return the rows of the passages that hold every phrase of a query."""
    return find_rows_holding(query.phrases, index)
