"""A progress bar on stderr for long work."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.types import Progress


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Return a function to report progress to; bars appear on a terminal only, and disappear at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                # Reading has no known total.
                tasks[what] = bars.add_task(what, total=total or None, speed="")
            speed = bars.tasks[tasks[what]].speed
            rate = f"{speed:,.0f} a second" if speed and total != 1 else ""
            bars.update(tasks[what], completed=done, total=total or None, speed=rate)

        yield report
