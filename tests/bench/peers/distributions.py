"""Sizes of what a person installs, by the records of the distributions in this environment."""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def find_closure(names: Iterable[str]) -> dict[str, str]:
    """Return the version of every distribution that these need, themselves too; absent ones are left out."""
    versions: dict[str, str] = {}
    waiting = [Requirement(name) for name in names]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if key in done:
            continue
        done.add(key)
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            continue
        versions[key[0]] = found.version
        for line in found.requires or []:
            needed = Requirement(line)
            marker = needed.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
                waiting.append(needed)
    return versions


def measure_install(names: Iterable[str]) -> float:
    """Return the MB of the files of these distributions and of all that they need."""
    files = (file for name in find_closure(names) for file in distribution(name).files or [])
    return sum(file.size or 0 for file in files) / 1e6
