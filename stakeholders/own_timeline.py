"""What the register itself knows of one stakeholder, by day; floors above add what they know."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from stakeholders.involvement_querysets import involvement_pilots
from stakeholders.models import Involvement, MessageKind, MessageRecipient, Stakeholder
from stakeholders.tied import ties_of

MOST_OF_A_KIND = 200
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """Something that happened on a day; ``kind`` groups entries of a sort, ``href`` leads to where it is recorded."""

    on: dt.date
    kind: str
    title: str
    text: str = ""
    href: str = ""
    state: str = "done"


def own_entries(stakeholder: Stakeholder, user: Any, *, may_name: bool) -> list[Entry]:
    """All the register knows and the user may see, in no order; what is personal only where names may be seen."""
    found = _parts(stakeholder, user, may_name) + _ties(stakeholder, user)
    if stakeholder.joined_on:
        found.append(Entry(stakeholder.joined_on, "register", _("Entered in the register")))
    return found + (_consents(stakeholder) + _messages(stakeholder) if may_name else [])


def _parts(stakeholder: Stakeholder, user: Any, may_name: bool) -> list[Entry]:
    seen = involvement_pilots(user).values("pk")
    rows = list(stakeholder.involvements.filter(pilot__in=seen).select_related("pilot").order_by("pk"))
    starts = {(row.pilot_id, row.valid_from) for row in rows}
    found = []
    for row in rows:
        if row.valid_from:
            found.append(Entry(row.valid_from, "part", _("Part in %(pilot)s") % {"pilot": row.pilot.name},
                               _scores(row, may_name)))
        if row.valid_until and (row.pilot_id, row.valid_until) not in starts:
            found.append(Entry(row.valid_until - DAY, "part", _("No longer part of %(pilot)s") % {
                "pilot": row.pilot.name}))
    return found


def _scores(row: Involvement, may_name: bool) -> str:
    """What was said of the part; "not set" is said too."""
    unset = _("not set")
    words = [_("influence %(score)s") % {"score": row.influence or unset},
             _("interest %(score)s") % {"score": row.interest or unset}]
    if row.planned_level:
        words.append(_("planned level: %(level)s") % {"level": row.get_planned_level_display()})
    if may_name and row.stance is not None:
        words.append(_("stance %(score)s") % {"score": f"{row.stance:+d}" if row.stance else "0"})
    if may_name and row.role:
        words.append(row.role)
    return " · ".join(words)


def _ties(stakeholder: Stakeholder, user: Any) -> list[Entry]:
    found = []
    for tie in ties_of(stakeholder, user):
        name = tie.other.shown_name or str(tie.other)  # type: ignore[attr-defined]  # annotated by with_names
        href = tie.other.get_absolute_url()
        if tie.relationship.valid_from:
            found.append(Entry(tie.relationship.valid_from, "tie", f"{tie.words} {name}", href=href))
        if tie.last_day:
            found.append(Entry(tie.last_day, "tie", _("Ended: %(tie)s") % {"tie": f"{tie.words} {name}"}, href=href))
    return found


def _consents(stakeholder: Stakeholder) -> list[Entry]:
    found = []
    for consent in stakeholder.consents.order_by("pk")[:MOST_OF_A_KIND]:
        purpose = {"purpose": consent.purpose.replace("_", " ")}
        found.append(Entry(consent.given_on, "consent", _("Consent given: %(purpose)s") % purpose, consent.version))
        if consent.withdrawn_on:
            found.append(Entry(consent.withdrawn_on, "consent", _("Consent withdrawn: %(purpose)s") % purpose,
                               consent.withdrawal_note, state="late"))
    return found


def _messages(stakeholder: Stakeholder) -> list[Entry]:
    sent = MessageRecipient.objects.filter(stakeholder=stakeholder, sent_at__isnull=False).select_related("message")
    return [
        Entry(row.sent_at.date(), "message", _("Message: %(kind)s") % {"kind": MessageKind(row.message.kind).label},
              row.get_state_display())
        for row in sent.order_by("-sent_at")[:MOST_OF_A_KIND] if row.sent_at
    ]
