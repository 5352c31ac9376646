"""Keeps, edits and removes clippings from the page, undoes a removal, and shows the list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe

from corpus.errors import ClippingError, UserError
from qa.clippings.clipping import Clipping, InvalidClipping, name_tags
from qa.clippings.clippings_file import read_clippings
from qa.clippings.keeping import (
    edit_clipping,
    quote_place,
    remove_clippings,
    restore_clippings,
    save_clipping,
)
from qa.serialize import Json
from ui.cache import Cache
from ui.html.answer_html import error_html
from ui.html.article_view import parse_spot
from ui.html.clippings_html import SHOWN_CLIPPINGS, ClippingView, clippings_html, read_clipping_view
from ui.html.list_change import ListChange
from ui.kept_clippings import ClippingFilter, list_page
from ui.security.request_queue import Steps
from ui.service import Service
from ui.writable import KEEP_BY_COMMAND, check_writable

KEPT_REMOVALS = 256
"""Maximum number of removals of all users that can be undone, until the server ends."""


@dataclass(frozen=True, slots=True)
class ClippingsWanted:
    """What the browser shows of the clippings: whose, the words of the search, and the order and page of the list."""

    user: str
    words: str
    view: str


@dataclass(frozen=True, slots=True)
class ClippingActions:
    """The actions of the page on the clippings of a service."""

    service: Service
    removed: Cache[tuple[str, str, str], Sequence[Clipping]] = field(default_factory=lambda: Cache(KEPT_REMOVALS))
    """What can be undone, by the folder of the collection, user and the name that the browser got."""

    def keep(self, user: str, wanted: object) -> Json:
        """Keep the quotation at a spot that the page sends; return `{"kept": …}` or `{"error": …}`."""
        spot = parse_spot(wanted)
        if spot is None or not isinstance(wanted, Mapping):
            return {"error": "Invalid request; please reload the page."}
        try:
            check_writable(not self.service.keeps_clippings, KEEP_BY_COMMAND)
            holding = self.service.holding(spot.article_id)
            quote = quote_place(holding.refresh(), spot.article_id, spot.start, spot.end)
            note, tags = str(wanted.get("note", "")), str(wanted.get("tags", ""))
            return {"kept": save_clipping(holding.folder, quote, note, [tags], user).id}
        except UserError as error:
            return {"error": str(error)}
        except InvalidClipping as error:
            return {"error": f"Nothing was kept: {error}."}

    def show(self, wanted: ClippingsWanted, change: ListChange | None = None) -> Steps[str]:
        """Return the list as HTML, with an error in its place if it cannot be read."""
        try:
            return (yield from self._show(wanted, change))
        except UserError as error:
            return error_html(error)

    def _show(self, wanted: ClippingsWanted, change: ListChange | None) -> Steps[str]:
        index, folder = self.service.refresh(), self.service.folder
        view = read_clipping_view(wanted.view)
        filtered = ClippingFilter(wanted.words, order=view.order)
        first = view.page * SHOWN_CLIPPINGS
        page = yield from list_page(folder, index, wanted.user, filtered, first, SHOWN_CLIPPINGS)
        if not page.shown and view.page:
            # The last clipping of the last page was removed, or the search finds fewer.
            view = ClippingView(view.order, max(0, (page.matching - 1) // SHOWN_CLIPPINGS))
            first = view.page * SHOWN_CLIPPINGS
            page = yield from list_page(folder, index, wanted.user, filtered, first, SHOWN_CLIPPINGS)
        return clippings_html(
            page.shown,
            index,
            view,
            matching=page.matching,
            total=page.total,
            words=wanted.words,
            collection=self.service.collection,
            tags=name_tags(read_clippings(folder, wanted.user)),
            is_changeable=self.service.keeps_clippings,
            change=change,
        )

    def change(self, action: str, wanted: ClippingsWanted) -> Steps[str]:
        """Perform the action that a button sent as JSON, and show the list with a report or an error above it."""
        try:
            change = self._perform(action, wanted.user)
        except UserError as error:
            return error_html(error) + (yield from self.show(wanted))
        except InvalidClipping as error:
            problem = ClippingError(f"Nothing was changed: {error}.", "Correct it and save again.")
            return error_html(problem) + (yield from self.show(wanted))
        return (yield from self.show(wanted, change))

    def _perform(self, action: str, user: str) -> ListChange | None:
        """Perform an action; ignore unknown ones. Raises UserError or InvalidClipping."""
        try:
            asked = json.loads(action)
        except (ValueError, RecursionError):
            return None
        if not isinstance(asked, dict):
            return None
        check_writable(not self.service.keeps_clippings, KEEP_BY_COMMAND)
        match asked:
            case {"do": "edit", "id": str(id), "note": str(note), "tags": str(tags)}:
                edit_clipping(self.service.folder, id, note=note, tags=[tags], user=user)
                return ListChange("Saved.")
            case {"do": "remove", "id": str(id)}:
                return self._remove(id, user)
            case {"do": "undo", "name": str(name)}:
                return self._undo(name, user)
        return None

    def _remove(self, id: str, user: str) -> ListChange:
        removed = remove_clippings(self.service.folder, [id], user)
        name = token_urlsafe(12)
        self.removed.put((str(self.service.folder), user, name), removed)
        return ListChange("1 clipping removed.", name)

    def _undo(self, name: str, user: str) -> ListChange:
        removed = self.removed.get((str(self.service.folder), user, name))
        if removed is None:
            raise ClippingError("The removal is too old to be undone.", "Keep the quotation again.")
        restore_clippings(self.service.folder, removed)
        return ListChange("Undone.")
