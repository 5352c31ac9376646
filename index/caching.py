"""`cache_method`: caches that do not keep their object alive."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")


def cache_method(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Return a bound method with a cache of its own that does not keep the method's object alive.

    Otherwise the files of a removed generation would stay open until the next garbage collection.
    """
    weakly: WeakMethod[Callable[P, T]] = WeakMethod(method)

    def call_weakly(*arguments: P.args, **options: P.kwargs) -> T:
        call = weakly()
        if call is None:
            raise ReferenceError("the object of a cached method was deleted")
        return call(*arguments, **options)

    return cast(Callable[P, T], lru_cache(size)(call_weakly))
