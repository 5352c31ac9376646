"""Reading citations: answers, lists, lines, Web Annotations, and refused input."""

import json

import pytest

from corpus.articles import make_article
from corpus.errors import CitationError
from qa.citations.citations import Citation, read_citations
from tests.support.citing import MET, RAIN, print_quote, quote, read


def test_quotes_are_read_from_answers_lists_and_lines():
    article = make_article(f"{RAIN} {MET}")
    one, other = print_quote(quote(article, RAIN)), print_quote(quote(article, MET))
    texts = [RAIN, MET]
    shapes = [
        json.dumps({"quotes": [one, other]}),
        json.dumps({"quotes": [one, other]}, indent=2),
        json.dumps([one, other]),
        f"{json.dumps(one)}\n\n{json.dumps(other)}\n",
        json.dumps([{"quotes": [one]}, other]),
        # Mentions, an extract, standing questions, an overview, related articles, a matrix and kept clippings.
        json.dumps({"phrase": "rain", "mentions": [one, other]}),
        json.dumps({"sentences": [one, other]}),
        json.dumps({"questions": [{"question": "Who?", "sentences": [one]}, {"sentences": [other]}]}),
        json.dumps({"groups": [{"number": 1, "sentence": one}, {"number": 2, "sentence": None}], "sentences": [other]}),
        json.dumps({"related": [{"article": {"id": "x"}, "sentence": one}, {"sentence": other}]}),
        json.dumps({"cells": [{"quote": one}, {"quote": None}, {"quote": other}]}),
        json.dumps({"clippings": [one | {"note": "x"}]}) + json.dumps({"clipping": other}),
    ]
    for shape in shapes:
        assert [citation.text for citation in read_citations(shape.encode(), "quotes.json")] == texts
    assert isinstance(read_citations(shapes[0].encode("utf-8-sig"), "x")[0], Citation)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "quotes.json contains no citation."),
        (b'{"quotes": []}', "quotes.json contains no citation."),
        (b'{"a": 1}\n\n{"quotes": }', "line 1 has no `article`"),
        (b'{"quotes": []}\n{"quotes": ]}', "line 2 is not valid JSON"),
        (b'{"quotes": []}\n"text"', "line 2 is neither a quote"),
        (b"[1]", "line 1, item 1 is neither a quote"),
        (b"[" * 100_000, "line 1 is not JSON that can be read"),
        (b'{"quotes": []}\n\xff', "line 2 is not UTF-8"),
        (b'{"quotes": {}}', "has a `quotes` of the wrong type"),
        (b'{"quotes": [1]}', "has a quote 1 that is no object"),
        (b'{"mentions": {}}', "has a `mentions` of the wrong type"),
        (b'{"groups": [{"sentence": "x"}]}', "line 1, groups, item 1, sentence is neither"),
        (b'{"cells": [{"quote": null}]}', "quotes.json contains no citation."),
        (b'{"quotes": []}\n{"target": 1}', "line 2 has a `target` that is no object"),
        (b'{"target": {"selector": []}}', "has no `source`"),
        (b'{"target": {"source": {"id": 5}}}', "has a `source` of the wrong type"),
        (b'{"target": {"source": "\\ud800"}}', "has half a character in `source`"),
        (b'{"target": {"source": "x"}}', "has no TextQuoteSelector"),
        (
            b'{"target": {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "a","prefix": "\\ud800"}}}',
            "has half a character in `prefix`",
        ),
        (b'{"target": {"source": "x", "selector": {"type": ["TextQuoteSelector"]}}}', "has no TextQuoteSelector"),
        (b'{"target": {"source": "x", "selector": {"type": "TextQuoteSelector"}}}', "has no `exact`"),
    ],
)
def test_what_cannot_be_read_is_named_with_file_and_line(content, message):
    with pytest.raises(CitationError) as raised:
        read_citations(content, "quotes.json")
    assert "quotes.json" in raised.value.what
    assert message in raised.value.what


@pytest.mark.parametrize(
    ("change", "message"),
    [
        *(({"missing": name}, f"has no `{name}`") for name in ("text", "start", "end", "prefix", "suffix", "article")),
        ({"start": True}, "has a `start` of the wrong type"),
        ({"start": -1}, "has a negative `start`"),
        ({"text": ""}, "has an empty `text`"),
        ({"text": "\ud800"}, "has half a character in `text`"),
        ({"prefix": "\ud800"}, "has half a character in `prefix`"),
        ({"suffix": "rain \ud83d"}, "has half a character in `suffix`"),
        ({"article": {"id": "rain", "title": "\ud800"}}, "has half a character in `title`"),
        ({"article": {}}, "has no `id`"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(change, message):
    fields = print_quote(quote(make_article(RAIN), RAIN)) | change
    fields.pop(change.get("missing"), None)
    with pytest.raises(CitationError, match=message):
        read({"quotes": [fields]})
