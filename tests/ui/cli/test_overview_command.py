"""`overview`, `related` and `extract` in the terminal."""

import json

from qa.overview.central_sentences import extract
from qa.overview.overview import overview
from qa.overview.overview_forms import extract_to_json, overview_to_json, related_to_json
from qa.overview.related import related_articles
from tests.qa.overview.test_overview import planted, topics  # noqa: F401 - fixtures

WOMEN = "228e99aee21d84ac"


def test_few_articles_are_listed_with_a_sentence_each(run, shipped):
    blocks = run("overview").stdout.strip().split("\n\n")
    assert blocks[0] == "5 articles."
    for number, (block, quote) in enumerate(zip(blocks[1:], overview(index=shipped).sentences, strict=True), start=1):
        source, sentence = block.split("\n")
        assert source.startswith(f"[{number}] ") and f"{quote.article.id}:{quote.start}-{quote.end}" in source
        assert sentence.strip() == quote.text


def test_groups_have_their_size_names_and_sentence(run, topics):  # noqa: F811
    blocks = run("overview", folder=topics.folder).stdout.strip().split("\n\n")
    found = overview(index=topics)
    assert blocks[0] == "42 articles."
    for block, group in zip(blocks[1:], found.groups, strict=True):
        heading, source, sentence = block.split("\n")
        assert heading.startswith(f"{len(group.ids)} articles: {group.names[0].text}")
        assert source.startswith(f"[{group.number}] ") and sentence.strip() == group.sentence.text


def test_json_is_that_of_the_types(run, shipped, topics):  # noqa: F811
    assert json.loads(run("overview", "--json").stdout) == overview_to_json(overview(index=shipped))
    groups = json.loads(run("overview", "--json", folder=topics.folder).stdout)["groups"]
    assert sum(group["size"] for group in groups) == sum(len(group["ids"]) for group in groups) == 42
    filtered = run("overview", "--source", "United Nations", "--since", "2024", "--json").stdout
    assert json.loads(filtered)["articles"] == 1
    related = related_articles(WOMEN, 2, index=shipped)
    assert json.loads(run("related", WOMEN, "-k", "2", "--json").stdout) == related_to_json(related)
    assert json.loads(run("extract", WOMEN, "--json").stdout) == extract_to_json(extract(WOMEN, index=shipped))


def test_related_articles_and_extracts_are_text_with_places(run, shipped):
    related = run("related", WOMEN, "-k", "2").stdout
    for one in related_articles(WOMEN, 2, index=shipped):
        assert f"[{one.rank}] {one.article.headline}" in related and one.sentence.text in related
    extracted = run("extract", WOMEN, "-k", "3").stdout
    for quote in extract(WOMEN, 3, index=shipped):
        assert f"[{quote.number}] {quote.text} ({quote.start}-{quote.end})" in extracted
    assert run("related", WOMEN, "--source", "nobody").stdout == "No other article is related to this one.\n"
    assert run("overview", "--source", "nobody").stdout == "No article matches these sources and dates.\n"


def test_an_unknown_article_is_an_error_of_one_line(run):
    for verb in ("related", "extract"):
        output = run(verb, "nothing", status=1).output
        assert output == (
            "Error: There is no article nothing. It may have been removed; list the articles to see their ids.\n"
        )
