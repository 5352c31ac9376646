"""Opens the encoder that was saved in a folder, once for all that use it."""

import threading
from collections.abc import Callable
from weakref import WeakValueDictionary

from index.checked import CheckedPath
from index.types import Encoder, ModelCard

_opened: WeakValueDictionary[str, Encoder] = WeakValueDictionary()
_opening = threading.Lock()


def share_encoder(find_folder: Callable[[], CheckedPath], card: ModelCard, digest: str) -> Encoder:
    """Open the encoder that was saved in a folder, or take the one that is open of the same digest.

    `find_folder` returns the folder, and is called only if no encoder of the digest is open.

    Generations of one model, and a build beside an index that answers, so load it once. Raises ModelMissing,
    ModelDamaged or IndexDamaged.
    """
    with _opening:
        encoder = _opened.get(digest)
        if encoder is None:
            encoder = _opened[digest] = open_encoder(find_folder(), card)
        return encoder


def open_encoder(folder: CheckedPath, card: ModelCard) -> Encoder:
    """Open the encoder that was saved in a folder; once opened it needs the folder no more."""
    if card.runtime == "sentence-transformers":
        from index.model.transformer import open_transformer

        return open_transformer(folder, card)
    from index.model.graph import GraphEncoder

    return GraphEncoder(folder, card)
