"""Words that turn a sentence into its contrary, and questions that ask for the contrary.

The two differ. Sentences that differ by a "no" are two statements, so every such word counts there. A question denies
only where its main clause does: "without a job", "no work" and "when the key does not exist" describe what is asked
about, and the sentence that answers need not repeat them. Nor does an option deny, such as `--no-raw`.
"""

import re

from qa.query.command_options import hide_options

_NEGATIONS = re.compile(r"\b(?:no|not|nor|never|without)\b|n['’]t\b", re.I)
_DENIALS = re.compile(r"(?<![\w-])(?:cannot|not(?! only\b)|nor|never)(?![\w-])|n['’]t\b")
_OPTION_VALUE = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]{0,64}=\S{1,64}")
_QUOTED = re.compile(r'["“”„][^"“”„]*["“”„]')
_SUBORDINATE = (
    r"(?:if|when|whenever|while|unless|because|although|though|whereas|where|as long as|that|which|who|whose|whom"
    r"|whether|(?:until|since|before|after)(?!\s+\d))"
)
_LEADING_CLAUSE = re.compile(rf"^\s*{_SUBORDINATE}\b[^,?]*,\s*", re.I)
_CONDITION = re.compile(r"^\s*(?:what if|if|unless)\b", re.I)
# "In which" and "for whom" begin a question.
_LATER_CLAUSE = re.compile(rf"(?<=\S)(?<!^\w\w)(?<!^\w\w\w)\s+{_SUBORDINATE}\b.*$", re.I | re.S)
_OR_NOT = re.compile(r"\bor not\b", re.I)
_YES_OR_NO = re.compile(
    r"^\s*(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n['’]t)?\b",
    re.I,
)


def count_negations(text: str) -> int:
    """Count the words that turn a sentence into its contrary."""
    return len(_NEGATIONS.findall(hide_options(text)))


def is_denial(question: str) -> bool:
    """Return whether the main clause of a question denies, so that a sentence without a negation does not answer it.

    A question that asks for yes or no never does: a sentence of either kind decides it.
    """
    text = hide_options(_OPTION_VALUE.sub(" ", _QUOTED.sub(" ", question)))
    text = text.lower() if text.isupper() else text
    if _YES_OR_NO.match(text):
        return False
    main = _LEADING_CLAUSE.sub("", text, count=1)
    if main == text and _CONDITION.match(text):
        return False
    return bool(_DENIALS.search(_OR_NOT.sub(" ", _LATER_CLAUSE.sub("", main))))
