"""The indexes that the states are opened on."""

import json
from pathlib import Path

from corpus.articles import FoundArticle, make_article
from corpus.reading import SHIPPED, Reading, read_articles
from index.building.build import build_index
from index.collections.collection_folders import create_collection
from index.opening import open_index
from qa.clippings.clippings_file import CLIPPINGS_FILE
from qa.clippings.keeping import quote_place, save_clipping
from qa.standing.asking import ask_standing
from qa.standing.standing_changes import add_standing, list_standing, mark_sentences, pause_standing
from tests.support.topics import write_topics

CODE = "To start the mill:\n\n    mill --stones 2 --grain rye\n    echo $FLOUR\n\nThe stones turn for two hours."
MARKDOWN = """# Minutes of the harbour council

## Attendance

Mayor **Lena Vogt** and *four* councillors came, with `harbour.xls` open on the wall.

| quay | boats | fee |
| --- | ---: | ---: |
| North | 41 | 12 |
| South | 17 | 9 |

## Decisions

- The fee of the north quay rises to 12 crowns.
- The lighthouse stays open until **October**.

> Nobody shall moor at the ferry.

See [the plan](https://harbour.example/plan) for the rest.
"""

OWN = (
    ("Pier sold", "The pier of Orsa was sold to a baker for 40,000 crowns.", "Orsa Post", "2024-03-01"),
    ("Council splits on the tram", "The council of Orsa voted 12 to 9 for the tram.", "Orsa Post", "2024-02-11"),
    ("Mill burns", "The mill of Orsa burned on Sunday. Nobody was hurt.", "The Northern Gazette", "2023-11-05"),
    ("", "The ferry of Orsa carried 812 barrels across the lake.", "", None),
    ("How to start the mill", CODE, "", None),
)
BOARD = (
    "The council met on Monday to discuss the new harbour. Mayor Lena Vogt said the harbour will cost 40 million "
    "euros and open in 2027. Fishermen from three villages had asked for it since the storm. The state pays half."
)
SEVEN = "One hundred and thirty-nine peacekeepers, including seven women"
NEWS = "The second group leaves in June. Twelve of its 150 peacekeepers are women, the ministry said on Friday."


def build_samples(folder: Path) -> None:
    build_index(read_articles([SHIPPED]), folder)


def build_own(folder: Path) -> None:
    articles = [make_article(text, title=title, source=source, published=day) for title, text, source, day in OWN]
    found = [FoundArticle(article, f"/{n}.txt") for n, article in enumerate(articles)]
    written = folder.parent / "minutes.md"
    written.write_text(MARKDOWN)
    build_index(Reading([*found, *read_articles([written]).found]), folder)


def build_empty(folder: Path) -> None:
    build_samples(folder)
    build_index(Reading(), folder, remove=list(open_index(folder).articles))


def build_topics(folder: Path) -> None:
    """Build groups of articles for the overview."""
    articles = [
        make_article(
            one.text,
            title=f"Report {n}",
            source=("Harbour News", "Mill Gazette", "Sky")[topic],
            published=f"2024-{1 + n // 4:02}-05",
        )
        for n, (topic, one) in enumerate(write_topics(12))
    ]
    build_index(Reading([FoundArticle(one, f"/{n}") for n, one in enumerate(articles)]), folder)


def build_collections(folder: Path) -> None:
    """Build the samples and two collections."""
    build_samples(folder)
    for name, title, text in (("board", "Harbour", BOARD), ("birds", "Owls", "A barn owl lays four eggs in May.")):
        found = [FoundArticle(make_article(text, title=title, published="2024-05-06"), title)]
        build_index(Reading(found), create_collection(folder, name))


def build_kept(folder: Path) -> None:
    """Build an index with clippings, of which one has moved, one has changed and one is gone; and with standing
    questions: one with news, one without, and one that is paused."""
    build_samples(folder)
    texts = ("The pier of Orsa was sold to a baker.", "The mill of Orsa ground rye until it burned.")
    drafts = [make_article(text, title=text[:8], source="Orsa Post", published="2024-03-01") for text in texts]
    build_index(Reading([FoundArticle(one, f"/{n}.txt") for n, one in enumerate(drafts)]), folder)
    _keep(folder, SEVEN, "Use in chapter 2, beside the figure of the defence ministry.", ("women", "chapter 2"))
    _keep(folder, "will begin to deploy to UNDOF in March 2024", "", ("quotes",))
    _keep(folder, texts[0], "Who was the baker?", ("Orsa", "pier"))
    _keep(folder, texts[1], "", ("Orsa",))
    _forge_gone(folder)
    changed = [f"Orsa, Friday. It rained. {texts[0]}", texts[1].replace("rye", "barley and oats")]
    articles = [
        make_article(text, title=one.title, source=one.source) for text, one in zip(changed, drafts, strict=True)
    ]
    build_index(Reading([FoundArticle(one, f"/{n}.txt") for n, one in enumerate(articles)]), folder)
    _watch(folder)


def _keep(folder: Path, words: str, note: str, tags: tuple[str, ...]) -> None:
    index = open_index(folder)
    article = next((one for one in index.articles.values() if words in one.text), None)
    if article is None:
        raise ValueError(f"no article has the words {words!r}")
    start = article.text.index(words)
    save_clipping(folder, quote_place(index, article.id, start, start + len(words)), note, tags)


def _forge_gone(folder: Path) -> None:
    """Add a clipping of an article that is not in the index."""
    path = folder / CLIPPINGS_FILE
    last = json.loads(path.read_text().splitlines()[-1])
    words = "The tram of Orsa runs until midnight."
    gone = last | {"id": "gone1", "text": words, "end": last["start"] + len(words), "note": "", "tags": []}
    gone["article"] = {"id": "0123456789abcdef", "headline": "Tram runs longer", "source": "Orsa Post"}
    with path.open("a") as file:
        file.write(f"{json.dumps(gone)}\n")


def _watch(folder: Path) -> None:
    questions = ("How many of the peacekeepers are women?", "Who leads the mission?", "When does the tram run?")
    watched = [add_standing(folder, question) for question in questions]
    pause_standing(folder, watched[2].id)
    for name, text in (("Spring", NEWS.replace("150", "120").replace("Twelve", "Nine")), ("Summer", NEWS)):
        article = make_article(text, title=f"{name} contingent", source="Ministry of Defence", published="2026-06-05")
        build_index(Reading([FoundArticle(article, f"/{name}")]), folder)
        ask_standing(folder)
        if name == "Spring":
            mark_sentences(folder, [one.id for question in list_standing(folder) for one in question.sentences])
