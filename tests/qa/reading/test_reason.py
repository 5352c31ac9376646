"""A reason is true and names one thing, which occurs in no article in any form."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.text.analyzer import strip_invisible
from qa.query.query import make_query
from qa.reading.reason import find_reason

ARTICLES = {
    "Quay walls of Løvenby": "The Harbour Trust mended 1.5 million bricks in March. Kazakh masons, led by Mr. Ospanov, "
    "came from Almaty. The anti-flood wall cost $3m, 0.4 per cent less than in 2019. Ratna-Bell Ltd. co-operated.",
    "Marten 2.6.10 notes": "A QAP (Query Access Plan) is cached since v2.6.10. Snaps are kept by Zer\u00adbinetta. "
    "The U.N. and the European Union paid. Its e-mail went to O’Keeffe's office on 01.02.2021.",
    "": "Seven children of Tórshavn sang in a choir of 139. AT&T sent C++ books. Node.js was not needed. "
    "The IT staff of the WHO left in May. Prices rose by 12,500 dollars.",
}
KNOWN = {
    "Harbour": ("harbor", "HARBOURS", "Harbour's"),
    "Løvenby": ("Lovenby", "LOVENBY’s", "Løvenby-based"),
    "1.5": ("1.5 million", "1,500,000", "1.5m"),
    "Kazakh": ("Kazakhs", "KAZAKH", "Kazakhi"),
    "Almaty": ("pre-Almaty", "Al\u200bmaty"),
    "$3m": ("3 million", "three million", "$3,000,000"),
    "2019": ("in 2019", "2019's"),
    "0.4%": ("0.4 percent", "0.4"),
    "Ratna": ("Bell", "Ratna-Bell", "Ratna’s"),
    "QAP": ("Q.A.P.", "Query Access Plan"),
    "v2.6.10": ("2.6.10", "V2.6.10"),
    "Zerbinetta": ("ZERBINETTA", "Zerbinetta's"),
    "UN": ("U.N.", "United Nations"),
    "EU": ("E.U.", "European Union"),
    "email": ("E-Mail", "e-mails", "EMAIL"),
    "O'Keeffe": ("O’Keeffe’s", "Keeffe"),
    "2021": ("01.02.2021",),
    "139": ("one hundred and thirty-nine",),
    "AT&T": ("C++", "Node.js", "NODE"),
    "Torshavn": ("Tórshavn’s",),
    "WHO": ("IT", "May", "US"),
    "12500": ("12,500", "$12,500"),
    "Operated": ("Co-operated", "Cooperated", "flood", "antiflood"),
}
FRAMES = (
    "Who wrote to {}?",
    "What does {} say about {}?",
    "Hi, I would like to know, please, how {} quickly embezzled the {}",
    "{} {}",
    "is it {}, or the {}?",
)
UNKNOWN = (
    "Falconia",
    "Tom Hanks",
    "HGETDEL",
    "2031",
    "0.82%",
    "$7m",
    "v2.6.11",
    "C#",
    "Winn-Dixie",
    "Novgorod's",
    "kangarootown",
    "R&D",
    "mp3",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    found = [FoundArticle(make_article(text, title=title), title) for title, text in ARTICLES.items()]
    folder = tmp_path_factory.mktemp("reason") / "index"
    build_index(Reading(found), folder, encoder=encoder, quick=True)
    return open_index(folder)


def reason_for(question, index):
    return find_reason(make_query(question, [], index), index)


def fold(text):
    plain = unicodedata.normalize("NFKD", strip_invisible(text).replace("ø", "o").replace("’", "'"))
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()


def is_mentioned(thing):
    """Return whether any word of a thing occurs in a text or title: by the letters alone, not by the analyser."""
    texts = [fold(f"{title}\n{text}") for title, text in ARTICLES.items()]
    words = [re.sub(r"^[$v]|%$|'s$|(?<=\d)m$", "", fold(word)) for word in thing.split()]
    return any(re.search(rf"(?<![\w.,]){re.escape(word)}(?!\w|[.,]\d)", text) for word in words for text in texts)


known_words = st.sampled_from(sorted(word for word, forms in KNOWN.items() for word in (word, *forms)))


@given(frame=st.sampled_from(FRAMES), words=st.tuples(known_words, known_words))
def test_a_word_present_in_some_form_is_never_missing(index, frame, words):
    assert reason_for(frame.format(*words), index) == ""


@given(
    frame=st.sampled_from(FRAMES),
    words=st.lists(st.sampled_from(UNKNOWN) | known_words | st.text(max_size=12), min_size=2, max_size=2),
)
def test_a_reason_names_one_thing_that_no_article_has(index, frame, words):
    reason = reason_for(frame.format(*words), index)
    if reason and not reason.startswith("No article contains"):
        thing = re.fullmatch("No article mentions “([^“”]+)”\\.", reason)[1]
        assert not is_mentioned(thing)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What does the U.N. say about Falconia?", "No article mentions “Falconia”."),
        ("Who wrote to CO Falconia?", "No article mentions “Falconia”."),
        ("Did anybody write to Tom Hanks in 2031?", "No article mentions “Tom Hanks”."),
        ("What does HGETDEL do?", "No article mentions “HGETDEL”."),
        ("error of 0.82%", "No article mentions “0.82%”."),
        ("What is new in v2.6.11?", "No article mentions “v2.6.11”."),
        ("Where is Novgorod’s choir?", "No article mentions “Novgorod”."),
        ("What did Winn-Dixie sell?", "No article mentions “Winn-Dixie”."),
        ("Who is the mayor of kangarootown?", "No article mentions “kangarootown”."),
        ("What happened since 30 February?", "“30 February” is not a date of the calendar."),
        ("Who wrote on April 31, 2021?", "“April 31, 2021” is not a date of the calendar."),
        ("What was paid on 2021-02-30?", "“2021-02-30” is not a date of the calendar."),
        # Verbs, adverbs, greetings and common words make no reason.
        ("Hello, could you please tell me who embezzled it?", ""),
        ("Who apologised so wholeheartedly?", ""),
        ("Hi there, I am setting up a box, roughly how many do I need?", ""),
        ("Did the loquacious man apologise?", ""),
        # Nor does a thing whose words occur in two articles, but in no single one.
        ("When did Ospanov write to O’Keeffe?", ""),
    ],
)
def test_the_reason(index, question, reason):
    assert reason_for(question, index) == reason
