"""The reason why nothing answers, in one fixed sentence: a name, number or rare noun of the question that no article
mentions.

A reason must be true and about one thing. Verbs, adverbs, greetings and common words are never named, since an article
may say the same in other words, nor is a word if any form, part or relative of it occurs in an article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from index.store import Index
from index.text.analyzer import Term, analyze, is_stop_word
from index.text.figures import SCALE_POWERS, raise_number
from qa.query.cover import is_name
from qa.query.period import find_impossible_date
from qa.query.query import Query, find_rows_with_phrases

_MIN_NAME_LENGTH, _MIN_NOUN_LENGTH = 2, 4
_BEFORE_A_NOUN = frozenset(
    "a about an any at by every for from her his in its many more much my no of on our some that the their these this "
    "those with without your".split()
)
_NO_NOUN = ("able", "ed", "est", "ful", "ible", "ic", "ify", "ing", "ise", "ish", "ize", "less", "ly", "ous")
"""Endings of verbs, adverbs and adjectives."""

_PREFIXES = ("co", "e", "off", "on", "re")
"""The prefixes that `analyze` joins to the next word, so that the index does not hold them alone."""

_ENDINGS = ("", "a", "an", "e", "i", "ia", "ian", "n", "s", "y")
_MAX_CUT, _MIN_BASE_LENGTH = 3, 4
"""Names are cut and extended by these to find their relatives: German, Germany; Kazakhstan, Kazakhstani."""

_LONG_FORMS = {
    "eu": "European Union",
    "uae": "United Arab Emirates",
    "uk": "United Kingdom",
    "un": "United Nations",
    "us": "United States",
    "usa": "United States",
}
_UNITS = frozenset("dollar euro percent pound rupe yen".split())
_LINKING = frozenset("a an and at for in of on the to".split())
_SENTENCE_ENDS = ".?!\n"
_POSSESSIVE = re.compile(r"['’]s?\Z")


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a question names: its words, and whether these are written as a name."""

    terms: tuple[Term, ...]
    is_name: bool

    @property
    def written(self) -> str:
        return _POSSESSIVE.sub("", " ".join(term.written for term in self.terms))


def find_reason(query: Query, index: Index, quoted: str = "") -> str:
    """Return the one reason why nothing answers: an unknown name, phrase or date; empty if there is none.

    An acronym is not reported if the first quote spells it out.
    """
    if query.phrases and not len(find_rows_with_phrases(query, index)):
        return f"No article contains {' and '.join(map(_quote, query.phrases))} as typed."
    if day := find_impossible_date(query.question):
        return f"{_quote(day)} is not a date of the calendar."
    unknown = [
        thing
        for thing in _join(find_unknown(query, index), query.question)
        if not _is_spelled_out(thing.written, quoted)
    ]
    # A name explains best, then the longest word.
    best = max(unknown, key=lambda thing: (thing.is_name, len(thing.written)), default=None)
    return f"No article mentions {_quote(best.written)}." if best else ""


def find_unknown(query: Query, index: Index) -> list[_Thing]:
    """Return the names, numbers and rare nouns of a question that no article mentions in any form, in order."""
    things = list(_find_things(query.question, query.standalone.terms, index))
    forms = [list(_find_forms(thing)) for thing in things]
    index.lexical.read_ahead(list(dict.fromkeys(chain.from_iterable(forms))))
    sources = set(analyze(" ".join(name for name, _ in index.overview.sources)))
    return [
        thing
        for thing, of_thing in zip(things, forms, strict=True)
        if not any(form in sources or index.lexical.knows(form) for form in of_thing)
        and not _is_short_scale_known(thing, index)
        and not _is_long_form_known(thing, index)
        and not _is_acronym_known(thing, query.question, index)
    ]


def _find_things(question: str, terms: Sequence[Term], index: Index) -> Iterator[_Thing]:
    capitals_show = not question.isupper() and not _is_title_cased(terms)
    has_small_words = any(not term.forms for term in terms)
    for number, term in enumerate(terms):
        before = terms[number - 1] if number else None
        is_first = before is None or any(end in question[before.end : term.start] for end in _SENTENCE_ENDS)
        if not term.forms or len(term.written) < _MIN_NAME_LENGTH and not term.written.isdigit():
            continue
        # The index does not know a prefix of "co-deployed" by itself.
        is_prefix = not set(term.forms).isdisjoint(_PREFIXES)
        if is_prefix or is_stop_word(term.written.replace(".", "")) or _is_spelt_number(term):
            continue
        if is_name(term.written if capitals_show else term.written.lower(), is_first):
            yield _Thing((term,), True)
        elif _is_rare_noun(term, index) and (not has_small_words or _is_in_noun_place(terms, number)):
            yield _Thing((term,), False)


