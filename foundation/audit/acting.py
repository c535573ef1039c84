"""Who acts, and which rows belong to one change: of the request, or of a block that says so."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from simple_history.models import HistoricalRecords


@dataclass(frozen=True)
class Act:
    """One act of one person (None: the system): all rows written meanwhile are one change."""

    by: Any
    change: uuid.UUID


_act: ContextVar[Act | None] = ContextVar("act", default=None)
_is_unrecorded: ContextVar[bool] = ContextVar("is_unrecorded", default=False)
_is_taken_back: ContextVar[bool] = ContextVar("is_taken_back", default=False)


@contextmanager
def acting(by: Any) -> Iterator[uuid.UUID]:
    """Everything written inside is one change by ``by``; for tasks, commands and tests, which have no request."""
    act = Act(by, uuid.uuid4())
    token = _act.set(act)
    try:
        yield act.change
    finally:
        _act.reset(token)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Write no history inside: for the removal of a whole programme and for loads of made-up data."""
    token = _is_unrecorded.set(True)
    try:
        yield
    finally:
        _is_unrecorded.reset(token)


@contextmanager
def taking_back() -> Iterator[None]:
    """Deletions inside are no erasures: what they delete can come back, so its history stays."""
    token = _is_taken_back.set(True)
    try:
        yield
    finally:
        _is_taken_back.reset(token)


def is_taken_back() -> bool:
    return _is_taken_back.get()


def is_unrecorded() -> bool:
    return _is_unrecorded.get()


def current_user(**_instance_and_request: Any) -> Any:
    """The user who acts, or None."""
    if act := _act.get():
        return act.by
    user = getattr(_request(), "user", None)
    return user if getattr(user, "is_authenticated", False) else None


def current_user_name() -> str:
    """What stays of the actor when the account is deleted."""
    user = current_user()
    return str(user)[:200] if user else ""


def current_change() -> uuid.UUID:
    """The key of the change: one per request or ``acting`` block; elsewhere every row is its own."""
    if act := _act.get():
        return act.change
    request = _request()
    if request is None:
        return uuid.uuid4()
    if not hasattr(request, "recorded_change"):
        request.recorded_change = uuid.uuid4()
    return request.recorded_change


def _request() -> Any:
    return getattr(HistoricalRecords.context, "request", None)
