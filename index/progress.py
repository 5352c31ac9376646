"""How a build tells what it does."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

Tell = Callable[[str], None]
"""Called with a sentence that a person should read before the work goes on."""


def ignore_progress(what: str, done: int, total: int) -> None:
    """Take a step of progress and show nothing."""


def tell_nobody(sentence: str) -> None:
    """Take a sentence and show nothing."""
