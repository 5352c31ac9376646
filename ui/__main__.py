"""Runs the command line: `python -m ui`."""

from ui.cli.main import main

main()
