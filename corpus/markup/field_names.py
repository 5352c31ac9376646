"""The names that people give to the fields of an article, in columns of tables, in JSON and in front matter."""

import re
from collections.abc import Iterable, Mapping
from email.utils import parseaddr

from corpus.dates import parse_date
from corpus.readers.fields import MAX_FIELD_LENGTH, MAX_VALUES

_TEXTS = (
    "text content body article articletext articlebody articlecontent fulltext fullarticle contenttext"
    " bodytext textcontent maintext plaintext rawtext cleanedtext newstext storytext contenthtml bodyhtml html story"
    " transcript paragraph inhalt artikeltext volltext texte contenu corps texto contenido cuerpo corpo"
).split()
"""Names of columns that hold the text of articles, whatever the other columns are."""

_SENDERS = (
    "from fromname sender sendername fromaddress senderaddress von vonname absender denom denombre danome denome"
    " vannaam"
).split()
_SUBJECTS = "subject betreff objet asunto oggetto assunto onderwerp".split()
"""Names of the columns of exported messages, Outlook's ("From: (Name)") among them."""

SYNONYMS = {
    "text": [*_TEXTS, *"message post posttext comment review description summary abstract excerpt".split()],
    "title": [
        *(
            "title headline heading articletitle newstitle posttitle headlinemain question titel überschrift"
            " ueberschrift schlagzeile titre título titulo"
        ).split(),
        *_SUBJECTS,
    ],
    "source": (
        "source publisher publication outlet newspaper newssource sourcename sitename site magazine journal feed medium"
        " quelle zeitung fuente"
    ).split(),
    "author": [
        *(
            "author authors authorname byline authornames creator dccreator writer writers by postedby autor autoren"
            " autorin verfasser auteur auteurs autores autora"
        ).split(),
        *_SENDERS,
    ],
    "date": (
        "published date publishedat pubdate publishdate publisheddate publishedon publicationdate datepublished"
        " publicationtime publishtime pubtime datepublish articledate postdate datetime day dateposted dccdate dcdate"
        " created createdat creationdate datecreated timestamp datum veröffentlicht veroeffentlicht veröffentlichtam"
        " erscheinungsdatum datedepublication fecha fechadepublicación fechadepublicacion sent senton datesent received"
        " receivedon datereceived gesendet erhalten"
    ).split(),
    "url": (
        "url link href weburl articleurl articlelink newsurl sourceurl permalink uri pageurl posturl canonicalurl"
        " externalurl"
    ).split(),
}
"""For each field of an article its names, in lower case and without signs, the first that has a value counts."""

_SIGNS = re.compile(r"[\W_]+")
_LIST = re.compile(r"\s*\[(?P<values>.*)\]\s*", re.DOTALL)
_QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
_MAX_SENDER_LENGTH = 500
_PERSON = ("name", "full_name", "fullName", "displayName", "username")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def find_columns(names: Iterable[str], field: str) -> list[str]:
    """Return those of the names of columns that mean a field, most likely first."""
    known = SYNONYMS[field]
    places = {name: known.index(_shorten(name)) for name in names if _shorten(name) in known}
    return sorted(places, key=places.__getitem__)


def find_text_column(names: Iterable[str]) -> str | None:
    """Return the column that holds texts by its name; a comment or a summary may be one of many facts."""
    return next((name for name in find_columns(names, "text") if _shorten(name) in _TEXTS), None)


def are_mail_fields(names: Iterable[str]) -> bool:
    """Return whether the names of columns are those of exported messages: a sender and a subject."""
    found = set(map(_shorten, names))
    return not found.isdisjoint(_SENDERS) and not found.isdisjoint(_SUBJECTS)


def _shorten(name: object) -> str:
    return _SIGNS.sub("", str(name)).lower()


def name_fields(row: Mapping[str, object], fields: Iterable[str] = SYNONYMS) -> dict[str, object]:
    """Return the fields of an article from values under any of their names; missing ones are left out."""
    found: dict[str, object] = {}
    for field in fields:
        values = [value for name in find_columns(row, field) if (value := _read(field, row[name])) not in ("", None)]
        if values:
            found[field] = next(filter(_PLAUSIBLE.get(field, bool), values), values[0])
    return found


def _read(field: str, value: object) -> object:
    if field == "author":
        return _read_people(value)
    if isinstance(value, Mapping):
        # The source of a news service is an object with a name, a text of a content system one with its rendering.
        return next((value[name] for name in ("rendered", "name", "#text", "value") if name in value), None)
    return value.strip() if isinstance(value, str) and field != "text" else value


def _read_people(value: object) -> object:
    """Return the names of people: one, a list, objects with names, or a list that was written as text."""
    if isinstance(value, Mapping):
        return next((value[name] for name in _PERSON if isinstance(value.get(name), str)), None)
    if isinstance(value, list):
        people = [_read_people(one) for one in value[:MAX_VALUES] if not isinstance(one, list)]
        return ", ".join(person.strip() for person in people if isinstance(person, str) and person.strip())
    if isinstance(value, str) and (written := _LIST.fullmatch(value[:MAX_FIELD_LENGTH])):
        names = [one or other for one, other in _QUOTED.findall(written["values"])]
        return ", ".join(filter(None, names)) or value.strip()
    return _read_sender(value.strip()) if isinstance(value, str) else value


def _read_sender(value: str) -> str:
    """Return the name of one person, given with an address: "Odo Pell <odo@example.org>"."""
    if len(value) > _MAX_SENDER_LENGTH or not value.endswith(">") or value.count("<") > 1:
        return value
    return parseaddr(value)[0] or value


_PLAUSIBLE = {
    "text": lambda value: isinstance(value, str) and bool(value.strip()),
    "date": lambda value: parse_date(value) is not None,
    "url": lambda value: isinstance(value, str) and bool(_ADDRESS.match(value)),
}
