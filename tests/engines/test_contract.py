"""An index takes, finds, filters, changes and refuses the same wherever it lies, and loses nothing."""

from datetime import date

import pytest

from corpus.errors import CorpusError, IndexMissing
from corpus.reading import Reading
from index.places import build_at, find_folder, open_at, roll_back_at
from qa.api import retrieve
from tests.engines.publishing import found, publish

DAY = date(2024, 2, 22)


def test_filters(place, encoder):
    index = publish(
        place,
        found("Rain fell in Almaty.", "1", source='The "Post"', published=DAY),
        found("Rain fell in Aktau.", "2", source="Gazette", published=date(2023, 1, 1)),
        found("Rain fell in Semey.", "3"),
        encoder=encoder,
    )

    def towns(**filters):
        return {hit.passage.text.split()[-1] for hit in retrieve("Where did rain fall?", index=index, **filters)}

    assert towns() == {"Almaty.", "Aktau.", "Semey."}
    assert towns(sources=['the "post"']) == {"Almaty."}
    assert towns(sources=["Gazette", 'The "Post"']) == {"Almaty.", "Aktau."}
    assert towns(since=DAY) == {"Almaty."}
    assert towns(until=date(2023, 1, 1)) == {"Aktau."}
    assert towns(sources=["Gazette"], since=DAY) == set()
    assert towns(sources=["nobody"]) == set()


def test_exact_copies_keep_what_each_place_states(place, encoder):
    index = publish(
        place,
        found("Rain fell in Almaty.", "1", title="Rain", source="Post", published=DAY),
        found("Rain fell in Almaty.", "2", title="Rain", source="Gazette", published=date(2023, 1, 1)),
        found("Rain fell in Semey.", "3"),
        encoder=encoder,
    )

    def texts(**filters):
        return [hit.passage.text for hit in retrieve("Where did rain fall?", index=index, **filters)]

    assert texts(sources=["Post"]) == texts(sources=["gazette"]) == texts(since=DAY) == ["Rain fell in Almaty."]
    assert texts(sources=["Gazette"], since=DAY) == []
    ids = list(index.articles)
    assert sorted(text for id in ids for text in texts(articles=[id])) == sorted(
        article.text for article in index.articles.values()
    )
    rain = next(id for id in ids if index.articles[id].text == "Rain fell in Almaty.")
    assert texts(articles=[rain, "unknown"], sources=["gazette"]) == ["Rain fell in Almaty."]
    assert texts(articles=["unknown"]) == texts(articles=[rain], sources=["nobody"]) == []
    assert dict(index.overview.sources) == {"Gazette": 1, "Post": 1}
    (article,) = (article for article in index.articles.values() if article.source)
    assert [one.source for one in article.publications] == ["Gazette", "Post"]
    index = publish(place, found("Snow fell in Aral.", "2"))
    (article,) = (article for article in index.articles.values() if article.source)
    assert (article.source, article.published, article.also) == ("Post", DAY, ())


def test_required_and_excluded_words(place, encoder):
    texts = ("Heavy rain fell in Almaty.", "Rain fell in heavy drops.", "To be or not to be, they said.")
    index = publish(place, *(found(text, str(n)) for n, text in enumerate(texts)), encoder=encoder)

    def first(question):
        return [hit.passage.text for hit in retrieve(question, index=index)]

    assert first('"heavy rain"') == [texts[0]]
    assert first('"zebra crossing"') == first('"zebra crossing" -rain') == []
    assert first("rain -heavy") in ([], [texts[2]])
    assert first("rain -Almaty")[0] == texts[1]
    assert first('"to be or not to be"') == [texts[2]]
    assert first('Where fell "heavy rain" then?')[0] == texts[0]


def test_articles_come_change_and_go(place, encoder):
    first, second = found("Rain fell in Almaty.", "1"), found("Snow fell in Aktau.", "2")
    index = publish(place, first, second, encoder=encoder)
    before = index.generation
    changed = found("Hail fell in Almaty.", "1")
    index = publish(place, changed)
    assert {article.text for article in index.articles.values()} == {"Hail fell in Almaty.", "Snow fell in Aktau."}
    assert index.lexical.frequency("hail") == 1
    assert not index.lexical.knows("rain")
    index = publish(place, remove=[second.article.id])
    assert list(index.articles) == [changed.article.id]
    assert second.article.id not in index.articles
    assert not index.lexical.knows("snow")
    roll_back_at(place)
    assert set(open_at(place).articles) == {changed.article.id, second.article.id}
    with pytest.raises(IndexMissing, match="no generation before"):
        roll_back_at(place)
    assert open_at(place).generation != before
    # A generation that somebody holds open is not removed.
    del index
    publish(place, found("Wind blew in Aral.", "3"))
    roll_back_at(place)
    assert set(open_at(place).articles) == {changed.article.id, second.article.id}


