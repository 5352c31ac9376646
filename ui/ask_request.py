"""`AskRequest`: a question with everything that its answer depends on, and its address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qs

from index.collections.collection_names import ALL, MAX_NAMED, is_name
from qa.answer import Answer
from qa.citations.fragments import encode_part
from qa.input_limits import MAX_LINK_FIELDS, MAX_LINK_LENGTH, MAX_TURNS
from qa.query.period import find_period, find_searched
from qa.standing.standing_file import StandingQuestion

MAX_CONVERSATION_LENGTH = 20_000
"""Maximum length of the questions and filters of a conversation that the server keeps, in characters."""


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question as typed, the earlier questions it may refer to, and a filter of the articles.

    `collections`: the names of the collections that are asked, empty for that of the page.
    `reads_period`: whether `ask` parses a period from the question; false once the dates are known.
    """

    question: str
    history: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    reads_period: bool = False
    collections: tuple[str, ...] = ()

    @property
    def searched(self) -> str:
        """The question without the words of its period, if that period is applied."""
        return find_searched(self.question, self.since, self.until)

    @property
    def size(self) -> int:
        """The total length of its texts, in characters."""
        return len(self.question) + sum(map(len, (*self.history, *self.sources)))

    @property
    def filtered(self) -> bool:
        """Whether only some of the articles are searched."""
        return bool(self.sources or self.since or self.until)

    def resolve(self, answer: Answer) -> "AskRequest":
        """Return the request with the earlier questions and the dates that its answer used."""
        return replace(self, history=answer.carried, since=answer.since, until=answer.until, reads_period=False)


def request_of(question: StandingQuestion, collections: tuple[str, ...]) -> AskRequest:
    """Return the request that asks a standing question of all articles of collections."""
    filters = question.sources, question.since, question.until
    return AskRequest(question.question, question.history, *filters, question.read_period, collections)


def read_typed(question: str, history: Iterable[str], chosen: str = "") -> AskRequest:
    """Return the request for a typed question; its period is parsed unless the filter has dates.

    `chosen`: the filter of the page, in the form of an address.
    """
    given = read_address(chosen)
    reads_period = given.since is None and given.until is None and find_period(question) is not None
    return AskRequest(
        question, tuple(history), given.sources, given.since, given.until, reads_period, given.collections
    )


def read_address(address: str) -> AskRequest:
    """Parse an address such as `?q=…&after=…&source=…&since=2024-03-01`; invalid parts are ignored.

    If it contains no dates, those in the question are parsed.
    """
    address = address if len(address) <= MAX_LINK_LENGTH else ""
    try:
        parts = parse_qs(address.removeprefix("?"), keep_blank_values=True, max_num_fields=MAX_LINK_FIELDS)
    except ValueError:
        parts = {}
    question = parts.get("q", [""])[0].strip()
    since, until = (read_day(parts.get(name, [""])[0]) for name in ("since", "until"))
    reads_period = not {"since", "until"} & parts.keys() and find_period(question) is not None
    history, sources = _filled(parts.get("after", ())), _filled(parts.get("source", ()))
    return AskRequest(question, history, sources, since, until, reads_period, _read_names(parts.get("collection", ())))


def address_of(asked: AskRequest) -> str:
    """Return the address of a request."""
    fields = [("q", asked.question)]
    fields += [("after", earlier) for earlier in asked.history]
    fields += [("source", source) for source in asked.sources]
    # Empty dates are written too if the question contains a period, which would be parsed otherwise.
    names_days = not asked.reads_period and find_period(asked.question) is not None
    fields += [
        (name, day.isoformat() if day else "")
        for name, day in (("since", asked.since), ("until", asked.until))
        if day or names_days
    ]
    fields += [("collection", ",".join(asked.collections))] if asked.collections else []
    return "?" + "&".join(f"{name}={encode_part(value)}" for name, value in fields)


def read_day(text: str) -> date | None:
    """Return a day of an address, None if it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_names(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names of collections in an address; anything else is ignored."""
    names = (name for value in values for name in value.split(","))
    return tuple(dict.fromkeys(name for name in names if name == ALL or is_name(name)))[:MAX_NAMED]


def _filled(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value.strip() for value in values if value.strip())


def keep_newest(conversation: Sequence[AskRequest]) -> list[AskRequest]:
    """Return the newest questions of a conversation, within the limits of a server."""
    kept: list[AskRequest] = []
    room = MAX_CONVERSATION_LENGTH
    for asked in reversed(conversation[-MAX_TURNS:]):
        room -= asked.size
        if room < 0:
            break
        kept.append(asked)
    return kept[::-1]
