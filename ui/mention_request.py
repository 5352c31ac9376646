"""`MentionRequest`: the mentions that a person wants to see, and its address."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args
from urllib.parse import parse_qs

from qa.citations.fragments import encode_part
from qa.input_limits import MAX_LINK_FIELDS, MAX_LINK_LENGTH, MAX_PHRASE_LENGTH
from ui.ask_request import read_day

MentionView = Literal["every", "time", "articles"]

_MAX_PAGE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class MentionRequest:
    """A phrase as typed, with a filter of the articles; and the view, with its page from 0.

    `takes_all`: whether the timeline looks through every mention, however many there are. `collections`: those that
    the page shows, named in the address only.
    """

    phrase: str
    view: MentionView = "every"
    page: int = 0
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    articles: tuple[str, ...] = ()
    takes_all: bool = False
    collections: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether only some of the articles are searched."""
        return bool(self.sources or self.since or self.until or self.articles)

    @property
    def address(self) -> str:
        """The address of this view."""
        fields = [("mention", self.phrase)]
        fields += [("view", self.view)] if self.view != "every" else []
        fields += [("source", source) for source in self.sources]
        fields += [
            (name, day.isoformat()) for name, day in (("since", self.since), ("until", self.until)) if day is not None
        ]
        fields += [("article", id) for id in self.articles]
        fields += [("all", "1")] if self.takes_all else []
        fields += [("page", str(self.page))] if self.page else []
        fields += [("collection", ",".join(self.collections))] if self.collections else []
        return "?" + "&".join(f"{name}={encode_part(value)}" for name, value in fields)

    def type_phrase(self, phrase: str) -> "MentionRequest":
        """Return the request for a typed phrase; another phrase begins at the first page, in all articles."""
        phrase = phrase.strip()[:MAX_PHRASE_LENGTH]
        if phrase == self.phrase:
            return self
        return replace(self, phrase=phrase, page=0, articles=(), takes_all=False)


def read_mention_address(address: str) -> MentionRequest:
    """Parse an address such as `?mention=…&view=time&source=…&since=2024-03-01`; invalid parts are ignored."""
    address = address if len(address) <= MAX_LINK_LENGTH else ""
    try:
        parts = parse_qs(address.removeprefix("?"), keep_blank_values=True, max_num_fields=MAX_LINK_FIELDS)
    except ValueError:
        parts = {}

    def first(name: str) -> str:
        return parts.get(name, [""])[0].strip()

    def filled(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value.strip() for value in parts.get(name, ()) if value.strip()))

    page, view = first("page"), first("view")
    return MentionRequest(
        phrase=first("mention")[:MAX_PHRASE_LENGTH],
        view=next((known for known in get_args(MentionView) if known == view), "every"),
        page=int(page) if page.isascii() and page.isdigit() and len(page) <= _MAX_PAGE_DIGITS else 0,
        sources=filled("source"),
        since=read_day(first("since")),
        until=read_day(first("until")),
        articles=filled("article"),
        takes_all=first("all") == "1",
    )
