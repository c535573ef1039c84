"""Drafts go after the thirty days that the page promises, and not a day earlier."""

import datetime as dt

import pytest
from django.utils import timezone

from surveys.models import ResponseDraft
from surveys.tasks import prune
from tests.factories.surveys import make_wave

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_old_drafts_go_and_newer_ones_stay() -> None:
    wave = make_wave()
    for days in (29, 31, 400):
        draft = ResponseDraft.objects.create(wave=wave, token_hash=f"{days:064}", answers={"idea": "Trees"})
        ResponseDraft.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - dt.timedelta(days=days))

    assert (prune(), prune()) == (2, 0)
    assert [draft.token_hash for draft in ResponseDraft.objects.all()] == [f"{29:064}"]
