"""Errors that a person can fix, in one tree.

UserError
├── CorpusError       an article, file or folder cannot be read
│   ├── UnknownArticle  there is no such article
│   └── MoveRefused   articles cannot be moved to another collection
├── ModelMissing      the embedding model is not on this machine
├── ModelDamaged      a file of the model is not the published one
├── IndexMissing      there is no index in the folder
├── IndexDamaged      a file of the index is missing, cut short or changed
├── IndexUnreadable   the index may not be read, or its disk fails
├── IndexStale        the index belongs to another version or model
├── IndexBusy         another process is rebuilding the index
├── IndexUnwritable   the disk is full or the folder is not writable
├── CollectionMissing there is no collection of this name, or the user may not read it
├── CollectionExists  there is a collection of this name already, or there are too many
├── TrashFull         there are too many deleted collections
├── CollectionNameError  a name is not safe as the name of a collection
├── ExamFailed        a new index answers worse than the published one
├── OutOfMemory       there is too little memory
├── EvaluationError   a question set cannot be read
├── DateError         a date is not valid; also a ValueError
├── CitationError     a citation to verify cannot be read
├── ClippingError     a clipping cannot be read or kept
│   └── UnknownClipping  there is no such clipping
├── ExportError       a file of an export cannot be written
├── ExtraMissing      an optional package is not installed
├── PackageMissing    a required package is not installed
├── DraftError        a draft to check cannot be read
├── StandingError     the standing questions cannot be read or saved
│   ├── StandingMissing  there is no such standing question
│   └── StandingRefused  a standing question is refused, or there are too many
├── ClusterError      the cluster for encoding cannot be reached, or failed
├── EngineError       the search engine rejects a request, or is not supported
│   └── EngineStarting  it cannot be reached, or is starting
└── ServerError       the page cannot be served
    └── ChangeRefused  the server is read-only, or the user may only read the collection

Wrong arguments are not part of it: they raise ValueError or TypeError and name the argument.
"""

import errno

_NO_MEMORY = (
    "can't start new thread",
    "failed to map segment",
    "bad_alloc",
    "allocate memory",
    "enough memory",
    # Errors of libraries that could not even create an exception object.
    "error return without exception set",
    "returned NULL without setting an exception",
)
"""Messages of libraries, in errors of many classes, that mean too little memory."""


class UserError(Exception):
    """An error that a person can fix: one sentence says what happened, one what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


class CorpusError(UserError):
    """An article, file or folder cannot be read."""


class UnknownArticle(CorpusError):
    """There is no article of this id."""


class MoveRefused(CorpusError):
    """Articles cannot be moved as requested."""


class ModelMissing(UserError):
    """The embedding model is not on this machine."""


class ModelDamaged(UserError):
    """A file of the embedding model is not the one that was published."""


class IndexMissing(UserError):
    """There is no index in the folder."""


class IndexDamaged(UserError):
    """A file of the index is missing, cut short or changed."""


class IndexUnreadable(UserError):
    """The index cannot be read: its permissions forbid it, or its disk fails."""


class IndexStale(UserError):
    """The index was built by another version, or with another model, than requested."""


class IndexBusy(UserError):
    """Another process is rebuilding the index."""


class IndexUnwritable(UserError):
    """The index cannot be written: the disk is full, or the folder is not writable."""


class CollectionMissing(UserError):
    """There is no collection of this name, or the user may not read it; the message is the same."""


class CollectionExists(UserError):
    """A collection of this name exists, or there are too many."""


class TrashFull(UserError):
    """There are too many deleted collections."""


class CollectionNameError(UserError, ValueError):
    """A name is not safe as the name of a collection."""


class ExamFailed(UserError):
    """A new index answers worse than the published one, or lacks articles."""


class OutOfMemory(UserError):
    """There is too little memory."""


class EvaluationError(UserError):
    """A question set cannot be read."""


class DateError(UserError, ValueError):
    """A date is not valid."""


class CitationError(UserError):
    """A citation to verify cannot be read."""


class MentionError(UserError):
    """Mentions cannot be searched as requested."""


class ClippingError(UserError):
    """A clipping cannot be read or kept."""


class UnknownClipping(ClippingError):
    """There is no such clipping, or it is of another user."""


class ExportError(UserError):
    """A file of an export cannot be written."""


class ExtraMissing(UserError):
    """An optional package is not installed."""


class PackageMissing(UserError):
    """A required package is not installed."""


class DraftError(UserError):
    """A draft to check cannot be read."""


class QuestionsError(UserError):
    """A file of questions cannot be read."""


class ColumnError(UserError):
    """The articles or sources of a matrix are not in the index."""


class StandingError(UserError):
    """The standing questions cannot be read or saved."""


class StandingMissing(StandingError):
    """There is no such standing question."""


class StandingRefused(StandingError):
    """A question cannot be a standing question, or there are too many."""


class ClusterError(UserError):
    """The cluster for encoding cannot be reached, or failed."""


class EngineError(UserError):
    """The search engine that stores the index rejects a request, or is not supported."""


class EngineStarting(EngineError):
    """The search engine that stores the index cannot be reached, or is starting."""


class ServerError(UserError):
    """The page cannot be served."""


class ChangeRefused(ServerError):
    """The server is read-only, or the user may only read the collection."""


class ServerBusy(UserError):
    """Too many requests are waiting for the server."""


class TooManyRequests(UserError):
    """Too many requests of one client are waiting for the server."""


def lacks_memory(error: BaseException) -> bool:
    """Return whether an error, of any library, was caused by too little memory.

    This includes follow-up errors: a `BytesIO` that could not grow is closed, and finishing the file in it then raises
    ValueError.
    """
    if error.__context__ is not None and lacks_memory(error.__context__):
        return True
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return any(words in str(error) for words in _NO_MEMORY)
