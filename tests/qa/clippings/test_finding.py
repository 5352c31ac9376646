"""Sorting and finding clippings."""

from datetime import UTC, datetime

import pytest

from qa.clippings.clipping import make_clipping
from qa.clippings.clipping_list import find_clippings
from tests.qa.clippings.quotes import FELL, NOON, ROSE, SNOW


@pytest.fixture
def shelf():
    """Four clippings, kept a second after each other."""
    rows = [(FELL, "Flood risk", ["floods"]), (SNOW, "", []), (NOON, "", ["Boards", "floods"]), (ROSE, "", ["almaty"])]
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        make_clipping(quote, note, tags, now=moment.replace(second=second))
        for second, (quote, note, tags) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", [ROSE, NOON, SNOW, FELL]),
        ("source", [ROSE, SNOW, FELL, NOON]),
        ("article", [NOON, FELL, ROSE, SNOW]),
        ("tag", [ROSE, NOON, FELL, SNOW]),
    ],
)
def test_clippings_are_sorted(shelf, order, expected):
    assert [one.text for one in find_clippings(shelf, "", order)] == [quote.text for quote in expected]


def test_an_unknown_order_is_refused(shelf):
    with pytest.raises(ValueError, match="no order 'size'; choose one of newest, source, article, tag"):
        find_clippings(shelf, "", "size")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("river", {ROSE}),
        ("FLOOD", {FELL, NOON}),
        ("tag: floods", {FELL, NOON}),
        ("tag: flood", set()),
        ("flood risk", {FELL}),
        ("post 2024", set()),
        ("march brandt snow", {SNOW}),
        ("ood", set()),
        ("", {FELL, SNOW, NOON, ROSE}),
        ("?!", {FELL, SNOW, NOON, ROSE}),
    ],
)
def test_clippings_are_found_by_words_of_quotation_note_tags_and_article(shelf, words, expected):
    assert {one.text for one in find_clippings(shelf, words)} == {quote.text for quote in expected}
