"""Extracts and central sentences: verbatim, quotable, different from each other, in the order of the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from qa.overview.central_sentences import extract, quote_center

HEADED = """# The mill

The water mill at Corley grinds rye flour for three villages.

Who pays for it?

It was built long ago. The council of Corley pays the miller and his flour.

For more information, see the website.

```
mill --grind the rye of Corley and the flour of the village.
```

The water mill at Corley grinds rye flour for three villages.

The flour of the mill is baked into bread on Fridays.
"""


def test_an_extract_quotes_statements_in_the_order_of_the_text(build):
    index = build(HEADED)
    (article,) = index.articles.values()
    quotes = extract(article.id, 10, index=index)
    assert [quote.text for quote in quotes] == [
        "The water mill at Corley grinds rye flour for three villages.",
        "The council of Corley pays the miller and his flour.",
        "The flour of the mill is baked into bread on Fridays.",
    ]
    assert [quote.number for quote in quotes] == [1, 2, 3]
    for quote in quotes:
        assert quote.text == article.text[quote.start : quote.end]


def test_an_extract_is_central_and_does_not_repeat_itself(build):
    mills = ["The water mill at Corley grinds rye into flour.", "Rye is ground into flour by the water mill at Corley."]
    aside = "A heron nested once beside the railway station of Orme."
    index = build("\n\n".join([*mills, "The flour of the mill at Corley is baked into bread.", aside]))
    (article,) = index.articles.values()
    chosen = {quote.text for quote in extract(article.id, 2, index=index)}
    assert aside not in chosen and not set(mills) <= chosen


def test_the_central_sentence_is_in_the_extract_of_one_sentence(shipped):
    for article in shipped.articles.values():
        (only,) = extract(article.id, 1, index=shipped)
        quote = quote_center(article, shipped)
        assert quote and len(quote.text) <= 300
        assert only.text == article.text[only.start : only.end]


def test_an_article_without_a_statement_has_no_extract_but_a_sentence(build):
    index = build("# Mill\n\nWho pays for it?")
    (article,) = index.articles.values()
    assert extract(article.id, index=index) == ()
    quote = quote_center(article, index)
    assert quote and quote.text == article.text[quote.start : quote.end]


def test_what_cannot_be_extracted_is_explained(shipped):
    with pytest.raises(CorpusError, match="There is no article nothing"):
        extract("nothing", index=shipped)
    for k in (0, -1, 10**6):
        with pytest.raises(ValueError, match="k is"):
            extract("228e99aee21d84ac", k, index=shipped)


@settings(max_examples=20)
@given(k=st.integers(1, 12), data=st.data())
def test_an_extract_has_at_most_as_many_sentences_as_asked_for(shipped, k, data):
    article = shipped.articles[data.draw(st.sampled_from(list(shipped.articles)))]
    quotes = extract(article.id, k, index=shipped)
    starts = [quote.start for quote in quotes]
    assert 0 < len(quotes) <= k and starts == sorted(set(starts))
    known = shipped.sentences_of(article.id).tolist()
    assert all([quote.start, quote.end] in known for quote in quotes)


def test_hostile_texts_stay_texts(build):
    index = build(
        '<script>alert("mill")</script> The mill at Corley grinds rye flour. ' * 3 + "\u202eEnd of the mill text."
    )
    (article,) = index.articles.values()
    for quote in extract(article.id, index=index):
        assert quote.text == article.text[quote.start : quote.end]
