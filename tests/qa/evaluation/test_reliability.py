"""Reliability of the confidence: bins, the calibration error and the plot."""

import numpy as np
import pytest
from PIL import Image

from corpus.errors import ExportError
from qa.evaluation.reliability import (
    calibration_error,
    find_bins,
    plot_reliability,
    weigh_calibration_error,
)

CONFIDENCE, RIGHT = [0.05, 0.05, 0.95, 0.95, 1.0], [False, True, True, True, False]


def test_answers_are_sorted_into_bins_by_confidence():
    bins = find_bins(CONFIDENCE, RIGHT)
    assert [(each.low, each.count) for each in bins if each.count] == [(0.0, 2), (0.9, 3)]
    assert (bins[0].confidence, bins[0].right) == (0.05, 0.5)
    assert (bins[9].high, bins[9].right) == (1.0, pytest.approx(2 / 3))


def test_the_calibration_error_is_the_mean_gap():
    expected = (2 * 0.45 + 3 * abs(2.9 / 3 - 2 / 3)) / 5
    assert calibration_error(find_bins(CONFIDENCE, RIGHT)) == pytest.approx(expected)
    weighed = weigh_calibration_error(np.array(CONFIDENCE), np.array(RIGHT), np.ones(5))
    assert weighed == pytest.approx(expected)
    assert calibration_error(find_bins([], [])) == 0
    assert weigh_calibration_error(np.array(CONFIDENCE), np.array(RIGHT), np.array([1, 1, 0, 0, 0])) == pytest.approx(
        0.45
    )


def test_the_plot_is_the_same_bytes_every_time(tmp_path):
    bins = find_bins(CONFIDENCE, RIGHT)
    for name in ("first.png", "second.png"):
        plot_reliability(bins, "A set, “named” élan", tmp_path / name)
    first, second = ((tmp_path / name).read_bytes() for name in ("first.png", "second.png"))
    assert first == second
    with Image.open(tmp_path / "first.png") as image:
        assert image.format == "PNG" and min(image.size) > 400
        # Bars, gaps and the diagonal are drawn.
        assert len(image.getcolors(image.width * image.height)) > 4


def test_a_plot_of_no_answers_is_an_empty_frame(tmp_path):
    plot_reliability(find_bins([], []), "none", tmp_path / "none.png")
    assert (tmp_path / "none.png").stat().st_size > 0


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ExportError, match="gone/plot.png cannot be written"):
        plot_reliability(find_bins([], []), "none", tmp_path / "gone" / "plot.png")
