"""Prints sentences on stderr."""

import click


def echo(sentence: str) -> None:
    """Print a sentence on stderr, with hidden characters made visible."""
    from qa.citations.hidden import reveal

    click.echo(reveal(sentence), err=True)
