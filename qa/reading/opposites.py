"""Whether the words around an answer say the opposite of the question: "closes at six" if it asks when a shop opens.

A planned cost is not the final one.
"""

import re
from functools import cache, lru_cache

from index.text.analyzer import analyze, analyze_short
from qa.query.question_type import find_answer_type
from qa.reading.negated_words import HOW, WORD, find_negated
from qa.reading.spans import SpanOffsets

_NO_TIME = (
    r"(?! (?:(?:few|two|three|four|five|ten|\d+) )?(?:night|day|week|weekend|month|year|season|summer|autumn|winter"
    r"|spring|centur(?:y|ie)|decade|hour|minute|\w+day)s?\b)"
)
"""Nothing that makes "last" a time: "last year" is not the opposite of the first one."""

_NO_PLACE = r"(?! (?:York|Zealand|Orleans|Jersey|Mexico|England|Delhi|Hampshire|Guinea|Haven|South Wales|Years?)\b)"
"""Nothing that makes "new" a part of a name: New York is not the opposite of an old city."""

_PAIRS = {
    r"open(?:s|ed|ing)?": r"clos(?:e|es|ed|ing)",
    r"(?:beg[aiu]n(?:s|ning)?|start(?:s|ed|ing)?)": r"(?:ends|ended|ending|finish(?:es|ed)?)",
    r"(?:born|birth)": r"(?:died|dies|death|dead)",
    r"arriv(?:e|es|ed|ing|al)": r"(?:leaving|depart(?:s|ed|ure)?)",
    r"brothers?": r"sisters?",
    r"husbands?": r"(?:wife|wives)",
    r"fathers?": r"mothers?",
    r"sons?": r"daughters?",
    r"uncles?": r"aunts?",
    r"boys?": r"girls?",
    r"m[ae]n": r"wom[ae]n",
    r"males?": r"females?",
    r"north(?:ern)?": r"south(?:ern)?",
    r"east(?:ern)?": r"west(?:ern)?",
    r"(?:largest|biggest)": r"smallest",
    r"highest": r"lowest",
    r"tallest": r"shortest",
    r"oldest": r"youngest",
    r"longest": r"shortest",
    r"hottest": r"coldest",
    r"heaviest": r"lightest",
    r"richest": r"poorest",
    r"fastest": r"slowest",
    r"earliest": r"latest",
    r"maximum": r"minimum",
    r"increas(?:e|es|ed|ing)": r"decreas(?:e|es|ed|ing)",
    r"(?:rise|rises|rose|rising)": r"(?:fall|falls|fell|falling)",
    r"exports?": r"imports?",
    r"upper": r"lower",
    r"summers?": r"winters?",
    r"mornings?": r"evenings?",
    r"inside": r"outside",
    r"indoors?": r"outdoors?",
    r"(?:freez(?:er|ers|ing)|frozen|deep freeze)": r"(?:fridges?|refrigerat(?:or|ors|ed)|pantry|room temperature)",
    r"weekdays?": r"weekends?",
    r"(?:departure|outbound)": r"(?:return|inbound)",
    r"(?:now|nowadays|today|current(?:ly)?)": r"(?:until|formerly|previously)",
    r"first": rf"(?:(?<=the )last (?:day|season|year)\b|last{_NO_TIME})",
    r"(?<!at )most": r"(?:(?<!at )least|fewest)",
    r"larger": r"smaller",
    r"higher": r"lower",
    r"high": r"low",
    r"stronger": r"weaker",
    r"strongest": r"weakest",
    r"best": r"worst",
    r"better": r"worse",
    r"older": r"(?:newer|younger)",
    r"old": rf"(?:new{_NO_PLACE}|young)",
    r"top": r"bottom",
    r"major": r"minor",
    r"majority": r"minority",
    r"positive(?:ly)?": r"negative(?:ly)?",
    r"public(?:ly)?": r"private(?:ly)?",
    r"internal(?:ly)?": r"external(?:ly)?",
    r"domestic": r"foreign",
    r"urban": r"rural",
    r"teachers?": r"(?:students?|pupils?)",
    r"success(?:es|ful|fully)?": r"(?:fail(?:s|ed|ing|ures?)?|unsuccessful(?:ly)?)",
    r"accept(?:s|ed|ing)?": r"(?:refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|declin(?:e|es|ed|ing))",
    r"(?:allow|permit)(?:s|ted|ed|ting|ing)?": r"(?:forb[ia]d\w*|prohibit\w*|bann?(?:ed|ing|s)?|prevent\w*)",
    r"support(?:s|ed|ing)?": r"oppos(?:e|es|ed|ing|ition)",
    r"includ(?:e|es|ed|ing)": r"exclud(?:e|es|ed|ing)",
    r"gain(?:s|ed|ing)?": r"(?:los(?:e|es|ing)|lost)",
    r"hir(?:e|es|ed|ing)": r"(?:fir(?:es|ed|ing)|dismiss(?:es|ed|ing|al)?)",
    r"appoint(?:s|ed|ing|ment)?": r"(?:dismiss(?:es|ed|ing|al)?|fired|sacked)",
    r"(?:found(?:ed|ing)|creat(?:e|es|ed|ing|ion))": r"(?:dissol\w+|abolish\w*|destr\w+)",
}
"""Words and their opposites.

Pairs that two sides of one event share are left out: who lost to whom also says who won.
"""

