"""Who works in a programme, in which role. The last coordinator stays."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.choices import PILOT_ROLES, Role
from pilots.models import Membership, Pilot, Programme


@transaction.atomic
def add_member(*, programme: Programme, email: str, role: str, pilot: Pilot | None, by: Any,
               name: str = "") -> Membership:
    """Give a role to the person with this address; who has no account yet gets one without a password.

    Raises ValidationError on a bad address, a role without its pilot, or a role the person has already.
    """
    validate_email(email)
    check_place(programme, role, pilot)
    accounts: Any = get_user_model()
    user = accounts.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = accounts.objects.create_user(email.strip(), None, name=name.strip())
    elif not user.is_active:
        raise ValidationError({"email": _("This account is switched off; an operator can switch it on.")})
    if Membership.objects.filter(programme=programme, pilot=pilot, user=user, role=role).exists():
        raise ValidationError({"email": _("This person has that role already.")})
    membership = Membership.objects.create(programme=programme, pilot=pilot, user=user, role=role)
    record("member.add", membership, by=by, user=user.pk, role=role)
    return membership


@transaction.atomic
def change_member(*, membership: Membership, role: str, pilot: Pilot | None, by: Any) -> Membership:
    """Give a member another role or pilot. Raises ValidationError; the last coordinator stays one."""
    check_place(membership.programme, role, pilot)
    if role != Role.COORDINATOR:
        _refuse_last_coordinator(membership)
    same = Membership.objects.filter(programme=membership.programme, pilot=pilot, user=membership.user, role=role)
    if same.exclude(pk=membership.pk).exists():
        raise ValidationError({"role": _("This person has that role already.")})
    membership.role, membership.pilot = role, pilot
    membership.save()
    record("member.change", membership, by=by, user=membership.user_id, role=role)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: Any) -> None:
    """Take a role away; account and what the person logged stay. Raises ValidationError for the last coordinator."""
    _refuse_last_coordinator(membership)
    record("member.remove", membership, by=by, user=membership.user_id, role=membership.role)
    membership.delete()


def check_place(programme: Programme, role: str, pilot: Pilot | None) -> None:
    """Managers and contributors belong to a pilot of the programme, everybody else to none."""
    if role not in Role.values:
        raise ValidationError({"role": _("There is no such role.")})
    if role in PILOT_ROLES and (pilot is None or pilot.programme_id != programme.pk):
        raise ValidationError({"pilot": _("Say in which pilot.")})
    if role not in PILOT_ROLES and pilot is not None:
        raise ValidationError({"pilot": _("This role is for the whole programme: leave the pilot empty.")})


def _refuse_last_coordinator(membership: Membership) -> None:
    if membership.role != Role.COORDINATOR:
        return
    # two who remove each other at once wait here for one another
    coordinators = list(Membership.objects.select_for_update().filter(
        programme=membership.programme, role=Role.COORDINATOR, user__is_active=True).order_by("pk"))
    if [one.pk for one in coordinators] == [membership.pk]:
        raise ValidationError(_("A programme needs a coordinator: name another one first."))
