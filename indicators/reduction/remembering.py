"""What followed from the same figures before need not be worked out again.

New answers in one pilot change one family of verdicts; all the others have the very inputs that they had. A function
marked ``remembered`` keeps its latest results in this process, by a digest of all its arguments: it must be pure, and
its results are shared, so nobody may change them. An argument with a ``digest`` is told apart by that alone.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from hashlib import blake2b
from io import BytesIO
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

KEPT = 400  # results of one function
_FORGET: list[Callable[[], None]] = []
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Unread(Generic[R]):
    """What is read when it is asked for; those of one digest hold the same."""

    digest: str
    read: Callable[[], R] = field(repr=False, compare=False)

    @cached_property
    def held(self) -> R:
        """What was read."""
        return self.read()


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which gives its earlier result where all arguments are equal to those of then."""
    kept: OrderedDict[bytes, R] = OrderedDict()
    lock = Lock()
    _FORGET.append(kept.clear)

    @wraps(function)
    def recalled(*args: P.args, **kwargs: P.kwargs) -> R:
        named = {name: _stand_in(value) for name, value in kwargs.items()}
        key = blake2b(_bytes([[_stand_in(value) for value in args], named]), digest_size=32).digest()
        with lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        result = function(*args, **kwargs)
        with lock:
            kept[key] = result
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return result

    return recalled


def _bytes(arguments: Any) -> bytes:
    """Equal for equal arguments, whether or not two equal parts of them are one object."""
    held = BytesIO()
    pickler = pickle.Pickler(held)
    pickler.fast = True  # without references to what was written before
    pickler.dump(arguments)
    return held.getvalue()


def _stand_in(value: Any) -> Any:
    return getattr(value, "digest", value)


def forget_all() -> None:
    """As after the start of a process; for measurements."""
    for forget in _FORGET:
        forget()
