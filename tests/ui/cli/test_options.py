"""Options that several commands share."""

import click
import pytest

from qa.input_limits import MAX_HITS
from ui.cli.main import quotedesk


@pytest.mark.parametrize("verb", ["ask", "retrieve"])
def test_the_terminal_finds_as_many_passages_as_python(verb):
    (option,) = (option for option in quotedesk.commands[verb].params if option.name == "k")
    assert isinstance(option.type, click.IntRange)
    assert (option.type.min, option.type.max) == (1, MAX_HITS)
