"""AsciiDoc: what a rendered page shows, by its conditions."""

from time import process_time

import pytest

from corpus.markup.asciidoc_conditions import keep_shown
from tests.support.documents import list_sentences, read_one

ASCIIDOC = """\
// a comment
= Rents of the pier
Ines Vogel <ines@x.example>
v1.0, 2024-03-04
:toc: left
:town: Vik

The *rent* of {town} was in `2021`.footnote:[See the book.] It {unknown} as
https://x.example[the list] and <<costs,a page>> say. +
It fell.

[[costs]]
== Costs [[c]]

.A list
[source,sh]
----
make all
----

NOTE: The dam
broke.

[WARNING]
====
It may break.
====

image::a.png[The pier]

* One
** Two
. Three

Dam:: A wall.

|===
|Year |Rent

|2021 |400
|===

////
hidden
////

include::other.adoc[]
'''
"""


def test_of_asciidoc_what_is_rendered_is_kept(tmp_path):
    article = read_one(tmp_path / "a.adoc", ASCIIDOC.encode())
    assert (article.title, article.author, str(article.published)) == ("Rents of the pier", "Ines Vogel", "2024-03-04")
    assert list_sentences(article.text) == [
        "# Rents of the pier",
        "The rent of Vik was in 2021.",
        "It {unknown} as the list and a page say.",
        "It fell.",
        "See the book.",
        "## Costs",
        "A list",
        "make all",
        "The dam broke.",
        "It may break.",
        "- One",
        "- Two",
        "- Three",
        "Dam",
        "A wall.",
        "| Year | Rent |",
        "| 2021 | 400 |",
    ]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "|===\n|Year |Rent\n\n|2021\n|400\n\n|2022\n|450\n|===",
            "| Year | Rent |\n\n| 2021 | 400 |\n\n| 2022 | 450 |",
        ),
        ("|===\n|Year\n|2021\n|===\n\nIt rose.", "| Year |\n| 2021 |\n\nIt rose."),
        ("|===\n|Year |Rent\n|2021\n|===\n\nIt rose.", "| Year | Rent |\n| 2021 |\n\nIt rose."),
        ("It rose footnote:[So it was.].", "It rose.\n\nSo it was."),
    ],
)
def test_rows_and_notes_of_asciidoc_are_whole(tmp_path, body, shown):
    assert read_one(tmp_path / "a.adoc", f"{body}\n".encode()).text == shown


CONDITIONS = """= Rents
:year: 2021
:!draft:

ifdef::year[]
The mill was let.
endif::[]
ifndef::year[]
The mill was shut.
endif::year[]

ifdef::draft,year[]
The dam held.
endif::[]
ifdef::draft+year[]
The dam broke.
:rent: 900
endif::[]
ifdef::env-github[The ferry ran.]
ifdef::backend-html5[The pier was mended.]

ifeval::["{year}" == "2021"]
The rent rose.
ifdef::draft[]
The rent fell.
endif::[]
It rained.
endif::[]
ifeval::[{year} < 999]
It froze.
endif::[]

The rent is {rent}.

endif::[]
ifdef::draft[]
It is over.
"""


def test_only_the_lines_whose_condition_holds_are_shown(tmp_path):
    text = read_one(tmp_path / "a.adoc", CONDITIONS.encode()).text
    assert list_sentences(text) == [
        "# Rents",
        "The mill was let.",
        "The dam held.",
        "The pier was mended.",
        "The rent rose.",
        "It rained.",
        "The rent is {rent}.",
        "It is over.",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "ifdef::a[]\n" * 40_000,
        "ifndef::a[]\n" * 20_000 + "endif::[]\n" * 20_000,
        "ifeval::[" + "{a}" * 20_000 + "]\n" * 9,
    ],
    ids=len,
)
def test_conditions_take_linear_time(content):
    before = process_time()
    keep_shown(content.split("\n"))
    assert process_time() - before < 5
