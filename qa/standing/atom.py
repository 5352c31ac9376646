"""What standing questions found as an Atom feed (RFC 4287).

The id of an entry is that of its sentence, so a reader shows each entry once. The texts are untrusted: document and
content are made of elements, and characters that XML cannot hold are replaced.
"""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from qa.citations.fragments import is_web
from qa.citations.hidden import reveal
from qa.standing.standing_file import NewSentence, QuotedArticle, StandingQuestion, StandingQuestions

MEDIA_TYPE = "application/atom+xml; charset=utf-8"

MAX_ENTRIES = 200
"""Maximum number of entries of the feed, the newest ones."""

_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Link = Callable[[StandingQuestion, NewSentence], str]
"""Returns the address that an entry links to, empty for none."""

register_namespace("", _ATOM)


def link_original(question: StandingQuestion, sentence: NewSentence) -> str:
    """Return the address of the original article, empty if it has none on the web."""
    return sentence.article.url if is_web(sentence.article.url) else ""


def write_feed(standing: StandingQuestions, *, address: str = "", link: Link = link_original) -> bytes:
    """Return the feed, newest entries first; `address` is where it is served."""
    found = [(sentence, question) for question in standing.shown for sentence in question.sentences]
    found.sort(key=lambda pair: (pair[0].found, pair[0].id), reverse=True)
    feed = Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"urn:uuid:{standing.id}")
    _add(feed, "title", "Standing questions")
    _add(feed, "updated", _find_updated(standing))
    _add(SubElement(feed, f"{{{_ATOM}}}author"), "name", "quotedesk")
    if address:
        SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=_clean(address))
    for sentence, question in found[:MAX_ENTRIES]:
        _add_entry(feed, question, sentence, link(question, sentence))
    document: bytes = tostring(feed, "utf-8", xml_declaration=True)
    return document


def _find_updated(standing: StandingQuestions) -> str:
    """Return when the newest sentence was found, or the newest question added."""
    moments = [sentence.found for question in standing.shown for sentence in question.sentences]
    return max([*moments, *(question.added for question in standing.shown)], default="1970-01-01T00:00:00Z")


def _add_entry(feed: Element, question: StandingQuestion, sentence: NewSentence, address: str) -> None:
    entry = SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", f"urn:uuid:{sentence.id}")
    _add(entry, "title", question.question)
    _add(entry, "updated", sentence.found)
    if address:
        SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=_clean(address))
    SubElement(entry, f"{{{_ATOM}}}content", type="html").text = _write_html(sentence)


def _write_html(sentence: NewSentence) -> str:
    """Return the sentence with its articles as HTML, which readers show."""
    content = Element("div")
    SubElement(content, "blockquote").text = _clean(sentence.text)
    _add_credit(SubElement(content, "p"), sentence.article)
    if sentence.also:
        SubElement(content, "p").text = "Also in:"
        others = SubElement(content, "ul")
        for place in sentence.also:
            _add_credit(SubElement(others, "li"), place.article)
    written: str = tostring(content, "unicode", method="html")
    return written


def _add_credit(parent: Element, article: QuotedArticle) -> None:
    if is_web(article.url):
        parent = SubElement(parent, "a", href=_clean(article.url))
    parent.text = _credit(article)


def _credit(article: QuotedArticle) -> str:
    day = article.published.isoformat() if article.published else ""
    return _clean(" · ".join(filter(None, (article.title, article.source, day))))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}").text = _clean(text)


def _clean(text: str) -> str:
    """Return a text whose hidden characters are shown, without those that XML cannot hold."""
    return _NO_XML.sub("\ufffd", reveal(text))
