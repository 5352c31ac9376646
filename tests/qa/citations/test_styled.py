"""References in APA, MLA and Chicago: what is known is written once, and what is unknown is left out."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from qa.citations.references import STYLES, style_references, write_bibliography
from qa.reading.quoting import quote_at

TEXT = "Rain fell in Oral."
URL = "https://daily.example/rain"
DAY = date(2024, 2, 5)


def style(form, name="", language="", **facts):
    article = replace(make_article(TEXT, **facts), name=name, language=language)
    (written,) = style_references([article], form)
    return written


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("apa", f"Ann Lee. (2024, February 5). Rain in the east. Daily. {URL}"),
        ("mla", f"Ann Lee. “Rain in the East.” Daily, 5 Feb. 2024, {URL}."),
        ("chicago", f"Ann Lee. 2024. “Rain in the East.” Daily, February 5. {URL}."),
    ],
)
def test_an_article_of_the_web_of_which_everything_is_known(form, written):
    facts = {"title": "Rain in the east", "author": "Ann Lee", "source": "Daily", "published": DAY, "url": URL}
    assert style(form, **facts) == written


@pytest.mark.parametrize(
    ("facts", "apa", "mla", "chicago"),
    [
        (
            {"title": "Rain in the east", "source": "Daily", "published": DAY, "url": URL},
            f"Rain in the east. (2024, February 5). Daily. {URL}",
            f"“Rain in the East.” Daily, 5 Feb. 2024, {URL}.",
            f"Daily. 2024. “Rain in the East.” February 5. {URL}.",
        ),
        (
            {"title": "Rain in the east", "source": "Daily", "author": "Ann Lee"},
            "Ann Lee. (n.d.). Rain in the east. Daily.",
            "Ann Lee. “Rain in the East.” Daily.",
            "Ann Lee. n.d. “Rain in the East.” Daily.",
        ),
        (
            {"title": "Rain of the Daily", "source": "Daily"},
            "Rain of the Daily. (n.d.). Daily.",
            "“Rain of the Daily.” Daily.",
            "“Rain of the Daily.” n.d. Daily.",
        ),
        (
            {"title": "Daily", "source": "Daily"},
            "Daily. (n.d.). Daily.",
            "“Daily.” Daily.",
            "“Daily.” n.d. Daily.",
        ),
        (
            {"title": "Rain in the east", "url": URL},
            f"Rain in the east. (n.d.). {URL}",
            f"Rain in the East. {URL}.",
            f"“Rain in the East.” n.d. {URL}.",
        ),
        (
            {"title": "Will it rain?", "author": "Ann Lee", "published": DAY},
            "Ann Lee. (2024, February 5). Will it rain?",
            "Ann Lee. “Will It Rain?” 5 Feb. 2024.",
            "Ann Lee. 2024. “Will It Rain?” February 5.",
        ),
        (
            {"name": "rain-report_v2.txt"},
            "rain-report_v2.txt. (n.d.).",
            "“rain-report_v2.txt.”",
            "“rain-report_v2.txt.” n.d.",
        ),
    ],
    ids=[
        "no author",
        "no date",
        "source in the title",
        "source as title",
        "title and address",
        "question",
        "file name",
    ],
)
def test_what_is_unknown_is_left_out_and_nothing_is_written_twice(facts, apa, mla, chicago):
    assert [style(form, **facts) for form in STYLES] == [apa, mla, chicago]


def test_a_title_in_another_language_keeps_its_capitals():
    assert "Der Regen im osten" in style("mla", title="Der Regen im osten", language="de")


def test_a_conversation_is_listed_in_alphabetical_order_with_one_line_an_article():
    rain, snow = make_article(TEXT, title="Zebra"), make_article("Snow fell. Hail too.", title="alpaca")
    quotes = [quote_at(rain, 0, 18), quote_at(snow, 0, 10), quote_at(snow, 11, 20)]
    assert write_bibliography(quotes, "apa") == "alpaca. (n.d.).\nZebra. (n.d.).\n"
    assert [write_bibliography([], form) for form in STYLES] == ["", "", ""]


LINE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(title=LINE, author=LINE, source=LINE, url=LINE | st.just(URL), form=st.sampled_from(sorted(STYLES)))
def test_any_text_is_one_line_that_has_the_title(title, author, source, url, form):
    article = make_article(TEXT, title=title, author=author, source=source, url=url)
    (written,) = style_references([article], form)
    assert written and "\n" not in written and "\u202e" not in written
    letters = re.compile(r"[^\W_]")
    known = "".join(letters.findall(article.headline)).casefold()
    assert known in "".join(letters.findall(written)).casefold()


@pytest.mark.parametrize("form", STYLES)
def test_marks_in_a_title_stay_as_they_are(form):
    title = '<b>Rain</b> & <span class="nocase">SNOW</span> {in} *Oral* https://x.example/?a=1&b=2'
    written = style(form, title=title, author="<i>Ann</i>", source="$x^2$")
    for part in ("</b>", '<span class="nocase">', "</span>", "&", "{", "}", "*", "<i>Ann</i>", "$x^2$"):
        assert part.casefold() in written.casefold()


def test_citeproc_is_imported_by_the_styles_alone():
    code = (
        "import json, sys, quotedesk, ui.web.callbacks; "
        "print(json.dumps([name for name in sys.modules if name.partition('.')[0].startswith('citeproc')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
