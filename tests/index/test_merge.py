"""Found articles are merged into the stored ones: new, updated, unchanged and removed ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from index.building.merge import merge_articles
from tests.support.weather import RAIN, SNOW, WIND, find

BEFORE = (
    {make_article(text).id: make_article(text) for text in (RAIN, SNOW)},
    {
        make_article(RAIN).id: ("a",),
        make_article(SNOW).id: ("b",),
    },
    {},
)
"""Stored articles, the places that each was read from, and what these state differently."""


@pytest.mark.parametrize(
    ("found", "expected", "texts"),
    [
        ([find("a", RAIN)], dict(new=0, updated=0, unchanged=2, removed=0), {RAIN, SNOW}),
        ([find("c", WIND)], dict(new=1, updated=0, unchanged=2, removed=0), {RAIN, SNOW, WIND}),
        ([find("a", WIND)], dict(new=0, updated=1, unchanged=1, removed=0), {WIND, SNOW}),
        ([find("a", SNOW)], dict(new=0, updated=0, unchanged=1, removed=1), {SNOW}),
        ([find("a", RAIN, title="T")], dict(new=0, updated=1, unchanged=1, removed=0), {RAIN, SNOW}),
        ([find("c", WIND), find("a", RAIN)], dict(new=1, updated=0, unchanged=2, removed=0), {RAIN, SNOW, WIND}),
        ([find("a", WIND), find("b", RAIN)], dict(new=0, updated=1, unchanged=1, removed=0), {WIND, RAIN}),
    ],
    ids=["same", "new", "text changed", "text became that of another", "headline changed", "one new beside", "moved"],
)
def test_articles_are_added_and_updated_by_the_place_they_were_read_from(found, expected, texts):
    merge = merge_articles(*BEFORE, found)
    known = {make_article(text).id: text for text in (RAIN, SNOW, WIND)}
    assert {known[id] for id in merge.origins} == texts
    assert {name: getattr(merge, name) for name in expected} == expected


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([RAIN, SNOW, WIND])), max_size=6))
def test_counts_of_a_merge_add_up(pairs):
    found = list({text: find(place, text) for place, text in pairs}.values())
    merge = merge_articles(*BEFORE, found)
    assert merge.new + merge.updated + merge.unchanged == len(merge.origins)
    assert len(BEFORE[0]) + merge.new - merge.removed == len(merge.origins)
    assert {item.article.id for item in found} <= merge.origins.keys()
    assert len(merge.replaced) == merge.updated
    renamed = {id for id, places in merge.origins.items() if id in BEFORE[1] and places[0] != BEFORE[1][id][0]}
    assert merge.written.keys() == (merge.origins.keys() - BEFORE[0].keys()) | renamed


def test_what_is_gone_is_removed_and_not_updated_by_what_is_new_elsewhere():
    merge = merge_articles(*BEFORE, [find("a", RAIN), find("c", WIND)], gone=["b"])
    assert (merge.new, merge.updated, merge.unchanged, merge.removed) == (1, 0, 1, 1)
    assert [article.text for article in merge.removed_articles] == [SNOW]
