"""Collects the texts of a message, and says of each part which earlier author it quotes."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from corpus.articles import clean_text
from corpus.formats.quote_marks import QuotedLine, unquote
from corpus.pages.blocks import Block
from corpus.pages.html_pieces import parse_piece, write_paragraphs
from corpus.readers.fields import Fields

_STUB = 2
"""How many times as many words the HTML of a message has if its plain text is only a stub."""

_SIGNATURE = re.compile(r"^(?:> ?)*-- ?$", re.MULTILINE)
_WROTE = (
    r"(?:wrote|writes|said|schrieb|schreibt|a écrit|écrit|escribió|ha scritto|scritto|escreveu|schreef|skrev"
    r"|napisał\(a\)|napisał)"
)
_BETWEEN = frozenset("am pm a.m. p.m. uhr um at à on le schrieb schreibt wrote in message from de von".split())
"""Words before the name of an author, in lower case."""

_LAST_VERB = re.compile(rf"(?<!\s)\s*+\b{_WROTE}\s*\Z")
_IN_QUOTES = re.compile(r"[\"“]([^\"“”]{1,60})[\"”]\Z")
_ATTRIBUTION = re.compile(rf".*\b{_WROTE}(?!\w).{{0,200}}:\s*\Z|.*<[^<>\s]{{3,200}}>\s*:\s*\Z", re.DOTALL)
_ORIGINAL = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|message d['’]origine|message transféré|mensaje original|messaggio originale|mensagem original"
    r"|oorspronkelijk bericht)\s*-{2,}"
    r"|begin forwarded message:",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|von|de|da|van|från|fra)\*?\s*:\*?\s*(?P<name>\S.*)", re.IGNORECASE)
_OTHER_HEADER = re.compile(
    r"\*?(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|assunto|inviato|a|oggetto"
    r"|verzonden|aan|onderwerp)\*?\s*:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>\s]*>|\[mailto:[^\[\]]*\]")
_FLOWED_MARKS = re.compile(r"(?:> ?(?=>))*>?")
_HEADER_LINES = 5
_LINES_BEFORE = 3
_MAX_LINE_LENGTH = 500
_MAX_NAME_LENGTH = 60
_MAX_WORDS = 6


class _Speaker(NamedTuple):
    """Where a part of the text begins, and its label in citations; the own words of the author have no label."""

    offset: int
    label: str


class MailTexts:
    """The texts of a message in order, as lines with the depth at which they are quoted."""

    def __init__(self) -> None:
        self._texts: list[list[QuotedLine]] = []

    def __bool__(self) -> bool:
        """Return whether there is any text."""
        return bool(self._texts)

    def add_plain(self, text: str) -> None:
        """Add a plain text, without its marks of quotation and the line before a signature."""
        self._add(unquote(_SIGNATURE.sub("", clean_text(text))))

    def add_flowed(self, text: str, *, deletes_blank: bool) -> None:
        """Add a text in format=flowed."""
        self._add(unquote_flowed(clean_text(text), deletes_blank=deletes_blank))

    def add_html(self, content: str) -> None:
        """Add the text of HTML."""
        self._add(list(_list_html_lines(content)))

    def add_best(self, plain: str, html: str, read_rich: Callable[[], str]) -> None:
        """Add one of several forms of a text: the plain one, unless it is only a stub; else rich text."""
        forms = [MailTexts(), MailTexts()]
        forms[0].add_plain(plain)
        forms[1].add_html(html)
        self.add_better(*forms)
        if not self:
            self.add_plain(read_rich())

    def add_better(self, plain: "MailTexts", rich: "MailTexts") -> None:
        """Add the plain form of a text; the rich one if it says far more."""
        is_stub = plain._count_words() * _STUB < rich._count_words()
        self._texts += rich._texts if is_stub or not plain else plain._texts

    def extend(self, other: "MailTexts") -> None:
        """Add the texts of another collection."""
        self._texts += other._texts

    def _add(self, lines: list[QuotedLine]) -> None:
        if any(line.text.strip() for line in lines):
            self._texts.append(lines)

    def _count_words(self) -> int:
        return sum(len(line.text.split()) for lines in self._texts for line in lines)

    def write(self) -> Fields:
        """Return the text, and where in it others are quoted."""
        written, speakers, length = list[str](), list[_Speaker](), 0
        for lines in self._texts:
            filled = [number for number, line in enumerate(lines) if line.text.strip()]
            if not filled:
                continue
            lines = lines[filled[0] : filled[-1] + 1]
            length += len("\n\n") if written else 0
            for line, label in zip(lines, _label(lines), strict=True):
                if line.text.strip() and label != (speakers[-1].label if speakers else None):
                    speakers.append(_Speaker(length, label))
                length += len(line.text) + 1
            length -= 1
            written.append("\n".join(line.text for line in lines))
        fields: Fields = {"text": "\n\n".join(written)}
        if any(speaker.label for speaker in speakers):
            fields |= {"pages": [one.offset for one in speakers], "page_labels": [one.label for one in speakers]}
        return fields


def _list_html_lines(content: str) -> Iterator[QuotedLine]:
    blocks = parse_piece(content)
    for block, text in zip(blocks, write_paragraphs(blocks), strict=True):
        depth = _measure_depth(block)
        breaks = len(text) - len(text.lstrip("\n"))
        yield from [QuotedLine(depth, "")] * (breaks - 1)
        yield from (QuotedLine(depth, clean_text(line)) for line in text[breaks:].split("\n"))


def _measure_depth(block: Block) -> int:
    element: Any = block.element
    return 0 if element is None else sum(one.tag == "blockquote" for one in [element, *element.iterancestors()])


def _label(lines: list[QuotedLine]) -> Iterator[str]:
    """Yield for each line the label in citations of its part."""
    names: list[str] = [""]
    for number, line in enumerate(lines):
        if line.text.strip():
            del names[line.depth + 1 :]
            if line.depth >= len(names):
                author = _find_author(lines, number) or "an earlier message"
                names += [author] * (line.depth + 1 - len(names))
            if found := _read_header(lines, number):
                names[line.depth] = found
        name = names[min(line.depth, len(names) - 1)]
        yield f"quoted from {name}" if name else ""


def _find_author(lines: list[QuotedLine], number: int) -> str:
    """Return the author whom the lines before a quotation name, empty if none is."""
    before = [line.text.strip() for line in lines[max(number - _LINES_BEFORE - 1, 0) : number] if line.text.strip()]
    for count in range(1, _LINES_BEFORE):
        said = " ".join(before[-count:])[-_MAX_LINE_LENGTH:] if before else ""
        if not _ATTRIBUTION.match(said):
            continue
        if name := _pick_name(said):
            return name
    return ""


def _pick_name(said: str) -> str:
    """Return the name in a line such as "On Fri, 1 Mar 2024, Odo Pell <odo@example.org> wrote:"."""
    addresses = list(_ADDRESS.finditer(said))
    before = said[: addresses[-1].start()] if addresses else _LAST_VERB.sub("", said.rstrip(" :"))
    if quoted := _IN_QUOTES.search(before.rstrip(" ,")):
        return _tidy_name(quoted[1])
    words: list[str] = []
    for word in reversed(before.rstrip(" ,").split()):
        if word.lower() in _BETWEEN or word.endswith((",", ":", ";")) or any(map(str.isdigit, word)):
            break
        words.insert(0, word)
    return _tidy_name(" ".join(words)) if len(words) <= _MAX_WORDS else ""


def _read_header(lines: list[QuotedLine], number: int) -> str:
    """Return the author of a message that begins at a line with its headers, empty if none does."""
    if _ORIGINAL.fullmatch(lines[number].text.strip()[:_MAX_LINE_LENGTH]):
        return "an earlier message"
    found = _FROM.fullmatch(lines[number].text.strip()[:_MAX_LINE_LENGTH])
    if found is None:
        return ""
    following = [line.text.strip() for line in lines[number + 1 : number + 1 + 2 * _HEADER_LINES] if line.text.strip()]
    others = sum(bool(_OTHER_HEADER.match(line)) for line in following[:_HEADER_LINES])
    return (_tidy_name(found["name"]) or "an earlier message") if others > 1 else ""


def _tidy_name(name: str) -> str:
    plain = _ADDRESS.sub("", name).strip(" \"'“”*,") or name.strip(" <>")
    return " ".join(plain.split())[:_MAX_NAME_LENGTH]


def unquote_flowed(text: str, *, deletes_blank: bool = False) -> list[QuotedLine]:
    """Join the lines of a text in format=flowed (RFC 3676): one that ends with a blank continues in the next."""
    # Lines as parts: to extend a string by each line takes quadratic time.
    lines: list[tuple[int, list[str]]] = []
    depth, is_open = 0, False
    for line in text.split("\n"):
        marks = _FLOWED_MARKS.match(line)
        quoted = marks[0].count(">") if marks else 0
        words = line[marks.end() if marks else 0 :]
        words = words[1:] if words.startswith(" ") else words
        if words in ("-- ", "--"):
            words = ""
        if quoted != depth and lines and any(lines[-1][1]):
            lines.append((depth, [""]))
        if is_open and quoted == depth and words:
            lines[-1][1].append(words)
        elif words or not lines or any(lines[-1][1]):
            lines.append((quoted, [words]))
        depth, is_open = quoted, words.endswith(" ")
        if is_open and deletes_blank:
            lines[-1][1][-1] = words[:-1]
    return [QuotedLine(depth, "".join(parts).rstrip()) for depth, parts in lines]
