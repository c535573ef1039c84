"""What somebody has typed so far."""

import secrets
import uuid
from typing import Any

from surveys.actions.receipts import hash_of_token
from surveys.models import ResponseDraft, Wave


def draft_of(wave: Wave, token: str) -> ResponseDraft | None:
    """The wave's draft for the token of a cookie."""
    if not token:
        return None
    return ResponseDraft.objects.filter(wave=wave, token_hash=hash_of_token(token)).first()


def save_draft(*, wave: Wave, token: str, response_id: uuid.UUID, answers: dict[str, Any], language: str) -> str:
    """Keep what was typed and return the token under which it is found; a blank or foreign token is replaced."""
    if token:
        kept = ResponseDraft.objects.filter(wave=wave, token_hash=hash_of_token(token))
        draft = kept.first()
        if draft is not None:
            draft.answers, draft.language, draft.response_id = answers, language, response_id
            draft.save()
            return token
    token = secrets.token_urlsafe(24)
    ResponseDraft.objects.create(
        wave=wave, token_hash=hash_of_token(token), response_id=response_id, answers=answers, language=language
    )
    return token
