"""Which lines of an article can be quoted as an answer, and where a list ends that a sentence introduces."""

import re
from collections.abc import Iterator, Sequence

from qa.sentences.code_fences import find_code_end, find_line_end, find_open_fence, is_comment, step_fence

MAX_LIST_LENGTH = 600
"""Maximum length of a quoted sentence with the list or the code that it introduces, in characters."""

MAX_HEADLINE_LENGTH = 120
"""Maximum length of a first line that is taken for a headline, in characters."""

MIN_WORDS = 2
"""Minimum number of words of a quote."""

MAX_FRONT_MATTER_LENGTH = 65_536
"""Maximum length of front matter, in characters."""

_MAX_CREDIT_LENGTH = 8
"""Maximum number of words of a line that credits a picture."""

_MAX_NUMBERED_HEADING_LENGTH = 6
"""Maximum number of words of a heading after its number."""

_HEADING = re.compile(r"(?m)^[^\S\n]{0,3}(?:#{1,6}[^\S\n]|={1,6}[^\S\n]+\S.*|<h[1-6]\b)")
_BOLD_LINE = re.compile(r"[^\S\n]{0,3}(?P<mark>\*\*|__)(?![\s*_])(?P<words>[^*_\n]{1,120})(?P=mark)[^\S\n]*")
_MAX_BOLD_HEADING_LENGTH = 8
"""Maximum number of words of a heading in bold."""

_RULE = re.compile(r"(?:[\s:+*=_~^#.`\-–—]|\|(?:[\w.+-]{1,40}\|_?)?)*")
"""A rule or the bars of a table; also the names of pictures between bars, as reStructuredText refers to badges."""

