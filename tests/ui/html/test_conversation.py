"""An exported conversation shows every quotation as it stands, and numbers the articles in order."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.articles import make_article
from qa.answer import Answer
from qa.citations.hidden import reveal
from qa.reading.quoting import quote_at
from ui.ask_request import AskRequest
from ui.html.conversation import number_articles, write_conversation

FIRST = make_article("Rain fell. Snow fell.", title="Rain", source="The Post", pages=[0, 11])
SECOND = make_article("1. Nobody *came* <b>here</b> & left.", title="Silence")


def answer(question, *quotes, reason=""):
    return AskRequest(question), Answer(
        question, question, "answered" if quotes else "not_found", 0.5, reason, quotes, ()
    )


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def read(html):
    parser = Text()
    parser.feed(html)
    return parser


def test_articles_are_numbered_as_they_are_first_quoted():
    turns = [
        answer("Who came?", quote_at(SECOND, 3, 36)),
        answer("What fell?", quote_at(FIRST, 11, 21), quote_at(SECOND, 3, 36)),
        answer("Why?", reason="No article mentions “why”."),
    ]
    assert [(number, article.title) for number, article in number_articles(turns).values()] == [
        (1, "Silence"),
        (2, "Rain"),
    ]
    shown = read(MarkdownIt().render(write_conversation(turns, "markdown")))
    assert "Snow fell. [2, p. 2]" in shown.text
    assert shown.text.count("Nobody *came* <b>here</b> & left. [1]") == 2
    assert "b" not in shown.tags and shown.tags.count("ol") == 1 and shown.tags.count("li") == 2
    assert "The articles do not say." in shown.text and "No article mentions “why”." in shown.text
    page = read(write_conversation(turns, "html"))
    assert "Snow fell. [2, p. 2]" in page.text and page.text.count("Nobody *came* <b>here</b> & left. [1]") == 2
    assert "b" not in page.tags and "script" not in page.tags


# Python, which reads the page here, drops what Unicode calls no character.
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(str.strip))
def test_no_text_becomes_markup(text):
    article = make_article(text)
    turns = [answer("Why?", quote_at(article, 0, len(article.text)))]
    shown = read(MarkdownIt("commonmark").render(write_conversation(turns, "markdown")))
    assert set(shown.tags) <= {"h1", "h2", "p", "blockquote", "ol", "li"}
    assert shown.tags.count("blockquote") == 1
    assert "".join(reveal(article.text).split()) in "".join(shown.text.split())
    assert article.text in read(write_conversation(turns, "html")).text


def test_nothing_asked_is_a_document_too():
    assert write_conversation([], "markdown") == "# Questions and quotations\n"
    assert "Articles" not in write_conversation([], "html")
