"""Reads subtitles (SRT, WebVTT, SBV) and transcripts with times: sentences without numbers and times.

The lines of a sentence that runs over several subtitles are joined, and a citation gives the time at which it begins.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.articles import clean_text
from corpus.encodings import decode_file
from corpus.readers.fields import Fields, FileToRead

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMES = re.compile(rf"[ \t]*(?P<start>{_CLOCK})[ \t]*(?:-->|,)[ \t]*(?P<end>{_CLOCK})(?:[ \t][^\n]*)?")
_DIALOGUE = re.compile(
    r"Dialogue:[^,\n]*,(?P<start>[\d:.]{4,16}),(?P<end>[\d:.]{4,16}),[^,\n]*,(?P<name>[^,\n]*)(?:,[^,\n]*){4},(?P<words>.*)"
)
"""A line of SubStation Alpha."""

_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_SPEAKER_TAG = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,100})>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}]{0,200}\}|</>")
_OTHER = re.compile(r"(?:>>+|[-–—])[ \t]*(?=[^\Wa-z_]|[\"“‘¿¡(\[])|(?=[^\W\da-z_][\w.'’ -]{0,40}:[ \t])")
"""What begins the words of another speaker: a dash, two arrows, or a name and a colon."""

SCRIPT_ENDINGS = frozenset((".ass", ".ssa"))
_NAME_MARK = "\0"
"""Sign before the name of a speaker that the format states, at every subtitle."""

_SOUND = re.compile(r"[(\[♪#*][^()\[\]]*[)\]♪#*]|♪.*|.*♪")
_ENDS = (".", "!", "?", "…", "。", "！", "？", '."', '?"', '!"', ".”", "?”", "!”", ".)", "؟", "।")

LONG_PAUSE = 2.0
"""Pause, in seconds, after which a sentence that has ended is the last of its paragraph."""

_MIN_SHARE_OF_ENDS = 0.1
"""Minimum share of subtitles that end a sentence, in a text with full stops."""

_OVERLAP = 0.2
_FULL = re.compile(
    r"[\[(]?(?P<time>\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)[\])]?(?:[ \t]*(?:-->|[-–—])[ \t]*\d{1,2}:\d{2}:\d{2}\S*)?"
)
_SHORT = re.compile(r"[\[(](?P<time>\d{1,2}:\d{2}(?:\.\d{1,3})?)[\])]")
_ALONE = re.compile(r"[ \t]*(?P<time>\d{1,2}:\d{2})[ \t]*")
_NAMED = re.compile(
    rf"(?P<name>[^\W\d][\w.'’ -]{{0,60}}?)[ \t]*"
    rf"(?:[ \t][\[(]?(?P<time>{_CLOCK})[\])]?|[\[(](?P<other>{_CLOCK})[\])])[ \t]*:?"
)
_MIN_MARKS = 3
_FIRST_LINES = 12
_MAX_FIRST_SECOND = 120
_MIN_SHARE_OF_MARKS = 0.25


class _Cue(NamedTuple):
    """A subtitle: when it is shown, in seconds, its lines, and whether it begins a paragraph."""

    start: float
    end: float
    lines: list[str]
    is_apart: bool = False


def read_subtitles(file: FileToRead) -> Iterator[Fields]:
    """Yield the words of a file of subtitles."""
    text = decode_file(file.content)
    if isinstance(text, dict):
        yield text
        return
    lines = text.replace(_NAME_MARK, "").split("\n")
    is_script = file.path.suffix.lower() in SCRIPT_ENDINGS
    yield _write(_parse_dialogues(lines) if is_script else _parse_cues(lines))


def parse_transcript(text: str) -> Fields | None:
    """Return the words of a text in which lines begin with times; None for any other text."""
    marks = find_transcript(text)
    return _write(_parse_transcript(text.split("\n"), marks)) if marks else None


def _parse_cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """Yield the subtitles in order; a number or name above the times is no part of the words before it."""
    times: re.Match[str] | None = None
    words: list[str] = []
    is_note = False
    for place, line in enumerate(lines):
        if found := _TIMES.fullmatch(line):
            if times:
                yield _make_cue(times, _drop_name(words, lines, place))
            times, words, is_note = found, [], False
        elif is_note or _BLOCK.fullmatch(line):
            # The notes and styles of WebVTT end at a blank line.
            is_note = bool(line.strip())
        else:
            words.append(line)
    if times:
        yield _make_cue(times, words)


def _parse_dialogues(lines: Sequence[str]) -> Iterator[_Cue]:
    """Yield the subtitles of SubStation Alpha in the order of time."""
    found = [dialogue for line in lines if (dialogue := _DIALOGUE.fullmatch(line))]
    cues = [_make_cue(dialogue, re.split(r"\\[Nn]", dialogue["words"].replace("\\h", " "))) for dialogue in found]
    yield from sorted(cues, key=lambda cue: cue.start)


def _drop_name(words: list[str], lines: Sequence[str], place: int) -> list[str]:
    is_named = len(words) > 1 and words[-1].strip() and not lines[place - 2].strip()
    return words[:-1] if is_named or (words and words[-1].strip().isdigit()) else words


def _make_cue(times: re.Match[str], words: Sequence[str]) -> _Cue:
    return _Cue(_read_seconds(times["start"]), _read_seconds(times["end"]), [line for line in words if line.strip()])


def _read_seconds(clock: str) -> float:
    seconds = 0.0
    for part in clock.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def name_time(seconds: float) -> str:
    """Return a time as citations give it: "0:04:12"."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _write(cues: Iterator[_Cue]) -> Fields:
    """Join the subtitles to sentences and paragraphs."""
    kept = [cue for cue in _drop_repeated(cues) if cue.lines]
    ends = sum(cue.lines[-1].endswith(_ENDS) for cue in kept)
    writer = _CueWriter(has_stops=ends >= _MIN_SHARE_OF_ENDS * len(kept))
    for cue in kept:
        writer.add(cue)
    text = "".join(writer.parts)
    if not text.strip():
        return {"skipped": "It contains no text."}
    return {"text": text, "pages": writer.starts, "page_labels": writer.labels}


