"""Questions about the collection and the program: how they are recognised and answered."""

from datetime import date

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import ask
from qa.query.collection_topic import find_topic

ABOUT = {
    "count": ["How many articles do you have?", "number of articles please", "how many documents are in the library"],
    "subject": ["what r these articles about", "Could you please summarise the articles?", "What do your texts cover?"],
    "newest": ["What's new?", "latest news", "Show me the newest headlines", "hi, any news today?"],
    "oldest": ["Which is the oldest article?"],
    "titles": ["list all the articles", "Which documents do you have?", "What's in this library?"],
    "sources": ["which sources do you have?", "Where do these articles come from?"],
    "dates": ["How old are the articles?", "When were these texts published?"],
    "greeting": ["Hello!", "hey there", "Good evening"],
    "thanks": ["ok, thanks a lot", "Thank you for your help!"],
    "identity": ["who are you?", "Are you a robot?"],
    "help": ["help", "What can you do for me?", "How does this work?"],
}

OF_THE_ARTICLES = [
    "How many articles of the charter were amended?",
    "What is the latest news about the reservoir?",
    "What is article 7 about?",
    "How do I list all documents?",
    "Which documents do I have to bring?",
    "Who can help pensioners?",
    "How old is the library?",
    "Where do the sources of the river lie?",
    "Hello Dolly",
    "What did the mayor say about the articles?",
    "How many stories about floods are there?",
    "Who is the publisher of the paper?",
    '"latest news"',
]


@pytest.mark.parametrize(("topic", "question"), [(topic, text) for topic, texts in ABOUT.items() for text in texts])
def test_a_question_about_the_collection_is_recognized(topic, question):
    found = find_topic(question)
    assert found and found.topic == topic


@pytest.mark.parametrize("question", OF_THE_ARTICLES)
def test_a_question_with_a_word_more_is_one_for_the_articles(question):
    assert find_topic(question) is None


def test_what_leans_on_an_earlier_question_is_no_question_about_the_collection():
    assert find_topic("What happened?") and find_topic("What is it about?")
    assert find_topic("What happened?", follows=True) is None
    assert find_topic("What is it about?", follows=True) is None
    assert find_topic("thanks", follows=True)


@pytest.fixture(scope="module")
def weekly(encoder, tmp_path_factory):
    """Three articles, one of them undated, each with a headline and several passages."""
    rows = [
        ("Mill reopens", "Dale Weekly", date(2021, 5, 3), "The water mill at Corley grinds flour again."),
        ("Pool closes", "Dale Weekly", date(2023, 2, 9), "The swimming pool in Hatch Street closes for good in June."),
        ("Ferry delayed", "", None, "The ferry to Sandholm leaves an hour late because of fog."),
    ]
    found = [
        FoundArticle(
            make_article(
                f"# {title}\n\n{lead}\n\nIt was decided on Monday.\n\nWho pays for it?\n\nThe council met at noon.",
                title=title,
                source=source,
                published=published,
            ),
            title,
        )
        for title, source, published, lead in rows
    ]
    folder = tmp_path_factory.mktemp("weekly") / "index"
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


def headlines(answer):
    return [quote.article.title for quote in answer.quotes]


def test_the_articles_are_described_in_numbers_and_by_a_sentence_each(weekly):
    answer = ask("What are these articles about?", index=weekly)
    assert (answer.status, answer.confidence, answer.hits) == ("about", 1.0, ())
    assert answer.reason == (
        "There are 3 articles. Source: Dale Weekly (2); 1 without a source. "
        "Published from 3 May 2021 to 9 February 2023; 1 without a date."
    )
    assert headlines(answer) == ["Pool closes", "Mill reopens", "Ferry delayed"]
    for number, quote in enumerate(answer.quotes, start=1):
        assert quote.number == number and quote.text == quote.article.text[quote.start : quote.end]
        assert not quote.text.startswith(("#", "It ", "Who"))
    assert ask("What are these articles about?", index=weekly) == answer


def test_the_newest_and_the_oldest_come_first(weekly):
    assert headlines(ask("latest news", index=weekly)) == ["Pool closes", "Mill reopens", "Ferry delayed"]
    assert headlines(ask("What is the newest article?", index=weekly)) == ["Pool closes"]
    assert headlines(ask("the two latest articles", index=weekly)) == ["Pool closes", "Mill reopens"]
    assert headlines(ask("oldest article", index=weekly)) == ["Mill reopens"]


def test_only_the_articles_asked_about_are_described(weekly):
    answer = ask("How many articles are there?", index=weekly, since=date(2022, 1, 1))
    assert answer.reason.startswith("There is 1 article since 1 January 2022.")
    assert headlines(ask("list the articles", index=weekly, sources=["dale weekly"])) == ["Pool closes", "Mill reopens"]
    none = ask("list the articles", index=weekly, since=date(2030, 1, 1))
    assert (none.status, none.quotes) == ("not_found", ())


