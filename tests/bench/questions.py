"""Questions to time, each asked once: caches must not speed up another measurement."""

from collections.abc import Sequence


class Questions:
    """Draws questions without repetition; if there are too few, they are repeated with a number added."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = questions
        self._drawn = 0

    def draw(self, count: int) -> list[str]:
        """Return the next questions."""
        places = range(self._drawn, self._drawn + count)
        self._drawn = places.stop
        laps = (divmod(place, len(self._questions)) for place in places)
        return [f"{self._questions[row]} {lap}" if lap else self._questions[row] for lap, row in laps]