def _drop_repeated(cues: Iterator[_Cue]) -> Iterator[_Cue]:
    """Yield the subtitles without tags, and without lines that the one before still shows, as in live captions."""
    before, end = "", -1.0
    for cue in cues:
        lines = [cleaned for line in cue.lines if (cleaned := _clean(line))]
        fresh = [line for line in lines if not (line == before and cue.start <= end + _OVERLAP)]
        if lines:
            before, end = lines[-1], max(cue.end, cue.start)
        yield cue._replace(lines=fresh)


def _clean(line: str) -> str:
    named = _SPEAKER_TAG.sub(lambda tag: f"{_NAME_MARK}{' '.join(tag[1].split())}: ", line)
    # Cleaned here, so that the offsets of the times stay valid.
    return " ".join(clean_text(html.unescape(_TAG.sub("", named)).replace("\u200b", "")).split())


class _CueWriter:
    """Writes subtitles one after the other, with the offset and time at which each begins."""

    def __init__(self, has_stops: bool) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.labels: list[str] = []
        self._has_stops = has_stops
        self._length = 0
        self._last = ""
        self._end = 0.0
        self._speaker = ""

    def add(self, cue: _Cue) -> None:
        """Write the lines of a subtitle."""
        for number, line in enumerate(cue.lines):
            words, is_other = self._read_speaker(line)
            if not words:
                continue
            is_apart = is_other or (cue.is_apart and number == 0)
            self._put(self._find_break(words, cue.start, is_apart), "")
            if number == 0 or not self.starts:
                self.starts.append(self._length)
                self.labels.append(name_time(cue.start))
            self._put(words, words)
        self._end = max(cue.end, cue.start)

    def _read_speaker(self, line: str) -> tuple[str, bool]:
        """Return a line without dash, or the name of the one who spoke before, and whether another speaks."""
        if line.startswith(_NAME_MARK):
            name, _, words = line.removeprefix(_NAME_MARK).partition(": ")
            is_same, self._speaker = name == self._speaker, name
            return (words, False) if is_same else (f"{name}: {words}" if words else "", True)
        found = _OTHER.match(line)
        return (line[found.end() :], True) if found else (line, False)

    def _find_break(self, line: str, start: float, is_apart: bool) -> str:
        """Return what comes between the words before and a line."""
        if not self._last:
            return ""
        has_ended = self._last.endswith(_ENDS) or not self._has_stops
        if is_apart or _SOUND.fullmatch(line) or _SOUND.fullmatch(self._last):
            return "\n\n"
        return "\n\n" if has_ended and start - self._end >= LONG_PAUSE else " "

    def _put(self, text: str, last: str) -> None:
        self.parts.append(text)
        self._length += len(text)
        self._last = last or self._last


class _TimeMark(NamedTuple):
    """The time in a line of a transcript, the speaker it names, and where the words after it begin."""

    line: int
    seconds: float
    speaker: str
    words: int


def find_transcript(text: str) -> list[_TimeMark]:
    """Return the times of a transcript, none if a text is not one.

    Times rise from near zero, are in many lines, and have seconds or brackets, or lines of their own: "10:00 Opening"
    in a programme is none.
    """
    lines = text.split("\n")
    if not any(_read_mark(number, line) for number, line in enumerate(lines[:_FIRST_LINES])):
        return []
    marks = [mark for number, line in enumerate(lines) if (mark := _read_mark(number, line))]
    filled = sum(bool(line.strip()) for line in lines)
    are_rising = all(one.seconds <= other.seconds for one, other in zip(marks, marks[1:], strict=False))
    are_many = len(marks) >= max(_MIN_MARKS, _MIN_SHARE_OF_MARKS * filled)
    return marks if are_many and are_rising and marks[0].seconds <= _MAX_FIRST_SECOND else []


def _read_mark(number: int, line: str) -> _TimeMark | None:
    if len(line) > 100_000 or not any(map(str.isdigit, line[:100])):
        return None
    if found := _ALONE.fullmatch(line):
        return _TimeMark(number, _read_seconds(found["time"]), "", len(line))
    start = len(line) - len(line.lstrip())
    if found := _FULL.match(line, start) or _SHORT.match(line, start):
        return _TimeMark(number, _read_seconds(found["time"]), "", found.end())
    if found := _NAMED.fullmatch(line[:100].strip()):
        return _TimeMark(number, _read_seconds(found["time"] or found["other"]), found["name"].strip(), len(line))
    return None


def _parse_transcript(lines: Sequence[str], marks: Sequence[_TimeMark]) -> Iterator[_Cue]:
    for line in lines[: marks[0].line]:
        if line.strip():
            yield _Cue(0, 0, [" ".join(line.split())], is_apart=True)
    ends = [*(mark.line for mark in marks[1:]), len(lines)]
    for mark, end in zip(marks, ends, strict=True):
        first = lines[mark.line][mark.words :].strip(" \t-–—:|")
        paragraphs = "\n".join([first, *lines[mark.line + 1 : end]]).strip().split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            words = [" ".join(line.split()) for line in paragraph.split("\n") if line.strip()]
            if words and mark.speaker and number == 0:
                words[0] = f"{_NAME_MARK}{mark.speaker}: {words[0]}"
            is_first = mark is marks[0] and number == 0
            yield _Cue(mark.seconds, mark.seconds, words, is_apart=number > 0 or is_first)
