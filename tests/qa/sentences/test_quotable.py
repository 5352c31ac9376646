"""What is never quoted, and the list that belongs to the sentence before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences
from qa.sentences.quotable import MAX_LIST_LENGTH, find_list_end, find_unquotable, is_quotable, select_quotable


@pytest.mark.parametrize(
    "text",
    [
        "# Opening hours of the library",
        "  ### Who runs it",
        "Opening hours of the library\n============================",
        "== Opening hours",
        "<h2>Opening hours of the library</h2>",
        "Who was the captain's wife?",
        "“And the second ship?”",
        "**Is it free to use?**",
        'He asked me: "Who is that?"',
        "谁是船长？",
        "| --- | :---: |",
        "+------+------+",
        "```",
        "~~~ yaml",
        "***",
        "- ",
        "9",
        "(integer) 0",
        "Yes.",
        "`otter-cli`",
        "Figure 3",
        "Fig. 2.",
        "Table 1.2:",
        "Photo: Jane Roe/Agency",
        "Image courtesy: Harden Museum",
        "3.2 Data and Methods",
        "Chapter 12: The Long Night",
        "<td>",
        "<tr><td>Harden</td><td>North pier</td></tr>",
        '<li><a href="/pier">Our pier</a></li>',
        '<img src="harbour.png" alt="The old harbour">',
        '{{< figure src="harbour.png" title="The old harbour" >}}',
        "{% include note.html text='Read this' %}",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        "mQINBF9FWioBEADfBiOE/iKpj2EF/cJ7KfFXvjSBKa8HhQWbAAAA",
        "",
        " \n",
    ],
)
def test_never_quoted(text):
    assert not is_quotable(text)


@pytest.mark.parametrize(
    "text",
    [
        "The library opens at nine.",
        '"And the second ship?" asked the pilot.',
        "Who knew? Nobody did.",
        "| OTTER_PORT | The port it listens on | 5540 |",
        "$ otter-cli --raw INCR counter",
        "- It forks often, which takes time.",
        "Figure 3 shows that the load doubled.",
        "Photo: the mayor of Harden opened the bridge on Monday with her two sons and a band.",
        "2.6.10 was released with a new signal.",
        "#1 in the charts for six weeks",
        "** Note: the old protocol was removed in 7.0 **",
        "<td>Twelve trains a day",
        '<p class="lead">The old pier was closed.</p>',
        "Read {{< ref >}} before you start the server.",
        "图书馆九点开门。",
        "Bibliothek geöffnet",
    ],
)
def test_can_be_quoted(text):
    assert is_quotable(text)


ARTICLE = """
---
title: The otter
authors:
- ann-example
---

The otter swims well.

Where it lives
--------------

It lives in rivers. Does it sleep there?

{{< photo src="otter.png" caption="An otter in a river" >}}

-----BEGIN PGP SIGNATURE-----
Comment: made by hand today

iQIzBAEBCAAdFiEE
-----END PGP SIGNATURE-----

It eats fish {{< note >}} and crabs.
"""


def test_only_sentences_of_an_article_are_quoted():
    sentences = split_sentences(ARTICLE)
    chosen = [
        ARTICLE[start:end]
        for (start, end), can in zip(sentences, select_quotable(ARTICLE, sentences), strict=True)
        if can
    ]
    assert chosen == ["The otter swims well.", "It lives in rivers.", "It eats fish {{< note >}} and crabs."]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Otters return to Harden\n\nThey were seen on Monday.", "Otters return to Harden"),
        ("Otters were seen on Monday.\n\nThey swim.", ""),
        ("Otters return to Harden\nThey were seen.", ""),
        ("Otters return to Harden", ""),
        ("+++\ntitle = 'Otters'\n+++\nThey swim.", "+++\ntitle = 'Otters'\n+++\n"),
        ("---\nThe otter swims, and it is not a field\n---\nIt eats.", "---"),
    ],
)
def test_front_matter_and_headline_open_an_article(text, opening):
    opens = [text[:end] for start, end in find_unquotable(text) if start == 0]
    assert opens == ([opening] if opening else [])


def test_an_article_is_judged_from_any_place():
    whole = find_unquotable(ARTICLE)
    start = ARTICLE.index("Where it lives")
    assert find_unquotable(ARTICLE, start + 3) == [one for one in whole if one[0] >= start]


POLICIES = "The following policies are available:"


@pytest.mark.parametrize(
    ("before", "items", "after"),
    [
        (POLICIES, "\n\n* **keep**: keeps keys\n* **drop**: drops keys", "\n\nThe default is keep."),
        (POLICIES, "\n- keep\n- drop", "\n## Next"),
        (POLICIES, "\n\n1. keep the keys\n   for ever\n2. drop them", "\n\n\n3. another list"),
        (POLICIES, "\n\n- keep\n    - some\n    - all\n\n- drop", "\n```\ncode\n```"),
        (POLICIES, "\n- keep keys that are read\nor written often\n- drop", "\nThe default is keep."),
        ("* Modes:", "\n    * slow\n    * fast", "\n* Colours:"),
        (POLICIES, "", "\n\nThe default is keep."),
        (POLICIES, "", "\n\n\n- keep"),
        (POLICIES, "", " keep, drop"),
        ("Policies are available.", "", "\n- keep"),
        (POLICIES, "", "\n- " + "keep " * MAX_LIST_LENGTH),
        (POLICIES, "\n- keep", "\n- " + "drop " * MAX_LIST_LENGTH),
    ],
)
def test_a_list_belongs_to_the_sentence_before_it(before, items, after):
    text = f"It has limits.\n\n{before}{items}{after}"
    start = text.index(before)
    end = start + len(before)
    assert text[start : find_list_end(text, start, end)] == before + items


LINES = st.lists(
    st.sampled_from(
        ["- one", "* two", "  1. three", "", "# head", "text", "a:", "---", "```", "~~~~ sh", "**bold**", "    # a b"]
        + ["{{< x", "x >}}", "b: c", "<td>"]
    )
    | st.text(max_size=30),
    max_size=20,
).map("\n".join)


@given(LINES, st.data())
def test_every_text_is_cut_within_its_bounds(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reached = find_list_end(text, start, end)
    assert end <= reached <= len(text)
    assert reached == end or (reached - start <= MAX_LIST_LENGTH and not text[reached - 1].isspace())
    assert not any(line.startswith("#") for line in text[end:reached].split("\n"))
    found = find_unquotable(text)
    assert all(0 <= first < last <= len(text) for first, last in found)
    assert all(one[1] <= other[0] for one, other in zip(found, found[1:], strict=False))
    sentences = split_sentences(text)
    for (first, after), can in zip(sentences, select_quotable(text, sentences), strict=True):
        assert not can or any(map(str.isalpha, text[first:after]))


def test_the_names_of_badges_between_bars_are_not_quoted():
    assert not is_quotable("|pypi| |build-status| |docs|_")
    assert is_quotable("| Pump | two litres |")
