"""Work in steps: a generator whose yields end steps, so that others may run between them."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def finish_steps(steps: Generator[object, None, T]) -> T:
    """Run all steps in a row and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
