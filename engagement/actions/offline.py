"""Take in sessions that were logged on a device without network."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from engagement.actions.checkin import KeyReusedError, hash_of_entry
from engagement.actions.planning import repeat_setup
from engagement.actions.sessions import log_session
from engagement.models import DeviceEntry, Method, Session
from pilots.models import Pilot


def entry_of(key: uuid.UUID, content: Mapping[str, Any]) -> Session | None:
    """The session that was stored under ``key``, None where there is none.

    Raises KeyReusedError where the key came with other content before.
    """
    entry = DeviceEntry.objects.filter(key=key).select_related("session").first()
    if entry is None:
        return None
    if entry.body_hash != hash_of_entry(None, content) or entry.kind != DeviceEntry.Kind.SESSION:
        raise KeyReusedError("The key was sent before with other content.")
    return entry.session


def log_queued_session(*, key: uuid.UUID, content: Mapping[str, Any], pilot: Pilot, method: Method, by: Any,
                       like: Session | None = None, **fields: Any) -> Session:
    """Log a session that waited on a device; ``content`` is what the device sent. Raises KeyReusedError.

    ``like`` is the earlier session whose set-up is repeated, None where nothing was taken over.
    """
    try:
        with transaction.atomic():
            # stored before its answer was lost: it may have been completed since
            known = Session.objects.filter(submission=key).exists()
            session = log_session(pilot=pilot, method=method, by=by, submission=key, **fields)
            if like is not None and not known:
                repeat_setup(session=session, like=like, by=by)
            DeviceEntry.objects.create(
                key=key, session=session, kind=DeviceEntry.Kind.SESSION, body_hash=hash_of_entry(None, content),
            )
    except IntegrityError:
        repeated = entry_of(key, content)
        if repeated is None:
            raise
        return repeated
    return session
