"""Makes compound files, the container of old office formats and Outlook messages, and the messages in them."""

import struct
from typing import Any

_FREE, _END, _IN_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


def make_compound(*streams, **contents):
    """Make a file with empty streams of some names, or with a tree of contents: bytes, or a dict for a storage."""
    return write_compound(dict.fromkeys(streams, b"") | contents)


def write_compound(tree):
    """Return the bytes of a compound file; the streams and storages of a storage are a list in its tree."""
    entries: list[Any] = [["Root Entry", 5, _FREE, _FREE, b""]]
    _add_entries(entries, 0, tree)
    mini, mini_fat, sectors, fat = b"", [], b"", []

    def put(content):
        nonlocal sectors
        count = -(-len(content) // _SECTOR)
        start = len(fat)
        fat.extend([*range(start + 1, start + count), _END] if count else [])
        sectors += content.ljust(count * _SECTOR, b"\0")
        return start if count else _END

    starts = []
    for _, kind, _, _, content in entries:
        if kind != 2 or not content:
            starts.append(_END if kind == 2 else 0)
        elif len(content) < _CUTOFF:
            count = -(-len(content) // _MINI)
            starts.append(len(mini_fat))
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += content.ljust(count * _MINI, b"\0")
        else:
            starts.append(put(content))
    root_start = put(mini)
    mini_fat_start = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(-(-len(mini_fat) // 128) * 512, b"\xff"))
    starts[0] = root_start
    sizes = [len(mini), *(len(content) for *_, content in entries[1:])]
    directory = b"".join(map(_write_entry, entries, starts, sizes))
    directory_start = put(directory.ljust(-(-len(entries) // 4) * _SECTOR, b"\0"))
    fat_count = 1
    while (len(fat) + fat_count) > 128 * fat_count:
        fat_count += 1
    first_fat = len(fat)
    fat += [_IN_FAT] * fat_count
    sectors += struct.pack(f"<{128 * fat_count}I", *fat, *[_FREE] * (128 * fat_count - len(fat)))
    places = [*range(first_fat, first_fat + fat_count)]
    numbers = [0, fat_count, directory_start, 0, _CUTOFF, mini_fat_start, len(mini_fat) and -(-len(mini_fat) // 128)]
    return _write_header(numbers, places) + sectors


def _write_header(numbers, places):
    """Return the first sector: the numbers of the tables, and the sectors of the table of sectors."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", *numbers, _END, 0) + struct.pack("<109I", *places, *[_FREE] * (109 - len(places)))
    return header


def _add_entries(entries, parent, tree):
    before = None
    for name, content in tree.items():
        number = len(entries)
        is_storage = isinstance(content, dict)
        entries.append([name, 1 if is_storage else 2, _FREE, _FREE, b"" if is_storage else content])
        if before is None:
            entries[parent][3] = number
        else:
            entries[before][2] = number
        before = number
        if is_storage:
            _add_entries(entries, number, content)


def _write_entry(entry, start, size):
    name, kind, right, child, _ = entry
    spelled = (name + "\0").encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + struct.pack("<HBB3I", len(spelled), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def make_message(texts=None, days=None, parts=None, head=32):
    """Return the tree of an Outlook message: texts by the number of the property, days as times, further streams."""
    tree = {f"__substg1.0_{name}001F": text.encode("utf-16-le") for name, text in (texts or {}).items()}
    numbers = b"".join(struct.pack("<HHIQ", 0x0040, int(name, 16), 6, ticks) for name, ticks in (days or {}).items())
    return {"__properties_version1.0": bytes(head) + numbers} | tree | (parts or {})
