"""The one turnstile: whatever searches takes a turn for each step of its work, and clients take turns fairly.

A long request is a generator of steps. Between two steps its turn goes to whoever waits, and where its client has hung
up nothing more is worked out.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import ServerBusy, TooManyRequests
from index.store import AT_ONCE
from ui.api.problems import refuse_error
from ui.guard.buckets import Buckets
from ui.guard.clients import address_of, name_client
from ui.guard.limits import PAGES, Limits

MOST_WAITING = 64
"""Maximum number of requests that wait for a turn, of all clients together, but for the first one of each."""

T = TypeVar("T")
P = ParamSpec("P")

Steps = Generator[float, None, T]
"""Work in steps. Each yield ends a step; its value is the cost, in requests, that is charged to the client there."""


async def is_waiting() -> bool:
    """Return whether the client still waits, for clients that cannot hang up."""
    return True


class ClientGone(Exception):
    """The client hung up before its answer was there."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request at the turnstile: the address of its client, and whether that still waits for an answer."""

    address: str
    is_waiting: Callable[[], Awaitable[bool]] = is_waiting


@dataclass(frozen=True, slots=True)
class _Step(Generic[T]):
    """The outcome of a step: what it costs, or the result if it was the last one."""

    cost: float = 0
    result: tuple[T] | None = None


class Turnstile:
    """Lets `AT_ONCE` steps be worked on at once; further clients wait, each for one step of every other one."""

    def __init__(self, limits: Limits, budget: Buckets | None = None) -> None:
        self._limits = limits
        self._budget = budget or Buckets()
        self._free = AT_ONCE
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        # The server's other work must find a thread, however much is searched.
        self._threads = CapacityLimiter(AT_ONCE)

    async def run(self, visit: Visit, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Return what a function returns that takes one turn.

        Raises ClientGone, ServerBusy, TooManyRequests, and what the function raises.
        """
        async with self.take_turn(visit):
            return await run_sync(lambda: function(*args, **options), limiter=self._threads)

    async def run_steps(self, visit: Visit, steps: Steps[T]) -> T:
        """Return the result of work that takes a turn for each step, and charge its client; raises as `run`."""
        try:
            while (step := await self.run(visit, _advance, steps)).result is None:
                self.charge(visit.address, step.cost)
        finally:
            steps.close()
        return step.result[0]

    def charge(self, address: str, cost: float) -> None:
        """Charge a client, whose later requests are refused until it has paid what it owes."""
        if cost > 0:
            self._budget.charge(name_client(address), cost, self._limits.scale(self._limits.requests, address))

    @asynccontextmanager
    async def take_turn(self, visit: Visit) -> AsyncIterator[None]:
        """Wait for a turn; raises ClientGone, ServerBusy or TooManyRequests."""
        await self._enter(visit.address)
        try:
            if not await visit.is_waiting():
                raise ClientGone
            yield
        finally:
            self._leave()

    async def _enter(self, address: str) -> None:
        if self._free:
            self._free -= 1
            return
        client = name_client(address)
        if len(self._waiting.get(client, ())) >= self._limits.waiting_of(address):
            raise TooManyRequests("Too many requests of this address wait.", "Try again in a few seconds.")
        is_full = sum(map(len, self._waiting.values())) >= MOST_WAITING
        # However many requests others have, a client without any may wait.
        if is_full and (client in self._waiting or len(self._waiting) >= MOST_WAITING):
            raise ServerBusy("Too many requests wait.", "Try again in a few seconds.")
        queue = self._waiting.setdefault(client, deque())
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            elif turn in queue:
                queue.remove(turn)
                if not queue:
                    del self._waiting[client]
            raise

    def _leave(self) -> None:
        """Pass the turn on to the client that got one longest ago."""
        while self._waiting:
            client, queue = next(iter(self._waiting.items()))
            turn = queue.popleft()
            if queue:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class TakeTurns:
    """Makes the page itself, which is built anew for each request, take a turn like all that takes time."""

    def __init__(self, app: ASGIApp, turnstile: Turnstile) -> None:
        self.app = app
        self._turnstile = turnstile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in its turn, or answer 429 or 503."""
        if scope["type"] != "http" or scope["path"] not in PAGES:
            await self.app(scope, receive, send)
            return
        answer: list[Message] = []

        async def collect(message: Message) -> None:
            answer.append(message)

        try:
            async with self._turnstile.take_turn(Visit(address_of(scope))):
                await self.app(scope, receive, collect)
        except (ServerBusy, TooManyRequests) as error:
            await refuse_error(error)(scope, receive, send)
            return
        # A client that reads slowly has no turn.
        for message in answer:
            await send(message)


def _advance(steps: Steps[T]) -> _Step[T]:
    try:
        return _Step(cost=next(steps))
    except StopIteration as done:
        return _Step(result=(done.value,))


def finish(steps: Steps[T]) -> T:
    """Do all steps at once, and return the result."""
    while (step := _advance(steps)).result is None:
        pass
    return step.result[0]