UNICODE = (
    "Қазақстан бітімгершілері 🇰🇿 Алматыда. Олар 430 адам.",
    "Cafe\u0301 prices rose 3.5 % in Nu\u0308rnberg 👩‍👩‍👧. ﬁve more towns followed.",
    "هطل المطر في ألماتي. ثم توقف.",
    "A null\x00 sign and a bell\x07 stand here. Tabs\tand\u2028line separators too.",
    "東京では雨が降った。人々は傘を持っていた。",
)


def test_every_sign_comes_back(place, encoder):
    articles = [found(text, str(number), title=text[:9]) for number, text in enumerate(UNICODE)]
    index = publish(place, *articles, encoder=encoder)
    for item in articles:
        article = index.articles[item.article.id]
        assert article == item.article
        for row in index.passages_of(article.id):
            passage = index.passage_at(row)
            assert passage.text == article.text[passage.start : passage.end]
        best = retrieve(article.text.split(".")[0], k=1, index=index)[0]
        assert best.article == article


def test_a_passage_of_70_kilobytes(place, encoder):
    word = "ы" * 35_000
    index = publish(place, found(f"{word} fell in Almaty.", "1"), found("Snow fell.", "2"), encoder=encoder)
    hit = retrieve("What fell in Almaty?", k=1, index=index)[0]
    assert len(hit.article.text.encode()) > 70_000
    assert hit.article.text.endswith("fell in Almaty.")


def test_a_field_that_is_too_long(served, encoder):
    with pytest.raises(CorpusError, match="The source of article [0-9a-f]{16} has 70,000 bytes; Milvus allows 65,535"):
        publish(served, found("Rain fell.", "1", source="x" * 70_000), encoder=encoder)


def test_nothing_there(place, encoder):
    with pytest.raises(IndexMissing, match="no index|no published index|quotedesk index"):
        open_at(place)
    with pytest.raises(CorpusError, match="would have no articles"):
        build_at(Reading(), place)
    index = publish(place, found("Rain fell.", "1"), encoder=encoder)
    with pytest.raises(CorpusError, match="has no article nobody"):
        build_at(Reading(), place, remove=["nobody"])
    assert retrieve("zebra", index=index)[0].why.lexical == 0
    assert index.lexical.rows_with("zebra").tolist() == []


def test_another_machine_reads_back_what_is_published(served, encoder, monkeypatch, tmp_path):
    copies = [found("Rain fell in Almaty.", number, title="Rain", source=f"Post {number}") for number in "13"]
    publish(served, *copies, encoder=encoder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    told = []
    index = publish(served, found("Snow fell in Aktau.", "2"), warn=told.append)
    assert told == [f"Reading 1 articles back from {served}."]
    assert {article.text for article in index.articles.values()} == {"Rain fell in Almaty.", "Snow fell in Aktau."}
    assert dict(index.overview.sources) == {"Post 1": 1, "Post 3": 1}
    assert find_folder(served).is_relative_to(tmp_path)


def test_machines_take_turns(served, encoder, monkeypatch, tmp_path):
    texts = [f"Rain fell on day {day}." for day in range(4)]
    for day, text in enumerate(texts):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / str(day % 2)))
        index = publish(served, found(text, str(day)), encoder=encoder)
        judged = find_folder(served) / "judged.jsonl"
        assert judged.exists() == (day >= 2)
        judged.write_text("kept", encoding="utf-8")
    assert {article.text for article in index.articles.values()} == set(texts)


def test_two_generations_are_kept(served, encoder):
    for day in range(4):
        index = publish(served, found(f"Rain fell on day {day}.", "1"), encoder=encoder)
    from index.milvus.engine import connect
    from index.milvus.publishing import list_generations

    engine = connect(served)
    assert list_generations(engine)[-1] == index.generation
    assert len([name for name in engine.list_collections() if name.startswith(f"{served.name}_generation")]) == 4
