"""Title and author in the metadata of a PDF, without those that programs make up.

The date of creation is not read: it says when the file was made, which is often the day of printing or conversion.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath

from corpus.articles import clean_text

_ENDING = (
    r"docx?|docm|dotx?|pptx?|ppsx?|xlsx?|xlsm|odt|odp|ods|rtf|txt|pdf|html?|xml|md|tex|dvi|ps|eps|indd|qxp"
    r"|qxd|pmd|pub|fm|ai|cdr|vsdx?|wpd|pages|key|numbers|jpe?g|png|tiff?|bmp|gif|msg|eml"
)
_JUNK_TITLE = re.compile(
    r"[(\[]?(?:untitled|unbenannt|ohne titel|sans titre|sin título|senza titolo|anonymous|unspecified|unknown|none|null"
    r"|no title|title|titel|titre|título|test|blank|default|template|about:blank|new document|(?:word|adobe) document"
    r"|(?:microsoft )?(?:word|powerpoint|excel|publisher)(?: document| presentation| file)?|slide|folie|scan(?:ned)?"
    r"|powerpoint[- ]pr[eä]senta\w*|pr[eäé]senta(?:tion|zione|ción)|document|dokument|documento|tabelle|book|doc|layout"
    r"|pagemaker|print|fax|image|img|printed document|print job|remote desktop redirected printer doc)"
    r"(?:[- _#]*\d+)*[)\]]?"
    r"|microsoft (?:word|powerpoint|excel|office \w+) - .*"
    rf"|.*\.(?:{_ENDING})(?:[- _]?\(?\d*\)?)?"
    r"|[\W\d_]*|[0-9a-f]{8}-[0-9a-f-]{20,}|(?:\w:)?[\\/].*|(?:https?|file)://\S*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S*(?:_\S*|\d{3,}\S*|[a-z]\d+)\Z")
_NOBODY = re.compile(
    r"[(\[]?(?:anonymous|unspecified|unknown|none|null|n/?a|author|autor|auteur|user\d*|default|owner|root"
    r"|admin(?:istrator)?|guest|microsoft(?: office)?(?: user)?|office|windows|benutzer|utilisateur|usuario|hp|dell"
    r"|lenovo|pc|acer|asus|customer|test|temp|staff|home|scan(?:ner)?|python-docx|apache poi|openoffice\.org"
    r"|libreoffice)[)\]]?|[\W\d_]*",
    re.IGNORECASE,
)


def read_title(metadata: Mapping[str, str], name: str) -> str:
    """Return the title that the metadata give; empty if a program made it up or it is the name of a file."""
    title = " ".join(clean_text(metadata.get("Title", "")).split())
    if _JUNK_TITLE.fullmatch(title) or _FILE_NAME.fullmatch(title):
        return ""
    return "" if title.casefold() in {name.casefold(), PurePath(name).stem.casefold()} else title


def read_author(metadata: Mapping[str, str]) -> str:
    """Return the author that the metadata name; empty if it is nobody or the user of a program."""
    author = " ".join(clean_text(metadata.get("Author", "")).split())
    return "" if _NOBODY.fullmatch(author) else author
