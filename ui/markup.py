"""Pieces of HTML: every word from outside goes through one of these functions, which leave Markdown nothing to change.

`text_html` is for the content of an element, `attribute` for words in an attribute, `escape` for data in one.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from urllib.parse import quote as percent_encode

from corpus.articles import Article
from qa.hidden import find_hidden, is_right_to_left, reveal, split_hidden

_DAYS_A_MONTH, _DAYS_A_YEAR = 30.44, 365.25


def escape(text: str) -> str:
    """Return a text that a Markdown renderer and a browser show character by character.

    Whatever is no letter or digit becomes a numeric reference, so no markup, formula or tab is left to interpret.
    """
    return "".join(map(_escape_character, text))


def _escape_character(character: str) -> str:
    # HTML reads the references 128 to 159 as Windows-1252, so these control characters must stay themselves.
    if character.isalnum() or character == " " or "\x80" <= character <= "\x9f":
        return character
    return f"&#{ord(character)};"


def attribute(text: str) -> str:
    """Return words for an attribute, where hidden characters cannot be marked and are replaced."""
    return escape(reveal(text))


def text_html(text: str) -> str:
    """Return a text as the content of an element, each run of its hidden characters marked.

    The characters stay in the page, so what is copied is exact; `page.css` draws the mark from its title and the
    characters themselves not at all.
    """
    return stretches_html(text, ())[0]


def stretches_html(text: str, cuts: Sequence[int]) -> list[str]:
    """Return a text as `text_html` does, cut at these offsets, which ascend."""
    runs = find_hidden(text)
    return [
        "".join(_mark(name, stretch) if name else escape(stretch) for stretch, name in split_hidden(text, runs, *ends))
        for ends in pairwise((0, *cuts, len(text)))
    ]


def _mark(name: str, hidden: str) -> str:
    return f'<bdi class="hidden-sign" title="{escape(name)}">{escape(hidden)}</bdi>'


def bdi(text: str) -> str:
    """Return a text from outside in an element of its own, whose direction turns nothing else round."""
    return f"<bdi>{text_html(text)}</bdi>"


def direction(text: str) -> str:
    """Return the attribute of a block that holds a quotation written from right to left, else nothing."""
    return ' dir="rtl"' if is_right_to_left(text) else ""


def spot_link(article: Article, start: int, end: int) -> str:
    """Return the link that opens an article at a stretch of its text."""
    return f"#cite={percent_encode(article.id.encode('utf-8', 'replace'), safe='')}:{start}-{end}"


def source_words(article: Article) -> str:
    """Return where an article was published, or that this is not known."""
    return article.source or "source not stated"


def date_words(article: Article) -> str:
    """Return the day an article was published, or that this is not known."""
    day = article.published
    return f"{day.day} {day:%B %Y}" if day else "undated"


def age_words(day: date, today: date) -> str:
    """Return how long ago a day was, empty for one to come."""
    days = (today - day).days
    if days < 0:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    months, years = int(days / _DAYS_A_MONTH), int(days / _DAYS_A_YEAR)
    count, unit = (years, "year") if years else (months, "month") if months else (days, "day")
    return f"{count} {unit}{'s' if count > 1 else ''} ago"


def facts_html(article: Article) -> str:
    """Return source, author, and date with its age in one line."""
    facts = [source_words(article), article.author, date_words(article)]
    shown = " · ".join(bdi(fact) for fact in facts if fact)
    age = age_words(article.published, date.today()) if article.published else ""
    return shown + (f'<span class="age">, {age}</span>' if age else "")


def headline_html(article: Article, link: str) -> str:
    """Return the headline as a link; an article without one is named by its first words, and says so."""
    label = "" if article.title else '<span class="label">no headline; first words: </span>'
    anchor = f'<a class="headline" href="{link}">{bdi(article.headline)}</a>'
    return f'<span class="heading">{label}{anchor}</span>'
