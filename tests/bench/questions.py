"""Questions to time, each asked once: what a system remembers of one must not speed up another measurement."""

from collections.abc import Sequence


class Questions:
    """Draws questions of which none was drawn before; where there are too few, again with a number behind them."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = questions
        self._drawn = 0

    def draw(self, count: int) -> list[str]:
        """Return the next questions."""
        places = range(self._drawn, self._drawn + count)
        self._drawn = places.stop
        laps = (divmod(place, len(self._questions)) for place in places)
        return [f"{self._questions[row]} {lap}" if lap else self._questions[row] for lap, row in laps]
