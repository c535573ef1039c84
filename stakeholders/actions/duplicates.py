"""Find entries of the register that may be one, and remember which are not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from foundation.audit.record import record
from stakeholders.matching import Entry, Likeness, likely_matches, likely_pairs, without_ruled_out
from stakeholders.models import ContactDetails, NotTheSame, Stakeholder

KEPT_SECONDS = 3600
AT_ENTRY = 5
_COLUMNS = ("pk", "kind", "organisation_name", "external_id", "organisation__organisation_name", "contact__name",
            "contact__email", "contact__phone")


def entries_of(programme_id: int, region: str, *, stakeholders: Any = None) -> list[Entry]:
    """The register of a programme, or the given rows of it, as it is compared; those without a name are left out."""
    rows = Stakeholder.objects.all() if stakeholders is None else stakeholders
    found = []
    for key, kind, own, external_id, house, name, email, phone in rows.filter(
            programme=programme_id).order_by("pk").values_list(*_COLUMNS):
        if called := own or name:
            found.append(Entry(key, called, kind == Stakeholder.Kind.PERSON, email or "", phone or "", house or "",
                               external_id, region))
    return found


def alike(*, programme: Any, user: Any, region: str, kind: str, name: str, email: str = "", phone: str = "",
          organisation: str = "") -> list[Likeness]:
    """Entries that somebody about to be entered may already be, among those whose names the user may see.

    Whoever was said to be another than somebody who certainly fits is not among them.
    """
    wanted = Entry(None, name, kind == Stakeholder.Kind.PERSON, email, phone, organisation, region=region)
    mine = Stakeholder.objects.named_for(user)
    found = next(likely_matches([wanted], entries_of(programme.pk, region, stakeholders=mine)))
    return without_ruled_out(found, Dismissed(programme.pk).are_two)[:AT_ENTRY]


class Dismissed:
    """The pairs of a programme of whom somebody has said that they are two; one query."""

    def __init__(self, programme_id: int) -> None:
        self._pairs = set(NotTheSame.objects.filter(first__programme=programme_id).values_list("first", "second"))

    def are_two(self, one: Any, other: Any) -> bool:
        return one != other and _in_order(one, other) in self._pairs


def likely_duplicates(*, programme: Any, user: Any) -> list[Likeness]:
    """All pairs of the register that may be one and of whom nobody said otherwise, as far as the user sees names.

    The comparison of a register is kept until the register changes; keys and scores only, no name.
    """
    key = f"duplicates2:{programme.pk}:{_state_of(programme)}:{user.pk}"
    if (kept := cache.get(key)) is not None:
        return [Likeness(first, second, score, tuple(reasons), is_certain, is_by_name)
                for first, second, score, reasons, is_certain, is_by_name in kept]
    region = next(iter(programme.pilots.exclude(country="").order_by("pk").values_list("country", flat=True)), "")
    entries = entries_of(programme.pk, region, stakeholders=Stakeholder.objects.named_for(user))
    dismissed = Dismissed(programme.pk)
    found = [pair for pair in likely_pairs(entries) if not dismissed.are_two(pair.first, pair.second)]
    cache.set(key, [(p.first, p.second, p.score, p.reasons, p.is_certain, p.is_by_name) for p in found], KEPT_SECONDS)
    return found


def _state_of(programme: Any) -> str:
    """Changes with every recorded change of the register, and with what is not the same."""
    numbers = [
        Stakeholder.history.aggregate(last=Max("history_date"))["last"],
        ContactDetails.history.aggregate(last=Max("history_date"))["last"],
        NotTheSame.objects.aggregate(last=Max("pk"))["last"],
        *Stakeholder.objects.filter(programme=programme).aggregate(last=Max("pk")).values(),
        Stakeholder.objects.filter(programme=programme).count(),
    ]
    return "-".join(str(number.timestamp() if isinstance(number, datetime) else number or 0) for number in numbers)


@transaction.atomic
def say_not_the_same(*, one: Stakeholder, other: Stakeholder, by: Any) -> NotTheSame:
    """Remember that two entries are two. Raises ValidationError for one entry, or two registers."""
    if one.pk == other.pk or one.programme_id != other.programme_id:
        raise ValidationError(_("Choose two entries of one register."))
    first, second = _in_order(one.pk, other.pk)
    said, _is_new = NotTheSame.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})
    record("stakeholder.not_the_same", one, by=by, other=other.pk)
    return said


@transaction.atomic
def say_none_is_the_same(*, one: Stakeholder, others: Iterable[int], by: Any) -> int:
    """Remember that an entry is none of the others, which ``by`` had before them; returns how many were remembered.

    Keys of entries that ``by`` may not name, and of other registers, are passed over.
    """
    keys = sorted(set(others) - {one.pk})
    seen = Stakeholder.objects.filter(programme=one.programme_id, pk__in=keys).named_for(by)
    said = 0
    for other in seen.distinct():
        say_not_the_same(one=one, other=other, by=by)
        said += 1
    return said


def _in_order(one: Any, other: Any) -> tuple[Any, Any]:
    return (one, other) if one < other else (other, one)
