"""The open index behind the page, and what the page does with it; knows nothing of Gradio."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from corpus.errors import EngineStarting, IndexMissing, UserError
from index.places import Place, find_folder, find_generation, open_place
from index.store import Index
from qa.answer import Answer
from qa.ask import ask
from qa.comparison import compare
from qa.examples import example_questions, next_questions
from qa.query import make_query
from qa.question import LONGEST_QUESTION
from ui.asked import Asked, read_address
from ui.comparison_html import comparison_html
from ui.render import answer_html, error_html
from ui.spot import NOT_A_SPOT, read_spot, show_spot

MAX_TURNS = 50

KEPT_ANSWERS = 256
"""So many answers are kept for when their articles are opened or a conversation is exported."""


class Turn(NamedTuple):
    """What was asked and the HTML that answers it; `answered` tells that it is an answer and no complaint."""

    asked: Asked
    html: str
    answered: bool = True


_NO_ARTICLE = "This article is not in the library. It may have been removed or replaced."


class Desk:
    """One index, open; what is added to it, here or by another process, is answered from at once.

    One in a search engine can only be read, and stays closed until the engine has started and holds it.
    """

    def __init__(self, place: Place, *, read_only: bool = False, allow_net: bool = False) -> None:
        self.place = place
        self.folder = find_folder(place)
        self.keeps_nothing = read_only
        self.read_only = read_only or not isinstance(place, Path)
        self.allow_net = allow_net
        self.examples: list[str] = []
        self._index: Index | None = None
        self._opening = Lock()
        self._answer = lru_cache(KEPT_ANSWERS)(self._ask)
        with suppress(EngineStarting, *([] if isinstance(place, Path) else [IndexMissing])):
            self.refresh()

    @property
    def index(self) -> Index:
        """The index at hand. Raises EngineStarting or IndexMissing where there is none yet."""
        return self._index or self.refresh()

    def refresh(self) -> Index:
        """Return the newest generation, opened unless it is the one at hand; raises what `open_place` raises."""
        with self._opening:
            if self._index is None or find_generation(self.place) != self._index.generation:
                self._index = open_place(self.place, writes_stamps=not self.keeps_nothing)
                self.examples = example_questions(self._index)
            return self._index

    def take_turn(self, asked: Asked, turns: Sequence[Turn]) -> list[Turn]:
        """Return the turns with one more; what went wrong, and a person can mend, is an answer too."""
        if not asked.question.strip():
            return list(turns)
        try:
            self.refresh()
            answer = self.answer(asked)
            asked = replace(asked, history=answer.carried)
            undated, is_quick = self._count_undated(asked), self.index.manifest.is_quick
            html = answer_html(answer, asked, undated, is_quick=is_quick)
            turn = Turn(asked, html + comparison_html(compare(answer, self.index)))
        except UserError as error:
            turn = Turn(asked, error_html(error), answered=False)
        except ValueError as error:
            complaint = UserError(f"This cannot be asked: {error}.", "Please ask in other words.")
            turn = Turn(asked, error_html(complaint), answered=False)
        return [*turns, turn][-MAX_TURNS:]

    def answer(self, asked: Asked) -> Answer:
        """Answer a question, or tell again what was answered; raises what `ask` raises."""
        return self._answer(asked, self.index.generation)

    def _ask(self, asked: Asked, generation: str) -> Answer:
        return ask(
            asked.searched,
            history=_history_of(asked),
            index=self.index,
            sources=asked.sources,
            since=asked.since,
            until=asked.until,
        )

    def suggest(self, turns: Sequence[Turn]) -> list[str]:
        """Return questions that may follow the last one, each of which the articles answer."""
        if not (turns and turns[-1].answered):
            return []
        try:
            answer = self.answer(turns[-1].asked)
        except (UserError, ValueError):
            return []
        return next_questions(answer, [turn.asked.question for turn in turns], self.index)

    def _count_undated(self, asked: Asked) -> int:
        """Count the articles that a range of dates leaves out because nobody knows their day."""
        if not (asked.since or asked.until):
            return 0
        return self.index.overview.undated

    def get_article(self, spot: object) -> dict[str, object]:
        """Return an article in pieces around a spot, or `{"error": …}`: anyone can call this with anything.

        Where the spot has the address of a question under `asked`, what else answers it is marked.
        """
        read = read_spot(spot)
        if read is None or not isinstance(spot, dict):
            return {"error": NOT_A_SPOT}
        try:
            article = self.index.articles.get(read.article_id)
        except UserError as error:
            return {"error": str(error)}
        if article is None:
            return {"error": _NO_ARTICLE}
        asked = read_address(str(spot.get("asked", "")))
        try:
            answer = self.answer(asked)
            words = make_query(asked.searched, _history_of(asked), self.index).words
        except (UserError, ValueError):
            return show_spot(article, read, None, ())
        return show_spot(article, read, answer, frozenset(words))


def _history_of(asked: Asked) -> list[str]:
    return [earlier for earlier in asked.history if earlier.strip() and len(earlier) <= LONGEST_QUESTION]
