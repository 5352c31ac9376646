"""The signs that people type: `"an exact phrase"`, `-word` and `-"an exact phrase"`.

A minus is common in what people ask for: `-2`, `redis-cli -u`, `--no-raw`, `-inf`. So a word is excluded only at the
end of keywords, and only if it is no number, letter or option. Every other minus is searched as it was typed. An
option that a passage holds as it was typed counts as a phrase.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.cutting import indexed_text
from index.store import Index
from index.text.analyzer import analyze_short, join_broken_words, strip_invisible
from index.types import Among, Rows
from qa.query.apostrophes import restore_apostrophes
from qa.query.command_options import compile_option, find_options, is_option
from qa.query.common_words import AUXILIARIES, QUESTION_WORDS

_QUOTED = r'["“”„]([^"“”„]+)["“”„]'
_PHRASE = re.compile(_QUOTED)
_EXCLUDED_PHRASE = re.compile(rf"(?<!\S)[-−]{_QUOTED}")
_WORD = r"[^\W\d_][\w'’.&+#-]*[\w+#]"
_EXCLUSION = rf"(?<!\S)[-−](?:{_QUOTED}|(?P<word>{_WORD})[.,;]*)"
_QUOTED_WHOLE = re.compile(rf"\s*{_QUOTED}\s*")
_ENDS_AS_QUESTION = re.compile(r".*\?\s*", re.S)
# "What a wonderful world", "How to" and "When Harry Met Sally" are no questions.
_BEGINS_AS_QUESTION = re.compile(
    rf"\s*(?i:{QUESTION_WORDS})(?i:['’]s)? (?!(?i:an?|to)\b)[^\W\d_A-Z]\S*(?: \S+){{2,}}\s*"
)
_LAST_EXCLUSION = re.compile(rf"{_EXCLUSION}\s*$")
_OPTION = re.compile(r"(?<!\S)(?:--\w|-[^\W\d_](?!\w)|-\w[\w-]*=)")
_NUMBERS = frozenset(("inf", "infinity", "nan"))
_ASKS = re.compile(rf"\?|\b(?:{QUESTION_WORDS})\b", re.IGNORECASE)
_ASKS_AT_FIRST = re.compile(rf"\s*(?:(?:{AUXILIARIES}|could|would|should)(?:n['’]t)?|tell|explain|describe)\b", re.I)
_NO_ROWS: Rows = np.empty(0, dtype=np.int64)
_MAX_EXCLUDED = 32
"""Maximum number of words and phrases that are excluded."""

_MAX_OPTIONS = 4
"""Maximum number of options that are looked for."""

_LOOKED_AT, _LOOKED_AT_FOR_OPTION, _LOOKED_AT_FOR_PHRASE = 50, 1_000, 1_000
"""Maximum number of passages that are searched for a word with its minus, for an option, and for a quoted question."""


@dataclass(frozen=True, slots=True)
class Signs:
    """A text without its signs, and what they say; `plain` is empty where a text only excludes.

    `excluded` holds words and phrases, a phrase that was typed as one within quotation marks. `asks` is whether the
    text is a question and not keywords.
    """

    plain: str
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    asks: bool


def read_signs(text: str, index: Index | None = None) -> Signs:
    """Read the signs of a text. With an index, a word that a passage holds with its minus is read as an option.

    A question entirely in quotation marks is a phrase only if a passage has it.
    """
    rest, excluded = _cut_exclusions(_unquote(text, index), index)
    rest = restore_apostrophes(rest, index)
    phrases = tuple(" ".join(found.split()) for found in _PHRASE.findall(rest) if re.search(r"\w", found))
    phrases += _find_held_options(_PHRASE.sub(" ", rest), phrases, index) if index else ()
    plain = " ".join(_PHRASE.sub(r"\1", rest).split())
    return Signs(plain, phrases, excluded, bool(_ASKS.search(_PHRASE.sub(" ", rest))))


def _unquote(text: str, index: Index | None) -> str:
    """Return a text without the quotation marks around it if it is a question that no passage has word for word."""
    whole = _QUOTED_WHOLE.fullmatch(text)
    phrase = whole[1] if whole else ""
    if not (_ENDS_AS_QUESTION.fullmatch(phrase) or _BEGINS_AS_QUESTION.fullmatch(phrase)):
        return text
    if index and len(index.lexical.rows_with_all(analyze_short(phrase))) > _LOOKED_AT_FOR_PHRASE:
        return text
    return text if index and len(find_rows_holding([phrase], index)) else phrase


def _find_held_options(text: str, phrases: Sequence[str], index: Index) -> tuple[str, ...]:
    """Return the options of a text that a passage holds together with the phrases."""
    held: list[str] = []
    for option in islice(find_options(text), _MAX_OPTIONS):
        if analyze_short(option) and len(find_rows_holding([*phrases, *held, option], index, _LOOKED_AT_FOR_OPTION)):
            held.append(option)
    return tuple(held)


def _cut_exclusions(text: str, index: Index | None) -> tuple[str, tuple[str, ...]]:
    """Return a text without what it excludes, and that."""
    excluded: list[str] = []
    rest = text.rstrip()
    while found := _LAST_EXCLUSION.search(rest):
        if found["word"] and not _excludes(rest[: found.start()], found["word"], index):
            break
        excluded.insert(0, found["word"] or _write_phrase(found[1]))
        rest = rest[: found.start()].rstrip()
    if not _is_question(rest):
        excluded = [*map(_write_phrase, _EXCLUDED_PHRASE.findall(rest)), *excluded]
        rest = _EXCLUDED_PHRASE.sub(" ", rest)
    searched = (typed for typed in dict.fromkeys(excluded) if analyze_short(typed))
    return rest, tuple(islice(searched, _MAX_EXCLUDED))


def _excludes(before: str, word: str, index: Index | None) -> bool:
    """Return whether a word after a minus, at the end of a text, is excluded."""
    asks = _is_question(before) and before.rstrip()[-1:] not in ("?", ".", "!")
    is_option = bool(_OPTION.search(before)) or word.lower() in _NUMBERS
    if asks or is_option or not analyze_short(word):
        return False
    return index is None or not _is_typed_with_minus(word, index)


def _is_question(text: str) -> bool:
    plain = _PHRASE.sub(" ", text)
    return bool(_ASKS.search(plain) or _ASKS_AT_FIRST.match(plain))


def _is_typed_with_minus(word: str, index: Index) -> bool:
    """Return whether a passage holds a word with a minus before it, as an option."""
    rows = index.lexical.rows_with_all(analyze_short(word))[:_LOOKED_AT]
    index.read_ahead(rows)
    pattern = re.compile(rf"(?<![^\s`'\"(\[|])[-−]{re.escape(word)}(?!\w)")
    passages = ((index.article_at(row), index.passage_at(row)) for row in rows.tolist())
    texts = (indexed_text(article, passage.text, passage.start) for article, passage in passages)
    return any(pattern.search(text) for text in texts)


def _write_phrase(text: str) -> str:
    return f'"{" ".join(text.split())}"'


def is_phrase(excluded: str) -> bool:
    """Return whether something excluded is a phrase: typed as one, or more than one word as the index has them."""
    return excluded.startswith('"') or len(analyze_short(excluded)) > 1


def find_rows_holding(phrases: Iterable[str], index: Index, most: int | None = None) -> Rows:
    """Return the rows of the passages that hold every one of the phrases, whatever stands between their words.

    Of the passages that hold their words at most a given number is read.
    """
    phrases = tuple(phrases)
    rows = index.lexical.rows_with_all([word for phrase in phrases for word in analyze_short(phrase)])[:most]
    index.read_ahead(rows)
    for phrase in phrases:
        pattern = compile_option(phrase) if is_option(phrase) else _compile_phrase(phrase)
        words = set(re.findall(r"\w+", phrase.lower()))
        texts = ((row, strip_invisible(join_broken_words(index.passage_at(row).text, words))) for row in rows.tolist())
        rows = np.array([row for row, text in texts if pattern.search(text)], dtype=np.int64)
    return rows


def _compile_phrase(phrase: str) -> re.Pattern[str]:
    words = r"\W+".join(map(re.escape, re.findall(r"\w+", strip_invisible(phrase))))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def exclude(excluded: Sequence[str], index: Index, among: Among) -> Among:
    """Return the rows without those of passages that hold something excluded."""
    words = [word for typed in excluded if not is_phrase(typed) for word in analyze_short(typed)]
    rows = [find_rows_holding([typed], index) for typed in excluded if is_phrase(typed)]
    return index.exclude(words, np.unique(np.concatenate(rows)) if rows else _NO_ROWS, among)
