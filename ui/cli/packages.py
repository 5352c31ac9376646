"""Checks that the packages required by quotedesk are installed; needs none of them itself."""

import re
from importlib.metadata import PackageNotFoundError, requires, version

from corpus.errors import PackageMissing

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def check_packages() -> str:
    """Return the number of required packages, all installed. Raises PackageMissing."""
    required = [line.partition(";")[0].strip() for line in requires("quotedesk") or () if "extra ==" not in line]
    missing = [line for line in required if not _is_installed(line)]
    if missing:
        names = ", ".join(map(_name, missing))
        arguments = " ".join(f'"{line}"' for line in missing)
        raise PackageMissing(f"Not installed: {names}.", f"Install them with: pip install {arguments}")
    return f"all {len(required)} required ones are installed"


def _is_installed(requirement: str) -> bool:
    try:
        version(_name(requirement))
    except PackageNotFoundError:
        return False
    return True


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found[0] if found else requirement
