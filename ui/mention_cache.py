"""`MentionCache`: the mentions that were found last, so that another page or view of them is not searched again."""

from index.store import Index
from qa.mentions.finding import Mentions, make_wanted, mention_steps
from qa.timeline import DEPTH, Timeline, find_timeline, timeline_steps
from ui.cache import Cache
from ui.mention_request import MentionRequest
from ui.security.request_queue import Steps
from ui.steps import price_steps

KEPT_MENTIONS = 4
"""Maximum number of cached lists of mentions, and of timelines, of all indexes together."""

PASSAGES_A_REQUEST = 2_000
"""Number of passages that are read at the cost of a request."""

MENTIONS_A_REQUEST = 2_000
"""Number of mentions that are dated at the cost of a request."""

MOST_DATED = 2_000
"""Maximum number of mentions of a timeline, unless all are requested."""

_Key = tuple[object, ...]


class MentionCache:
    """Finds mentions, and caches those of the newest generation of each index; for any number of threads."""

    def __init__(self) -> None:
        self._mentions: Cache[_Key, Mentions] = Cache(KEPT_MENTIONS)
        self._timelines: Cache[_Key, Timeline] = Cache(KEPT_MENTIONS)

    def _drop_older(self, key: _Key) -> None:
        """Drop mentions of another generation of the same index, as a list keeps its index open."""
        for cache in self._mentions, self._timelines:
            cache.drop(lambda other: other[0] == key[0] and other[1] != key[1])

    def find(self, wanted: MentionRequest, index: Index) -> Steps[Mentions]:
        """Find the mentions in steps. Raises what `find_mentions` raises."""
        key = _key_of(wanted, index)
        self._drop_older(key)
        mentions = self._mentions.get(key)
        if mentions is None:
            filtered = make_wanted(wanted.sources, wanted.since, wanted.until)
            steps = mention_steps(wanted.phrase, index, filtered, wanted.articles)
            mentions = yield from price_steps(steps, lambda passages: passages / PASSAGES_A_REQUEST)
            self._mentions.put(key, mentions)
        return mentions

    def date(self, wanted: MentionRequest, mentions: Mentions) -> Steps[Timeline]:
        """Make the timeline of the mentions in steps: of all that there are, or of the best passages if they are many.

        A filter applies to all of them only. A question, which no sentence mentions, is searched too.
        """
        takes_all = wanted.takes_all or wanted.filtered or 0 < len(mentions) <= MOST_DATED
        key = (*_key_of(wanted, mentions.opened), takes_all)
        self._drop_older(key)
        timeline = self._timelines.get(key)
        if timeline is None:
            if takes_all:
                timeline = yield from price_steps(timeline_steps(mentions), lambda dated: dated / MENTIONS_A_REQUEST)
            else:
                timeline = find_timeline(wanted.phrase, index=mentions.opened, k=DEPTH)
                yield 1
            self._timelines.put(key, timeline)
        return timeline


def _key_of(wanted: MentionRequest, index: Index) -> _Key:
    return (
        str(index.folder),
        index.generation,
        wanted.phrase,
        wanted.sources,
        wanted.since,
        wanted.until,
        wanted.articles,
    )
