"""What is never quoted, and the list that belongs to the sentence before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences
from qa import ask
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


GUIDE = """# Otter guide

**Trade-offs**

**It is slow here.**

The pier is
**open to all**
on Mondays.

```bash
# Start the otter at once
otter start --fast
```

Then run it again:

    # Stop the otter with care
    otter stop

````
```sh
# Wash the otter gently
````

## Next steps

~~~
// Feed the otter twice
otter feed
~~~

It swims ```at once``` now.

# The last word

Otters are wild.
"""


def find_lines(text, start=0):
    return [text[first:end] for first, end in find_unquotable(text, start)]


def test_comments_in_code_and_bold_lines_are_not_quoted():
    sentences = split_sentences(GUIDE)
    chosen = [
        GUIDE[start:end] for (start, end), can in zip(sentences, select_quotable(GUIDE, sentences), strict=True) if can
    ]
    assert chosen == [
        "**It is slow here.",
        "The pier is\n**open to all**\non Mondays.",
        # A command is quoted with its comment, which alone is no answer.
        "# Start the otter at once\notter start --fast",
        "Then run it again:",
        "# Stop the otter with care\n    otter stop",
        "// Feed the otter twice\notter feed",
        "It swims ```at once``` now.",
        "Otters are wild.",
    ]
    assert "open to all" not in "".join(find_lines(GUIDE))


@pytest.mark.parametrize("line", ["# Start the otter at once", "# Stop the otter with care", "## Next steps", "```sh"])
def test_code_is_judged_from_any_place(line):
    start = GUIDE.rindex("\n", 0, GUIDE.index(line)) + 1
    whole, rest = (
        {place for first, end in find_unquotable(GUIDE, place) for place in range(first, end)} for place in (0, start)
    )
    assert rest == {place for place in whole if place >= start}


def test_tildes_below_a_heading_open_no_fence():
    text = "Where it lives\n~~~~~~~~~~~~~~\n\nIn rivers.\n\nWhat it eats\n============\n\nIt eats fish.\n"
    assert find_lines(text) == ["Where it lives\n~~~~~~~~~~~~~~", "What it eats\n============"]


def test_an_unclosed_fence_is_left_at_the_next_one_with_a_language():
    text = "```\n# one\n" + "```sh\n# two\n```\n\n" + "**Three**\n\nFour is here.\n"
    assert "**Three**" in "\n".join(find_lines(text))


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


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "Open the sluice with:\n\n    sluice open --gate 3\n\nThen wait.",
            "Open the sluice with:\n\n    sluice open --gate 3",
        ),
        ("Open it:\n\n\n    sluice open\n\n    sluice wait\nDone.", "Open it:\n\n\n    sluice open\n\n    sluice wait"),
        ("Open it:\n```sh\nsluice open\n```\nDone.", "Open it:\n```sh\nsluice open\n```"),
        ("Open it:\n\n~~~\nsluice open\n", "Open it:\n\n~~~\nsluice open"),
        ("Open it:\nThen wait.", "Open it:"),
        ("Open it.\n\n    sluice open", "Open it."),
        ("Open it:\n\n```\n```\nDone.", "Open it:\n\n```\n```"),
    ],
)
def test_a_sentence_introduces_the_code_below_it(text, quoted):
    end = min(text.find(sign) + 1 for sign in ":." if sign in text)
    assert text[: find_list_end(text, 0, end)] == quoted


def test_only_the_first_lines_of_long_code_are_quoted():
    lines = "".join(f"    sluice open --gate {number}\n" for number in range(100))
    end = find_list_end(f"Open all:\n\n{lines}", 0, len("Open all:"))
    assert MAX_LIST_LENGTH - 30 < end <= MAX_LIST_LENGTH
    assert lines[end - len("Open all:\n\n")] == "\n"


@given(st.text(alphabet="ab:`~ \n\t", max_size=80), st.integers(0, 80))
def test_code_ends_within_the_text_and_behind_the_sentence(text, end):
    place = min(end, len(text))
    assert place <= find_list_end(text, 0, place) <= len(text)


def test_a_command_is_quoted_with_the_sentence_that_introduces_it(build):
    text = "Sluicer runs.\n\nTo open the third gate of the sluice, run:\n\n    sluice open --gate 3\n\nThen wait."
    answer = ask("How do I open the third gate of the sluice?", index=build(text))
    assert answer.quotes[0].text == "To open the third gate of the sluice, run:\n\n    sluice open --gate 3"
