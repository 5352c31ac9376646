"""Whether the pronoun that a sentence begins with means another name than a question is about."""

import re

from index.text.analyzer import analyze
from qa.query.question_type import find_answer_type
from qa.query.subject import CAPITAL
from qa.reading.people.other_actor import NAME, NO_NAMES, are_alike, is_name, restore_names

_ASKED = re.compile(
    rf"\b(?:did|does|do|was|were|is|are|has|have|had|will)\s+(?:the\s+)?(?P<name>{NAME}(?:\s+of\s+(?:the\s+)?{CAPITAL}\w*)?)"
)
_BEGINS = re.compile(
    r"\W*(?:(?:In|On|At|By|From|Since|After|Before|During|Until)\b[^,;]{1,60}, )?"
    r"(?i:he|she|it|they|his|her|its|their)\b"
)
_SENTENCE_END = re.compile(r"[.!?][\"”')\]]*\s+(?=[\"“'(\[]*[A-Z0-9])")
_NAMED = re.compile(
    rf"\W*(?:The\s+)?(?P<name>{NAME}) (?:was|were|is|are|had|has|also|then|later|became|won|made|took|led|built|wrote"
    r"|began|left|lost|held|sold|bought|gave|\w+ed|\w+s)\b"
)


def find_other_meant(question: str, sentence: str, before: str, title: str, article: str) -> str | None:
    """Return the name that a pronoun means at the beginning of a sentence, if a question is about another name.

    `before` is the text before the sentence. The name is that which the sentence before begins with, and neither
    sentence nor the title has a word of the name that the question has.
    """
    if _BEGINS.match(sentence) is None or find_answer_type(question) == "yes/no":
        return None
    asked = _ASKED.search(restore_names(question, article))
    previous = _SENTENCE_END.split(before.strip())[-1]
    named = _NAMED.match(previous)
    if asked is None or named is None or named["name"].split()[0].lower() in NO_NAMES:
        return None
    if " " not in named["name"] and not is_name(named["name"], article):
        return None
    known = f"{title} {previous} {sentence}"
    if set(analyze(asked["name"])) & set(analyze(known)):
        return None
    names = re.findall(NAME, known)
    return None if any(are_alike([asked["name"]], name) for name in names) else named["name"]
