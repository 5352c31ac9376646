"""Unpacks the RTF of Outlook messages ([MS-OXRTFCP]): runs that repeat the last 4,096 bytes, or a text known to all."""

import struct

from corpus.readers.fields import MAX_FILE_SIZE

_PACKED, _PLAIN = b"LZFu", b"MELA"
_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4_096
_HEAD = 16


def unpack_rtf(content: bytes) -> bytes:
    """Return the RTF; empty if it is not packed so."""
    if len(content) < _HEAD:
        return b""
    size, kind = struct.unpack_from("<I4s", content, 4)
    size = min(size, MAX_FILE_SIZE)
    if kind == _PLAIN:
        return content[_HEAD : _HEAD + size]
    return _unpack(content, size) if kind == _PACKED else b""


def _unpack(content: bytes, size: int) -> bytes:
    out = bytearray(_KNOWN)
    at = _HEAD
    while at < len(content) and len(out) < size + len(_KNOWN):
        flags, at = content[at], at + 1
        for bit in range(8):
            if at >= len(content):
                break
            if not flags >> bit & 1:
                out.append(content[at])
                at += 1
                continue
            token, at = int.from_bytes(content[at : at + 2], "big"), at + 2
            # Offsets are places in a window that is written round and round.
            distance = (len(out) - (token >> 4)) % _WINDOW
            if not distance:
                return bytes(out[len(_KNOWN) :])
            for _ in range((token & 15) + 2):
                out.append(out[-distance] if distance <= len(out) else 0)
    return bytes(out[len(_KNOWN) : len(_KNOWN) + size])
