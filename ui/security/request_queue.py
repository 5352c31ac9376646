"""The queue: limits concurrent searches, and schedules clients round-robin.

A long request is a generator of steps. It is admitted once, and takes a turn for each step. It ends early if its client
has disconnected.
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
from ui.problems import refuse_error
from ui.security.buckets import Buckets
from ui.security.clients import address_of, name_client
from ui.security.limits import MAX_WAITING, PAGE_PATH, Limits

PREPAID = 1.0
"""Cost charged by the rate limit for a request before its first step, in requests."""

T = TypeVar("T")
P = ParamSpec("P")

Steps = Generator[float, None, T]
"""Work in steps. Each yield ends a step; its value is the cost of the step, in requests."""


async def is_waiting() -> bool:
    """Return True, for clients that cannot disconnect."""
    return True


class ClientGone(Exception):
    """The client disconnected before its response was complete."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request at the queue: the address of its client, and a check that the client is still connected."""

    address: str
    is_waiting: Callable[[], Awaitable[bool]] = is_waiting


@dataclass(frozen=True, slots=True)
class _Step(Generic[T]):
    """The outcome of a step: its cost, or the result of the last step."""

    cost: float = 0
    result: tuple[T] | None = None


class RequestQueue:
    """Runs at most `AT_ONCE` steps at once; waiting requests get turns client by client.

    `Index.search_slot` limits searches too, for callers without a server. It cannot replace the queue: a slot knows no
    clients, and a request that waits for one takes a thread. The limit is the same, so no step waits for a slot.
    """

    def __init__(self, limits: Limits, budget: Buckets | None = None) -> None:
        self._limits = limits
        self._budget = budget or Buckets()
        self._free = AT_ONCE
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        # Searches have their own threads, so that the server's other work never waits for one.
        self._threads = CapacityLimiter(AT_ONCE)

    async def run(self, visit: Visit, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Run a function in one turn and return its result.

        Raises ClientGone, ServerBusy, TooManyRequests, and what the function raises.
        """
        async with self.take_turn(visit):
            return await run_sync(lambda: function(*args, **options), limiter=self._threads)

    async def run_steps(self, visit: Visit, steps: Steps[T]) -> T:
        """Run a generator with a turn for each step and return its result. Raises the same errors as `run`.

        Each step is charged when it is done. Only the first one can be refused.
        """
        prepaid, is_admitted = PREPAID, False
        try:
            while True:
                async with self.take_turn(visit, is_admitted=is_admitted):
                    step = await run_sync(_advance, steps, limiter=self._threads)
                if step.result is not None:
                    return step.result[0]
                is_admitted, paid = True, min(prepaid, step.cost)
                prepaid -= paid
                self._charge(visit.address, step.cost - paid)
        finally:
            steps.close()

    def _charge(self, address: str, cost: float) -> None:
        """Charge a client beyond the request itself. Its later requests are refused while it is in debt."""
        if cost > 0:
            self._budget.charge(name_client(address), cost, self._limits.scale(self._limits.requests, address))

    @asynccontextmanager
    async def take_turn(self, visit: Visit, *, is_admitted: bool = False) -> AsyncIterator[None]:
        """Wait for a turn. Raises ClientGone, and for work that is not yet admitted ServerBusy or TooManyRequests."""
        await self._enter(visit.address, is_admitted=is_admitted)
        try:
            if not await visit.is_waiting():
                raise ClientGone
            yield
        finally:
            self._leave()

    async def _enter(self, address: str, *, is_admitted: bool) -> None:
        if self._free:
            self._free -= 1
            return
        if not is_admitted:
            self._admit(address)
        client = name_client(address)
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

    def _admit(self, address: str) -> None:
        """Check the limits on waiting requests. Raises ServerBusy or TooManyRequests."""
        client = name_client(address)
        if len(self._waiting.get(client, ())) >= self._limits.scale_count(self._limits.waiting, address):
            raise TooManyRequests("Too many requests from this address are waiting.", "Try again in a few seconds.")
        is_full = sum(map(len, self._waiting.values())) >= MAX_WAITING
        # A client without a waiting request is admitted even if others fill the queue.
        if is_full and (client in self._waiting or len(self._waiting) >= MAX_WAITING):
            raise ServerBusy("Too many requests are waiting.", "Try again in a few seconds.")

    def _leave(self) -> None:
        """Pass the turn to the client that had one least recently."""
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
    """Middleware that renders the page in a turn, since it is built for each request."""

    def __init__(self, app: ASGIApp, queue: RequestQueue) -> None:
        self.app = app
        self._turnstile = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in its turn, or answer 429 or 503."""
        if scope["type"] != "http" or scope["path"] != PAGE_PATH:
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
        # A slow reader must not hold its turn.
        for message in answer:
            await send(message)


def _advance(steps: Steps[T]) -> _Step[T]:
    try:
        return _Step(cost=next(steps))
    except StopIteration as done:
        return _Step(result=(done.value,))