def _is_title_cased(terms: Sequence[Term]) -> bool:
    """Return whether words other than names begin with a capital too."""
    words = [term for term in terms[1:] if term.written[:1].isalpha()]
    if any(not term.forms and term.written.istitle() and term.written != "I" for term in words):
        return True
    return len(words) > 1 and all(term.written[0].isupper() for term in [*terms[:1], *words])


def _is_spelt_number(term: Term) -> bool:
    """Return whether a word is a number in letters, of which its neighbours may be a part: Twenty One."""
    return any(form[0].isdigit() for form in term.forms) and not any(map(str.isdigit, term.written))


def _is_rare_noun(term: Term, index: Index) -> bool:
    """Return whether a word may be a noun, and is so rare that the model does not know it whole."""
    word = term.written.lower()
    if not word.isalpha() or len(word) < _MIN_NOUN_LENGTH or word.endswith(_NO_NOUN):
        return False
    return index.encoder.count_pieces([word]) != [1]


def _is_in_noun_place(terms: Sequence[Term], number: int) -> bool:
    """Return whether an article, a pronoun or a preposition goes before a word, and none of its own words follows."""
    before, after = terms[number - 1] if number else None, terms[number + 1 : number + 2]
    return before is not None and before.written.lower() in _BEFORE_A_NOUN and not any(term.forms for term in after)


def _find_forms(thing: _Thing) -> Iterator[str]:
    """Yield every form that a mention of a thing may have in the index."""
    for term in thing.terms:
        numbers = [form for form in term.forms if _is_number(form)]
        # Amounts are looked up by their number.
        yield from (form for form in term.forms if not numbers or form not in _UNITS)
        yield from filter(None, (raise_number(number, power) for number in numbers for power in SCALE_POWERS))
        word = term.written.lower()
        if word.isalpha():
            yield from chain.from_iterable(analyze(prefix + word) for prefix in _PREFIXES)
            bases = [word[: len(word) - cut] for cut in range(_MAX_CUT + 1) if len(word) - cut >= _MIN_BASE_LENGTH]
            if thing.is_name:
                yield from chain.from_iterable(analyze(base + ending) for base in bases for ending in _ENDINGS)


def _is_short_scale_known(thing: _Thing, index: Index) -> bool:
    """Return whether the articles may write "1.5 million" as "1.5m", which may mean metres if it has no currency."""
    numbers = [form for term in thing.terms for form in term.forms if _is_number(form)]
    scaled = [(raise_number(number, -power), letter) for number in numbers for letter, power in (("k", 3), ("m", 6))]
    return any(index.lexical.knows(number) and index.lexical.knows(letter) for number, letter in scaled)


def _is_number(form: str) -> bool:
    return form.replace(".", "", 1).isdecimal()


def _is_long_form_known(thing: _Thing, index: Index) -> bool:
    words = [word for term in thing.terms for word in analyze(_LONG_FORMS.get("".join(term.forms), ""))]
    return bool(words) and all(map(index.lexical.knows, words))


def _is_acronym_known(thing: _Thing, question: str, index: Index) -> bool:
    """Return whether the articles use the acronym of the name that a thing is part of."""
    folded = question.casefold()
    long_forms = ((acronym, name) for acronym, name in _LONG_FORMS.items() if name.casefold() in folded)
    words = {word for acronym, name in long_forms if index.lexical.knows(acronym) for word in analyze(name)}
    return any(form in words for term in thing.terms for form in term.forms)


def _is_spelled_out(acronym: str, text: str) -> bool:
    """Return whether words in a row begin with the letters of an acronym, with or without the small ones between."""
    letters = "".join(filter(str.isalpha, acronym)).lower()
    words = re.findall(r"[^\W\d_]+", text.lower())
    runs = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in _LINKING))
    return (
        len(letters) >= _MIN_NAME_LENGTH and any(map(str.isupper, acronym[1:])) and any(letters in run for run in runs)
    )


def _join(things: Sequence[_Thing], question: str) -> Iterator[_Thing]:
    """Yield things in order; names with only blanks between them are joined."""
    joined: list[_Thing] = []
    for thing in things:
        last = joined[-1] if joined else None
        if last and last.is_name and thing.is_name and not question[last.terms[-1].end : thing.terms[0].start].strip():
            joined[-1] = _Thing((*last.terms, *thing.terms), True)
        else:
            joined.append(thing)
    yield from joined


def _quote(words: str) -> str:
    return f"“{words}”"
