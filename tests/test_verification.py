"""Citations made before: ok, moved, changed or gone, and never a wrong place."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.errors import CorpusError
from corpus.reading import Reading
from index.build import build_index
from index.store import open_index
from qa.citation_files import read_citations
from qa.verification import Citation, verify
from ui.cli import quotedesk

SENTENCES = [
    "The harbour board met on Monday.",
    "Rosa Lund asked for three new dredgers.",
    "The vote was five to two.",
    "Nobody from the fishing fleet came.",
    "The board meets again in June.",
]
TEXT = " ".join(SENTENCES)
TITLE, URL = "Dredging settled", "https://post.example/dredging"


def cite(sentence, text=TEXT, **fields):
    """Cite a sentence of a text as an answer does."""
    start, article = text.index(sentence), make_article(text)
    end = start + len(sentence)
    context = {"prefix": text[max(0, start - 32) : start], "suffix": text[end : end + 32]}
    return Citation(sentence, article.id, URL, TITLE, start, **context | fields)


@pytest.fixture(scope="module")
def index_of(tmp_path_factory, encoder):
    def build(cited, *texts, **fields):
        folder = tmp_path_factory.mktemp("index")
        articles = [make_article(cited, **fields or {"title": TITLE, "url": URL}), *map(make_article, texts)]
        build_index(Reading([FoundArticle(a, f"/{n}") for n, a in enumerate(articles)]), folder, encoder=encoder)
        return open_index(folder)

    return build


VOTE = SENTENCES[2]
OTHER = "A quite different story about a train that left the station at noon."


def test_the_words_at_their_place_are_ok(index_of):
    found = verify(cite(VOTE), index_of(TEXT, OTHER))
    assert (found.finding, found.article.text[found.start : found.end]) == ("ok", VOTE)


def test_words_of_an_edited_article_are_moved(index_of):
    edited = "Corrected. " + TEXT.replace("Monday", "Tuesday")
    found = verify(cite(VOTE), index_of(edited, OTHER))
    assert (found.finding, found.start) == ("moved", edited.index(VOTE))


def test_changed_words_are_shown_with_what_changed(index_of):
    found = verify(cite(VOTE), index_of(TEXT.replace("five to two", "six to two"), OTHER))
    assert (found.finding, found.start) == ("changed", None)
    assert found.difference == "The vote was [-five-] {+six+} to two."


def test_a_sentence_that_was_taken_out_is_changed_and_has_no_place(index_of):
    found = verify(cite(VOTE), index_of(TEXT.replace(VOTE + " ", ""), OTHER))
    assert (found.finding, found.start, found.difference) == ("changed", None, f"[-{VOTE}-]")


def test_an_article_that_is_not_there_any_more_is_gone(index_of):
    found = verify(cite(VOTE), index_of(OTHER.replace("noon", "one"), OTHER, title="Trains"))
    assert (found.finding, found.article) == ("gone", None)


def test_a_repeated_sentence_is_told_by_the_words_around_it_or_not_at_all(index_of):
    text = f"Alpha came first to us. {VOTE} Beta came second to us. {VOTE} Gamma came third to us."
    second = text.rindex(VOTE)
    around = {"prefix": text[second - 24 : second], "suffix": text[second + len(VOTE) :][:24]}
    index = index_of("New. " + text, OTHER)
    citation = Citation(VOTE, make_article(text).id, URL, TITLE, second, **around)
    assert verify(citation, index).start == second + len("New. ")
    lost = Citation(VOTE, make_article(text).id, URL, TITLE, second, prefix="nowhere ", suffix=" nothing")
    assert (verify(lost, index).finding, verify(lost, index).start) == ("changed", None)


def test_the_same_words_in_a_stranger_are_not_taken_for_the_cited_ones(index_of):
    stranger = f"Elsewhere a council sat. {VOTE} It was late."
    found = verify(cite(VOTE), index_of(OTHER, stranger))
    assert (found.finding, found.start) == ("changed", None)
    assert found.difference == "This place has the words, but others around them."


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_edited_elsewhere_no_wrong_place_is_given(data, index_of):
    number = data.draw(st.integers(0, len(SENTENCES) - 1))
    edited = [
        sentence
        if place == number
        else data.draw(st.sampled_from([sentence, "", f"{sentence} {sentence}", "New one."]))
        for place, sentence in enumerate(SENTENCES)
    ]
    text = " ".join(filter(None, edited))
    found = verify(cite(SENTENCES[number]), index_of(text, OTHER))
    assert found.finding in ("ok", "moved")
    assert found.start == text.index(SENTENCES[number])
    assert found.article.text[found.start : found.end] == SENTENCES[number]


def test_the_command_takes_what_ask_printed(shipped_folder, tmp_path):
    def run(*arguments, stdin=None):
        return CliRunner().invoke(quotedesk, [*arguments, "--index", str(shipped_folder)], input=stdin)

    printed = run("ask", "How many of the peacekeepers are women?", "--json").stdout
    (tmp_path / "cited.json").write_text(printed)
    result = run("verify", str(tmp_path / "cited.json"))
    assert result.exit_code == 0
    assert result.stdout.count("ok ") == len(json.loads(printed)["quotes"])
    quote = json.loads(printed)["quotes"][0]
    altered = quote | {"text": quote["text"].replace("seven", "eight")}
    result = run("verify", "-", "--json", stdin=json.dumps(quote) + "\n" + json.dumps(altered))
    assert result.exit_code == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["finding"] for row in rows] == ["ok", "changed"]
    assert "[-eight-] {+seven+}" in rows[1]["difference"]


def test_a_web_annotation_is_a_citation():
    (citation,) = read_citations(
        json.dumps(
            {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "type": "Annotation",
                "target": {
                    "source": URL,
                    "selector": [
                        {"type": "TextQuoteSelector", "exact": VOTE, "prefix": "a ", "suffix": " b"},
                        {"type": "TextPositionSelector", "start": 5, "end": 30},
                    ],
                },
            }
        ),
        "a.json",
    )
    assert citation == Citation(VOTE, URL, URL, "", 5, "a ", " b")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no citation"),
        ("{}\nbroken", "not JSON"),
        ('{"quotes": []}', "holds no citation"),
        ("3", "neither a quote"),
        ('{"target": {"source": "x"}}', "lacks 'selector'"),
    ],
)
def test_what_is_no_citation_is_named(text, words):
    with pytest.raises(CorpusError, match=rf"c\.json, line.*{words}"):
        read_citations(text, "c.json")
