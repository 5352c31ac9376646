"""The reliability of the confidence of answers: bins, the expected calibration error, and a plot of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from index.files import write_output

BINS = 10
"""Number of bins of equal width from 0 to 1."""

_SIZE, _LEFT, _TOP, _GAP, _COUNTS = 480, 80, 60, 36, 110
"""In pixels: the side of the square that is plotted, the margins, the gap to the counts below, and their height."""

_PAPER, _INK, _QUIET, _BAR, _SHORTFALL = (255, 255, 255), (34, 30, 25), (200, 194, 184), (90, 120, 150), (232, 180, 170)
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence is from `low` to below `high`.

    `confidence` is their mean confidence and `right` the share of them whose first quote is right, both 0 for none.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def find_bins(confidence: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Sort answers by confidence into `BINS` bins; a confidence of 1 is in the last one."""
    values, rights = np.array(confidence, dtype=np.float64), np.array(right, dtype=np.float64)
    numbers = _number_bins(values)
    bins = []
    for number in range(BINS):
        here = numbers == number
        count = int(np.count_nonzero(here))
        means = (float(values[here].mean()), float(rights[here].mean())) if count else (0.0, 0.0)
        bins.append(Bin(number / BINS, (number + 1) / BINS, count, *means))
    return bins


def bin_to_json(each: Bin) -> dict[str, object]:
    """Return a bin as an object like that of a measure: its `value` is the share of right answers."""
    name = f"right at confidence {each.low:.1f} to {each.high:.1f}"
    return {"name": name, "value": each.right, "confidence": each.confidence, "count": each.count}


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error (Guo et al., 2017): the mean gap between confidence and being right."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / total if total else 0.0


def weigh_calibration_error(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], drawn: NDArray[np.float64]
) -> float:
    """Return the expected calibration error where each answer counts as often as it was drawn."""
    numbers = _number_bins(confidence)
    gaps = np.bincount(numbers, drawn * (confidence - right), BINS)
    return float(np.abs(gaps).sum() / drawn.sum())


def _number_bins(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


def plot_reliability(bins: Sequence[Bin], title: str, path: Path) -> None:
    """Write a PNG of the bins: the share of right answers over the confidence, and the number of answers below.

    The diagonal is where the two agree. Raises ExportError if the file cannot be written.
    """
    width, height = _SIZE + 2 * _LEFT, _TOP + _SIZE + _GAP + _COUNTS + _TOP
    image = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(image)
    _draw_axes(draw, f"{title}: calibration error {calibration_error(bins):.3f}")
    for each in bins:
        _draw_bin(draw, each, max(other.count for other in bins))
    draw.line([_at(0, 0), _at(1, 1)], fill=_INK)
    content = BytesIO()
    image.save(content, format="PNG")
    write_output(path, content.getvalue())


def _at(x: float, y: float) -> tuple[int, int]:
    """Return the pixel of a confidence and a share of right answers."""
    return _LEFT + round(x * _SIZE), _TOP + round((1 - y) * _SIZE)


def _draw_bin(draw: ImageDraw.ImageDraw, each: Bin, most: int) -> None:
    """Draw the share of right answers, the gap to the confidence, and the number of answers."""
    if not each.count:
        return
    (left, base), (right, top) = _at(each.low, 0), _at(each.high, each.right)
    draw.rectangle([left + 2, top, right - 2, base], fill=_BAR)
    sure = _at(each.low, each.confidence)[1]
    draw.rectangle([left + 2, min(top, sure), right - 2, max(top, sure)], outline=_INK, fill=_SHORTFALL)
    foot = _TOP + _SIZE + _GAP + _COUNTS
    draw.rectangle([left + 2, foot - round(each.count / most * (_COUNTS - 20)), right - 2, foot], fill=_QUIET)
    _write(draw, ((left + right) // 2, foot - _COUNTS + 6), f"{each.count:,}")


def _draw_axes(draw: ImageDraw.ImageDraw, title: str) -> None:
    _write(draw, (_LEFT + _SIZE // 2, _TOP // 2), title)
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        draw.line([_at(0, share), _at(1, share)], fill=_QUIET)
        _write(draw, (_LEFT // 2 + 12, _at(0, share)[1]), f"{share:.1f}")
        _write(draw, (_at(share, 0)[0], _TOP + _SIZE + 14), f"{share:.1f}")
    draw.rectangle([_at(0, 1), _at(1, 0)], outline=_INK)
    foot = _TOP + _SIZE + _GAP + _COUNTS
    _write(draw, (_LEFT + _SIZE // 2, foot + 20), "confidence (bars: share of right answers; below: number of answers)")


def _write(draw: ImageDraw.ImageDraw, middle: tuple[int, int], words: str) -> None:
    # The bitmap font that Pillow holds itself, so that every machine draws the same.
    font = ImageFont.load_default_imagefont()
    words = words.encode("latin-1", "replace").decode("latin-1")
    width = round(draw.textlength(words, font=font))
    draw.text((middle[0] - width // 2, middle[1] - 6), words, fill=_INK, font=font)
