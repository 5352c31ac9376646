"""Recognizes questions about the collection or the program itself: "How many articles are there?", "hello".

The whole question must consist of such words. Where one is left over ("How many articles of the treaty were changed?"),
the question is one for the articles.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.query.common_words import ANY_GREETING, EVERYBODY, THANKS

Topic = Literal[
    "greeting", "thanks", "identity", "help", "count", "sources", "dates", "titles", "subject", "newest", "oldest"
]


@dataclass(frozen=True, slots=True)
class CollectionTopic:
    """A question about the collection: its topic, and the number of articles if it names one."""

    topic: Topic
    count: int | None = None


_MAX_LENGTH = 200
"""Maximum length of a question that is compared, in characters."""

_KEPT = 1024
"""Number of questions that are cached: those of a conversation are looked at with every new one."""

_ARTICLES = "article articles texts documents stories headlines headline titles news sources".split()
"""Words for the articles of any collection."""

_WHOLES = "collection library corpus archive database index dataset".split()
"""Words for all of them together; they count only with a word of `_ARTICLES` or one of the `_POINTERS`."""

_KINDS = (
    "text document doc docs file files story title source report reports paper papers newspaper newspapers publisher "
    "publishers publication publications outlets post posts page pages note notes book books speech speeches minutes "
    "manual manuals entry entries passages data material documentation contents site"
).split()
"""Words for them, or for a subject of an article; they count only with one of the `_POINTERS`."""

_POINTERS = "this these those your you my our here".split()

_CUES = (
    "about summarise summarize summarised summarized summary summaries overview gist topic topics theme themes subject "
    "subjects matter cover covers covered deal deals say says contain contains content contents discuss discussed tldr "
    "describe key points highlights count number size big large long old recent current fresh date dates dated period "
    "timeframe timespan span time latest newest new last today recently lately oldest earliest list show titles names "
    "available published written publish wrote publishes"
).split()

_BINDING = (
    "a all also an and any are at be by can could did do does each entire every everything exist exists for from get "
    "give got has have hold holds how i in include included includes indexed into is kind kinds know let loaded main "
    "many me most much of on or quick read see short some sort sorts stored tell that the them there to total type "
    "types us was were want we what when where which who whole with would year years come comes general brief "
    "currently now so please up provide make"
).split()

_KNOWN = frozenset((*_ARTICLES, *_WHOLES, *_KINDS, *_POINTERS, *_CUES, *_BINDING))
_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_COUNTED = re.compile(
    rf"\b(\d\d?|{'|'.join(_NUMBERS)})(?= (?:(?:latest|newest|most recent|recent|last|oldest|earliest) )?"
    r"(?:articles|texts|documents|stories|headlines|titles|news)\b)"
)

_SPELLED_OUT = {
    r"['’`]": "'",
    r"\b(what|who|where|when|how|that|here|it)(?:'s|s)\b": r"\1 is",
    r"\b(what|who)(?:'re|re)\b": r"\1 are",
    r"\b(how|what|where|who) r\b": r"\1 are",
    r"\b(are|can|what) u\b": r"\1 you",
    r"\bi'd\b": "i would",
    r"\btoday's\b": "today",
    r"\bsum up\b": "summarize",
    r"\btl;?dr\b": "summary",
}
_HELLO = rf"(?:{ANY_GREETING})"
_HOW_ARE_YOU = r"(?: how (?:are you|is it going|do you do)(?: today| doing)?)"
_COURTESY = re.compile(
    rf"^(?:{_HELLO} (?:there |all |quotedesk )?|please |ok |okay |so |just |now |and |well |thanks |thank you "
    r"|(?:can|could|would|will) (?:you|we|i) (?:please |kindly |maybe |just )?|i (?:would )?(?:like|want|need)(?: to)? "
    r"|do you know |i wonder |let me (?:know|see) )+|(?: please| thanks| thank you| for me| to me| right now)+$"
)

_TALK: tuple[tuple[Topic, str], ...] = (
    ("greeting", rf"{_HELLO}(?: (?:{EVERYBODY}|again|friend|world|quotedesk|to you))*{_HOW_ARE_YOU}?"),
    ("greeting", _HOW_ARE_YOU.removeprefix("(?: ").removesuffix(")")),
    (
        "thanks",
        r"(?:(?:ok|okay|great|perfect|cool|nice|good|super|wow|no|many|well|very|and|oh) )*"
        rf"(?:{THANKS}|thank|thankyou|ty|danke|merci|gracias|much appreciated)"
        r"(?: (?:a lot|a million|so much|very much|again|you|quotedesk|that (?:is|was) (?:helpful|great|all)"
        r"|for (?:your|the|that|this|all)(?: the| your)?(?: help| answers?| info| information)?))*",
    ),
    ("thanks", r"ok|okay|great|perfect|cool|nice|super|wow|got it|good (?:job|work|bot|night)|well done|never ?mind"),
    ("thanks", r"(?:good ?)?bye|see you(?: later)?"),
    ("identity", r"(?:who|what) (?:exactly )?are you(?: exactly)?|who (?:is there|am i (?:talking|speaking) to)"),
    (
        "identity",
        r"what is (?:quotedesk|your name|this (?:site|page|website|app|tool|program|thing|place|service|for))",
    ),
    ("identity", r"are you (?:an? )?(?:real )?(?:ro)?(?:bot|human|person|ai|machine|computer|llm|chatgpt|real|there)"),
    ("identity", r"(?:who|what) (?:made|built|wrote|created|developed|runs) (?:you|this|quotedesk)|introduce yourself"),
    ("identity", r"(?:tell me )?(?:something |more )?about (?:yourself|you|quotedesk)|what do you do"),
    ("help", r"(?:i need )?help(?: me)?|how can you help(?: me)?|usage|instructions|commands"),
    (
        "help",
        r"what (?:can|could) (?:you|i|one|we|this|quotedesk|it)(?: tool| program| page)? (?:actually |all )?do"
        r"(?: here| for me| with (?:this|you|it))?",
    ),
    (
        "help",
        r"how (?:do|does|can|should|to) ?(?:i|you|this|one|we|quotedesk)? ?(?:work|use|ask|start|begin|search)"
        r"(?: (?:this|you|here|quotedesk|a question|questions|page|tool|program))*",
    ),
    (
        "help",
        r"what (?:can|should|could|may|do) i (?:ask|do|type|say|search)(?: for| about)?(?: you| here| now| next)*",
    ),
    (
        "help",
        r"(?:what|which)(?: (?:kind|sort)s? of)? questions (?:can|could|should|may|do) (?:i|you) (?:ask|answer)"
        r"(?: you| here)?",
    ),
    ("help", r"(?:give me |show me )?(?:some |an )?(?:example |sample )?(?:examples?|questions)(?: of questions)?"),
    ("help", r"what are you (?:for|good for|able to do)"),
    ("subject", r"what is (?:all )?(?:this|it all|everything)(?: here| all)? about|overview"),
    ("subject", r"what do you (?:know|have|cover|contain)(?: about| here| in here)*|what have you got(?: here)?"),
    ("subject", r"what is (?:in )?(?:here|there|inside)|what can i (?:find|read) (?:in )?here"),
    (
        "subject",
        r"(?:what|which) (?:topics|subjects|themes) (?:do you|are|can you)(?: know| cover| covered| have| there)+",
    ),
    ("subject", r"what can you tell me(?: about)?|tell me (?:about )?everything|tell me something"),
    ("subject", r"summar(?:y|ize|ise)(?: (?:everything|all|this|it))*"),
    (
        "newest",
        r"(?:what is |is there |tell me |show me |give me |read me )?(?:the |any |some |all |your )?"
        r"(?:(?:latest|newest|most recent|recent|current|today|new) )?(?:news|headlines)"
        r"(?: (?:today|now|lately|recently|of the day|here))*",
    ),
    (
        "newest",
        r"(?:what are |show me |give me |any )?(?:the )?(?:latest|newest|most recent|recent|current|new) "
        r"(?:updates|developments|events)",
    ),
    (
        "newest",
        r"(?:what is|anything|something|what else is) new(?: here| today| in here)?|what is in the news(?: today)?",
    ),
    ("newest", r"(?:what is )?(?:the )?(?:newest|latest) here"),
)
_TALK_ALONE: tuple[tuple[Topic, str], ...] = (
    ("identity", r"what is this|who is this"),
    ("subject", r"what is it about"),
    ("help", r"how (?:do|does|can) (?:i|you|it|one|we) (?:work|use)(?: it)?"),
    ("newest", r"what (?:has )?happened(?: recently| lately| today)?"),
    ("newest", r"what is (?:happening|going on|up)(?: now| today| lately)*"),
    ("newest", r"(?:what is )?(?:the )?(?:latest|newest)(?: now)?"),
)
"""Questions that refer to the question before them, if there is one."""

_ABOUT_ARTICLES: tuple[tuple[Topic, str], ...] = (
    ("sources", r"\b(?:how many|number of|which|what|list|show|all|your|are|of)\b.{0,200}\b(?:sources|newspapers)\b"),
    ("sources", r"\b(?:which|what|list|your)\b.{0,200}\b(?:publishers|publications|outlets)\b|^(?:the )?sources$"),
    ("sources", r"where .{0,200}\bfrom\b|\bwho (?:wrote|published|publishes)\b"),
    ("dates", r"\bhow (?:old|recent|current|new|fresh)\b|\bwhen\b|\bup to date\b|\btime span\b"),
    ("dates", r"\b(?:date|dates|dated|period|timeframe|timespan|years?)\b"),
    ("oldest", r"\b(?:oldest|earliest)\b"),
    ("count", r"\bhow (?:many|much|big|large)\b|\b(?:number|count|size|total)\b"),
    ("newest", r"\b(?:latest|newest|recent|recently|lately|new|last|today|current|news)\b"),
    ("subject", r"\b(?:about|summar\w+|overview|gist|topics?|themes?|subjects?|cover\w*|deals?|says?)\b"),
    ("subject", r"\b(?:contains?|contents?|discuss\w*|describe|points|highlights)\b"),
    ("titles", r"\b(?:list|show|which|what|all|see|titles|names|available|have|there|articles|headlines|tell)\b"),
)
"""Questions about the articles, whose words are all known; the first match counts."""

_OTHERWISE = re.compile(
    # "How do I list documents?", "What documents do I have to show?", "How many documents were there?"
    r"\bhow (?!many|much|big|large|old|recent|current|new|fresh)|\bha(?:ve|s) to\b|\bwho (?!wrote|published|publishes)"
    r"|\bw(?:as|ere)\b(?!.{0,200}\b(?:published|written|from)\b)"
    # An article that is singled out is mentioned in the articles.
    r"|\b(?:first|last) article\b"
)


@lru_cache(_KEPT)
def find_topic(question: str, *, follows: bool = False) -> CollectionTopic | None:
    """Return the topic of a question about the collection or the program, None for a question for the articles.

    `follows`: there are earlier questions that this one may depend on.
    """
    if len(question) > _MAX_LENGTH or re.search(r"[\"“”„]|(?<!\S)[-−]\w", question):
        return None
    plain = _spell_out(question)
    for text in dict.fromkeys((plain, _strip_courtesy(plain))):
        for topic, pattern in (*_TALK, *(() if follows else _TALK_ALONE)):
            if re.fullmatch(pattern, text):
                return CollectionTopic(topic)
    return _find_collection_topic(_strip_courtesy(plain))


def _spell_out(question: str) -> str:
    """Return the words of a question in lower case, without punctuation, contractions spelled out."""
    text = unicodedata.normalize("NFKC", question).casefold()
    for pattern, replacement in _SPELLED_OUT.items():
        text = re.sub(pattern, replacement, text)
    return " ".join(re.findall(r"[\w']+", text))


def _strip_courtesy(text: str) -> str:
    while (shorter := _COURTESY.sub("", text)) and shorter != text:
        text = shorter
    return text


def _find_collection_topic(text: str) -> CollectionTopic | None:
    """Return the topic of a text if its every word asks about a collection."""
    counted = _COUNTED.search(text)
    words = _COUNTED.sub("", text).split()
    if not words or not _KNOWN.issuperset(words) or not _names_collection(words) or _OTHERWISE.search(text):
        return None
    topic = next((topic for topic, pattern in _ABOUT_ARTICLES if re.search(pattern, text)), None)
    count = (_NUMBERS.get(counted[1]) or int(counted[1])) if counted else 1 if "article" in words else None
    return CollectionTopic(topic, count) if topic else None


def _names_collection(words: list[str]) -> bool:
    """Return whether words name the articles, and nothing that is one of the things that these may speak of."""
    named = [group for group in (_ARTICLES, _WHOLES, _KINDS) if any(word in group for word in words)]
    points = any(word in _POINTERS for word in words)
    return bool(named) and (points or (_ARTICLES in named and _KINDS not in named))
