"""Whether the user of a request may change what a server holds."""

from corpus.errors import ChangeRefused

ADD_BY_COMMAND = "Add articles with quotedesk index."
ASK_BY_COMMAND = "Add standing questions with quotedesk standing add."
MANAGE_BY_COMMAND = "Change collections with quotedesk collections."
KEEP_BY_COMMAND = "Keep quotations with quotedesk clippings add."
"""What to do where a server is read-only."""


def check_may_add(may_add: bool, name: str = "this collection") -> None:
    """Raise ChangeRefused if the user may only read a collection."""
    if not may_add:
        raise ChangeRefused(f"You may read {name}, but not change it.", "Ask whoever runs this server.")


def check_writable(is_read_only: bool, remedy: str) -> None:
    """Raise ChangeRefused, with what to do instead, if the server is read-only."""
    if is_read_only:
        raise ChangeRefused("This server is read-only.", remedy)
