"""The analyser: two spellings have one form, and terms have the forms of their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.acronyms import choose_acronyms, find_definitions, find_expansion
from index.text.analyzer import STOP, analyze, analyze_whole, find_terms, join_broken_words
from index.text.spellings import IRREGULAR_FORMS
from qa.drafts.wording import read_wording
from qa.query.cover import find_content, find_names


def forms_of_terms(text):
    return [form for term in find_terms(text) for form in term.forms]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Growth of the US slowed", ["growth", "us", "slow"]),
        ("growth of the U.S. slowed", ["growth", "us", "slow"]),
        ("growth of the U.S slowed", ["growth", "us", "slow"]),
        ("a US-led force", ["us", "lead", "forc"]),
        ("They told us that it may rain", ["tell", "rain"]),
        ("a letter from the WHO", ["letter", "who"]),
        ("who will it be", []),
        ("The IT staff", ["it", "staff"]),
        ("It rained in May.", ["rain", "may"]),
        ("May 1999 was dry", ["may", "1999", "dri"]),
        ("May we go?", ["go"]),
        ("Theresa May left", ["theresa", "may", "leav"]),
        ("US", ["us"]),
        ("US, UK, EU and WHO", ["us", "uk", "eu", "who"]),
        # A line in capitals throughout names nothing by them, but the next one does.
        ("WHO SAYS IT MAY SNOW TOMORROW", ["say", "snow", "tomorrow"]),
        ("WHO SAYS IT MAY SNOW TOMORROW\nThe WHO did.", ["say", "snow", "tomorrow", "who"]),
        ("I can't say; they won't, and she doesn't.", ["say"]),
        ("C++, C# and C", ["c++", "c#", "c"]),
        ("AT&T bought R&D", ["at&t", "buy", "r&d"]),
        (".NET and ASP.NET", [".net", "asp", ".net"]),
        ("a net", ["net"]),
        ("Node.js", ["node", "js"]),
        ("1.5m deep", ["1.5", "m", "deep"]),
        ("$3, £2 and €1", ["3", "dollar", "2", "pound", "1", "euro"]),
        ("2.6.10 and 0.81", ["2.6.10", "0.81"]),
        ("in 2003,2004 and 4,000", ["2003", "2004", "4000"]),
        ("on 01.02.2024", ["01.02.2024", "2024"]),
        ("an anti-war song, an antiwar song", ["antiwar", "war", "song", "antiwar", "song"]),
        ("a non-EU state", ["non", "eu", "state"]),
        # Whether the hyphen belongs to the word is unknown.
        ("a labora-\ntory", ["labora", "tori", "laboratori"]),
        ("a well-\n  known lake", ["well", "know", "wellknown", "lake"]),
        ("by Jean-\nPierre", ["jean", "pierr"]),
        ("3-\nfold, A-\nlist", ["3", "fold", "list"]),
    ],
)
def test_the_words_of_a_text(text, words):
    assert analyze(text) == forms_of_terms(text) == words


@pytest.mark.parametrize(
    "same",
    [
        ("sent", "sends", "sending"),
        ("women", "woman"),
        ("bought", "buy", "buying"),
        ("schoolchildren", "schoolchild"),
        ("policemen", "policeman"),
        ("said", "says"),
        ("left", "leaving"),
        ("felt", "feels"),
        ("went", "gone", "goes"),
        ("people", "persons"),
        ("worst", "bad"),
        ("e-mail", "email", "E-mail", "EMAIL"),
        ("co-operates", "cooperates", "Co-operating"),
        ("co\u2011operate", "cooperate"),
        ("re-elected", "reelected"),
        ("on-line", "online"),
        ("infor\u00admation", "infor\u200bmation", "infor\ufeffmation", "infor\u2060mation", "information"),
        ("infor\u00ad\nmation", "information"),
        ("v2.6.10", "2.6.10", "V2.6.10"),
        ("Python3.11", "Python 3.11"),
        ("$1.5m", "$1.5 million", "1.5 million dollars", "US$1.5m", "1.5m dollars", "1.5 million USD"),
        ("£4bn", "£4 billion", "4 billion pounds", "four billion pounds", "£4,000,000,000"),
        ("€20k", "20,000 euros"),
        ("3 million", "three million", "3,000,000"),
        ("8%", "8 %", "8 per cent", "8 percent", "eight per cent", "8 pct"),
        ("Łódź", "Lodz"),
        ("Sør-Trøndelag", "Sor-Trondelag"),
        ("Đorđe Ægir Strauß", "Dorde Aegir Strauss"),
        ("dotnet", ".NET"),
        ("1990s", "1990's", "1990"),
        ("O’Neill’s", "O'Neill"),
    ],
)
def test_what_is_one_word_has_one_form(same):
    assert len({tuple(analyze(text)) for text in same}) == 1
    assert analyze(same[0])


def test_the_irregular_forms_are_sorted_pairs_that_name_where_they_are_from():
    lines = IRREGULAR_FORMS.read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if not line.startswith("#")]
    assert pairs == sorted(pairs) and {len(pair) for pair in pairs} == {2}
    assert "MIT License" in "".join(lines[:3])


@given(st.text(alphabet=st.sampled_from("aeUSITMay nt.,'’-&+#%$£ 0159mkv\n\u00adéøß")))
def test_terms_are_slices_in_order(text):
    end = 0
    for term in find_terms(text):
        assert term.start >= end and text[term.start : term.end] == term.written != ""
        end = term.end


@given(
    st.lists(
        st.sampled_from(
            "The US WHO said U.S. sent $1.5m 8% 2.6.10 C++ AT&T .NET e-mail anti-war Zürich O’Neill’s well-known "
            "may Brown's 4,000 1990s £4bn café It in don't".split()
        ),
        min_size=1,
    )
)
def test_terms_have_the_words_of_their_text(words):
    text = " ".join(words)
    assert set(forms_of_terms(text)) == set(analyze(text))


@pytest.mark.parametrize(
    ("text", "acronym", "long_form"),
    [
        ("The BNS (Bureau of National Statistics) counts.", "BNS", "Bureau of National Statistics"),
        ("* **BNS** (Bureau of National Statistics): it counts.", "BNS", "Bureau of National Statistics"),
        ("**BNS (Bureau of National Statistics)** counts.", "BNS", "Bureau of National Statistics"),
        ("The *Bureau of National Statistics* (`BNS`) counts.", "BNS", "Bureau of National Statistics"),
        ("The DPO (Department of Peace Operations) met.", "DPO", "Department of Peace Operations"),
        ("The MDB (Marten Database) is small.", "MDB", "Marten Database"),
        ("A QAP, short for Query Access Plan, is made.", "QAP", "Query Access Plan"),
        ("QAP stands for the query access plan.", "QAP", "query access plan"),
        ("HKW (the Housing and Kitchen Works, since 1990)", "HKW", "Housing and Kitchen Works"),
        ("It speaks the MArten Transfer Protocol (MATP).", "MATP", "MArten Transfer Protocol"),
        ("Each key has a span-of-life (SOL).", "SOL", "span-of-life"),
        ("The Peace-Keeping Force (PF) left.", "PF", "Peace-Keeping Force"),
        ("QAP is an acronym for Query Access Plan.", "QAP", "Query Access Plan"),
        ("QAP means Query Access Plan.", "QAP", "Query Access Plan"),
        ("The Northern Fishers' Guild (N.F.G.) met.", "NFG", "Northern Fishers' Guild"),
        ("The N.F.G. (Northern Fishers Guild) met.", "NFG", "Northern Fishers Guild"),
        # The kind of place is left out, and an acronym within gives all of its letters.
        ("EU Envoy in the Republic of West Ruritania (EUEWR)", "EUEWR", "EU Envoy in the Republic of West Ruritania"),
        ("The Bank of the City of Harden (BH) closed.", "BH", "Bank of the City of Harden"),
        ("The Guild of Republic Clocks (GRC) met.", "GRC", "Guild of Republic Clocks"),
        (
            "The EUEWR (EU Envoy in the Republic of West Ruritania) met.",
            "EUEWR",
            "EU Envoy in the Republic of West Ruritania",
        ),
    ],
)
def test_an_acronym_is_learnt_in_either_order(text, acronym, long_form):
    assert choose_acronyms([(find_definitions([text]), {0})]) == {acronym: long_form}


@pytest.mark.parametrize(
    "text",
    ["UN (New York)", "He (J.R.) left", "PM (London time)", "EU (see above)", "I (the author)", "under snow (UN)"],
)
def test_words_in_brackets_are_no_long_form_by_chance(text):
    assert choose_acronyms([(find_definitions([text]), {0})]) == {}


@pytest.mark.parametrize(
    ("text", "long_form"),
    [
        ("* **WAB** (Write Ahead Buffer): a `WAB` of the wab.", "Write Ahead Buffer"),
        ("The *Write\tAhead* **Buffer** (`WAB`) is full.", "Write\tAhead* **Buffer"),
        ("Write Again Bravely (WAB) or Write Ahead Buffer (WAB)", "Write Again Bravely"),
        ("The WAB is full.", None),
        ("The Write Ahead Buffer (WBA) is full.", None),
    ],
)
def test_the_long_form_of_an_acronym_is_found_where_it_is(text, long_form):
    found = find_expansion(text, "wab")
    assert (text[found[0] : found[1]] if found else None) == long_form


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How old is Mr. Abenov?", ["mr", "abenov"]),
        ("What does BNS stand for?", ["bns"]),
        ("What did the minister say about rice?", ["minist", "rice"]),
        ("Hello, please tell me how long the bridge is", ["bridg"]),
        ("What age is she now?", ["now"]),
        # Keywords are searched for.
        ("old bridge", ["old", "bridg"]),
    ],
)
def test_what_only_asks_is_no_content(question, words):
    assert analyze(find_content(question)) == words


def test_names_are_whole():
    assert find_names("Did the U.S. or Marks-Spencer sell v2.6.10 to O’Neill in May?") == (
        "U.S. Marks-Spencer v2.6.10 O’Neill May"
    )
    assert find_names("2.6.10 for UNDOF") == "2.6.10 UNDOF"


def test_broken_words_are_joined_where_they_are_asked_for():
    text = "A labora-\ntory, a well-\nknown labora-\n  tory of Jean-\nPierre."
    assert join_broken_words(text, {"laboratory", "jeanpierre"}) == (
        "A laboratory, a well-\nknown laboratory of JeanPierre."
    )
    assert join_broken_words(text, set()) == text


def test_the_quote_checker_sees_through_what_is_invisible():
    assert read_wording("infor\u00adma\u200dtion").forms == read_wording("information").forms


WORDS = (
    "Heights troops wrote one hundred thirty-nine 139 May may US us WHO who of the in colour U.S. anti-war "
    "Bank labora-\ntory well-\nknown Zoë state-of-the-art 5 % per cent $1.5m 51 million fifty-one and"
).split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_the_whole_analysis_only_adds_the_stop_words(text):
    assert [word for word in analyze_whole(text) if not word.startswith(STOP)] == analyze(text)
