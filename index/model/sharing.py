"""Opens a saved encoder once for all users in this process."""

import threading
from collections.abc import Callable
from weakref import WeakValueDictionary

from index.checked import CheckedPath
from index.types import Encoder, ModelCard

_opened: WeakValueDictionary[str, Encoder] = WeakValueDictionary()
_opening = threading.Lock()


def share_encoder(find_folder: Callable[[], CheckedPath], card: ModelCard, digest: str) -> Encoder:
    """Open the encoder saved in a folder, or return an open one with the same digest.

    `find_folder` returns the folder, and is called only if no encoder with the digest is open.

    Several generations of one model, and a build beside a serving index, so load it once. Raises ModelMissing,
    ModelDamaged or IndexDamaged.
    """
    with _opening:
        encoder = _opened.get(digest)
        if encoder is None:
            encoder = _opened[digest] = open_encoder(find_folder(), card)
        return encoder


def open_encoder(folder: CheckedPath, card: ModelCard) -> Encoder:
    """Open the encoder saved in a folder; an open encoder no longer needs the folder."""
    if card.runtime == "sentence-transformers":
        from index.model.transformer import open_transformer

        return open_transformer(folder, card)
    from index.model.graph import GraphEncoder

    return GraphEncoder(folder, card)
