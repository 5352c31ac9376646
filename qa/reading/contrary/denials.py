"""Whether a question asks for what was rejected, banned or lost, and a sentence has no word of that sort."""

import re

from index.text.analyzer import analyze
from qa.query.question_type import find_answer_type

_DENIAL = re.compile(
    r"\b(?:reject(?:s|ed|ing)?|no longer|destroy(?:s|ed|ing)?|avoid(?:s|ed|ing)?|los(?:e|es|ing)|lost|closed"
    r"|bann(?:ed|ing)|remov(?:e|es|ed)|forbid(?:s|den)?|forbade|ignor(?:e|es|ed)|refus(?:e|es|ed)|rarely|seldom|hardly"
    r"|den(?:y|ies|ied)|hat(?:e|es|ed)|dislik(?:e|es|ed)|exclud(?:e|es|ed)|cancel\w*|prevent(?:s|ed)?|abandon(?:s|ed)?"
    r"|dismiss(?:es|ed)?|hinder(?:s|ed)?|discourag(?:e|es|ed)|prohibit(?:s|ed)?|unable|fail(?:s|ed)?)\b",
    re.I,
)
"""Words that deny, end or prevent something."""

_MAY_DENY = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|few|little|against|instead|rather|but|except|only|unlike"
    r"|contrary|less|more than|too|from|away|away from|out of|free|until|till|though|although|however|despite|once|old"
    r"|past|former\w*|last|final|poor|low|turn(?:s|ed|ing)? (?:down|away|back)|tak(?:e|es|en|ing) (?:off|away|out|over)"
    r"|took (?:off|away|out|over)|g[ia]v(?:e|es|en|ing) up|set aside|r[au]n out|\w+n['’]t|(?:un|dis|non|anti)\w{3,}"
    r"|in(?:ability|adequ|compat|sufficien)\w*|rare|rarely|seldom|hardly|barely|(?:reject|refus|oppos|prevent|avoid"
    r"|ban|prohibit|forb|abandon|abol|remov|elimin|destr|fail|lack|los[est]|stop|end(?=s|ed|ing|\b)|ceas|quit|den[iy]|declin"
    r"|exclu|ignor|limit|restrict|reduc|block|halt|cancel|withdr|withh|critici|condemn|veto|drop|leav|left|clos|repeal"
    r"|revok|overturn|resist|protest|dismiss|hinder|imposs|retir|resign|wan(?:ed|ing)|demise|replac|supersed|delet|fire"
    r"|blaze|explo|burn|crush|demol|raz(?:e|ing)|ruin|damag|wreck|flood|sunk|sank|sink|shut|fold|scrap|collaps|crash"
    r"|fell|fall|defeat|kill|dead|die|dying|death|surrender|captur|conced|suffer|depos|overthr|oust|expel|exil|outlaw|illegal"
    r"|censor|suppress|forc|tried|attempt|difficult|problem|minim|protect|guard|safe|spar(?:e|ing)|evad|escap|cut|stripp"
    r"|split|separat|evict|defend|challeng|s[kc]eptic|doubt|regret|vanish|missing|absen|scarc|short|need|want|expir"
    r"|bankrupt|penal|punish|forfeit|worse|weak|br[eo]k|break|interrupt|suspend|postpon|delay|paus|wast|hid(?:e|den)"
    r"|beat|wip(?:e|ing)|erod|bomb|wound|injur|perish|illness|disaster|earthquake|war\b|revolt|rebel|hostil|curtail"
    r"|complain|object|disput)\w*)\b",
    re.I,
)
"""Words with which a sentence can say that something was denied, ended or prevented, or why."""


def find_unstated_denial(question: str, sentence: str, around: str) -> str | None:
    """Return the denying word of a question if a sentence has no word that could say so, None if it has.

    `around` is the text before the sentence with its title and headings, which may have that word: "Lost in Space".
    """
    asked = _DENIAL.search(question)
    if asked is None or find_answer_type(question) in (None, "yes/no") or _MAY_DENY.search(sentence):
        return None
    return None if set(analyze(asked[0])) & set(analyze(f"{around} {sentence}")) else asked[0].lower()
