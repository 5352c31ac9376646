"""The turns of conversations as HTML, and an article opened at a citation; independent of Gradio."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from corpus.errors import UserError
from index.store import Index
from qa.comparison import compare
from qa.query.query import make_query
from ui.ask_request import AskRequest, read_address
from ui.cache import Cache
from ui.html.answer_html import answer_html, error_html, pending_html
from ui.html.article_view import NOT_A_SPOT, parse_spot, show_spot
from ui.service import Service, history_of, name_generations

KEPT_TURNS = 1024
"""Maximum number of turns cached as HTML, for the transcripts of all conversations."""

_NO_ARTICLE = "This article is not in the library. It may have been removed or replaced."


class Turn(NamedTuple):
    """A request and the HTML of its answer; `answered` is false for an error message."""

    asked: AskRequest
    html: str
    answered: bool = True


class Transcript:
    """Makes the turns of conversations, and caches them."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._turns: Cache[tuple[AskRequest, str, date], Turn] = Cache(KEPT_TURNS)

    def has_turn(self, asked: AskRequest) -> bool:
        """Return whether the turn is cached."""
        try:
            generations = name_generations(self.service.indexes_of(asked))
        except UserError:
            return False
        return (asked, generations, date.today()) in self._turns

    def show(self, asked: AskRequest) -> Turn:
        """Return a turn of a conversation; an error that a person can fix is shown as an answer.

        While articles are being added, an answer says that it may change.
        """
        turn = self._show(asked)
        pending = self.service.describe_pending() if turn.answered else ""
        return turn._replace(html=pending_html(pending) + turn.html) if pending else turn

    def _show(self, asked: AskRequest) -> Turn:
        try:
            indexes = self.service.indexes_of(asked)
            generations = name_generations(indexes)
            turn = self._turns.get((asked, generations, date.today()))
            if turn is None:
                turn = self._make_turn(asked, indexes)
                # The transcript requests the turn again by its resolved address.
                for key in (asked, turn.asked):
                    self._turns.put((key, generations, date.today()), turn)
        except UserError as error:
            turn = Turn(asked, error_html(error), answered=False)
        except ValueError as error:
            complaint = UserError(f"The question cannot be answered: {error}.", "Please rephrase it.")
            turn = Turn(asked, error_html(complaint), answered=False)
        return turn

    def _make_turn(self, asked: AskRequest, indexes: Mapping[str, Index]) -> Turn:
        index = next(iter(indexes.values())) if len(indexes) == 1 else None
        answer = self.service.answer(asked, index)
        asked = asked.resolve(answer)
        # A range of dates excludes the articles without a date.
        undated = sum(one.overview.undated for one in indexes.values()) if asked.since or asked.until else 0
        html = answer_html(
            answer,
            asked,
            undated,
            # Whether articles are independent is known within an index only.
            comparison=compare(answer, index) if index else None,
            nearest=self.service.find_nearest(asked, answer, indexes if index is None else index),
            is_quick=any(one.manifest.is_quick for one in indexes.values()),
        )
        return Turn(asked, html)


def open_article(service: Service, spot: object) -> dict[str, object]:
    """Return an article in pieces around a spot, or `{"error": …}`; the argument is untrusted.

    If the spot contains the address of a question under `asked`, the other quotes of its answer are marked too.
    """
    read = parse_spot(spot)
    if read is None or not isinstance(spot, dict):
        return {"error": NOT_A_SPOT}
    asked = read_address(str(spot.get("asked", "")))
    try:
        indexes = service.indexes_of(asked)
        found = [(one, one.articles[read.article_id]) for one in indexes.values() if read.article_id in one.articles]
    except UserError as error:
        return {"error": str(error)}
    if not found:
        return {"error": _NO_ARTICLE}
    index, article = found[0]
    try:
        answer = service.answer(asked)
        asked = asked.resolve(answer)
        words = make_query(asked.searched, history_of(asked), index).words
    except (UserError, ValueError):
        return show_spot(article, read, None, ())
    return show_spot(article, read, answer, frozenset(words))
