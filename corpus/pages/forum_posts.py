"""Names who wrote each post of a page with posts of several people, such as a forum or questions with answers."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.pages.blocks import Block, fold
from corpus.readers.fields import Fields

_KINDS = frozenset({"comment", "suggestedanswer", "acceptedanswer"})
_TYPES = ("/comment", "/answer", "/question", "/discussionforumposting", "/socialmediaposting")
_MAX_NAME_LENGTH = 60


def name_posts(blocks: Sequence[Block], starts: Sequence[int]) -> Fields:
    """Return where in the text of a page posts begin, and what a citation calls them; nothing for other pages."""
    known: dict[Any, str] = {}
    names = [_find_author(block, known) for block in blocks]
    if len({name for name in names if name}) < 2:
        return {}
    labels = [f"post by {name}" if name else "" for name in names]
    begun = [place for place, label in enumerate(labels) if not place or label != labels[place - 1]]
    return {"pages": [starts[place] for place in begun], "page_labels": [labels[place] for place in begun]}


def _find_author(block: Block, known: dict[Any, str]) -> str:
    """Return the author of the post that contains a block, empty if none does."""
    post = next((element for element in _list_around(block) if _is_post(element)), None)
    if post is None:
        return ""
    if post not in known:
        known[post] = next(_list_authors(post), "")
    return known[post]


def _list_around(block: Block) -> Iterator[Any]:
    if block.element is not None:
        yield block.element
        yield from block.element.iterancestors()


def _is_post(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    kinds = element.get("itemprop", "").lower().split()
    return not _KINDS.isdisjoint(kinds) or element.get("itemtype", "").lower().endswith(_TYPES)


def _list_authors(post: Any) -> Iterator[str]:  # noqa: ANN401
    for element in post.xpath(".//*[@itemprop='author' or @itemprop='creator']"):
        if next((one for one in element.iterancestors() if _is_post(one)), None) is not post:
            # It wrote a post within this one.
            continue
        named = next((one for one in element.iter() if one.get("itemprop") == "name"), element)
        name = fold(named.get("content") or "".join(named.itertext()))
        if name and len(name) <= _MAX_NAME_LENGTH:
            yield name