_FORESEEN = (
    r"(?:planned|estimated|expected|projected|forecast|budgeted|anticipated|scheduled|predicted|intended|proposed)"
)
_OUTCOME = (
    r"(?:costs?|prices?|bills?|sums?|totals?|dates?|durations?|lengths?|time|openings?|completions?|figures?|numbers?"
    r"|attendance|start|spending|expenses?|budgets?)"
)
_IS_PLAN = re.compile(
    rf"\b(?:(?:was|were|is|are|been|had|originally|initially|first) (?:\w+ly )?(?:{_FORESEEN}|due|supposed|meant"
    rf"|hoped|slated) (?:to(?! have)|for|that)\b|(?:the|an?|its|their|of|s) (?:\w+ly )?"
    rf"(?:{_FORESEEN}|provisional|target) (?:\w+ )?{_OUTCOME}\b"
    r"|(?:estimates?|forecasts?|projections?|budgets?|plans?) (?:had )?(?:was|were|put|said|foresaw|called for)\b"
    rf"|(?:budgets?|estimates?) for\b|had {_FORESEEN}\b)",
    re.I,
)
_IS_TO_COME = re.compile(
    r"\b(?:will|shall|should|(?:is|are) (?:going )?to|plans? to|intends? to|hopes? to|aims? to|considers|considering)\b"
    r"(?! (?:have|blame)\b)|['’]ll\b",
    re.I,
)
_TO_BE = re.compile(r"\bbe(?: [a-z]+ly)? [a-z]+")
_IS_FINAL = re.compile(
    r"\b(?:final(?:ly)?|actual(?:ly)?|in the end|eventually|ultimately|ended up|turned out|in fact|in reality|overran"
    r"|came to|really)\b",
    re.I,
)
_ASKS_PLAN = re.compile(
    rf"\b(?:{_FORESEEN}|budgets?|estimates?|forecasts?|projections?|expect|project|anticipate|schedule|predict"
    r"|intend|propose|due|supposed|original(?:ly)?|initial(?:ly)?"
    r"|will|would|should|going to|meant|hoped|provisional)\b",
    re.I,
)
_ASKS_RESULT = re.compile(r"\b(?:did|was|were|(?:has|have|had) been|final|actual|ended? up)\b", re.I)
_ASKS_EVENT = re.compile(r"\bdid\b", re.I)
_PARTICIPLE_ENDS = tuple("ed en wn ught ilt old eld ut un id ade ent ung ost eft et".split())
_ONLY_ESTIMATED = re.compile(
    r"\b(?:damages?|loss(?:es)?|deaths?|dead|killed|died|casualt\w+|victims?|populations?)\b", re.I
)
"""Things that are never counted exactly, so that an estimate answers."""

_RESULT_KINDS = {"money", "duration", "time", "time of day", "count", "length", "amount", "percent"}

_TWO_SIDED = ("brothers?", "husbands?", "fathers?", "sons?", "uncles?", "teachers?", "gain(?:s|ed|ing)?")
"""Pairs that two sides share, which are no opposites if a question asks for one of the sides."""

_CAUSE = re.compile(r"\b(?:because|as|since|after|when|due to|owing to|thanks to|caused by)\b", re.I)
_ASKS_SIDE = re.compile(r"\bwho\b|\bwhich (?:party|team|side|club|country|company)\b", re.I)
_IS_PAST = re.compile(r"\b(?:was|were|had|did|ran|led|held|kept|sat|taught|stood|\w+ed)\b", re.I)
_DENIES = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.I)
_CLAUSE_END = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas)\b")


