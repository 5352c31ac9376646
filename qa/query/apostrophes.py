"""Apostrophes that people leave out: "whats" is read as "what's", "didnt" as "didn't"."""

import re

_VERBS = "do|does|did|is|are|was|were|has|have|had|could|would|should|must|need"
# Nouns are left: "in cant terms", "as was his wont".
_NO_NOUN = "".join(f"(?<!{before} )" for before in ("his", "her", "its", "heir", "the", "of", "in"))
_LEFT_OUT = re.compile(
    r"[\"“”„][^\"“”„]+[\"“”„]"
    r"|\b(?:(?P<asking>what|who|where|when|how)(?P<is>s)"
    rf"|(?P<verb>(?:{_VERBS}|{_NO_NOUN}(?:ca|wo))n)(?P<not>t))\b(?!['’])",
    re.IGNORECASE,
)


def restore_apostrophes(text: str) -> str:
    """Return a question with the apostrophes of "what's" and "didn't"; a phrase in quotation marks stays as it is."""

    def restore(found: re.Match[str]) -> str:
        word, end = (found["asking"], found["is"]) if found["asking"] else (found["verb"], found["not"])
        return f"{word}'{end}" if word else found[0]

    return _LEFT_OUT.sub(restore, text)
