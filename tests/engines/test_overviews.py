"""An overview, related articles and extracts are the same wherever an index lies."""

from datetime import date

import pytest

from qa.overview.central_sentences import extract
from qa.overview.overview import overview
from qa.overview.related import related_articles
from tests.engines.publishing import found, publish
from tests.support.topics import write_topics


@pytest.mark.parametrize("place", [pytest.param("file", marks=pytest.mark.long), "server"], indirect=True)
def test_groups_related_articles_and_extracts_are_those_of_a_folder(place, encoder, tmp_path):
    articles = [
        found(article.text, str(number), source=f"Paper {topic}", published=date(2024, 1, 1 + number % 28))
        for number, (topic, article) in enumerate(write_topics(8))
    ]
    index = publish(place, *articles, encoder=encoder)
    folder = publish(tmp_path / "folder", *articles, encoder=encoder)
    assert overview(index=index) == overview(index=folder)
    assert len(overview(index=index).groups) >= 2
    filtered = [overview(index=one, sources=["paper 1"], until=date(2024, 1, 20)) for one in (index, folder)]
    assert filtered[0] == filtered[1] and filtered[0].articles
    id = articles[0].article.id
    assert extract(id, 2, index=index) == extract(id, 2, index=folder)
    ours, theirs = related_articles(id, index=index), related_articles(id, index=folder)
    assert [one.article for one in ours] == [one.article for one in theirs]
