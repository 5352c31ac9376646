"""Drafts questions that a sentence answers: fixed templates, filled with words of the sentence."""

import re
from collections.abc import Iterator
from itertools import chain

from corpus.dates import MONTH_NAMES
from qa.clauses import (
    ARTICLES,
    AUXILIARY_VERBS,
    CUT_BEFORE,
    DATE,
    MAX_WORDS,
    NO_END,
    PREPOSITIONS,
    TITLE,
    Clause,
    IsWord,
    cut_clause,
    find_base,
    find_clause,
    has_no_verb,
    is_subject,
    shorten,
)

MIN_WORDS = 5
"""Minimum length of a question without a name, in words; a shorter one is too general."""

MAX_SENTENCE_LENGTH = 600
"""Maximum length of a sentence that questions are made from, in characters."""

_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,4}}|{_SMALL}|[Oo]ne hundred and \w{{3,9}}(?:-\w{{3,5}})?)"
_ABOUT = r"(?:(?:more than|over|about|around|nearly|almost|approximately|up to|at least) )?"
_MANY = r"(?:[\w’'-]{2,20} ){0,3}?(?:[a-z]{2,20}[^\Wsu\d_]s|women|men|people|children|personnel)"
_NOT_COUNTED = re.compile(
    r"\b(?:years|months|weeks|days|hours|minutes|seconds|times|percent|others|ones|dollars|euros|pounds|miles|metres"
    r"|meters|kilometres|kilometers|degrees|points|decades|centuries|hundred|thousand|million|billion)\b"
)
_OFFICE = (
    r"(?:(?:Prime |Under-|Vice-)?(?:Minister|President|Secretary(?:-General)?|Director(?:-General)?|Chancellor)"
    r"|Chairman|Chairwoman|Chair|Mayor|Governor|Commander|Ambassador|(?:Permanent |Special )?Representative"
    r"|Commissioner|Coordinator|Spokes(?:man|woman|person)|Head|Chief)"
)
_NAME = r"[A-Z][\w’-]{1,30}(?: [A-Z][\w’.-]{0,30}){1,2}"
_OF = r"(?: (?:of|for|to)(?: the)?(?: [A-Z][\w’-]{1,30}){1,3}(?: (?:of|for|to)(?: the)?(?: [A-Z][\w’-]{1,30}){1,2})?)?"

_MORE_ITEMS = re.compile(
    r"(?:(?:, (?!and |or |but |who |which |where )[^,;:]{1,60}){1,9},?)? (?:and|or) (?![^,]{1,60}ed\b)"
)
"""The words after an item that is not the last one of a list."""

