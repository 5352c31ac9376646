"""Reduces a text to its question, without the courtesies and circumstances around it.

"Hi, I am setting up a sensor box and I would like to know, before I buy more, how many writes it can take, could you
tell me please?" asks "how many writes it can take?". The sentences that ask are found by rules, and in each of them the
words that only introduce what is asked.
"""

import re
from dataclasses import dataclass

from corpus.sentences import split_sentences
from index.text.analyzer import analyze_short
from qa.query.common_words import AUXILIARIES, EVERYBODY, GREETINGS, QUESTION_WORDS, THANKS
from qa.query.followup import points_back

_WHAT = rf"(?:{QUESTION_WORDS})\b"
_CLAUSE = rf"(?:(?:(?:in|on|at|for|to|from|by|with|of|since|until) )?{_WHAT}|(?:if|whether)\b)"
_ASIDE = r"(?:roughly|exactly|approximately|about|precisely|please|then|maybe|perhaps|also)"
_I = (
    r"(?:i|we)(?:['’](?:d|m|ve|re)| would| am| are| was| were| have been)?"
    r"(?: (?:really|just|also|only|very much|now))*"
)
_PERSON = r"(?:you|u|any(?:one|body)|some(?:one|body))"
_YOU = rf"(?:can|could|would|will|might) {_PERSON}"
_KINDLY = r"(?:,? (?:please|kindly|possibly|perhaps|maybe|just|also))*,?"
_TELL = (
    r"(?:(?:tell|inform|show|remind|teach) (?:me|us)(?: please)?(?: (?:something|more|a bit|anything|everything))*"
    r"|let (?:me|us) know|help (?:me|us)(?: to)? (?:understand|find(?: out)?|know|figure out))"
)
_EXPLAIN = r"(?:(?:explain|clarify|describe|say|specify)(?: to (?:me|us))?)"
_LEARN = r"(?:know|find out|learn|understand|ask(?: you)?|figure out|hear|be told)"
_FRAMES = (
    rf"{_YOU}{_KINDLY} (?:{_TELL}|{_EXPLAIN})",
    rf"(?:please )?{_TELL}|please {_EXPLAIN}",
    rf"{_I} (?:like|love|want|need|wish|hope|try|trying) to {_LEARN}",
    rf"(?:{_I} |just )(?:wonder|wondering|curious|interested)(?: to {_LEARN})?",
    rf"would(?: really| also)? (?:like|love) to {_LEARN}",
    rf"{_I} (?:be (?:very )?(?:grateful|glad|happy)|appreciate it) if you (?:can|could|would) (?:{_TELL}|{_EXPLAIN})",
    rf"(?:if|whether) {_PERSON} (?:can|could|would|might) (?:{_TELL}|{_EXPLAIN}|know)",
    rf"{_I} looking for (?:some )?(?:information|info|details)",
    r"(?:i|we) (?:do not|don['’]t) (?:know|understand|remember)",
    r"do you (?:happen to )?(?:know|remember)|does any(?:one|body) (?:here )?(?:happen to )?know",
    rf"(?:is it|would it be) possible to (?:{_LEARN}|say|tell)",
    rf"(?:do you have )?any idea(?=,? (?:{_WHAT}|if|whether|about|on)\b)",
    r"(?:my|the|our) (?:quick |simple )?question(?: is|:)",
    r"(?:i|we)(?: have|['’]ve got) (?:a|one|another) (?:quick |simple )?question",
)
_FRAME = re.compile(
    r"(?:^|(?<=[,;:.!?—–])|(?<=[,;:.!?—–-]\s)|(?<=\s)(?=(?:and|but|so)\s)"
    r"|(?<=\s)(?=(?:I|we) (?:would|['’]d) be (?:\w+ )?(?:grateful|glad|happy)"
    r"|(?:can|could|would) you (?:\w+ )?(?:tell|explain)))(?P<link>(?:and|but|so)\s+)?"
    rf"(?:{'|'.join(_FRAMES)})\b",
    re.I,
)
_GREETING = (
    rf"(?:{GREETINGS})(?: (?:{EVERYBODY}|team|folks))?"
    r"|dear (?:sir|madam|all|team|friends?|colleagues?)(?: or madam)?|excuse me|sorry(?: to bother you)?"
    rf"|{THANKS}|please|ok(?:ay)?|(?:a )?quick question"
)
_TEXTS = "articles|texts|documents|files|passages|sources|corpus|collection"
_THE_TEXTS = (
    r"(?:(?:the|this|these|those|your|my|our|all|given|provided|above) ){1,3}"
    rf"(?:article|text|document|file|passage|source|context|{_TEXTS})"
)
_SAID = rf"(?:according to|based on|as stated in|judging by) {_THE_TEXTS}"
_OPENING = re.compile(
    rf"^\s*(?:(?:{_GREETING})(?:\s*[,.!:;…—–]+\s*|\s+-\s+|$)|please\s+|(?:{_SAID}|(?:in|from) {_THE_TEXTS})\s*[,:]\s*"
    rf"|{_SAID}\s+(?=(?:{_WHAT}|(?:{AUXILIARIES})\b)))",
    re.I,
)
_SAID_AT_END = re.compile(rf"[,;]?\s{{1,4}}{_SAID}[.!\s]{{0,4}}(?P<sign>\??)[.!\s]{{0,4}}$", re.I)
_LINK = re.compile(
    rf"^\s*(?i:and|but|so|well|ok(?:ay)?),?\s+(?={_WHAT}|(?:{AUXILIARIES}|can|could|will|would|should)\b)"
)
_CLOSING = re.compile(
    rf"(?:(?:[,;.!?…]{{1,4}}|\s-)\s{{0,4}}(?:(?:many )?(?:{THANKS})|regards)\b[^?]{{0,40}}"
    r"|[,;.!?…]{0,4}\s{0,4}\b(?<!\bto )please"
    r"|[,;.!?…]{1,4}\s{0,4}(?:if possible|if you (?:know|can|don['’]t mind|please)|by any chance))"
    r"[.!\s]{0,8}(?P<sign>\??)[.!\s]{0,8}$",
    re.I,
)
_CLOSING_FRAME = re.compile(
    rf"[,;.!?…—–-]{{1,4}}\s{{0,4}}(?:and |but |so )?(?:{'|'.join(_FRAMES)})\s{{0,4}}(?P<sign>[?.!]{{0,4}})\s{{0,4}}$",
    re.I,
)
_ASKED = re.compile(rf"^[,:;\s]*(?:(?:{_ASIDE})\b[,\s]*)*(?P<asked>{_CLAUSE}.*)$", re.I | re.S)
_ASKED_AFTER_ASIDE = re.compile(rf"^\s*,[^,]*,\s*(?:(?:{_ASIDE})\b[,\s]*)*(?P<asked>{_CLAUSE}.*)$", re.I | re.S)
_ABOUT = re.compile(r"^[,:;\s]*(?:(?:about|on|of|regarding|concerning|as to|for|in)\s+)?(?P<asked>.+)$", re.I | re.S)
_WHETHER = re.compile(r"^(?:if|whether)\s+", re.I)
_ASKS = re.compile(
    rf"\?\s*$|^\s*(?:and |but |so )?(?:{_WHAT}"
    rf"|(?:{AUXILIARIES}|can|could|will|would|should)\b)",
    re.I,
)
_COURTEOUS = re.compile(
    rf"\s*(?:{_GREETING}|(?:many )?thanks|any help|i hope|hope you|have a (?:nice|great|good)|(?:best|kind) regards)\b",
    re.I,
)
_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|me|us)\b", re.I)
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b(?!I\b)[A-Z][\w.-]*\w(?:\s+(?:[A-Z][\w.-]*|\d[\w.]*))*")
_RUN = re.compile(r"[^\w\s]{8}|\s{8}")
"""Runs of signs that nobody types in a sentence, and that would take the patterns above long."""

