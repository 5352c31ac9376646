"""Markdown: what a rendered page shows, and none of its marks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup.markdown import clean_markdown
from tests.support.documents import STORY, list_sentences, read_beside_good, read_one


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It was let to [[Rosa Lund|Rosa]] of [[Vik]].", "It was let to Rosa of Vik."),
        ('See [[Rents#2021]] and [the list](https://x.example/a?b=(1)#c "List").', "See Rents > 2021 and the list."),
        (
            "See [the list][1] or [it][] or [sic].\n\n[1]: https://x.example\n[it]: <a b>",
            "See the list or it or [sic].",
        ),
        ("A ![pier](a b.png) of ![[scan.png]] wood ![x][1].", "A of wood."),
        ("[![badge](https://x.example/b.svg)](https://x.example)\n\nRain.", "Rain."),
        (
            "Rain fell.[^1] It froze.[^note]\n\n[^1]: In May.\n[^note]: In June.",
            "Rain fell. It froze.\n\nIn May.\n\nIn June.",
        ),
        ("Rain fell^[In May.] twice.\nIt froze.", "Rain fell twice.\nIt froze.\n\nIn May."),
        ("The rent <!-- check --> was 400 %%private%% crowns.", "The rent was 400 crowns."),
        ("Before.\n<!-- private\n\n# more -->\nAfter.", "Before.\n\nAfter."),
        ("Before.\n%%\nprivate\n%%\nAfter.", "Before.\n\nAfter."),
        ("Before.\n<script>\nlet a = 1\n</script>\nAfter.", "Before.\n\nAfter."),
        ("<div align='center'>\n  <img src='a.png'>\n</div>\n\n<p>Rain fell.</p>", "<p>Rain fell.</p>"),
        ("<Card\n  title='x'\n/>\nRain.", "Rain."),
        ("Before.\n{{< figure src='a.png' >}}\n{{% alert %}}Mind the dam.{{% /alert %}}", "Before.\n\nMind the dam."),
        ('Version {{< version >}} is out, [here]({{< ref "a b" >}}).', "Version {{< version >}} is out, here."),
        ("{% include a.html %}\nRain.\n{: .note}", "Rain."),
        ("::: warning Mind this\nThe dam broke.\n:::", "Mind this\n\nThe dam broke."),
        ("> The dam\n> broke.\n>> Why?\n\nAfter.", "The dam\nbroke.\n\nWhy?\n\nAfter."),
        ("> [!note]- Mind this\n> The dam broke.", "Mind this\n\nThe dam broke."),
        ("Costs\n-----\n\nThe rent.\n***\nMore.", "## Costs\n\nThe rent.\n\nMore."),
        ("## Costs {#costs .big}\nThe rent. ^block-1", "## Costs\nThe rent."),
        ("| Year | Rent |\n| --- | ---: |\n| 2021 | [400](a) |", "| Year | Rent |\n| 2021 | 400 |"),
        ("Year | Rent\n--- | ---\n2021 | 400\n\na | b", "| Year | Rent |\n| 2021 | 400 |\n\na | b"),
        ("Dam\n: A wall.\n: Of stone.", "Dam\n\nA wall.\n\nOf stone."),
        (
            "Caf&eacute;&nbsp;A &lt;b&gt; snake\\_case, <https://x.example>.",
            "Café\xa0A &lt;b&gt; snake_case, https://x.example.",
        ),
        ("The `[[a]]` and ``<!-- b -->`` stay, 2 * 3 * 4 too.", "The `[[a]]` and ``<!-- b -->`` stay, 2 * 3 * 4 too."),
        ("Run:\n```sh\n# no heading\n  make\n```\nDone.", "Run:\n\n    # no heading\n      make\n\nDone."),
        ("~~~\n> a\n```\n[[b]]\n~~~\nDone.", "    > a\n    ```\n    [[b]]\n\nDone."),
        ("> ```\n> make\n\nAfter.", "    make\n\nAfter."),
        ("```mermaid\ngraph TD\n```\nRain.", "Rain."),
        ("- [ ] Ask\n* **Pay** *now*\n1. Go", "- [ ] Ask\n* **Pay** *now*\n1. Go"),
        ("Not closed <!-- here\nRain.", "Not closed <!-- here\nRain."),
    ],
)
def test_of_markdown_what_is_rendered_is_kept(written, shown):
    assert re.sub(r"\n{3,}", "\n\n", clean_markdown(written)).strip("\n") == shown


@given(st.text("ab .,:;!?()\n", max_size=200))
def test_markdown_without_marks_stays_as_it_is(text):
    text = "\n".join(line.strip(" :") for line in text.split("\n"))
    assert clean_markdown(text) == text


@given(st.text("ab .|-=#>()*+_;\n", max_size=120))
def test_no_word_is_lost_and_no_two_become_one(text):
    assert re.findall("[ab]+", clean_markdown(text)) == re.findall("[ab]+", text)


@pytest.mark.parametrize(
    ("name", "matter"),
    [
        (
            "a.md",
            (
                '+++\ntitle = "Rents"\ndate = 2024-03-04T10:00:00Z\nauthors '
                '= ["Ines Vogel", "Rosa Lund"]\n[params]\nx = 1\n+++\n'
            ),
        ),
        ("a.md", '{\n "title": "Rents",\n "date": "2024-03-04",\n "author": ["Ines Vogel", "Rosa Lund"]\n}\n'),
        ("a.markdown", "---\ntitle: Rents\nauthors:\n  - Ines Vogel\n  - Rosa Lund\npublishDate: 2024-03-04\n---\n"),
        ("a.mdx", '---\ntitle: Rents\nby: Ines Vogel, Rosa Lund\ndate: 2024-03-04\n---\nimport A from "a"\n'),
    ],
)
def test_front_matter_of_any_kind_gives_the_fields(tmp_path, name, matter):
    article = read_one(tmp_path / name, f"{matter}\n{STORY}".encode())
    assert (article.title, str(article.published), article.author) == ("Rents", "2024-03-04", "Ines Vogel, Rosa Lund")
    assert article.text.strip() == STORY


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("+++\ntitle = \n+++\n", "Its front matter is not valid TOML (line 2)."),
        ("+++\na = " + "[" * 30_000 + "\n+++\n", "Its front matter is not valid TOML (line 1)."),
        ("+++\n" + "a = 1\n" * 12_000 + "+++\n", "characters; it may have 65,536"),
    ],
)
def test_front_matter_that_is_not_valid_is_named(tmp_path, matter, reason):
    assert reason in str(read_beside_good(tmp_path, "a.md", matter + STORY))


def test_a_title_may_be_underlined_or_have_marks(tmp_path):
    assert read_one(tmp_path / "a.md", b"[Rents](a) of Vik\n===\n\nThe rent.").title == "Rents of Vik"
    assert read_one(tmp_path / "b.md", b"# Rents of Vik {#top}\n\nThe rent.").title == "Rents of Vik"


def test_a_form_feed_is_shown_in_no_sentence(tmp_path):
    article = read_one(tmp_path / "a.txt", b"The rent of the pier rose\fby half.\n\fIt fell.\n")
    assert list_sentences(article.text) == ["The rent of the pier rose by half.", "It fell."]
    assert "\f" not in article.text


def test_rows_without_outer_bars_are_rows(tmp_path):
    content = "Building | Rent\n---|---:\nmill|40\nbarn \\| shed | 30\nnot a row\n"
    assert list_sentences(read_one(tmp_path / "a.md", content.encode()).text) == [
        "| Building | Rent |",
        "| mill | 40 |",
        "| barn \\| shed | 30 |",
        "not a row",
    ]


@pytest.mark.parametrize("ending", [".md", ".txt"])
def test_rules_and_hard_breaks_are_no_sentences(tmp_path, ending):
    content = "It rained.\n\n* * *\n\nIt snowed.\n\n-----\n\nIt froze.\n\n***\n\nIt thawed.\n"
    sentences = ["It rained.", "It snowed.", "It froze.", "It thawed."]
    if ending == ".md":
        content += "\nIt was windy.\\\nIt was cold.\n"
        sentences += ["It was windy.", "It was cold."]
    assert list_sentences(read_one(tmp_path / f"a{ending}", content.encode()).text) == sentences
