"""What an article defines is found first and given as the answer."""

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import ask, retrieve

_NEWS = [
    f"The cook of the {place} fried tidewort with {dish} on Sunday, and the guests praised the tidewort. "
    f"Tidewort costs {price} crowns a bundle at the market of tidewort sellers."
    for place, dish, price in [
        ("Anchor", "eggs", 3),
        ("Bell", "eel", 4),
        ("Crown", "beans", 5),
        ("Dolphin", "rice", 6),
        ("Eagle", "leek", 7),
        ("Fox", "plums", 8),
    ]
]
_HERB = "It grows where nothing else does. Tidewort is a grey herb of the salt marshes. Sheep leave it alone."


def test_the_sentence_that_defines_a_thing_is_the_answer(build):
    index = build(*_NEWS, _HERB)
    answer = ask("What is tidewort?", index=index)
    assert answer.status == "answered"
    assert "Tidewort is a grey herb of the salt marshes." in answer.quotes[0].text
    assert retrieve("What is tidewort?", index=index)[0].why.definition > 0


def test_other_questions_about_it_are_searched_as_before(build):
    index = build(*_NEWS, _HERB)
    assert all(hit.why.definition == 0 for hit in retrieve("What does tidewort cost at the market?", index=index))


def test_an_article_defines_what_its_title_names_in_its_first_sentence(tmp_path, encoder):
    text = "A quick loom for cloth of hemp, built in one afternoon.\n\nBuy it at the yard. It has four pedals."
    found = [FoundArticle(make_article(text, title="Wefter"), "wefter")]
    found += [FoundArticle(make_article(news), str(number)) for number, news in enumerate(_NEWS)]
    praise = "The weavers of the Fox praise Wefter. Wefter was sold twice, and Wefter breaks seldom."
    found.append(FoundArticle(make_article(praise), "praise"))
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    answer = ask("What is Wefter?", index=open_index(tmp_path / "index"))
    assert answer.quotes[0].text == "A quick loom for cloth of hemp, built in one afternoon."


def test_what_a_thing_is_or_means_is_marked_to_the_end_of_the_clause(build):
    index = build(_HERB, "Dabbing means stealing a small, ripe plum from a neighbour: it is not fined. It is old.")
    spans = [ask(f"What is {term}?", index=index).quotes[0].span for term in ("tidewort", "dabbing")]
    assert [span.text if span else None for span in spans] == [
        "a grey herb of the salt marshes",
        "stealing a small, ripe plum from a neighbour",
    ]
