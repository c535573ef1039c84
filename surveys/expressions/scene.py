"""Where an expression is evaluated."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from surveys.expressions.values import Value, Values


def _nothing(name: str) -> Value:
    return None


def _code_itself(question: str, code: str) -> str:
    return code


@dataclass(frozen=True)
class Scene:
    """Where an expression is evaluated.

    lookup: the answer to a question as seen from here, ``Values`` where it lies in a repeat that we are outside of;
    own: what ``.`` means; columns: the row of a choice list, for its filter; now: the clock in the survey's time zone;
    position: number of the repeat, from 1; random: one number in [0, 1); label: (question, code) → the choice's words.
    """

    lookup: Callable[[str], "Value | Values"] = _nothing
    own: Value = None
    columns: Mapping[str, Value] = field(default_factory=dict)
    now: dt.datetime = dt.datetime(1970, 1, 1)  # noqa: DTZ001  local time, as people write it
    position: int | None = None
    random: Callable[[], float] = lambda: 0.0
    label: Callable[[str, str], str] = _code_itself
