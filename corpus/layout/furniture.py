"""Finds the running heads and feet of pages, their numbers and watermarks, which are no part of the text."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from corpus.layout.text_runs import PrintedPage, TextRun, find_rows, find_usual_size

EDGE_ROWS = 4
"""Maximum number of rows at the upper and at the lower edge of a page that can be running heads and feet."""

EDGE = 0.2
"""Share of a page's height at either edge in which running heads and feet are."""

MAX_LENGTH = 160
"""Maximum length, in characters, of a running head or foot."""

SAME_PLACE = 4.0
"""Maximum distance, in points from the edge of the page, of a line that is repeated."""

APART = 1.25
"""Minimum distance of a head from the text, as a multiple of the distance of lines, if it looks like the text."""

MAX_CELLS = 3
"""Maximum number of parts of a running head; a row of more is one of a table."""

MIN_WORDS = 4
"""Minimum number of words of a sentence at the edge of a page; a page number with a full stop has fewer."""

WATERMARK = 1.8
"""Minimum size of a watermark, as a multiple of the usual size."""

_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,5}|[ivxlc]{1,8}|[IVXLC]{1,8})(?![\w,]|\.\d)")
_BARE = re.compile(
    r"\W*(?:(?:pages?|pag\.?|seiten?|página|pagina|sivu|sida|side|strona|стр\.?|страница|p|s)[.:]?\s*)?"
    r"(?P<number>\d{1,5}|[ivxlc]{1,8}|[IVXLC]{1,8})"
    r"(?:\s*(?:/|\||of|von|de|sur|di|du|van|av|af|z|из|-)\s*(?P<total>\d{1,5}))?\W*",
    re.IGNORECASE,
)
_CJK_NUMBER = re.compile(r"\W{0,20}第?\s{0,9}(?P<number>\d{1,5})\s{0,9}[页頁ページ쪽]\W{0,20}")
_PRINTED_ON = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?: ?[AP]\.?M\.?)?", re.IGNORECASE)
_PRINTED_FROM = re.compile(r"(?:https?|file)://\S+(?: \d{1,4} ?/ ?\d{1,4})?|about:blank(?: \d{1,4}/\d{1,4})?")
_SENTENCE_END = re.compile(r"\w\w[.!?;,:][”\"’')\]]*\Z")
_NOTE = re.compile(r"\W{0,9}#\W{0,9}\s")
_STOP = re.compile(r"\w\.[”\"’')\]]*\Z")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class _EdgeLine(NamedTuple):
    """A run at the edge of a page: the page's index, its row, and the numbers in it."""

    page: int
    run: TextRun
    row: tuple[TextRun, ...]
    numbers: tuple[int, ...]
    is_apart: bool


def remove_furniture(pages: Sequence[PrintedPage], labels: Sequence[str]) -> None:
    """Remove running heads and feet, page numbers and watermarks from the pages.

    A line is one if it is repeated at the same distance from the edge of other pages, where its numbers may count with
    the pages; a page number also if it is the page's own. `labels` are the pages' labels in the file.
    """
    usual = find_usual_size([run for page in pages for run in page.runs])
    _remove_watermarks(pages, usual)
    for is_top in (True, False):
        kept = [False] * len(pages)
        for _ in range(EDGE_ROWS):
            lines = _collect_edge(pages, is_top, kept, usual)
            found = _find_repeated(lines, len(pages)) | _find_own_numbers(lines, pages, labels, usual)
            if not found:
                break
            for number, page in enumerate(pages):
                page.runs = [run for run in page.runs if id(run) not in found]
                kept[number] = kept[number] or not any(line.page == number and id(line.run) in found for line in lines)


def _collect_edge(pages: Sequence[PrintedPage], is_top: bool, kept: list[bool], usual: float) -> list[_EdgeLine]:
    """Return the outermost row of each page, run by run; none for pages whose outermost row is text."""
    lines = []
    for number, page in enumerate(pages):
        rows = [] if kept[number] else list(find_rows(page.runs))
        if not rows:
            continue
        row = rows[0 if is_top else -1]
        distance = row[0].base - page.top if is_top else page.bottom - row[0].base
        if distance > EDGE * page.height or len(row) > MAX_CELLS:
            continue
        is_apart = _is_apart(rows if is_top else rows[::-1], usual) or (len(rows) == 1 and page.has_image)
        for run in row:
            text = run.text
            if len(text) <= MAX_LENGTH:
                lines.append(_EdgeLine(number, run, tuple(row), _read_numbers(text), is_apart))
    return lines


