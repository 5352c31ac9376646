"""Sentences that only say where to read on: "For more information, see the documentation." """

import re

_SOURCE = (
    r"(?:docs?|documentation|manual|handbook|guide|website|web\s?site|web\s?page|page|pages|wiki|readme|faq|tutorial|repository"
    r"|reference|chapter|appendix|changelog|release notes|link|links|article|post|below|above|here|https?:\S*|www\.\S*)"
)
_POINTS = re.compile(
    r"\W{0,4}(?:(?:please|you can(?: also)?|also|or|and)\W+){0,2}"
    r"(?:(?:for|to)\s+(?:(?:know|learn|read|find|see|get)\s+)?(?:out\s+)?(?:an?\s+|the\s+)?"
    r"(?:more|further|additional|full|complete|other|detailed|details)\b[^.]{0,80}?[,:]?\s*)?"
    r"(?:please\s+|you can\s+)?(?:see|visit|consult|check\s?out|check|refer to|read|go to|head (?:over )?to|browse"
    rf"|(?:have|take) a look at|click|look at)\b[^.!?]{{0,80}}\b{_SOURCE}\b",
    re.I,
)
_MORE = re.compile(
    r"\W{0,4}(?:(?:read|learn|find out|see|show)\s+more\b"
    rf"|more (?:information|details|info)\b(?:\W*\Z|\s*:|[^.!?]{{0,80}}\b(?:available|found|{_SOURCE})\b))",
    re.I,
)
_ASKS_WHERE = re.compile(
    r"\b(?:where|doc(?:s|umentation)?|manual|guide|website|site|page|wiki|faq|tutorial|link|url|address|read|learn|find"
    r"|more|see|contact|help|information|look)\b",
    re.I,
)
_MAX_LENGTH = 200
"""Maximum length of a sentence that only points on, in characters; a longer one also says something."""


def find_pointer(question: str, sentence: str) -> str | None:
    """Return how a sentence begins that only says where to read on; None if it says more, or the question asks that."""
    if len(sentence) > _MAX_LENGTH or _ASKS_WHERE.search(question):
        return None
    found = _POINTS.match(sentence) or _MORE.match(sentence)
    return found[0].strip() if found else None