_MONTH_DAY = re.compile(rf"((?:{MONTH_NAMES}) \d{{1,2}}), (?=\d{{4}}\b)")
_ANY_DATE = re.compile(rf"\b{DATE}\b")
_END_DATE = re.compile(rf"(?P<date>(?:^| )(?:in|on) {DATE})$")
_PLANNED = re.compile(rf"\b(?:scheduled|planned|expected|due|set)(?P<date> for {DATE})$")
_END_PLACE = re.compile(
    r"(?:^| )(?:in|at|near|outside) (?:the )?"
    r"(?P<place>[A-Z][\w’-]{2,30}(?: (?:of|for|and|in|the|[A-Z][\w’-]{1,30})){0,12})$"
)
_NO_PLACE = re.compile(
    rf"(?:{DATE}|[A-Z]{{2,9}}|English|French|German|Spanish|Latin|Russian|Arabic|Chinese)$"
    r"|.{0,400} (?:of|for|and|in|the)$"
)
_PARTICIPLE = re.compile(r"\w{1,30}ed\b|(?:born|built|found|held|kept|made|set|sold|shown|buried)\b")
_REASON = re.compile(r" (?:because|owing to|due to) .{1,600}$")
_AMOUNT = re.compile(
    r"[$€£]\d[\d,.]{0,12}(?: (?:thousand|million|billion))? (?:(?:was|were|has been|have been) )?"
    r"(?P<verb>allocated|spent|raised|paid|invested|donated|earmarked|awarded) (?P<rest>(?:for|on|to) [^,;:()]{3,80})"
)
_DOING = re.compile(
    rf"(?:^|[,;:] (?:and )?){_ABOUT}{_NUMBER} (?P<noun>{_MANY})(?:, [^,;.]{{1,60}}){{0,2}},? (?P<rest>[a-z].{{3,600}})$"
)
_COUNTED = re.compile(rf"{_ABOUT}{_NUMBER} (?P<noun>{_MANY})(?= |$)(?P<rest>.{{0,600}})$")
_AMONG = re.compile(rf"(?i:{_NUMBER}) (?P<noun>{_MANY}), including {_ABOUT}{_NUMBER} (?P<part>{_MANY})(?=[,.])")
_HOLDER = re.compile(rf"{_NAME}, (?:the )?(?P<office>(?:First |Deputy |Acting ){{0,2}}{_OFFICE}{_OF})(?=[,.;]| and\b)")
_HELD = re.compile(
    r"(?:^|, |\b(?!former|late|then)[a-z]{1,20} )(?:The )?"
    r"(?P<office>(?:(?!The\b|Former|Late|Then|Prime|Deputy|First|Under|Vice|Permanent|Special)[A-Z][\w’-]{2,30} ){1,2}"
    rf"{_OFFICE}) {_NAME}\b"
)
_PERSON = re.compile(
    rf"(?:^|\b{TITLE} |\band ){_NAME}(?:, [^,]{{3,90}})?,? (?P<rest>(?:[a-z]{{3,15}}ly )?[a-z]{{3,20}} .{{3,600}})$"
)
_SPEAKER = re.compile(rf"\b(?P<name>{_NAME}) (?:said|says|added|noted|explained|warned|announced|argued) that\b")
_SAYING = frozenset("said told added noted stated explained warned argued reported assured concluded".split())
_NOUN = r"(?P<noun>(?:[\w’-]{1,30} ){0,7}?[A-Z][\w’ -]{1,40})"
_DEFINED = re.compile(rf"The {_NOUN} (?P<verb>is|was|are|were) (?:an?|one of|the) .{{3,600}}$")
_INCLUDING = re.compile(rf"The {_NOUN} (?P<verb>includes?) .{{3,600}}$")
_POINTING = re.compile(
    r"\b(?:he|she|it|they|this|these|those|we|i|you|our|my|your|here|him|her|his|us|them|such|same|there)\b", re.I
)


def draft_questions(sentence: str, article: str, is_word: IsWord) -> Iterator[str]:
    """Yield the questions of at most `MAX_WORDS` words that a sentence of an article answers.

    The article shows which of its words are names.
    """
    text = re.sub(r" \([A-Z]{2,9}\)", "", " ".join(sentence.split())).rstrip(".!")
    text = _MONTH_DAY.sub(r"\1 ", text)
    if len(text) > MAX_SENTENCE_LENGTH or re.search(r"[?\"“”|*#_<>\[\]{}=]", text):
        return
    clause = find_clause(text, article, is_word)
    asked = chain(
        _ask_amount(text), _ask_counts(text, clause, is_word), _ask_clause(clause), _ask_persons(text, is_word)
    )
    for question in dict.fromkeys(chain(asked, _ask_things(text))):
        if _is_whole(question) and not _cuts_list(question, text):
            yield f"{question}?"


def _cuts_list(question: str, text: str) -> bool:
    """Return whether a question ends within a list of a text, so that it asks less than the text says."""
    end = " ".join(question.split()[-2:])
    place = text.find(end)
    return place >= 0 and _MORE_ITEMS.match(text, place + len(end)) is not None


def _is_whole(question: str) -> bool:
    """Return whether a question is short, ends with a phrase and can be asked of all articles."""
    words = question.split()
    names_something = len(words) > MIN_WORDS or any(word[0].isupper() for word in words[1:])
    is_closed = words[-1].lower() not in NO_END and "(" not in question
    return len(words) <= MAX_WORDS and names_something and is_closed and not _POINTING.search(question)


