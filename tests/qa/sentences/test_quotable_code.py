"""Code and headings: what of them is quoted, and with which sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences
from qa import ask
from qa.sentences.quotable import MAX_LIST_LENGTH, find_list_end, find_unquotable, select_quotable

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
