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
from qa.mentions.finding import count_wordings, find_mentions
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


def found_in(index, typed):
    return [mention.text for mention in find_mentions(typed, index=index)]


def test_what_people_type_finds_what_they_mean(build):
    sentences = (
        "In the winter of that year they crossed the border and went on foot into the Golan\nHeights with the others.",
        "They left the golan heights.",
        "The United Nations Disengagement Observer Force (UNDOF) is there.",
        "UNDOF stays.",
        "Kazakhstan’s army went.",
        "One hundred and thirty-nine peacekeepers left.",
        "The Bank of America closed.",
        "The bank in America closed.",
        "The WHO said who may go.",
        "In 2025, the second contingent of 139 left.",
        "They wrote from a modern labora-\ntory in May.",
    )
    index = build("\n\n".join(sentences))
    assert found_in(index, "golan heights") == found_in(index, "“Golan Heights”") == [*sentences[:2]]
    assert found_in(index, "the Golan Heights") == [*sentences[:2]]
    assert found_in(index, "undof") == found_in(index, "UNDOF") == [*sentences[2:4]]
    assert found_in(index, "the United Nations Disengagement Observer Force") == [*sentences[2:4]]
    assert found_in(index, '"UNDOF"') == [*sentences[2:4]]
    assert found_in(index, '"Disengagement Observer Force"') == [sentences[2]]
    assert found_in(index, "Kazakhstan") == found_in(index, "Kazakhstan's") == [sentences[4]]
    assert found_in(index, "139 peacekeeper") == [sentences[5]]
    marks = [mark.text for mention in find_mentions("139", index=index) for mark in mention.marks]
    assert marks == ["One hundred and thirty-nine", "139"]
    assert found_in(index, "Bank of America") == [sentences[6]]
    assert found_in(index, "America") == [*sentences[6:8]]
    assert found_in(index, "WHO") == [sentences[8]]
    assert found_in(index, "write") == found_in(index, "modern laboratory") == found_in(index, "May") == [sentences[-1]]
    assert found_in(index, '"write"') == []


def test_acronyms_are_found_with_full_stops_and_in_the_plural(build):
    sentences = (
        "The Northern Fishers Guild (N.F.G.) met.",
        "N.F.G. boats sailed.",
        "The NFG is old.",
        "Every member of the Northern Fishers Guild came.",
        "A non-governmental organisation (NGO) helped.",
        "Many NGOs left.",
        "One NGO stayed.",
        "Two MPs spoke.",
        "An MP listened.",
        "The MPs' room is small.",
    )
    index = build("\n\n".join(sentences))
    for typed in ("NFG", "N.F.G.", "n.f.g.", "nfg", "Northern Fishers Guild"):
        assert found_in(index, typed) == [*sentences[:4]], typed
    for typed in ("NGO", "NGOs", "ngos", "non-governmental organisation"):
        assert found_in(index, typed) == [*sentences[4:7]], typed
    assert found_in(index, "MP") == found_in(index, "MPs") == [*sentences[7:]]
    assert found_in(index, '"MP"') == [sentences[8]]
    assert [mark.text for one in find_mentions("NGO", index=index) for mark in one.marks][-2:] == ["NGOs", "NGO"]
    # A plural that no article has is no form.
    assert [form.text for form in find_mentions("NFG", index=index).phrase.forms] == ["NFG", "Northern Fishers Guild"]


def test_words_within_a_number_are_found(build):
    sentences = (
        "In 2024 51 million tourists came.",
        "One million tourists left.",
        "They spent 1.5 billion dollars, fifty-one million tourists and all.",
        "There were 1,000,000 tourists.",
        "One hundred and thirty-nine peacekeepers left.",
        "The $1.5 million deal failed.",
    )
    index = build("\n\n".join(sentences))
    assert found_in(index, '"million tourists"') == [*sentences[:3]]
    assert found_in(index, "million tourists") == found_in(index, "million tourist") == [*sentences[:4]]
    assert found_in(index, '"51"') == [sentences[0]]
    assert found_in(index, '"thirty-nine peacekeepers"') == [sentences[4]]
    assert found_in(index, '"million"') == [*sentences[:3], sentences[5]]
    assert found_in(index, '"1.5 million deal"') == found_in(index, "$1.5 million deal") == [sentences[5]]
    assert found_in(index, '"5 million deal"') == []
    # Without quotation marks, a number is its value.
    assert found_in(index, "39 peacekeepers") == found_in(index, "thirty-nine peacekeepers") == []
    assert found_in(index, "1,000,000 tourists") == [sentences[1], sentences[3]]
    marks = [mark.text for mention in find_mentions('"million tourists"', index=index) for mark in mention.marks]
    assert marks == ["51 million tourists", "One million tourists", "fifty-one million tourists"]


def test_a_spelling_of_the_articles_is_offered_and_not_counted(build):
    index = build("Kazakhstan’s army went. Kazakhstan sent it to the Golan Heights. Kazakhstan paid.")
    mentions = find_mentions("Kazakstan", index=index)
    assert len(mentions) == 0 and mentions.unknown == ("Kazakstan",)
    assert [offer.text for offer in mentions.offers] == ["Kazakhstan"]
    assert [offer.text for offer in find_mentions("Golan Hights", index=index).offers] == ["Golan Heights"]
    assert [offer.text for offer in find_mentions('"sends"', index=index).offers] == ["sent"]
    assert find_mentions("Kazakhstan", index=index).offers == ()


def test_words_that_the_index_lacks_are_refused_with_a_remedy(build):
    index = build("They said who it was.")
    for typed in ("the who", "to be or not to be"):
        with pytest.raises(MentionError, match="common words.*Add a word"):
            find_mentions(typed, index=index)
    for typed in ("?!", '""', "—"):
        with pytest.raises(MentionError, match="has no word"):
            find_mentions(typed, index=index)
    with pytest.raises(ValueError, match="at most 200"):
        find_mentions("a word " * 40, index=index)
    with pytest.raises(ValueError, match="empty"):
        find_mentions("  ", index=index)


def test_wordings_are_counted_as_written(build):
    index = build("AIDS kills. The aid came. The aids came. Aid\n\nhelps.")
    assert count_wordings(find_mentions("AIDS", index=index), 100) == {"AIDS": 1, "aid": 1, "aids": 1, "Aid": 1}
