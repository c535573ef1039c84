"""Chainable queries of messages, and what reached a stakeholder."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, Q

from pilots.choices import Role

REACHED = ("sent", "unknown")
# who has got a message, gets it now, or may have got it
TAKEN = ("queued", "sending", *REACHED)


class MessageQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Coordinators see the messages of their programme, managers those of their pilots."""
        if not user.is_authenticated:
            return self.none()
        whole = Q(programme__memberships__user=user, programme__memberships__role=Role.COORDINATOR)
        mine = Q(pilot__memberships__user=user, pilot__memberships__role=Role.MANAGER)
        return self.filter(pk__in=self.model._default_manager.filter(whole | mine).values("pk"))

    def with_counts(self) -> Self:
        """Annotate ``<state>_count`` for every state of recipients."""
        states = ("queued", "sending", "sent", "failed", "skipped", "cancelled", "unknown")
        return self.annotate(**{
            f"{state}_count": Count("recipients", filter=Q(recipients__state=state)) for state in states
        })


class RecipientQuerySet(models.QuerySet[Any]):
    def reached(self) -> Self:
        """Those to whom the message went, or may have gone."""
        return self.filter(state__in=REACHED)

    def due(self, now: Any) -> Self:
        return self.filter(state="queued", not_before__lte=now, message__state="released")


def messages_of(stakeholder: Any) -> models.QuerySet[Any]:
    """What was sent to a stakeholder, newest first, each row with its ``message``; ``tried_at`` is its instant.

    Rows in the state "unknown" were being sent when the sender died: they may have arrived.
    """
    rows = apps.get_model("stakeholders", "MessageRecipient")._default_manager.filter(stakeholder=stakeholder)
    return rows.filter(state__in=REACHED).select_related("message__pilot").order_by("-tried_at", "-pk")


def last_messages(stakeholders: Any) -> dict[int, Any]:
    """The instant of the last message that certainly went to each of the stakeholders (a queryset or keys)."""
    rows = apps.get_model("stakeholders", "MessageRecipient")._default_manager
    sent = rows.filter(stakeholder__in=stakeholders, state="sent").order_by()
    return dict(sent.values_list("stakeholder").annotate(last=Max("sent_at")))
