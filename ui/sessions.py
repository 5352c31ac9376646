"""What Gradio keeps of each session: the questions of its conversation, for a time, and nothing that was shown."""

import time
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

MOST_SESSIONS = 10_000
"""Maximum number of sessions; of more the one that was used longest ago is dropped."""

UNREAD_SECONDS = 60
"""How long the results of a session's events are kept that no page has read, in seconds."""

MOST_UNREAD = 256
"""Maximum number of sessions whose results wait to be read."""


class Session(SessionState):
    """The values of `gr.State` alone: Gradio would also copy every component, and keep what each one shows."""

    def __init__(self, page: gr.Blocks) -> None:
        self.blocks_config = page.default_config
        self.config_values: dict[int, dict[str, Any]] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False
        self._updated: dict[int, gr.Component] = {}

    def __getitem__(self, key: int) -> Any:  # noqa: ANN401
        """Return the value of a `gr.State`, or a component, which may just be updated."""
        return self._updated[key] if key in self._updated else super().__getitem__(key)

    def __setitem__(self, key: int, value: Any) -> None:  # noqa: ANN401
        """Keep the value of a `gr.State`, and a component until its update is sent."""
        if isinstance(self.blocks_config.blocks.get(key), gr.State):
            self.state_data[key] = value
        else:
            self._updated[key] = value

    def _update_config(self, key: int) -> None:
        """Keep nothing of what a component shows."""

    def _update_value_in_config(self, key: int, value: Any) -> None:  # noqa: ANN401
        """Forget a component: Gradio calls this last when it sends what one shows."""
        self._updated.pop(key, None)


class Sessions(StateHolder):
    """The sessions of a page.

    One is dropped that is not used for the `time_to_live` of its `gr.State`, and so are results that are not read.
    """

    def __init__(self, page: gr.Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._used: dict[str, float] = {}
        states = (block for block in page.blocks.values() if isinstance(block, gr.State))
        self._seconds: float = max(state.time_to_live for state in states)
        self.set_blocks(page)

    def __getitem__(self, session: str) -> SessionState:
        """Return a session, which is a new one if it is not known."""
        with self.lock:
            if session not in self.session_data:
                self.session_data[session] = Session(self.blocks)
            self.session_data.move_to_end(session)
            self._used[session] = time.monotonic()
            while len(self.session_data) > self.capacity:
                self._drop(next(iter(self.session_data)))
            return self.session_data[session]

    def delete_all_expired_state(self) -> None:
        """Drop the sessions that were not used for long, and what nobody has read; Gradio calls this every second."""
        now = time.monotonic()
        with self.lock:
            while self.session_data:
                session = next(iter(self.session_data))
                if now - self._used[session] <= self._seconds:
                    break
                self._drop(session)
            queue = self.blocks._queue
            for session in list(queue.pending_messages_per_session):
                ids = queue.pending_event_ids_session.get(session, ())
                unused = now - self._used.get(session, 0)
                if unused > UNREAD_SECONDS and not any(id in queue.event_ids_to_events for id in ids):
                    self._drop_results(session)

    def _drop(self, session: str) -> None:
        del self.session_data[session], self._used[session]
        self._drop_results(session)

    def _drop_results(self, session: str) -> None:
        self.blocks._queue.pending_messages_per_session.pop(session, None)
        self.blocks._queue.pending_event_ids_session.pop(session, None)


def limit_sessions(app: Any, page: gr.Blocks) -> None:  # noqa: ANN401
    """Give Gradio's application of a page sessions that take little memory."""
    page.state_session_capacity = MOST_SESSIONS
    page._queue.pending_messages_per_session.max_size = MOST_UNREAD
    app.state_holder = Sessions(page)
