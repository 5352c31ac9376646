"""Pieces of HTML: every word from outside goes through `escape`, which leaves Markdown nothing to change."""

from datetime import date

from corpus.articles import Article

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


def spot_link(article: Article, start: int, end: int) -> str:
    """Return the link that opens an article at a stretch of its text."""
    return f"#cite={article.id}:{start}-{end}"


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
    shown = " · ".join(f"<bdi>{escape(fact)}</bdi>" for fact in facts if fact)
    age = age_words(article.published, date.today()) if article.published else ""
    return shown + (f'<span class="age">, {age}</span>' if age else "")


def headline_html(article: Article, link: str) -> str:
    """Return the headline as a link; an article without one is named by its first words, and says so."""
    label = "" if article.title else '<span class="label">no headline; first words: </span>'
    anchor = f'<a class="headline" href="{link}"><bdi>{escape(article.headline)}</bdi></a>'
    return f'<span class="heading">{label}{anchor}</span>'
