"""Options of commands in a text, such as `--no-raw` and `-u`: they are written in one way only."""

import re

_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z](?:[\w-]*\w)?(?![\w-])")


def find_options(text: str) -> list[str]:
    """Return the options in a text, in order, each once."""
    return list(dict.fromkeys(_OPTION.findall(text)))


def is_option(text: str) -> bool:
    """Return whether a text is an option and nothing else."""
    return bool(_OPTION.fullmatch(text))


def hide_options(text: str) -> str:
    """Return a text without its options, whose words say nothing: the "no" of `--no-raw` denies nothing."""
    return _OPTION.sub(" ", text) if "-" in text else text


def compile_option(option: str) -> re.Pattern[str]:
    """Return a pattern of an option as it is written: `-a` is neither `-A` nor `--a`."""
    return re.compile(rf"(?<![\w-]){re.escape(option)}(?![\w-])")