def _is_apart(rows: list[list[TextRun]], usual: float) -> bool:
    """Return whether the first of these rows differs from the text in its distance, size or font.

    A row without others may be the text.
    """
    if len(rows) < 3:
        return len(rows) > 1
    drops = sorted(abs(rows[at + 1][0].base - rows[at][0].base) for at in range(1, len(rows) - 1))
    drop = abs(rows[1][0].base - rows[0][0].base)
    if drop > APART * drops[len(drops) // 2]:
        return True
    first, second = rows[0][0], rows[1][0]
    return abs(first.size - usual) > 0.05 * usual or first.words[0].font != second.words[0].font


def _read_numbers(text: str) -> tuple[int, ...]:
    return tuple(_read_number(found[0]) for found in _NUMBER.finditer(text))


def _read_number(number: str) -> int:
    """Return the value of a number in Arabic or Roman digits."""
    if number.isdigit():
        return int(number)
    values = [_ROMAN[sign] for sign in number.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _find_repeated(lines: list[_EdgeLine], pages: int) -> set[int]:
    """Return the ids of the runs that other pages have at the same place."""
    groups = defaultdict[tuple[str, int], list[_EdgeLine]](list)
    for line in lines:
        shape = _NUMBER.sub("#", line.run.text).casefold()
        # A title is larger than the running head that repeats it.
        groups[shape, round(2 * line.run.size)].append(line)
    found = set[int]()
    for (shape, _), group in groups.items():
        for cluster in _find_clusters(group):
            known = {line.page for line in cluster}
            for part in _split_by_numbers(cluster):
                if _is_furniture(shape, part, known, pages) and not _is_note(shape, part):
                    # What may be a sentence of the text is kept where it comes first.
                    first = min(line.page for line in part) if _is_sentence(shape) else -1
                    found |= {id(line.run) for line in part if line.page > first}
                    if len(part) >= min(3, pages) and "#" in shape:
                        # The rest of a row with a page number, such as the title of a chapter.
                        found |= {id(run) for line in part for run in line.row if not _is_sentence(run.text)}
    return found


def _find_clusters(group: list[_EdgeLine]) -> list[list[_EdgeLine]]:
    """Return the lines at about the same place."""
    clusters: list[list[_EdgeLine]] = []
    for line in sorted(group, key=lambda line: line.run.base):
        if clusters and line.run.base - clusters[-1][-1].run.base <= SAME_PLACE:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return clusters


def _split_by_numbers(lines: list[_EdgeLine]) -> list[list[_EdgeLine]]:
    """Return the lines in groups in which each number stays the same or counts with the pages."""
    groups = defaultdict[tuple[object, ...], list[_EdgeLine]](list)
    if not lines[0].numbers:
        return [lines]
    steady = [len({line.numbers[at] for line in lines}) == 1 for at in range(len(lines[0].numbers))]
    for line in lines:
        shape = tuple(
            number if is_steady else number - line.page for number, is_steady in zip(line.numbers, steady, strict=True)
        )
        groups[shape].append(line)
    return list(groups.values())


def _is_furniture(shape: str, lines: list[_EdgeLine], known: set[int], pages: int) -> bool:
    on_pages = {line.page for line in lines}
    numbers = {line.numbers for line in lines}
    if len(on_pages) < 2 or not sum(line.is_apart for line in lines) * 2 >= len(lines):
        return False
    if _is_sentence(shape):
        # What may be the first words of the text on some pages is a running foot on nearly all of them.
        return len(on_pages) >= 3 and len(on_pages) >= 0.6 * pages and len(numbers) == 1
    if len(numbers) > 1:
        return len(on_pages) >= 3 or len(on_pages) == len(known)
    near = sorted(on_pages)
    return any(b - a <= 2 for a, b in zip(near, near[1:], strict=False)) or len(on_pages) > 0.2 * pages


def _is_note(shape: str, lines: list[_EdgeLine]) -> bool:
    """Return whether lines whose numbers count with the pages are footnotes or sentences of the text."""
    first = lines[0]
    if len({line.numbers for line in lines}) == 1 or _BARE.fullmatch(first.run.text):
        return False
    begins = bool(_NOTE.match(shape))
    if _STOP.search(first.run.text):
        return begins or len(_WORD.findall(shape)) >= MIN_WORDS
    # The number of a page is alone in its line; a note has its own number and that of the page that it names.
    return begins and sum(len(set(numbers)) > 1 for numbers in zip(*(line.numbers for line in lines), strict=True)) > 1


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 2 and bool(_SENTENCE_END.search(text))


def _find_own_numbers(
    lines: list[_EdgeLine], pages: Sequence[PrintedPage], labels: Sequence[str], usual: float
) -> set[int]:
    """Return the ids of the runs that are the number of their page, or say when and from where it was printed."""
    found = set[int]()
    for line in lines:
        page, text = pages[line.page], line.run.text
        if _PRINTED_ON.match(text) or _PRINTED_FROM.fullmatch(text):
            found |= {id(run) for run in line.row}
        bare = _BARE.fullmatch(text) or _CJK_NUMBER.fullmatch(text)
        if bare is None or line.run.size > 1.3 * usual or not line.is_apart or len(line.row) > 2:
            continue
        label = labels[line.page] if line.page < len(labels) else ""
        own = {str(page.number), label.casefold()} - {""}
        if bare["number"].casefold() in own or _is_of_total(bare, page.number, len(pages)):
            found.add(id(line.run))
    return found


def _is_of_total(bare: re.Match[str], number: int, pages: int) -> bool:
    total = bare.groupdict().get("total")
    return total is not None and bare["number"].isdigit() and int(bare["number"]) <= int(total) and number <= pages


def _remove_watermarks(pages: Sequence[PrintedPage], usual: float) -> None:
    """Remove watermarks and sideways text that are repeated on many pages."""
    counts = defaultdict[tuple[object, ...], set[int]](set)
    for page in pages:
        for run in _list_marks(page, usual):
            counts[_place(run)].add(page.number)
    least = max(2, min(3, len(pages)))
    marks = {mark for mark, numbers in counts.items() if len(numbers) >= least}
    if not marks:
        return
    for page in pages:
        wrong = {id(run) for run in _list_marks(page, usual) if _place(run) in marks}
        page.runs = [run for run in page.runs if id(run) not in wrong]
        page.turned = [run for run in page.turned if id(run) not in wrong]


def _list_marks(page: PrintedPage, usual: float) -> list[TextRun]:
    middle = page.top + page.height * EDGE, page.bottom - page.height * EDGE
    large = (run for run in page.runs if run.size > WATERMARK * usual and middle[0] < run.base < middle[1])
    return [*page.turned, *large]


def _place(run: TextRun) -> tuple[object, ...]:
    return run.text, round(run.left / SAME_PLACE), round(run.base / SAME_PLACE)