def test_nothing_leans_on_a_greeting(weekly):
    answer = ask("And in June?", history=["Hello", "What are these articles about?"], index=weekly)
    assert answer.carried == ()
    assert ask("What happened?", history=["Hello"], index=weekly).status == "about"
    assert ask("What happened?", history=["Why did the pool close?"], index=weekly).status != "about"


def test_greetings_and_thanks_are_answered_without_quotes(weekly):
    for question in ("Hello", "thanks", "who are you?", "help", "which sources do you have?"):
        answer = ask(question, index=weekly)
        assert (answer.status, answer.quotes) == ("about", ()) and answer.reason
    assert "the 3 articles" in ask("hello", index=weekly).reason


def test_without_dates_nothing_is_said_to_be_new(build):
    index = build("The kiln at Orme was lit.", "A heron nests at the weir.")
    answer = ask("latest news", index=index)
    assert "No article states its date, so none is known to be the newest." in answer.reason
    assert len(answer.quotes) == 2
    assert ask("how old are the articles", index=index).reason == "No article states its date."
    assert ask("list the sources", index=index).reason == "No article states its source."


def test_of_many_articles_some_are_quoted(build):
    index = build(*(f"The lock keeper of basin {number} retired." for number in range(12)))
    answer = ask("summarise the articles", index=index)
    assert len(answer.quotes) == 5
    assert answer.reason == "There are 12 articles. The Library tab and `quotedesk articles` list all of them."
    assert [len(ask("list the articles", k=k, index=index).quotes) for k in (1, 7, 50)] == [1, 7, 12]
    assert len(ask("list ten articles", k=2, index=index).quotes) == 10


def test_of_many_articles_a_sentence_of_each_group_is_quoted(build):
    ferries = [f"The ferry to Sandholm leaves pier {number} late because of fog on the sea." for number in range(12)]
    mills = [f"The water mill at Corley grinds {number} sacks of rye flour a day." for number in range(12)]
    answer = ask("What are these articles about?", index=build(*ferries, *mills))
    assert answer.reason == (
        "There are 24 articles. By their meaning they form 2 groups; a central sentence of each of the largest is "
        "quoted. The Library tab and `quotedesk overview` show all of them."
    )
    assert sorted(quote.text.split()[1] for quote in answer.quotes) == ["ferry", "water"]


@pytest.fixture
def unread(build, monkeypatch):
    """An index of which no article may be read."""
    index = build("The kiln at Orme was lit.", "A heron nests at the weir.")

    def refuse(*_):
        raise AssertionError("an article was read")

    monkeypatch.setattr(type(index.articles), "__getitem__", refuse)
    return index


@pytest.mark.parametrize("question", ["hello", "thanks", "who are you?", "help", "How many articles are there?"])
def test_what_is_counted_only_reads_no_article(unread, question):
    assert ask(question, index=unread).status == "about"


def test_the_central_sentence_is_looked_for_among_the_first_passages(build, monkeypatch):
    foxes = [f"A fox ate hen {number}. " * 40 for number in range(3)]
    index = build("\n\n".join([*foxes, *["The lock keeper retired in May. " * 40] * 20]))
    assert "lock keeper" in ask("list the articles", index=index).quotes[0].text
    monkeypatch.setattr("qa.overview.central_sentences.MAX_PASSAGES", 2)
    # An index that is opened again has no central sentences cached.
    assert "fox" in ask("list the articles", index=open_index(index.folder)).quotes[0].text


@pytest.mark.parametrize("question", ["qwrtz plmokn", "?", "!!!", "🙂", "Where is it?", "Do quokkas yodel?"])
def test_where_no_word_occurs_nothing_is_quoted(weekly, question):
    answer = ask(question, index=weekly)
    assert (answer.status, answer.quotes, answer.confidence) == ("not_found", (), 0.0)
    named = [word for word in question.strip("?").split() if f"“{word}”" in answer.reason]
    assert not any(word in quoted.text for word in named for quoted in ask("list the articles", index=weekly).quotes)


def test_gibberish_in_a_conversation_is_refused_and_a_wish_for_more_is_not(weekly):
    history = ["Why does the swimming pool in Hatch Street close?"]
    assert ask("qwrtz plmokn", history=history, index=weekly).status == "not_found"
    assert ask("Tell me more", history=history, index=weekly).quotes


def test_what_is_unknown_is_named(weekly):
    assert ask("qwrtz plmokn", index=weekly).reason == "No article mentions “plmokn”."
    assert ask("!!!", index=weekly).reason == "The question names nothing to search for."