_MAX_ROUNDS = 8
"""Maximum number of courtesies removed from one text."""


@dataclass(frozen=True, slots=True)
class Core:
    """The question of a text, and the names that occur only in the removed words."""

    asked: str
    names: tuple[str, ...] = ()


def find_core(text: str) -> Core:
    """Return the question of a text; the text itself if nothing else would be left or there is nothing to remove."""
    if _RUN.search(text):
        return Core(text)
    plain = _take_off_courtesies(text)
    sentences = [plain[start:end] for start, end in split_sentences(plain)]
    asking = [sentence for sentence in sentences if _is_asking(sentence)] or sentences
    cut = [_reduce(sentence) for sentence in asking]
    if plain == text and [core for core, _ in cut] == sentences:
        return Core(text)
    asked = " ".join(core for core, _ in cut).strip()
    if not analyze_short(asked) and not _ASKS.search(asked):
        return Core(text)
    told = [sentence for sentence in sentences if sentence not in asking and not _COURTEOUS.match(sentence)]
    told += [before for _, before in cut if before]
    names = tuple(dict.fromkeys(name for part in told for name in _NAME.findall(part) if name not in asked))
    if not told or not points_back(cut[0][0], analyze_short(cut[0][0])):
        return Core(asked, names)
    # Its pronouns refer to the sentences before it.
    return Core(f"{', '.join(names)}: {asked}") if names else Core(f"{' '.join(told)} {asked}")


def drop_link(question: str) -> str:
    """Remove a leading "and" or "so" from a first question."""
    return _LINK.sub("", question, count=1)


def _is_asking(sentence: str) -> bool:
    return bool(_ASKS.search(sentence) or _FRAME.search(sentence))


def _take_off_courtesies(text: str) -> str:
    """Return a text without greetings before it and thanks after it."""
    for _ in range(_MAX_ROUNDS):
        shorter = _OPENING.sub("", text, count=1)
        shorter = _SAID_AT_END.sub(r"\g<sign>", _CLOSING.sub(r"\g<sign>", shorter, count=1), count=1)
        shorter = _CLOSING_FRAME.sub(lambda found: "?" if "?" in found["sign"] else "", shorter, count=1)
        if shorter == text or not analyze_short(shorter):
            break
        text = shorter
    return text


def _reduce(sentence: str) -> tuple[str, str]:
    """Return the question of a sentence without its introduction, and what the sentence states before it."""
    whole, kept = sentence, ""
    told: list[str] = []
    for _ in range(_MAX_ROUNDS):
        frame = _FRAME.search(sentence)
        before, after = (sentence[: frame.start()], sentence[frame.end() :]) if frame else ("", "")
        found = _ASKED.match(after) or _ASKED_AFTER_ASIDE.match(after) or _ABOUT.match(after)
        if not frame or not found or not re.search(r"\w", found["asked"]):
            break
        kept = ""
        if _FIRST_PERSON.search(before):
            told.append(before.strip(" ,;:"))
        elif analyze_short(before):
            kept = f"{before.rstrip(' ,;:')}, "
        elif frame["link"] and frame["link"].lower().strip() != "so":
            kept = frame["link"]
        sentence = kept + _OPENING.sub("", found["asked"])
    if sentence != whole and not kept and re.match(_CLAUSE, sentence, re.I):
        sentence = f"{_WHETHER.sub('', sentence).rstrip(' .!?')}?"
    return sentence, " ".join(told)
