"""Everything about one stakeholder by day: what the register knows and what the engagement record adds."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.choices import SessionStatus
from engagement.models import Commitment, Contribution, DecisionRole, Session
from stakeholders.involvement_querysets import involvement_pilots
from stakeholders.models import Stakeholder
from stakeholders.own_timeline import MOST_OF_A_KIND, Entry, own_entries

KINDS = {
    "session": gettext_lazy("Sessions"), "contribution": gettext_lazy("Contributions"),
    "commitment": gettext_lazy("Commitments"), "decision": gettext_lazy("Decisions"),
    "part": gettext_lazy("Part in the pilots"), "tie": gettext_lazy("Relationships"),
    "consent": gettext_lazy("Consents"), "message": gettext_lazy("Messages"), "register": gettext_lazy("Register"),
}


def everything(stakeholder: Stakeholder, user: Any, *, name: str, may_name: bool) -> list[Entry]:
    """All entries that the user may see, newest first; of each kind the newest MOST_OF_A_KIND.

    For an organisation the sessions of its people count too. What somebody said or promised is personal: in words
    only where names may be seen.
    """
    found = (
        own_entries(stakeholder, user, may_name=may_name) + _sessions(stakeholder, user)
        + _contributions(stakeholder, user, may_name) + _decisions(stakeholder, user, may_name)
        + _commitments(stakeholder, user, name, may_name)
    )
    return sorted(found, key=lambda entry: (entry.on, entry.kind, entry.title), reverse=True)


def _sessions(stakeholder: Stakeholder, user: Any) -> list[Entry]:
    met = Session.objects.visible_to(user).filter(
        Q(attendances__stakeholder=stakeholder) | Q(attendances__stakeholder__organisation=stakeholder),
        attendances__present=True, status=SessionStatus.HELD,
    ).select_related("method", "pilot").distinct()
    return [
        Entry(session.held_on, "session", session.title or str(session.method), session.pilot.name,
              session.get_absolute_url())
        for session in met.order_by("-held_on", "-pk")[:MOST_OF_A_KIND]
    ]


def _contributions(stakeholder: Stakeholder, user: Any, may_name: bool) -> list[Entry]:
    said = Contribution.objects.visible_to(user).filter(stakeholder=stakeholder).select_related("session")
    found = []
    for row in said.order_by("-received_on", "-pk")[:MOST_OF_A_KIND]:
        href = row.session.get_absolute_url() if row.session else ""
        words, status = row.text if may_name else "", {"status": row.get_status_display()}
        if row.received_on:
            found.append(Entry(row.received_on, "contribution", _("Said: %(status)s") % status, words, href))
        if row.answered_on:
            found.append(Entry(row.answered_on, "contribution", _("Told back: %(status)s") % status, words, href))
    return found


def _decisions(stakeholder: Stakeholder, user: Any, may_name: bool) -> list[Entry]:
    roles = DecisionRole.objects.filter(
        stakeholder=stakeholder, decision__decided_on__isnull=False,
        decision__pilot__in=involvement_pilots(user).values("pk"),
    ).select_related("decision__session")
    return [
        Entry(row.decision.decided_on, "decision", _("Decision: %(role)s") % {"role": row.get_role_display()},
              row.decision.title if may_name else "",
              row.decision.session.get_absolute_url() if row.decision.session else "")
        for row in roles.order_by("-decision__decided_on", "-pk")[:MOST_OF_A_KIND] if row.decision.decided_on
    ]


def _commitments(stakeholder: Stakeholder, user: Any, name: str, may_name: bool) -> list[Entry]:
    """Promises that came of what the stakeholder said and, where names may be seen, those promised in its name."""
    mine = Q(contribution__stakeholder=stakeholder)
    if may_name:
        mine |= Q(owner__iexact=name, programme=stakeholder.programme_id)
    rows = Commitment.objects.visible_to(user).filter(mine).select_related("session").order_by("-raised_on", "-pk")
    found = []
    for row in rows[:MOST_OF_A_KIND]:
        href, words = row.session.get_absolute_url() if row.session else "", row.text if may_name else ""
        steps = ((row.raised_on, _("Promised")), (row.delivered_on, _("Promise kept")),
                 (row.dropped_on, _("Promise dropped")))
        found += [Entry(day, "commitment", title, words, href) for day, title in steps if day]
    return found
