"""Character encodings: the one that a file or a part of a mail declares, and the one that fits its bytes."""

import codecs
import os
import re
from typing import BinaryIO

from corpus.readers.fields import MAX_FILE_SIZE, Fields

MIN_BYTES_TO_GUESS = 64
"""Minimum length of a text, in bytes, whose script is guessed."""

_MORE = 65_536
_UTF16_SAMPLE = 65_536
_MAX_HIGH_BYTES, _PER_HIGH_BYTE = 4, 1_000
"""Number of different high bytes that UTF-16 text in an alphabet has, and of the characters that allow one more."""

_MIN_ZEROS = 4
"""How many times as many of the high bytes as of the low ones are zero."""

_MIN_VALID = 3
"""How many times as many valid characters beyond ASCII as invalid bytes make a text UTF-8."""

_MAX_CONTROLS = 0.01
"""Maximum share of control characters in a text."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_WESTERN = "cp1252"
_WESTERN_SIGNS = frozenset(
    b"\x80\x82\x84\x85\x8a\x8b\x8c\x8e\x91\x92\x93\x94\x96\x97\x9a\x9b\x9c\x9e\xa0\xa1\xa3\xa7\xa9\xab\xb0\xb7\xbb\xbf"
)
"""Euro sign, ellipsis, quotation marks, dashes and a few letters in Windows-1252, below its other letters."""

_CENTRAL = "cp1250"
_OTHER_SCRIPTS = "cp1251 koi8_r cp1253 cp1255 cp1256 cp932 euc_jp gb18030 euc_kr".split()
"""Encodings that are guessed for texts in other scripts; rare ones and those of DOS count only when declared."""

_BEYOND, _RUN, _LETTER = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{3,}"), re.compile(rb"[A-Za-z]")
_MAX_IN_RUNS = 0.2
"""Maximum share of the bytes beyond ASCII that occur three or more in a row in a text in Latin script."""

_ASCII_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]+(?![A-Za-z\x80-\xff])")
_WESTERN_WORDS = frozenset(
    b"der die und das mit von ist nicht ein eine den dem auf le la les des et est une un dans que qui pour du sur los"
    b" las por con una del en och att det som av og er til ikke af den the and of is was for with il che di della non"
    b" per sono os um uma com dos het een van".split()
)
_CENTRAL_WORDS = frozenset(
    b"w z v k nie jest od po przez oraz jak przy ze za na aby tym tego jego ale by byl byla bylo jsou jsem ve ke pod"
    b" kde tak jeho az hogy egy nem volt meg csak mint vagy su koji bio iz uz ktor pri".split()
)
"""Frequent words without accents that only one of the two families of languages has."""

_CENTRAL_ONLY = re.compile("(?<=[^\\W\\d_])[³¹¼¾¿£¥ªº¯\ufffd](?=[^\\W\\d_])")
_CONSONANT = re.compile("[ÈÌØèìø][aeiouyáéíóúý]", re.IGNORECASE)
"""Vowels in Windows-1252 before another vowel, which are consonants, or follow one, in Windows-1250."""

_IMPLAUSIBLE = re.compile(
    "(?<=[^\\W\\d_])[‚„†‡ˆ‰‹“”•˜›¡¢£¤¥¦§¨©ª«¬¯±²³¹¶¸º»¼½¾¿×÷\ufffd](?=[^\\W\\d_])"
    "|(?<=[a-zà-ÿ])[À-ÖØ-ÞŠŽŒŸŁŚŹŻČŘĎŤŇŐŰĚŮ]|(?<=[a-zà-ÿ])[‚„ˆ]"
)
_MAX_IMPLAUSIBLE = 0.05

_DECLARATION = re.compile(rb"<(?:meta|\?xml)\b[^<>]{0,300}?(?:charset|encoding)\s*=", re.IGNORECASE)
_DECLARATION_LENGTH = 4_096
_MARKUP = re.compile(rb"<(?:script|style)\b[^<>]*+>[^<>]*+|<[^<>]*+>|\s++", re.IGNORECASE)

_SUPERSETS = {
    "ascii": _WESTERN,
    "iso8859-1": _WESTERN,
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
"""What files hold that declare an older encoding, as in the Encoding Standard of the web."""

_DECLARED = (
    frozenset(_SUPERSETS)
    | frozenset(_SUPERSETS.values())
    | frozenset(
        {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"}
    )
    | frozenset({"euc_jp", "iso2022_jp", "iso2022_kr", "johab", "hz", "utf-7", "cp437", "cp850", "cp852", "cp866"})
    | frozenset(f"iso8859-{number}" for number in range(1, 17))
    | frozenset(f"cp{number}" for number in range(1250, 1259))
)
"""Encodings that are used when declared, by the names of Python; its others decode programs, or take long."""


def decode_file(file: BinaryIO) -> str | Fields:
    """Return a file's text with line ends as `\\n`, or the reason why it cannot be decoded."""
    # The reported size of a file may be too small, and some files have no end.
    content = file.read(min(os.fstat(file.fileno()).st_size, MAX_FILE_SIZE) + _MORE)
    if len(content) > MAX_FILE_SIZE:
        return {"skipped": f"It has more than {MAX_FILE_SIZE:,} bytes."}
    text = decode_text(content)
    if text is None:
        return {"skipped": explain_encoding(content)}
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_text(content: bytes) -> str | None:
    """Decode a text: UTF-8, UTF-16 also without mark, otherwise the encoding that fits best; None for other bytes."""
    if encoding := find_utf16(content):
        return content.decode(encoding, "replace")
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_damaged(content) or _guess(content)


