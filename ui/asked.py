"""`Asked`: a question with all that its answer depends on, and the address that asks it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs
from urllib.parse import quote as percent_encode

from qa.period import find_period

MOST_PARTS = 200
"""So many parts of an address are read at most; nobody asks with more."""

LONGEST_ADDRESS = 20_000
"""Maximum length of an address that is read, in characters."""

MAX_TURNS = 50
"""Maximum number of questions of a conversation."""

LONGEST_CONVERSATION = 20_000
"""Maximum length of the questions and filters of a conversation together, in characters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as typed, the earlier questions that it may lean on, and the articles it is asked of."""

    question: str
    history: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def searched(self) -> str:
        """The question without the words that named its period, where that period is applied."""
        period = find_period(self.question)
        named = bool(period) and (period.since, period.until) == (self.since, self.until) if period else False
        return period.question if period and named else self.question

    @property
    def size(self) -> int:
        """The length of all its texts, in characters."""
        return len(self.question) + sum(map(len, (*self.history, *self.sources)))

    @property
    def filtered(self) -> bool:
        """Whether only some of the articles are asked."""
        return bool(self.sources or self.since or self.until)


def read_typed(question: str, history: Iterable[str], chosen: str = "") -> Asked:
    """Return what a person asks who typed a question; a period in its words counts before the one that was chosen.

    `chosen` is the filter of the page, in the form of an address.
    """
    given = read_address(chosen)
    period = find_period(question)
    since, until = (period.since, period.until) if period else (given.since, given.until)
    return Asked(question, tuple(history), given.sources, since, until)


def read_address(address: str) -> Asked:
    """Return what an address such as `?q=…&after=…&source=…&since=2024-03-01` asks; what it garbles is left out.

    Where it names no days at all, those of the question's words count.
    """
    address = address if len(address) <= LONGEST_ADDRESS else ""
    try:
        parts = parse_qs(address.removeprefix("?"), keep_blank_values=True, max_num_fields=MOST_PARTS)
    except ValueError:
        parts = {}
    question = parts.get("q", [""])[0].strip()
    since, until = (_read_day(parts.get(name, [""])[0]) for name in ("since", "until"))
    period = None if {"since", "until"} & parts.keys() else find_period(question)
    if period:
        since, until = period.since, period.until
    return Asked(question, _filled(parts.get("after", ())), _filled(parts.get("source", ())), since, until)


def address_of(asked: Asked) -> str:
    """Return the address that asks just so."""
    fields = [("q", asked.question)]
    fields += [("after", earlier) for earlier in asked.history]
    fields += [("source", source) for source in asked.sources]
    # Named even where they are open, if else those of the question's words would count.
    fields += [
        (name, day.isoformat() if day else "")
        for name, day in (("since", asked.since), ("until", asked.until))
        if day or find_period(asked.question)
    ]
    return "?" + "&".join(
        f"{name}={percent_encode(value.encode('utf-8', 'replace'), safe='')}" for name, value in fields
    )


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filled(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value.strip() for value in values if value.strip())


def keep_newest(conversation: Sequence[Asked]) -> list[Asked]:
    """Return the newest questions of a conversation, as many as a server keeps of it."""
    kept: list[Asked] = []
    room = LONGEST_CONVERSATION
    for asked in reversed(conversation[-MAX_TURNS:]):
        room -= asked.size
        if room < 0:
            break
        kept.append(asked)
    return kept[::-1]