_QUESTION = re.compile(r"[?？؟][\s!?\"'”’»)\]*_~`>]*$")
_FIGURE = re.compile(
    r"(?:figure|fig\.?|table|photo|image|picture|plate|chart|map|box)\s*[\dIVX]+(?:[.-]\d+)*[a-z]?\s*[.:)]?", re.I
)
_CREDIT = re.compile(
    r"(?:photo(?:graph)?s?|image|picture|illustration|credit)(?:\s+(?:credit|courtesy))?s?\s*(?::|by\b|©)", re.I
)
_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|annex)\s+(?:\d+|[IVXLC]+|[A-Z])\b|\d+(?:\.\d+)+)[.:]?\s*(?P<words>.*)", re.I
)
_SMALL_WORDS = frozenset("a an and as at by for from in into of on or the to vs with".split())
# Bounded, since a text may open many tags and close none.
_TAG = re.compile(
    r"</?[A-Za-z][^<>\n]{0,500}>|<!--[^<>]{0,500}-->|\{\{[^{}]{0,500}\}\}|\{%[^%]{0,500}%\}|<%[^%]{0,500}%>"
    r"|\{#[^#]{0,500}#\}"
)
_ENCODED = re.compile(r"-----(?:BEGIN|END) [A-Z0-9 ]+-----|[A-Za-z0-9+/]{40,}={0,2}|=[A-Za-z0-9+/]{4}|data:\S+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED_WORD = 2
"""Characters that count as a word in a script that is written without blanks."""

_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[^`]*")
_UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,}|~{3,}|\^{3,})\s*")
_FRONT_MATTER = re.compile(r"\s*(?P<mark>---|\+\+\+)[^\S\n]*\n(?P<lines>.*?\n)??(?P=mark)[^\S\n]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"[\w.-]+[^\S\n]*[:=](?:\s.*|)|\s+\S.*|\s*-\s.*|\s*#.*|\s*[\]\[{}].*|\s*")
_BLOCK_START, _BLOCK_END = re.compile(r"-----BEGIN [A-Z0-9 ]+-----"), re.compile(r"-----END [A-Z0-9 ]+-----")

_ITEM = re.compile(r"(?P<indent>[^\S\n]*)(?:[-*+•‣◦▪–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[^\S\n]+\S")
_LINE_BREAK = re.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)?(?=[^\S\n]*\S)")
_INTRODUCES = re.compile(r"[:：][\s*_\"”’)]*$")
_WRAPPED = 60
"""From this length on, in characters, a line that ends without a stop is taken to be wrapped."""


def is_quotable(sentence: str) -> bool:
    """Return whether a sentence can be an answer: not a heading, a question, a caption marker or a line without words.

    The text alone is judged; front matter and headlines are found by `find_unquotable`.
    """
    lines = [line for line in sentence.splitlines() if line.strip()]
    if not lines or _HEADING.search(sentence) or (len(lines) > 1 and _UNDERLINE.fullmatch(lines[-1])):
        return False
    words = "\n".join(line for line in _TAG.sub(" ", sentence).splitlines() if not _is_wordless(line))
    plain = words.strip(" \t\n*_>|-•")
    if _count_words(words) < MIN_WORDS or _QUESTION.search(plain) or _is_mostly_tags(sentence):
        return False
    return not (_is_caption(plain) or _is_numbered_heading(plain))


def _is_wordless(line: str) -> bool:
    return bool(_RULE.fullmatch(line) or _ENCODED.fullmatch(line.strip()) or _FENCE.fullmatch(line))


def _count_words(text: str) -> int:
    """Return the number of words with a letter; in scripts without blanks two characters count as one."""
    spaced = sum(any(map(str.isalpha, word)) for word in _UNSPACED.sub(" ", text).split())
    return spaced + len(_UNSPACED.findall(text)) // _UNSPACED_WORD


def _is_caption(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text) or (_CREDIT.match(text) and len(text.split()) <= _MAX_CREDIT_LENGTH))


def _is_numbered_heading(text: str) -> bool:
    """Return whether a text is a number and a few capitalized words without a full stop, as "3.2 Data and Methods"."""
    found = _NUMBERED.fullmatch(text)
    if found is None or text.endswith((".", "!", ":", ";", ",")):
        return False
    words = found["words"].split()
    has_name = all(word[:1].isupper() or word.lower() in _SMALL_WORDS for word in words)
    return 0 < len(words) <= _MAX_NUMBERED_HEADING_LENGTH and has_name


def select_quotable(text: str, sentences: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each sentence of an article, given by its offsets, whether it can be quoted.

    What `find_unquotable` finds is left out first: a sentence with a template tag in it is judged by its other words.
    """
    if not sentences:
        return []
    first, last = min(start for start, _ in sentences), max(end for _, end in sentences)
    left_out = find_unquotable(text, first, last)
    return [
        is_quotable(_cut(text, start, end, left_out)) and not _is_mostly_tags(text[start:end])
        for start, end in sentences
    ]


def _is_mostly_tags(sentence: str) -> bool:
    """Return whether a sentence has as many tags as words."""
    tags = len(_TAG.findall(sentence))
    return tags > 0 and tags >= len(_TAG.sub(" ", sentence).split())


def _cut(text: str, start: int, end: int, left_out: Sequence[tuple[int, int]]) -> str:
    kept = []
    for gap_start, gap_end in left_out:
        if gap_end > start and gap_start < end:
            kept.append(text[start : max(gap_start, start)])
            start = min(gap_end, end)
    return " ".join([*kept, text[start:end]])


def find_unquotable(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the stretches of an article that are never quoted, in order and apart; those between two offsets.

    They are front matter, a headline (a short first line without a full stop, followed by a blank line), headings,
    rules, fences of code and comments in code, encoded blocks and template tags.
    """
    end = len(text) if end is None else end
    start = text.rfind("\n", 0, start) + 1
    opening = _find_opening(text) if start < MAX_FRONT_MATTER_LENGTH + MAX_HEADLINE_LENGTH else 0
    found = [(0, opening)] if opening > start else []
    for line_start, line_end in _find_unquotable_lines(text, max(start, opening), end):
        if found and line_start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], line_end)
        else:
            found.append((line_start, line_end))
    return sorted([*found, *_find_tags(text, max(start, opening), end, found)])


def _find_tags(text: str, start: int, end: int, found: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the tags outside the lines found already."""
    taken = iter(found)
    line = next(taken, None)
    for tag in _TAG.finditer(text, start, end):
        while line and line[1] <= tag.start():
            line = next(taken, None)
        if not line or tag.end() <= line[0]:
            yield tag.span()


def _find_opening(text: str) -> int:
    """Return where the front matter or the headline at the start of an article ends, 0 if there is none."""
    matter = _FRONT_MATTER.match(text, 0, MAX_FRONT_MATTER_LENGTH)
    if matter and all(_FIELD.fullmatch(line) for line in (matter["lines"] or "").splitlines()):
        return matter.end()
    first, has_more, rest = text[: MAX_HEADLINE_LENGTH + 2].lstrip("\ufeff").partition("\n")
    is_headline = (
        has_more and len(first) <= MAX_HEADLINE_LENGTH and first.strip() and not rest.partition("\n")[0].strip()
    )
    if not is_headline or first.rstrip().endswith((".", ":", ";", ",", "!", "…", "”", '"')) or _ITEM.match(first):
        return 0
    return len(first) if text[len(first) :].strip() else 0


def _find_unquotable_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines that are headings, rules, fences, comments in code or encoded, without their line ends."""
    in_block, fence = False, find_open_fence(text, start)
    while start < end:
        line_end = find_line_end(text, start)
        line = text[start:line_end]
        in_block = in_block or bool(_BLOCK_START.match(line))
        is_heading = not fence and (
            _HEADING.match(line) or _is_title(text, line, line_end) or _is_bold(text, start, line)
        )
        if line.strip() and (in_block or is_heading or _is_wordless(line) or is_comment(line, in_fence=bool(fence))):
            yield start, line_end
        in_block, fence = in_block and not _BLOCK_END.match(line), step_fence(fence, text, start)
        start = line_end + 1


def _is_bold(text: str, start: int, line: str) -> bool:
    """Return whether a line that begins a paragraph is a few words in bold without a full stop, as a heading is."""
    found = _BOLD_LINE.fullmatch(line)
    if found is None or found["words"].rstrip().endswith((".", "!")):
        return False
    before = text[max(text.rfind("\n", 0, max(start - 1, 0)), 0) : start]
    return len(found["words"].split()) <= _MAX_BOLD_HEADING_LENGTH and not before.strip()


def _is_title(text: str, line: str, line_end: int) -> bool:
    """Return whether a line is underlined by the next one."""
    following = text[line_end + 1 : line_end + 1 + MAX_HEADLINE_LENGTH].partition("\n")[0]
    return bool(_UNDERLINE.fullmatch(following)) and "|" not in line and len(following.strip()) * 2 >= len(line.strip())


def find_list_end(text: str, start: int, end: int) -> int:
    """Return where a sentence ends together with the list or the code that it introduces, or `end` if none.

    A sentence that ends with a colon introduces the bullets or numbers in the lines below it, after one blank line at
    most, or the block of code below it. Whole items and lines are added, up to `MAX_LIST_LENGTH` characters in all.
    """
    if not _INTRODUCES.search(text, start, end):
        return end
    reached, limit = end, start + MAX_LIST_LENGTH
    if (code_end := find_code_end(text, end, limit)) > end:
        return code_end
    for item_end in _find_item_ends(text, end, limit):
        if item_end > limit:
            break
        reached = item_end
    return reached


def _find_item_ends(text: str, end: int, limit: int) -> Iterator[int]:
    """Yield where each item of a list ends that follows a place, nested items among them."""
    place = _find_next_line(text, end)
    outer = _ITEM.match(text, text.rfind("\n", 0, end) + 1, end)
    outermost = len(outer["indent"]) + 1 if outer else 0
    is_first = True
    while place is not None and (item := _ITEM.match(text, place)) and len(item["indent"]) >= outermost:
        outermost, is_first = (len(item["indent"]) if is_first else outermost), False
        line_end = find_line_end(text, place)
        while line_end <= limit and _goes_on(text, place, line_end, len(item["indent"])):
            place = line_end + 1
            line_end = find_line_end(text, place)
        yield place + len(text[place:line_end].rstrip())
        place = _find_next_line(text, line_end)


def _goes_on(text: str, line_start: int, line_end: int, indent: int) -> bool:
    """Return whether the next line carries on the item that a line belongs to."""
    following = text[line_end + 1 : find_line_end(text, line_end + 1)]
    if not following.strip() or _ITEM.match(following) or _HEADING.match(following) or _is_wordless(following):
        return False
    line = text[line_start:line_end].rstrip()
    is_wrapped = len(line) >= _WRAPPED and not line.endswith((".", "!", "?", ":", ";"))
    return len(following) - len(following.lstrip()) > indent or following[0].islower() or is_wrapped


def _find_next_line(text: str, end: int) -> int | None:
    """Return where the next line with text starts, None if this line continues or two blank lines follow."""
    found = _LINE_BREAK.match(text, end)
    return found.end() if found else None