def decode_page(content: bytes) -> str | bytes | None:
    """Decode a web page that declares no encoding, by its text without tags; a declared one is left to the parser."""
    if _DECLARATION.search(content, 0, _DECLARATION_LENGTH) or find_utf16(content):
        return content
    text = _decode_strictly(content, "utf-8-sig") or _decode_damaged(content)
    if text is not None:
        return text
    codec = _guess_codec(_MARKUP.sub(b" ", content))
    return content.decode(codec, "replace") if codec else None


def explain_encoding(content: bytes) -> str:
    """Return the reason why `decode_text` refuses these bytes."""
    if b"\0" in content or len(_CONTROL.findall(content)) > _MAX_CONTROLS * len(content):
        return "It is a binary file, not text."
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"It is not UTF-8 (byte {error.start + 1}); save it as UTF-8."
    return "It cannot be decoded."


def decode_declared(content: bytes, declared: str) -> str:
    """Decode bytes whose encoding is declared, not always truly: UTF-8 and what fits the bytes come before nonsense."""
    name = _find_codec(declared)
    codec = _WESTERN if name is None or name == "utf-8" else _SUPERSETS.get(name, name)
    # Mail programs declare Western European, or nothing, for whatever they send.
    text = _decode_strictly(content, "utf-8-sig" if codec == _WESTERN else codec)
    if text is None and codec == _WESTERN and name != _WESTERN:
        text = decode_text(content)
    return content.decode(codec, "replace") if text is None else text


def _find_codec(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared.strip(" \"'")[:40]).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return name if name in _DECLARED else None


def _decode_strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def find_utf16(content: bytes) -> str | None:
    """Return the UTF-16 codec of a text, with or without a byte order mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = content[:_UTF16_SAMPLE]
    if b"\0" not in sample or len(content) % 2 or len(content) < len("ab".encode("utf-16-le")):
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        low = sample[::2] if encoding == "utf-16-le" else sample[1::2]
        if low.count(0) * _MIN_ZEROS > high.count(0) or len(set(high)) > _MAX_HIGH_BYTES + len(high) // _PER_HIGH_BYTE:
            continue
        text = _decode_strictly(sample, encoding)
        if text and not _has_controls(text):
            return encoding
    return None


def _has_controls(text: str) -> bool:
    controls = sum(sign < " " and sign not in "\t\n\r\f\v" for sign in text)
    return controls > _MAX_CONTROLS * len(text)


def _decode_damaged(content: bytes) -> str | None:
    """Decode UTF-8 with some bytes of Windows-1252 in it; None if there are more of them than of UTF-8."""
    text = content.decode("utf-8-sig", "surrogateescape")
    invalid = sum("\udc80" <= sign <= "\udcff" for sign in text)
    valid = sum(not sign.isascii() for sign in text) - invalid
    if valid < _MIN_VALID * invalid:
        return None
    table = {0xDC00 + byte: bytes([byte]).decode(_WESTERN, "replace") for byte in range(0x80, 0x100)}
    return text.translate(table)


def _guess(content: bytes) -> str | None:
    codec = _guess_codec(content)
    return content.decode(codec, "replace") if codec else None


def _guess_codec(content: bytes) -> str | None:
    """Return the common encoding that fits best; None if that is uncertain, as a wrong one alters words."""
    if len(content) < MIN_BYTES_TO_GUESS:
        return _find_latin_codec(content) if _is_western(content) else None
    if _is_latin(content):
        return _find_latin_codec(content)
    from charset_normalizer import from_bytes

    best = from_bytes(content, cp_isolation=_OTHER_SCRIPTS).best()
    return best.encoding if best else None


def _is_latin(content: bytes) -> bool:
    """Return whether letters beyond ASCII occur singly in words of ASCII letters."""
    beyond = len(_BEYOND.findall(content))
    in_runs = sum(map(len, _RUN.findall(content)))
    letters = len(_LETTER.findall(content))
    return letters > beyond and in_runs <= _MAX_IN_RUNS * beyond


def _find_latin_codec(content: bytes) -> str | None:
    """Return the Western or Central European encoding; None if neither fits, or which one is uncertain."""
    western, central = content.decode(_WESTERN, "replace"), content.decode(_CENTRAL, "replace")
    words = [word.lower() for word in _ASCII_WORD.findall(content)]
    lead = sum(word in _WESTERN_WORDS for word in words) - sum(word in _CENTRAL_WORDS for word in words)
    # Letters that only Polish, Czech or Hungarian words have, or else consonants, need Western words beside them.
    is_central = western != central and lead <= 0 and (lead < 0 or _CENTRAL_ONLY.search(western))
    if not is_central and western != central and lead == 0 and _CONSONANT.search(western):
        return None
    codec, text = (_CENTRAL, central) if is_central else (_WESTERN, western)
    return codec if _is_plausible(text) else None


def _is_plausible(text: str) -> bool:
    """Return whether hardly a word has a sign, or a capital letter beyond ASCII, inside."""
    return len(_IMPLAUSIBLE.findall(text)) <= _MAX_IMPLAUSIBLE * sum(not sign.isascii() for sign in text)


def _is_western(content: bytes) -> bool:
    """Return whether a short text has ASCII words in which single letters and marks of Windows-1252 occur."""
    if len(content) >= MIN_BYTES_TO_GUESS or any(byte < 32 and byte not in b"\t\n\r\f" for byte in content):
        return False
    beyond = [place for place, byte in enumerate(content) if byte > 127]
    are_known = all(content[place] in _WESTERN_SIGNS or content[place] >= 0xC0 for place in beyond)
    are_single = all(
        content[place + 1] < 128 or not {content[place], content[place + 1]}.isdisjoint(_WESTERN_SIGNS)
        for place in beyond[:-1]
    )
    letters = sum(bytes([byte]).isalpha() for byte in content)
    return are_known and are_single and letters > len(beyond)
