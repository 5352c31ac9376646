"""Reads the images of pages with rapidocr, if it is installed, in a process with limits of its own.

The recognition of a dense page takes about 8 s of CPU time and a gigabyte of memory, which is too much for the
process that reads files. It is given pixels alone, so it parses nothing of a file.
"""

import json
import math
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from statistics import median
from typing import Any, NamedTuple

from corpus.articles import clean_text
from corpus.layout.text_runs import PlacedWord, PrintedPage, make_runs

SECONDS_A_PAGE = 60
"""CPU time for a page, in seconds."""

PATIENCE = 5
"""Wall-clock limit for a page, as a multiple of its CPU time; a busy machine takes longer."""

STEP = 10.0
"""How long to wait for a page, in seconds, before progress is reported."""

MEMORY = 3 << 30
"""Limit of the address space, in bytes."""

DETECTION_SIDE = 1_280
"""Length, in pixels, of the longer side of the image in which lines are searched for."""

MIN_SCORE = 0.85
"""Minimum confidence of a line; one below it would be quoted with wrong letters, so it is left out and counted."""

MIN_NOISE_SCORE = 0.5
"""Minimum confidence of a line that is counted as unread; below it there is mostly no text."""

MAX_ANSWER_SIZE = 10_000_000
"""Maximum size of the lines of a page, in bytes."""

SURE_SCORE = 0.85
"""Mean confidence of a page from which on it is not tried upside down."""

_CODE = "import sys; from corpus.layout.ocr import serve; serve(int(sys.argv[1]))"
_SIZE_OF_LINE = 0.72
_ALIKE = (0.6, 1.6)


class PageImage(NamedTuple):
    """A page as grey pixels, row by row, and the number of pixels to a point."""

    pixels: bytes
    width: int
    height: int
    scale: float


class OcrFailed(Exception):
    """The recognition exceeded its limits or failed."""


def has_ocr() -> bool:
    """Return whether the packages for the recognition are installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class Recogniser:
    """A process that reads one image at a time; it starts on first use, and again after it was stopped."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, number: int, image: PageImage) -> Iterator[PrintedPage | None]:
        """Yield a page with the lines of its image, and None as long as it takes. Raises OcrFailed."""
        if self._process is None:
            self._start()
        try:
            self._connection.send_bytes(json.dumps([image.width, image.height]).encode())
            self._connection.send_bytes(image.pixels)
            began = time.monotonic()
            while not self._connection.poll(STEP):
                if time.monotonic() - began > PATIENCE * SECONDS_A_PAGE:
                    self.close()
                    raise OcrFailed("Reading its image took too long.")
                yield None
            lines = json.loads(self._connection.recv_bytes(MAX_ANSWER_SIZE))
        except (EOFError, OSError) as error:
            self.close()
            raise OcrFailed("Reading its image took too long or too much memory.") from error
        if lines is None:
            raise OcrFailed("Its image cannot be read.")
        page = _make_page(number, image, [line[:-1] for line in lines if line[-1] >= MIN_SCORE])
        page.unread = sum(MIN_NOISE_SCORE <= line[-1] < MIN_SCORE for line in lines)
        yield page

    def _start(self) -> None:
        self._connection, other = Pipe()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-c", _CODE, str(other.fileno())],
            pass_fds=[other.fileno()],
            env=os.environ | {"OPENCV_FOR_THREADS_NUM": "1", "MALLOC_ARENA_MAX": "2"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        other.close()

    def close(self) -> None:
        """Stop the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._connection.close()
            self._process = None


def _make_page(number: int, image: PageImage, lines: list[list[Any]]) -> PrintedPage:
    """Return a page of lines, each a text and its left, upper, right and lower edge in pixels."""
    heights = [bottom - top for _, _, top, _, bottom in lines]
    usual = median(heights) if heights else 0.0
    words: list[PlacedWord] = []
    for text, left, top, right, bottom in lines:
        height = bottom - top
        # The height of a line depends on its letters; lines of about the usual one have the usual size.
        is_usual = _ALIKE[0] * usual < height < _ALIKE[1] * usual
        size = round(2 * _SIZE_OF_LINE * (usual if is_usual else height) / image.scale) / 2 or 1.0
        base = (top + bottom) / 2 / image.scale + 0.35 * size
        parts = clean_text(text).split()
        length = sum(map(len, parts)) + len(parts) - 1
        at = 0
        for part in parts:
            first, last = (left + (right - left) * place / length for place in (at, at + len(part)))
            words.append(PlacedWord(part, first / image.scale, last / image.scale, base, size, "", is_bold=False))
            at += len(part) + 1
    return PrintedPage(number, runs=make_runs(words), bottom=image.height / image.scale)


def serve(descriptor: int) -> None:
    """Read images until the connection is closed."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection = Connection(descriptor)
    engine = None
    while True:
        signal.alarm(0)
        try:
            width, height = json.loads(connection.recv_bytes())
            pixels = connection.recv_bytes()
        except EOFError:
            return
        _allow()
        engine = engine or _make_engine()
        connection.send_bytes(json.dumps(_recognise(engine, pixels, width, height)).encode())


def _allow() -> None:
    """Limit the CPU time of this process from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(used.ru_utime + used.ru_stime) + SECONDS_A_PAGE
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
    # If the parent has died, SIGALRM ends this process too.
    signal.alarm(PATIENCE * SECONDS_A_PAGE + 1)


def _make_engine() -> Any:  # noqa: ANN401 - rapidocr has no types
    import logging

    from rapidocr import RapidOCR

    logging.disable()
    return RapidOCR(
        params={
            # Threads that wait for each other on a busy machine take several times the CPU time.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_SIDE,
            # The default misses a single line of small letters; other marks are left out by their confidence.
            "Det.box_thresh": 0.3,
            # It sometimes turns upright lines around; pages that are upside down are turned as a whole.
            "Global.use_cls": False,
            # Lines in batches would take the memory of the longest each.
            "Rec.rec_batch_num": 1,
        }
    )


def _recognise(engine: Any, pixels: bytes, width: int, height: int) -> list[list[Any]] | None:  # noqa: ANN401
    """Return the text of each line of an image with its edges, however the page is turned; None if it fails."""
    import numpy as np

    grey = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width)
    try:
        best = _read_lines(engine, grey)
        for turns in _list_turns(best):
            best = max(best, _read_lines(engine, np.ascontiguousarray(np.rot90(grey, turns))), key=_score)
    except Exception:  # noqa: BLE001 - each library below has its own errors
        return None
    return best


def _read_lines(engine: Any, grey: Any) -> list[list[Any]]:  # noqa: ANN401
    """Return text, left, upper, right and lower edge, and confidence of each line."""
    import numpy as np

    found = engine(np.stack([grey] * 3, axis=-1))
    if found is None or found.boxes is None:
        return []
    lines = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        if text.strip():
            lines.append([text, min(xs), min(ys), max(xs), max(ys), float(score)])
    return lines


def _list_turns(lines: list[list[Any]]) -> tuple[int, ...]:
    """Return the quarter turns that may make a page better readable."""
    if not lines:
        return ()
    upright = sum(bottom - top > right - left for _, left, top, right, bottom, _ in lines)
    if upright * 2 > len(lines):
        return (1, 3)
    return () if _score(lines) >= SURE_SCORE else (2,)


def _score(lines: list[list[Any]]) -> float:
    """Return the mean confidence of level lines, weighted by length; upright ones count as unread."""
    length = sum(len(line[0]) for line in lines)
    read = sum(len(text) * score for text, left, top, right, bottom, score in lines if right - left >= bottom - top)
    return read / length if length else 0.0