def find_opposite(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return a word beside a span that is the opposite of one in the question, None if there is none.

    Only the clause that holds the span is read, or the whole sentence if there is no span.
    """
    if foreseen := _find_foreseen(question, sentence, span):
        return foreseen
    clause = _find_clause(sentence, span) if span else sentence
    if negated := find_negated(question, _leave_out(sentence, span) if span else sentence):
        return negated
    if find_answer_type(question) == "reason":
        # "Prices rose because the supply fell."
        clause = _CAUSE.split(clause, maxsplit=1)[0]
    for asked, opposite in _find_pairs(question):
        found = opposite.search(clause)
        word = found[0].lower() if found else ""
        # "Open until six" is true now, "was open until 1990" is not.
        is_over = word != "until" or _IS_PAST.search(clause)
        if word and is_over and not asked.search(clause):
            return word
    return None


def _find_foreseen(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return the words that make a number a plan if the question asks for the outcome, or the other way round."""
    kind = find_answer_type(question)
    if span is None or kind not in _RESULT_KINDS:
        return None
    clause = _find_clause(sentence, span)
    plan, final = _IS_PLAN.search(clause), _IS_FINAL.search(clause)
    if _ASKS_PLAN.search(question):
        return final[0].lower() if final and not plan and not _IS_FINAL.search(question) else None
    if final or _ONLY_ESTIMATED.search(question) or _ONLY_ESTIMATED.search(clause):
        return None
    # "When was the trial?" is answered by the day that it was scheduled for; "When did it open?" is not.
    asks_result = _ASKS_EVENT if kind in ("time", "time of day") else _ASKS_RESULT
    if plan and asks_result.search(question):
        return plan[0].lower()
    to_come = _IS_TO_COME.search(clause) if kind == "time" and _asks_deed(question) else None
    return to_come[0].lower() if to_come and not _has_happened(question, clause) else None


def _asks_deed(question: str) -> bool:
    """Return whether a question asks about what was done: "did it open", "was it opened"."""
    *words, last = WORD.findall(question.lower()) or [""]
    return "did" in (*words, last) or not {"was", "were"}.isdisjoint(words) and last.endswith(_PARTICIPLE_ENDS)


def _has_happened(question: str, clause: str) -> bool:
    """Return whether a clause has a verb of the question in the past: "announced on 4 May that it will open"."""
    asked = WORD.findall(question.lower())
    stems = set(analyze_short(question))
    asks_with_did = _ASKS_EVENT.search(question) is not None
    for word in WORD.findall(_TO_BE.sub(" ", clause.lower())):
        if asks_with_did:
            is_past = word not in asked and not word.endswith(("s", "ing"))
        else:
            is_past = word.endswith("ed") or word == asked[-1]
        if is_past and not stems.isdisjoint(analyze(word)):
            return True
    return False


@lru_cache(maxsize=1 << 10)
def _find_pairs(question: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return the words of a question with their opposites; pairs with both words in the question are left out."""
    # What is not allowed is prohibited.
    if _DENIES.search(question):
        return ()
    # "How high is it?" is answered by "low".
    question = HOW.sub(" ", question)
    # "Tom is Ann's brother" is said in a sentence about Ann, the sister.
    asks_side = _ASKS_SIDE.search(question)
    found = []
    for first, one, other in _compile_pairs():
        has_one, has_other = bool(one.search(question)), bool(other.search(question))
        if has_one != has_other and not (asks_side and first in _TWO_SIDED):
            found.append((one, other) if has_one else (other, one))
    return tuple(found)


@cache
def _compile_pairs() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Return the first word of each pair and the patterns of both, compiled when they are first needed."""
    return tuple(
        (first, re.compile(rf"\b{first}\b", re.I), re.compile(rf"\b{second}\b", re.I))
        for first, second in _PAIRS.items()
    )


def _leave_out(sentence: str, span: SpanOffsets) -> str:
    """Return a sentence without a span."""
    return f"{span.before(sentence)} {span.after(sentence)}"


def _find_clause(sentence: str, span: SpanOffsets) -> str:
    """Return the clause around a span, without the span."""
    start = max((end.end() for end in _CLAUSE_END.finditer(sentence, 0, span.start)), default=0)
    following = _CLAUSE_END.search(sentence, span.end)
    return f"{sentence[start : span.start]} {sentence[span.end : following.start() if following else len(sentence)]}"