def _ask_amount(text: str) -> Iterator[str]:
    """Yield how much was spent."""
    for found in _AMOUNT.finditer(text):
        yield " ".join(shorten(["How", "much", "was", found["verb"], *found["rest"].split()], MAX_WORDS))


def _ask_counts(text: str, clause: Clause | None, is_word: IsWord) -> Iterator[str]:
    """Yield how many do something, how many the subject has or did something with, and how many are among others."""
    if (found := _DOING.search(text)) and _is_counted(found["noun"]):
        verb, *after = cut_clause(found["rest"])
        is_verb = verb in AUXILIARY_VERBS or (after[:1] != ["by"] and find_base(verb, is_word))
        if is_verb and after and has_no_verb(after, is_word):
            yield " ".join(shorten(["How", "many", *found["noun"].split(), verb, *after], MAX_WORDS))
    found = _COUNTED.match(clause.rest) if clause and clause.auxiliary in ("did", "do", "does") else None
    if clause and found and _is_counted(found["noun"]):
        rest = found["rest"].strip()
        if not rest or rest.split()[0] in CUT_BEFORE:
            yield clause.ask(f"How many {found['noun']}", rest)
    if (found := _AMONG.search(text)) and _is_counted(found["noun"]) and _is_counted(found["part"]):
        yield f"How many {found['part']} are among the {found['noun']}"


def _is_counted(noun: str) -> bool:
    """Return whether a noun phrase names things that are counted, and no unit."""
    others = PREPOSITIONS | AUXILIARY_VERBS | ARTICLES
    return not _NOT_COUNTED.search(noun) and others.isdisjoint(noun.split())


def _ask_clause(clause: Clause | None) -> Iterator[str]:
    """Yield when, where and why something was done."""
    if clause is None:
        return
    undated = _cut_date(clause)
    if undated is not None:
        yield clause.ask("When", _REASON.sub("", undated))
    elif (found := _END_PLACE.search(clause.rest)) and not _NO_PLACE.match(found["place"]):
        before = clause.rest[: found.start()]
        if clause.verb not in ("", "have") or _PARTICIPLE.match(before):
            yield clause.ask("Where", before)
    if (found := _REASON.search(clause.rest)) and clause.rest[: found.start()]:
        yield clause.ask("Why", clause.rest[: found.start()])


def _cut_date(clause: Clause) -> str | None:
    """Return the words after the verb without the date, None if a clause has no date or more than one."""
    if clause.auxiliary in ("do", "does"):
        return None
    found = _PLANNED.search(clause.rest) or _END_DATE.search(clause.rest)
    if bool(found) == clause.has_date:
        return None
    before = clause.rest[: found.start("date")] if found else clause.rest
    return None if _ANY_DATE.search(before) else before


def _ask_persons(text: str, is_word: IsWord) -> Iterator[str]:
    """Yield who did something, and who holds an office."""
    if (found := _PERSON.search(text)) and re.search(rf"\b{TITLE}", text[: found.start("rest")]):
        rest = cut_clause(found["rest"])
        place = int(rest[0].endswith("ly"))
        is_verb = len(rest) > place + 1 and rest[place] not in _SAYING and find_base(rest[place], is_word)
        if is_verb and has_no_verb(rest[place + 1 :], is_word):
            yield " ".join(shorten(["Who", *rest], MAX_WORDS))
    for found in chain(_HOLDER.finditer(text), _HELD.finditer(text)):
        yield f"Who is the {found['office']}"
    if (found := _SPEAKER.search(text)) and not re.search(rf"\b{_OFFICE}\b", found["name"]):
        yield f"What did {found['name']} say"


def _ask_things(text: str) -> Iterator[str]:
    """Yield what something with a name is, or includes."""
    found = _DEFINED.match(text)
    if found and is_subject(["the", *found["noun"].split()]) and not re.search(rf"\b{_OFFICE}\b", found["noun"], re.I):
        yield f"What {found['verb']} the {found['noun']}"
    if (found := _INCLUDING.match(text)) and is_subject(["the", *found["noun"].split()]):
        auxiliary = "does" if found["verb"].endswith("s") else "do"
        yield f"What {auxiliary} the {found['noun']} include"
