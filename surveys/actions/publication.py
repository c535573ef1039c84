"""Choose what of a wave is published; once people are asked, the promise stands."""

from typing import Any

from django.db import transaction

from foundation.audit.record import record
from surveys.models import Wave, WavePolicy
from surveys.publication import is_launched


class LockedError(Exception):
    """People have been asked already."""


@transaction.atomic
def choose_policy(*, wave: Wave, counts: str, texts: str, links_answers: bool, by: Any) -> WavePolicy:
    """Store the policy of a wave that nobody has been asked in yet. Raises LockedError afterwards."""
    locked = Wave.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=wave.pk)
    if is_launched(locked):
        raise LockedError
    chosen: dict[str, Any] = {"counts": counts, "texts": texts, "links_answers": links_answers}
    policy, _is_new = WavePolicy.objects.update_or_create(wave=locked, defaults=chosen)
    record("wave.publication", locked, by=by, **chosen)
    return policy
