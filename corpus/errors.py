"""What can go wrong that a person can mend, in one tree.

UserError
├── CorpusError       an article, file or folder cannot be read
├── ModelMissing      the embedding model is not on this machine
├── ModelDamaged      a file of the model is not the published one
├── IndexMissing      there is no index in the folder
├── IndexDamaged      a file of the index is missing, cut short or changed
├── IndexUnreadable   the index is not ours to read, or its disk does not work
├── IndexStale        the index belongs to another version or model
├── IndexBusy         another process is rebuilding the index
├── IndexUnwritable   the disk is full or the folder is not ours to write
├── ExamFailed        a new index answers worse than the published one
├── OutOfMemory       the work needs more memory than there is
├── EvaluationError   a question set cannot be read
├── DateError         a date that was given is none; also a ValueError
├── CitationError     a citation that is to be verified cannot be read
├── ExtraMissing      an optional package is not installed
├── PackageMissing    a required package is not installed
├── DraftError        a draft that is to be checked cannot be read
├── ClusterError      the cluster that is to encode cannot be reached, or gave up
├── EngineError       the search engine that holds the index refuses, or is not fit
│   └── EngineStarting  it cannot be reached, or not yet
└── ServerError       the page cannot be served

Wrong arguments are not in it: they raise ValueError or TypeError and name the argument.
"""

import errno

_NO_MEMORY = (
    "can't start new thread",
    "failed to map segment",
    "bad_alloc",
    "allocate memory",
    "enough memory",
    # A library that could not even make the object of its error.
    "error return without exception set",
    "returned NULL without setting an exception",
)
"""What the libraries say, in errors of many kinds, where there is too little memory."""


class UserError(Exception):
    """Something a person can mend: one sentence what happened, one what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


class CorpusError(UserError):
    """An article, file or folder cannot be read."""


class ModelMissing(UserError):
    """The embedding model is not on this machine."""


class ModelDamaged(UserError):
    """A file of the embedding model is not the one that was published."""


class IndexMissing(UserError):
    """There is no index in the folder."""


class IndexDamaged(UserError):
    """A file of the index is missing, cut short or changed."""


class IndexUnreadable(UserError):
    """The index cannot be read: it is not ours to read, or its disk does not work."""


class IndexStale(UserError):
    """The index was made by another version, or with another model, than the one asked for."""


class IndexBusy(UserError):
    """Another process is rebuilding the index."""


class IndexUnwritable(UserError):
    """The index cannot be written: the disk is full, or the folder is not ours to write."""


class ExamFailed(UserError):
    """A new index answers worse than the published one, or has lost articles."""


class OutOfMemory(UserError):
    """The work needs more memory than there is."""


class EvaluationError(UserError):
    """A question set cannot be read."""


class DateError(UserError, ValueError):
    """A date that was given is none."""


class CitationError(UserError):
    """A citation that is to be verified cannot be read."""


class ExtraMissing(UserError):
    """An optional package is not installed."""


class PackageMissing(UserError):
    """A required package is not installed."""


class DraftError(UserError):
    """A draft that is to be checked cannot be read."""


class ClusterError(UserError):
    """The cluster that is to encode cannot be reached, or gave up."""


class EngineError(UserError):
    """The search engine that holds the index refuses what is asked of it, or is not fit for it."""


class EngineStarting(EngineError):
    """The search engine that holds the index cannot be reached, or not yet."""


class ServerError(UserError):
    """The page cannot be served."""


class ServerBusy(UserError):
    """Too many requests wait for the server."""


class TooManyRequests(UserError):
    """Too many requests of one client wait for the server."""


def lacks_memory(error: BaseException) -> bool:
    """Return whether an error, of whatever library, comes from too little memory.

    So does what is raised while such an error is dealt with: a `BytesIO` that could not grow is closed, and what then
    ends a file in it raises ValueError.
    """
    if error.__context__ is not None and lacks_memory(error.__context__):
        return True
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return any(words in str(error) for words in _NO_MEMORY)
