"""The arguments of `retrieve` under the names that they have in other frameworks."""

DEFAULT_COUNT = 5
"""Number of passages, as in `retrieve`."""


def choose_count(given: dict[str, int | None], default: int) -> int:
    """Return the number of passages, which may be given under one of several names. Raises TypeError for two."""
    named = {name: count for name, count in given.items() if count is not None}
    if len(named) > 1:
        raise TypeError(f"{' and '.join(named)} are the same; give one of them")
    return next(iter(named.values()), default)
