"""A filter keeps to the same articles whether it reads them or their columns."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import Publication, make_article
from index.checked import CheckedPath
from index.facets import Facets, look_over
from index.filters import make_filter
from index.folder_index import join_facets
from index.generation.catalogue import Catalogue

SOURCES = ["", "Astana Times", "astana times", "Reuters", "Zürich"]
DAYS = st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 9)) | st.sampled_from([date.min, date.max])
ALSO = st.builds(
    Publication, st.just(""), st.sampled_from(SOURCES), author=st.just(""), published=DAYS, url=st.just("")
)
ARTICLES = st.lists(
    st.builds(
        replace,
        st.builds(make_article, st.text("ab"), source=st.sampled_from(SOURCES), published=DAYS),
        also=st.lists(ALSO, max_size=2).map(tuple),
    ),
    max_size=9,
)
FILTERS = st.builds(make_filter, st.lists(st.sampled_from(SOURCES[1:]), max_size=2), DAYS, DAYS)


def shuffle(articles, data):
    """Put articles into two parts, and return both and the order that the places give."""
    parts = [articles[::2], articles[1::2]]
    places = [(part, number) for part in (0, 1) for number in range(len(parts[part]))]
    order = data.draw(st.permutations(places))
    ids = np.array([b"%016d" % row for row in range(len(order))], dtype=np.bytes_)
    catalogue = Catalogue(["one", "two"], ids, np.array(order, dtype=np.int64).reshape(-1, 2))
    return join_facets([Facets.of(part) for part in parts], catalogue), [parts[part][number] for part, number in order]


@given(ARTICLES, FILTERS, st.data())
def test_the_same_articles_pass(articles, wanted, data):
    facets, ordered = shuffle(articles, data)
    assert facets.passing(wanted).tolist() == [wanted.passes(article) for article in ordered]


@given(ARTICLES, st.data())
def test_the_overview_counts_them(articles, data):
    facets, ordered = shuffle(articles, data)
    overview = look_over(facets)
    dated = [[one.published for one in article.publications if one.published] for article in ordered]
    days = [day for days in dated for day in days]
    counts = Counter(name for article in ordered for name in {one.source for one in article.publications} if name)
    assert dict(overview.sources) == dict(counts)
    assert [count for _, count in overview.sources] == sorted(counts.values(), reverse=True)
    assert (overview.first, overview.last) == ((min(days).isoformat(), max(days).isoformat()) if days else ("", ""))
    assert overview.undated == sum(not days for days in dated)


def test_dates_of_a_filter_may_be_text():
    assert make_filter([], "2024-01-01", "2024-02-29") == make_filter([], date(2024, 1, 1), date(2024, 2, 29))
    article = make_article("Rain fell.", published="2024-02-29")
    assert make_filter(since="2024-02-29").passes(article)
    assert not make_filter(since="2024-03-01").passes(article)
    with pytest.raises(ValueError, match="soon"):
        make_filter(until="soon")


@given(ARTICLES)
def test_what_was_written_is_read(tmp_path_factory, articles):
    folder = tmp_path_factory.mktemp("segment")
    Facets.of(articles).save(folder)
    found = Facets.open(CheckedPath.of(folder))
    assert (found.sources, found.days.tolist()) == (Facets.of(articles).sources, Facets.of(articles).days.tolist())
    assert found.numbers.tolist() == Facets.of(articles).numbers.tolist()
    assert found.also.tolist() == Facets.of(articles).also.tolist()
