"""Conditional requests: the validators of earlier downloads, so that an unchanged feed is not sent again (RFC 9110)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MAX_LENGTH = 1_000
"""Maximum length of a validator that is sent back, in characters."""

_FIELDS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""The header of a validator, and the one that sends it back."""


class NotModified(Exception):
    """The server answered that an address has not changed since the last download."""


@dataclass(slots=True)
class Validators:
    """The validators of the downloads of a process, by address.

    Those of a download count only once its articles are in the index: otherwise a failed build would lose them.
    """

    _kept: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _noted: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def make_headers(self, address: str) -> dict[str, str]:
        """Return the headers that make a request conditional, none for an address that is not known."""
        return dict(self._kept.get(address, {}))

    def note(self, address: str, headers: Mapping[str, str]) -> None:
        """Note the validators in the headers of a response."""
        given = {sent: headers.get(name) for name, sent in _FIELDS.items()}
        self._noted[address] = {
            name: value for name, value in given.items() if value and len(value) <= MAX_LENGTH and value.isprintable()
        }

    def keep(self, but: Collection[str] = ()) -> None:
        """Use the noted validators from now on, except for some addresses, which are downloaded whole the next time."""
        self._kept |= self._noted
        for address in but:
            self._kept.pop(address, None)
        self._noted = {}

    def drop(self) -> None:
        """Discard the noted validators."""
        self._noted = {}
