"""How many requests are worked on at once, and how many wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import HTTPException

from index.store import AT_ONCE

MOST_WAITING = 64


class Turnstile:
    """Lets as many requests in at once as may search, and no more than `MOST_WAITING` wait."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @asynccontextmanager
    async def take_turn(self) -> AsyncIterator[None]:
        """Wait for a turn. Raises HTTPException where too many wait."""
        if self._waiting >= MOST_WAITING:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests wait; try again soon.", {"Retry-After": "1"}
            )
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
