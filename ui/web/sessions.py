"""The sessions of the page: each keeps the questions of its conversation for a time, but no displayed content."""

import time
from collections import OrderedDict
from itertools import islice, takewhile
from typing import Any

import gradio as gr
from gradio.queueing import Queue
from gradio.state_holder import SessionState, StateHolder
from gradio.utils import LRUCache

MAX_SESSIONS = 10_000
"""Maximum number of sessions without an event in progress; the least recently used one is dropped."""

MAX_UNREAD = 1_000
"""Maximum number of sessions with unread results, which may be 150 kB each."""

UNREAD_SECONDS = 60
"""How long unread results are kept, in seconds."""


class Session(SessionState):
    """The values of `gr.State` alone: Gradio would also copy every component, and keep its displayed content."""

    def __init__(self, page: gr.Blocks) -> None:
        self.blocks_config = page.default_config
        self.config_values: dict[int, dict[str, Any]] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False
        self._updated: dict[int, gr.Component] = {}

    def __getitem__(self, key: int) -> Any:  # noqa: ANN401
        """Return the value of a `gr.State`, or a component that is being updated."""
        return self._updated[key] if key in self._updated else super().__getitem__(key)

    def __setitem__(self, key: int, value: Any) -> None:  # noqa: ANN401
        """Store the value of a `gr.State`, and a component until its update is sent."""
        if isinstance(self.blocks_config.blocks.get(key), gr.State):
            self.state_data[key] = value
        else:
            self._updated[key] = value

    def _update_config(self, key: int) -> None:
        """Store no displayed content of a component."""

    def _update_value_in_config(self, key: int, value: Any) -> None:  # noqa: ANN401
        """Drop a component: Gradio calls this last when it sends an update."""
        self._updated.pop(key, None)


class UnreadResults(LRUCache[str, Any]):
    """The results that each session has not read yet, for `MAX_UNREAD` sessions.

    Gradio's own cache may drop a session while its event is in progress; the event then fails when it sends its result.
    """

    def __init__(self, queue: Queue) -> None:
        super().__init__(MAX_UNREAD)
        self._queue = queue

    def __setitem__(self, session: str, results: Any) -> None:  # noqa: ANN401
        """Add a session, and drop the oldest one without an event in progress if there are too many."""
        if session not in self and len(self) >= self.max_size:
            idle = next((one for one in self if not _has_event(self._queue, one)), None)
            if idle is not None:
                del self[idle]
                self._queue.pending_event_ids_session.pop(idle, None)
        OrderedDict.__setitem__(self, session, results)


class Sessions(StateHolder):
    """The sessions of a page.

    A session without an event in progress is dropped if it is not used for the `time_to_live` of its `gr.State`, or
    if there are too many. Its results are dropped if they are not read.
    """

    def __init__(self, page: gr.Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._used: dict[str, float] = {}
        states = (block for block in page.blocks.values() if isinstance(block, gr.State))
        self._seconds: float = max(state.time_to_live for state in states)
        self.set_blocks(page)

    def __getitem__(self, session: str) -> SessionState:
        """Return a session; create it if there is none."""
        with self.lock:
            if session not in self.session_data:
                self.session_data[session] = Session(self.blocks)
            self.session_data.move_to_end(session)
            self._used[session] = time.monotonic()
            excess = len(self.session_data) - self.capacity
            if excess > 0:
                others = (one for one in self.session_data if one != session)
                idle = (one for one in others if not _has_event(self.blocks._queue, one))
                for dropped in list(islice(idle, excess)):
                    self._drop(dropped)
            return self.session_data[session]

    def delete_all_expired_state(self) -> None:
        """Drop expired sessions and unread results; Gradio calls this every second."""
        now = time.monotonic()
        with self.lock:
            queue = self.blocks._queue
            expired = takewhile(lambda session: now - self._used[session] > self._seconds, list(self.session_data))
            for session in expired:
                if not _has_event(queue, session):
                    self._drop(session)
            for session in list(queue.pending_messages_per_session):
                unused = now - self._used.get(session, 0)
                if unused > UNREAD_SECONDS and not _has_event(queue, session):
                    self._drop_results(session)

    def _drop(self, session: str) -> None:
        del self.session_data[session], self._used[session]
        self._drop_results(session)

    def _drop_results(self, session: str) -> None:
        self.blocks._queue.pending_messages_per_session.pop(session, None)
        self.blocks._queue.pending_event_ids_session.pop(session, None)


def _has_event(queue: Queue, session: str) -> bool:
    """Return whether an event of a session is in progress or queued."""
    # Another thread may change the set.
    return any(id in queue.event_ids_to_events for id in tuple(queue.pending_event_ids_session.get(session, ())))


def limit_sessions(app: Any, page: gr.Blocks) -> None:  # noqa: ANN401
    """Replace the sessions of Gradio's application with ones that take little memory."""
    page.state_session_capacity = MAX_SESSIONS
    page._queue.pending_messages_per_session = UnreadResults(page._queue)
    app.state_holder = Sessions(page)
