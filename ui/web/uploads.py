"""Files uploaded by the page, each associated with the session that uploaded it.

A session is a browser, identified by a cookie that its first upload sets. Each upload request gets its own folder with
a random name below Gradio's upload folder. The paths stored there are recorded with the session, and only that session
may use them in an event. Everything is removed when the server ends.
"""

import os
import re
import stat
from collections import OrderedDict
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from gradio.route_utils import upload_fn
from gradio.routes import file_upload_statuses
from gradio.utils import get_upload_folder
from python_multipart.exceptions import FormParserError
from starlette.formparsers import MultiPartException

from corpus.errors import CorpusError
from ui.problems import ProblemResponse

COOKIE = "quotedesk_uploads"
MAX_RECORDED = 100_000
"""Maximum number of uploaded files that are recorded; the oldest are dropped first."""

_SESSION = re.compile(r"[\w-]{22}", re.ASCII)


class Uploads:
    """Stores uploaded files, and records which session uploaded which."""

    def __init__(self, max_bytes: float, stored: set[str]) -> None:
        """`max_bytes` limits one file; Gradio later removes the paths in `stored`."""
        self._max_bytes = max_bytes
        self._stored = stored
        self._sessions: OrderedDict[str, str] = OrderedDict()
        self._folder: Path | None = None

    async def receive(self, request: Request) -> Response:
        """Store the files of a request and return their paths."""
        folder = Path(mkdtemp(dir=self._open_folder()))
        paths: list[str] = []
        try:
            paths = await self._store(request, folder)
        except MultiPartException as error:
            is_large = "maximum allowed size" in error.message
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.BAD_REQUEST
            return ProblemResponse(status, error.message)
        except FormParserError as error:
            return ProblemResponse(HTTPStatus.BAD_REQUEST, str(error))
        except TypeError:
            # Gradio's error for a field named "files" without a file.
            return ProblemResponse(HTTPStatus.BAD_REQUEST, "The upload contains no file.")
        finally:
            _remove_leftovers(folder, paths)
        return self._record(request, paths)

    def _open_folder(self) -> Path:
        """Return the folder of this server, created if missing: the system may clear temporary folders."""
        if self._folder is None or not self._folder.is_dir():
            parent = Path(get_upload_folder())
            parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(mkdtemp(prefix="quotedesk-", dir=parent))
            finalize(self, rmtree, self._folder, ignore_errors=True)
        return self._folder

    async def _store(self, request: Request, folder: Path) -> list[str]:
        upload_id = request.query_params.get("upload_id")
        progress = file_upload_statuses if upload_id else None
        paths, _, _ = await upload_fn(request, folder, self._max_bytes, upload_id, upload_progress=progress)
        return [str(path) for path in paths]

    def _record(self, request: Request, paths: Sequence[str]) -> Response:
        session = session_of(request) or token_urlsafe(16)
        self._stored.update(paths)
        self._sessions.update(dict.fromkeys(paths, session))
        while len(self._sessions) > MAX_RECORDED:
            self._sessions.popitem(last=False)
        response = JSONResponse(paths)
        if paths and not session_of(request):
            is_secure = request.url.scheme == "https"
            response.set_cookie(COOKIE, session, httponly=True, samesite="lax", secure=is_secure)
        return response

    def has(self, request: Request, path: str) -> bool:
        """Return whether the session of a request uploaded the file at a path, and the file still exists."""
        session = session_of(request)
        return bool(session) and self._sessions.get(path) == session and is_upload(path)


def session_of(request: Request) -> str:
    """Return the session that sent a request, empty if it has uploaded nothing."""
    session = request.cookies.get(COOKIE, "")
    return session if _SESSION.fullmatch(session) else ""


def is_upload(path: str) -> bool:
    """Return whether a path is a regular file in the upload folder; links out of it do not count."""
    try:
        is_regular = stat.S_ISREG(os.lstat(path).st_mode)
        return is_regular and Path(path).resolve(strict=True).is_relative_to(Path(get_upload_folder()).resolve())
    except (OSError, ValueError):
        return False


def check_uploads(paths: Sequence[str]) -> list[Path]:
    """Return the paths of uploaded files. Raises CorpusError for any other path."""
    if not all(map(is_upload, paths)):
        raise CorpusError("Some of these files were not uploaded to this page.", "Please choose them again.")
    return [Path(path) for path in paths]


def _remove_leftovers(folder: Path, paths: Sequence[str]) -> None:
    """Remove the remains of an upload: everything if it failed, otherwise the fields without an uploaded file."""
    if not paths:
        rmtree(folder)
        return
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
