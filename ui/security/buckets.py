"""Token buckets: a burst per client that refills at a fixed rate."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

MAX_CLIENTS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Size of a bucket, and its refill per second."""

    burst: float
    per_second: float


@dataclass
class Buckets:
    """A bucket per client, for the `MAX_CLIENTS` most recent ones."""

    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, client: str, amount: float, rate: Rate) -> int:
        """Take from the client's bucket; return 0, or the seconds until there is enough."""
        missing = self.look(client, amount, rate)
        if not missing:
            self._put(client, self._filled(client, rate) - amount)
        return missing

    def charge(self, client: str, amount: float, rate: Rate) -> None:
        """Take from the client's bucket even if too little is left. The debt is at most one burst."""
        self._put(client, max(self._filled(client, rate) - amount, -rate.burst))

    def look(self, client: str, amount: float, rate: Rate) -> int:
        """Return the result of `take` without taking anything."""
        missing = amount - self._filled(client, rate)
        return max(1, ceil(missing / rate.per_second)) if missing > 0 else 0

    def _filled(self, client: str, rate: Rate) -> float:
        left, then = self._left.get(client, (rate.burst, self.clock()))
        return min(rate.burst, left + (self.clock() - then) * rate.per_second)

    def _put(self, client: str, left: float) -> None:
        self._left[client] = (left, self.clock())
        self._left.move_to_end(client)
        if len(self._left) > MAX_CLIENTS:
            self._left.popitem(last=False)
