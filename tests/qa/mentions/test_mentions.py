"""Mentions: the list is that of a plain scan over all sentences; its counts are exact; every mention is verbatim."""

import random
import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.errors import MentionError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.text.analyzer import analyze, analyze_whole
from qa.mentions.finding import find_mentions
from qa.mentions.phrase import read_phrase

WORDS = (
    "Golan Heights golan height heights Kazakhstan Kazakhstan's KAZAKHSTAN's troops troop trooper wrote writes "
    "one hundred thirty-nine 139 two thousand May may US us WHO who of the in and colour color U.S. anti-war war "
    "Bank America labora-\ntory well-\nknown Zoë Zoe UNF state-of-the-art state art 5 % per cent $1.5m million "
    "51 million tourists tourist fifty-one and"
).split(" ")
SCALES = ("hundred", "thousand", "million", "billion", "trillion")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=12).map(
    lambda sentences: " ".join(f"It {' '.join(words)}." for words in sentences)
)


def scan(phrase, index):
    """Every sentence that has the words of one of the forms in a row, by a scan without the postings."""
    found = set()
    for id, article in index.articles.items():
        rows = index.passages_of(id)
        held = [(*index.bounds_at(row), set(analyze(index.matching_text_at(row)))) for row in rows]
        for start, end in index.sentences_of(id).tolist():
            sentence = article.text[start:end]
            readings = [sentence, *(sentence.replace("-\n", hyphen) for hyphen in ("", "-") if "-\n" in sentence)]
            for form in phrase.forms:
                words = [analyze_whole(reading) for reading in readings]
                if any(is_in_a_row(form.words, own) for own in words) and has_firm_word(form, start, held):
                    found.add((id, start, end))
                if phrase.is_exact or begins_with_a_scale(form.text):
                    words = [analyze_whole(reading, joins_numbers=False) for reading in readings]
                    if any(is_in_a_row(analyze_whole(form.text, joins_numbers=False), own) for own in words):
                        found.add((id, start, end))
    return found


def begins_with_a_scale(text):
    return re.split(r"\W", text.lower())[0].removesuffix("s") in SCALES


def has_firm_word(form, start, passages):
    """Numbers and names such as US count if the passage is read with them too: "twenty\\none" is 21."""
    return any(set(form.indexed) <= words for first, after, words in passages if first <= start < after)


def is_in_a_row(wanted, words):
    return any(words[place : place + len(wanted)] == wanted for place in range(len(words)))


def places_of(mentions):
    return [(one.article.id, one.quote.start, one.quote.end) for one in mentions]


@pytest.fixture(scope="module")
def many(tmp_path_factory, encoder):
    """Articles of random words in three segments, some of them replaced."""
    draw, folder = random.Random(11), tmp_path_factory.mktemp("many") / "index"  # noqa: S311
    for batch in range(3):
        articles = [write_article(draw, f"{batch} {number}") for number in range(12)]
        found = [FoundArticle(article, str(number + 6 * batch)) for number, article in enumerate(articles)]
        build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


def write_article(draw, title):
    sentences = [" ".join(draw.choices(WORDS, k=draw.randint(1, 12))) for _ in range(draw.randint(1, 30))]
    text = "".join(
        f"It {words}{draw.choice(['. ', '.', '?'])}{draw.choice([' ', chr(10), chr(10) * 2])}" for words in sentences
    )
    defined = "\n\nThe United Neutral Force (UNF) came. " if draw.random() < 0.3 else ""
    return make_article(
        text + defined + title,
        title=title,
        source=draw.choice(["A", "B", ""]),
        published=draw.choice([None, date(2024, draw.randint(1, 12), 3)]),
    )


@given(
    st.lists(st.sampled_from([*WORDS, "United", "Neutral", "Force"]), min_size=1, max_size=4).map(" ".join),
    st.booleans(),
)
@settings(max_examples=60)
def test_the_mentions_are_those_of_a_plain_scan(many, typed, is_quoted):
    try:
        phrase = read_phrase(f'"{typed}"' if is_quoted else typed, many)
    except MentionError:
        return
    mentions = find_mentions(phrase.typed, index=many)
    places = places_of(mentions)
    expected = scan(phrase, many)
    if phrase.is_exact:
        assert set(places) <= expected
        assert {place for place in expected if is_as_typed(typed, place, many)} == set(places)
    else:
        assert set(places) == expected
    assert len(places) == len(set(places)) == len(mentions) == sum(one.count for one in mentions.by_article)


