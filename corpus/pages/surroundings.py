"""Recognises what belongs to a page and not to its article: menus, bylines, teasers of other stories."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.pages.blocks import Block
from corpus.pages.labels import cut_service, is_around, is_related

_MAX_BYLINE_LENGTH = 200
_TOP = 6
"""Number of blocks at the top in which the title and the byline are searched for."""

_MIN_TEASERS = 2
_MAX_TEASER_LENGTH = 400
_MIN_LENGTH = 200
"""Number of characters of sentences that must be left for teasers to be dropped."""

_TEASER_TAGS = frozenset({"article", "li"})
_TEASER_NAME = re.compile(
    r"(?:^|[\s_-])(?:teaser|promo|card|related|recirc\w*|tease|more-stories)(?:$|[\s_-])", re.IGNORECASE
)

_WORD = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*"
_NAME = rf"{_WORD}(?: (?:(?:de|da|di|du|van|von|der|den|la|le|al|el|bin|ibn|y|e) ){{0,2}}{_WORD}){{0,4}}"
_BETWEEN = r"(?:, (?:and )?| and | & | und | et | y | e | with )"
_BYLINE = re.compile(
    r"(?i:(?:written |words |reported |reporting |posted |published |story )?by|von|par|por|di|door|author ?:|text ?:) "
    rf"(?P<names>{_NAME}(?:{_BETWEEN}{_NAME}){{0,7}})(?P<rest>(?:[\s|,;·•–—(-].*)?)"
)
_BYLINE_WORD = re.compile(
    r"(?:last|updated|published|posted|modified|on|at|\d{1,2}(?:st|nd|rd|th)?|\d{4}|\d{1,2}[ap]m|[ap]m?|m|[A-Z]{2,4}"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?"
    r"|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|comments?|staff|senior|chief|reporter|writer|correspondent|editor)",
    re.IGNORECASE,
)
_CHROME_TAGS = frozenset({"nav", "footer", "menu"})
_CHROME_ROLES = frozenset({"navigation", "contentinfo", "menu", "menubar", "search"})
_CHROME_NAMES = frozenset(
    "nav navbar navigation menu main-menu topmenu foot footer site-footer page-footer top topbar topnav top-bar "
    "breadcrumb breadcrumbs sidebar imprint bottom".split()
)


def keep_article(blocks: Sequence[Block], title: str, authors: Sequence[str]) -> tuple[list[Block], list[str]]:
    """Return the blocks of the article itself, and the authors that a byline among the others names.

    `title` and `authors` are those that the page states.
    """
    kept = _drop_where(blocks, list(_find_related(blocks)))
    for block in kept:
        block.text = cut_service(block.text)
    kept = _drop_where(kept, [is_around(block.text) or _is_chrome(block) for block in kept])
    return _drop_head(_drop_edges(_drop_teasers(kept, title)), title, authors)


def _drop_where(blocks: Sequence[Block], is_dropped: Sequence[bool]) -> list[Block]:
    """Return the other blocks; all of them if none would be left."""
    left = [block for block, dropped in zip(blocks, is_dropped, strict=True) if not dropped]
    return left or list(blocks)


def _is_chrome(block: Block) -> bool:
    """Return whether a block without a full stop is part of the menu, head or foot of the page."""
    if block.element is None or block.is_sentence or block.is_row:
        return False
    return any(_is_chrome_element(element) for element in _find_ancestors(block))


def _find_ancestors(block: Block) -> Iterator[object]:
    element = block.element
    while element is not None and element.tag not in {"body", "html"}:
        yield element
        element = element.getparent()


def _is_chrome_element(element: object) -> bool:
    names = {element.get("id", "").lower(), *element.get("class", "").lower().split()}  # type: ignore[attr-defined]
    tag, role = element.tag, element.get("role", "")  # type: ignore[attr-defined]
    return tag in _CHROME_TAGS or role in _CHROME_ROLES or not names.isdisjoint(_CHROME_NAMES)


def _find_related(blocks: Sequence[Block]) -> Iterator[bool]:
    """Yield for each block whether it is a link below a heading such as "Related stories", or such a heading."""
    follows = False
    for number, block in enumerate(blocks):
        if is_related(block.text):
            follows = number + 1 == len(blocks) or blocks[number + 1].is_link
        elif not block.is_link:
            follows = False
        yield follows


def _drop_teasers(blocks: list[Block], title: str) -> list[Block]:
    """Drop the teasers of other stories: short parts that begin with a link, if there is enough text besides."""
    groups: dict[int, list[Block]] = {}
    for block in blocks:
        if (part := _find_part(block)) is not None:
            groups.setdefault(id(part), []).append(block)
    teasers = [group for group in groups.values() if _is_teaser(group, title)]
    dropped = {id(block) for group in teasers for block in group}
    left = [block for block in blocks if id(block) not in dropped]
    is_enough = sum(len(block.text) for block in left if block.is_sentence and not block.is_link) >= _MIN_LENGTH
    return left if len(teasers) >= _MIN_TEASERS and is_enough else blocks


def _find_part(block: Block) -> object | None:
    """Return the part of the page that could be a teaser and contains a block."""
    for element in _find_ancestors(block):
        if element.tag in _TEASER_TAGS or _TEASER_NAME.search(element.get("class", "")):  # type: ignore[attr-defined]
            return element
    return None


def _is_teaser(group: Sequence[Block], title: str) -> bool:
    first = next((block for block in group if block.is_heading), group[0])
    is_short = sum(len(block.text) for block in group) <= _MAX_TEASER_LENGTH
    is_own = first.text.casefold() == title.casefold()
    return is_short and first.is_link and first.is_heading and not is_own


def _drop_edges(blocks: list[Block]) -> list[Block]:
    """Drop the links to other pages before the first and after the last text, unless they are lists of a text."""
    is_text = [not block.is_link or block.is_sentence for block in blocks]
    if not any(is_text):
        return blocks
    first, last = is_text.index(True), len(blocks) - is_text[::-1].index(True)
    return blocks[first:last]


def _drop_head(blocks: list[Block], title: str, authors: Sequence[str]) -> tuple[list[Block], list[str]]:
    """Drop the line that repeats the title, and the byline below it; return the rest, and the authors named."""
    kept, names = list[Block](), list[str]()
    is_titled = False
    stated = {author.casefold() for author in authors}
    sections = Counter(block.element.tag for block in blocks if block.is_heading)
    for number, block in enumerate(blocks):
        folded = block.text.casefold()
        # One of several headings of a level is that of a part.
        is_title = folded == title.casefold() and not (block.is_heading and sections[block.element.tag] > 1)
        if number < _TOP and not is_titled and is_title:
            is_titled = True
        elif number < _TOP and folded in stated:
            continue
        elif number < _TOP and not block.is_heading and (found := find_authors(block.text)):
            names += found
        else:
            kept.append(block)
    return (kept, names) if kept else (blocks, [])


def find_authors(line: str) -> list[str]:
    """Return the names in a byline such as "By Ines Vogel and Rosa Lund | May 6"; none if the line says more."""
    found = _BYLINE.fullmatch(line) if len(line) <= _MAX_BYLINE_LENGTH else None
    if found is None or not all(map(_BYLINE_WORD.fullmatch, re.findall(r"\w+", found["rest"]))):
        return []
    return [name.strip(" .") for name in re.split(_BETWEEN, found["names"])]
