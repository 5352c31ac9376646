"""Apostrophes that people leave out: "whats" is read as "what's", "didnt" as "didn't"."""

import re

from index.store import Index
from index.text.analyzer import analyze

_VERBS = "do|does|did|is|are|was|were|has|have|had|could|would|should|must|need|ca|wo"
_LEFT_OUT = re.compile(
    r"[\"“”„][^\"“”„]+[\"“”„]|`[^`]+`|«[^»]+»|‘[^’]+’|(?<!\w)'[^']+'(?!\w)"
    rf"|(?<![\w-])(?:(?P<asking>what|who|where|when|how)(?P<is>s)|(?P<verb>(?:{_VERBS})n)(?P<not>t))(?![\w'’-])",
    re.IGNORECASE,
)


def restore_apostrophes(text: str, index: Index | None = None) -> str:
    """Restore missing apostrophes, except in quoted phrases, in names and in words that an article has ("dont" is
    French)."""

    def restore(found: re.Match[str]) -> str:
        word, end = (found["asking"], found["is"]) if found["asking"] else (found["verb"], found["not"])
        is_name = found[0][:1].isupper() and found.start() > 0 and not text.isupper()
        if not word or is_name or (found["verb"] and index and any(map(index.lexical.knows, analyze(found[0])))):
            return found[0]
        return f"{word}'{end}"

    return _LEFT_OUT.sub(restore, text)
