"""Write the consent ledger: give, renew, withdraw. What was given is never rewritten."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.record import record
from stakeholders.models import Consent, Stakeholder
from stakeholders.vocabularies import load_vocabulary

EMAIL = "email"  # the purpose that every message needs


@transaction.atomic
def give_consent(*, stakeholder: Stakeholder, purpose: str, version: str, given_on: dt.date, channel: str, by: Any,
                 evidence: str = "", language: str = "") -> Consent:
    """Enter a consent. Raises ValidationError where one is open for the purpose, on an unknown purpose, on a day to
    come, and on a missing version."""
    _lock(stakeholder)
    if stakeholder.consents.open().filter(purpose=purpose).exists():
        raise ValidationError({"purpose": _("There is a consent for this already: renew it or withdraw it.")})
    given = _enter(stakeholder, purpose=purpose, version=version, given_on=given_on, channel=channel,
                   evidence=evidence, language=language)
    record("consent.give", given, by=by, purpose=purpose, version=version, stakeholder=stakeholder.pk,
           programme=stakeholder.programme_id)
    return given


@transaction.atomic
def renew_consent(*, consent: Consent, version: str, given_on: dt.date, channel: str, by: Any, evidence: str = "",
                  language: str = "") -> Consent:
    """End an open consent by a newer one and return that. Raises as ``give_consent``, and where it is not open."""
    consent = _open_row(consent)
    if given_on < consent.given_on:
        raise ValidationError({"given_on": _("The renewal cannot be before the consent itself.")})
    consent.replaced_on = given_on
    consent.save(update_fields=["replaced_on"])
    renewed = _enter(consent.stakeholder, purpose=consent.purpose, version=version, given_on=given_on,
                     channel=channel, evidence=evidence, language=language)
    record("consent.renew", renewed, by=by, purpose=consent.purpose, version=version, renews=consent.pk,
           stakeholder=consent.stakeholder_id, programme=consent.stakeholder.programme_id)
    return renewed


@transaction.atomic
def withdraw_consent(*, consent: Consent, withdrawn_on: dt.date, channel: str, by: Any, note: str = "") -> Consent:
    """End an open consent by the person's withdrawal. Raises ValidationError where it is not open, on a day to come
    and on one before the consent."""
    consent = _open_row(consent)
    _refuse_future(withdrawn_on, "withdrawn_on")
    if withdrawn_on < consent.given_on:
        raise ValidationError({"withdrawn_on": _("The withdrawal cannot be before the consent itself.")})
    consent.withdrawn_on, consent.withdrawal_channel, consent.withdrawal_note = withdrawn_on, channel, note
    consent.save(update_fields=["withdrawn_on", "withdrawal_channel", "withdrawal_note"])
    record("consent.withdraw", consent, by=by, purpose=consent.purpose, channel=channel,
           stakeholder=consent.stakeholder_id, programme=consent.stakeholder.programme_id)
    return consent


def _lock(stakeholder: Stakeholder) -> Stakeholder:
    """The ledger of one person is written by one at a time."""
    return Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)


def _open_row(consent: Consent) -> Consent:
    _lock(consent.stakeholder)
    row = Consent.objects.select_related("stakeholder").get(pk=consent.pk)
    if not row.is_open:
        raise ValidationError(_("This consent has ended already."))
    return row


def _enter(stakeholder: Stakeholder, *, purpose: str, version: str, given_on: dt.date, channel: str, evidence: str,
           language: str) -> Consent:
    if purpose not in {term.code for term in load_vocabulary("consent_purposes")}:
        raise ValidationError({"purpose": _("Choose what the consent is for.")})
    if not version.strip():
        raise ValidationError({"version": _("Say which version of the text was agreed to.")})
    if channel not in Consent.Channel.values:
        raise ValidationError({"channel": _("Choose how the consent was given.")})
    _refuse_future(given_on, "given_on")
    return Consent.objects.create(
        stakeholder=stakeholder, purpose=purpose, version=version.strip(), given_on=given_on, channel=channel,
        evidence=evidence.strip(), language=language,
    )


def _refuse_future(day: dt.date, field: str) -> None:
    # a day of slack: the date line may be ahead of the server
    if day > timezone.localdate() + dt.timedelta(days=1):
        raise ValidationError({field: _("This day is still to come.")})
