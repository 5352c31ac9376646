"""A question as it is searched: what it leans on, what it quotes or excludes, and what its words are elsewhere.

A passage must contain every `"exact phrase"` and nothing that is excluded. In a question, where quotation marks enclose
a title or somebody's words, passages with the phrase only rank before others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.store import Index
from index.text.analyzer import Term, analyze_short, find_terms
from index.types import Among, Rows
from qa.query.collection_topic import find_topic
from qa.query.courtesy import Core, drop_link, find_core
from qa.query.followup import find_carried, points_back
from qa.query.period import find_period
from qa.query.signs import Signs, exclude, find_rows_holding, read_signs
from qa.query.spelling import correct_slips

MAX_ON_TOPIC = 8
"""Maximum number of earlier questions by which, with the first one on the topic, its articles are found."""


@dataclass(frozen=True)
class Query:
    """What is searched: `text` is read by the model, its words and the `added` ones count by BM25.

    `carried` are the earlier questions that it depends on, whose words `text` begins with, and `follow_up` is the query
    of the question by itself. `conversation` is the text of all questions on the topic, this one last, by which its
    articles are found. A passage may contain none of the `excluded` words and phrases, and must contain all
    `phrases`; if the text `asks` a question they only raise its rank. The text is analysed once, when it is first
    needed.
    """

    text: str
    carried: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    asks: bool = False
    follow_up: "Query | None" = None
    conversation: str = ""

    @property
    def standalone(self) -> "Query":
        """The query of the question by itself."""
        return self.follow_up or self

    @property
    def focus(self) -> "Query":
        """The query of the question by itself, or the whole one if the question has no words of its own."""
        return self.standalone if self.standalone.text_words else self

    @property
    def question(self) -> str:
        """The text of the question by itself."""
        return self.standalone.text

    @property
    def carried_text(self) -> str:
        """The part of the text that is carried."""
        return self.text.removesuffix(self.question)

    @cached_property
    def text_words(self) -> tuple[str, ...]:
        """The words of the text, as `analyze` gives them."""
        return analyze_short(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that BM25 searches."""
        return analyze_short(" ".join([self.text, *self.added])) if self.added else self.text_words

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The words of the text as they are written."""
        return tuple(find_terms(self.text))

    def extend(self, text: str) -> "Query":
        """Return the query with more text at its end."""
        follow_up = self.follow_up.extend(text) if self.follow_up else None
        return replace(self, text=f"{self.text} {text}", follow_up=follow_up)

    def __str__(self) -> str:
        """Return the query as it is shown, with its signs."""
        signs = [*(f'"{phrase}"' for phrase in self.phrases), *(f"-{word}" for word in self.excluded)]
        added = f"(also: {', '.join(self.added)})" if self.added else ""
        return " ".join(part for part in [self.text, *signs, added] if part)


def make_query(question: str, history: Sequence[str], index: Index) -> Query:
    """Parse the signs of a question, reduce it to what it asks, correct its spelling and resolve what it depends on."""
    signs = read_signs(question, index)
    if not signs.plain:
        return Query(question)
    core = find_core(signs.plain)
    if not history:
        core = replace(core, asked=drop_link(core.asked))
    typed = _make_standalone(core.asked, core, signs, index)
    index.lexical.read_ahead(typed.text_words)
    corrected = correct_slips(core.asked, index)
    alone = typed if corrected == core.asked else _make_standalone(corrected, core, signs, index)
    plain = {each: _plain_words(each, index) for each in history}
    # What is said to the program, such as "hello", names nothing that a question may refer to.
    earlier = [each for each in history if plain[each] and not find_topic(each)]
    carried = find_carried(core.asked, typed.text_words, earlier, index)
    # A phrase in quotation marks names what is wanted, however short the question is.
    if not carried or (signs.phrases and not points_back(core.asked, typed.text_words)):
        return alone
    return _carry(alone, carried, _find_on_topic(carried[0], earlier), plain, core, index)


def _find_on_topic(topic: str, earlier: Sequence[str]) -> Sequence[str]:
    """Return the earlier questions from the one that named the topic on."""
    if topic == earlier[0]:
        return earlier
    # A topic that the user came back to begins where it was named last.
    return earlier[len(earlier) - 1 - earlier[::-1].index(topic) :]


def _carry(
    alone: Query,
    carried: tuple[str, ...],
    on_topic: Sequence[str],
    plain: Mapping[str, str],
    core: Core,
    index: Index,
) -> Query:
    """Return a query with the carried questions, what they exclude, and those on its topic."""
    text = "".join(f"{plain[each]} " for each in carried) + alone.text
    excluded = list(alone.excluded)
    for number, leant_on in enumerate(carried, start=1):
        if before := read_signs(leant_on, index).excluded:
            later = set(analyze_short("".join(f"{plain[each]} " for each in carried[number:]) + core.asked))
            excluded += [each for each in before if later.isdisjoint(analyze_short(each))]
    latest = [carried[0], *on_topic[-MAX_ON_TOPIC:]]
    return replace(
        alone,
        text=text,
        carried=carried,
        added=(*_find_other_forms(text, index), *core.names),
        excluded=tuple(dict.fromkeys(excluded)),
        follow_up=alone,
        conversation=" ".join([*dict.fromkeys(plain[each] for each in latest), alone.text]),
    )


def _make_standalone(text: str, core: Core, signs: Signs, index: Index) -> Query:
    """Return the query of a question by itself."""
    added = (*_find_other_forms(text, index), *core.names)
    return Query(text, (), added, signs.phrases, tuple(dict.fromkeys(signs.excluded)), signs.asks)


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
    """Return the rows, of those `among`, that contain the required phrases and nothing excluded."""
    if query.phrases and not query.asks:
        among = index.keep(find_rows_with_phrases(query, index), among)
    return exclude(query.excluded, index, among) if query.excluded else among


def find_rows_with_phrases(query: Query, index: Index) -> Rows:
    """Return the rows of the passages that hold every phrase of a query."""
    return find_rows_holding(query.phrases, index)