NUMBERS = "51 2025 two fifty-one first second million hundred thousand trillion and point a percent".split()
COUNTED = st.lists(st.sampled_from([*NUMBERS, "tourists", "came", "dollars"]), min_size=1, max_size=7)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory, encoder):
    """An article of sentences with numbers next to number words."""
    draw, folder = random.Random(5), tmp_path_factory.mktemp("numbers") / "index"  # noqa: S311
    words = [*NUMBERS, *NUMBERS, "tourists", "came", "dollars"]
    text = " ".join(f"They say {' '.join(draw.choices(words, k=draw.randint(1, 8)))}." for _ in range(300))
    build_index(Reading([FoundArticle(make_article(text), "0")]), folder, encoder=encoder)
    return open_index(folder)


@given(COUNTED)
@settings(max_examples=150)
def test_a_quoted_phrase_is_found_wherever_it_is_written(numbers, typed):
    phrase = " ".join(typed)
    (article,) = numbers.articles.values()
    sentences = [tuple(place) for place in numbers.sentences_of(article.id).tolist()]
    try:
        places = places_of(find_mentions(f'"{phrase}"', index=numbers))
    except MentionError:
        return
    wanted = f" {plain(phrase)} "
    expected = {(article.id, *place) for place in sentences if wanted in f" {plain(article.text[slice(*place)])} "}
    assert set(places) == expected


def is_as_typed(typed, place, index):
    id, start, end = place
    flat = [plain(index.articles[id].text[start:end].replace("-\n", hyphen)) for hyphen in ("", "-", "-\n")]
    return any(f" {plain(typed)} " in f" {text} " for text in flat)


def plain(text):
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


@given(TEXTS, st.data())
@settings(max_examples=5)
def test_the_words_of_any_sentence_are_found_in_it(tmp_path_factory, encoder, text, data):
    folder = tmp_path_factory.mktemp("one") / "index"
    build_index(Reading([FoundArticle(make_article(text), "0")]), folder, encoder=encoder)
    index = open_index(folder)
    (id,) = index.articles
    start, end = data.draw(st.sampled_from(index.sentences_of(id).tolist()))
    sentence = index.articles[id].text[start:end]
    try:
        phrase = read_phrase(" ".join(sentence[:150].split()[:6]), index)
    except MentionError:
        return
    mentions = find_mentions(phrase.typed, index=index)
    assert set(places_of(mentions)) == scan(phrase, index)


def test_every_mention_and_its_marks_are_verbatim(many):
    for typed in ("Golan Heights", "one hundred thirty-nine", "laboratory", "US"):
        mentions = find_mentions(typed, index=many)
        assert mentions
        for mention in mentions:
            text = mention.article.text
            assert mention.text == text[mention.quote.start : mention.quote.end]
            for mark in mention.marks:
                assert mark.text == text[mark.start : mark.end]
                assert mention.quote.start <= mark.start < mark.end <= mention.quote.end
                assert is_in_a_row(read_phrase(typed, many).forms[0].words, analyze_whole(mark.text.replace("-\n", "")))


def test_counts_add_up_and_filters_keep_to_articles(many):
    mentions = find_mentions("Kazakhstan", index=many)
    by_article = Counter(id for id, _, _ in places_of(mentions))
    assert {one.id: one.count for one in mentions.by_article} == by_article
    sources = Counter(many.articles[id].source for id, _, _ in places_of(mentions))
    assert {one.name: one.count for one in mentions.by_source} == sources
    months = [one.name for one in mentions.by_month]
    assert months == sorted(months, key=lambda name: (not name, name))
    assert sum(one.count for one in mentions.by_month) == len(mentions)
    days = [many.articles[one.id].published or date.min for one in mentions.by_article]
    assert days == sorted(days, reverse=True)
    of_a = find_mentions("Kazakhstan", index=many, sources=["a"])
    assert places_of(of_a) == [place for place in places_of(mentions) if many.articles[place[0]].source == "A"]
    spring = find_mentions("Kazakhstan", index=many, since="2024-03", until="2024-05")
    assert {one.name for one in spring.by_month} <= {"2024-03", "2024-04", "2024-05"} and spring
    first = mentions.by_article[0]
    assert len(find_mentions("Kazakhstan", index=many, articles=[first.id])) == first.count
    with pytest.raises(MentionError, match="no article"):
        find_mentions("Kazakhstan", index=many, articles=["nothing"])


def test_a_stretch_of_the_list_is_read_alone(many):
    mentions = find_mentions("Kazakhstan", index=many)
    every = list(mentions)
    assert mentions[3:7] == every[3:7] and mentions[-1] == every[-1]
    assert [one.quote.number for one in every] == list(range(1, len(every) + 1))
    with pytest.raises(IndexError):
        mentions[len(mentions)]
