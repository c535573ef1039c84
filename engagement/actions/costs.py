"""What was spent, line by line; a session's cost is the sum of its lines as long as it has any."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from engagement.models import Session, Spending
from engagement.models.costs import UNDIVIDED
from engagement.validators import check_known
from engagement.vocabularies import load_vocabulary
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Pilot


@transaction.atomic
def add_spending(*, pilot: Pilot, category: str, amount: Decimal, by: Any, session: Session | None = None,
                 spent_on: dt.date | None = None, note: str = "") -> Spending:
    """Store an amount (> 0, in the programme's currency), of ``session`` or of the pilot itself.

    A total that was typed for the session is not lost: what no line explains stays as one line that is not broken
    down, and a new line is taken out of it as far as it reaches. Raises ValidationError on an unknown category, an
    amount of nothing, or a session of another pilot.
    """
    _check(category, amount)
    if session and session.pilot_id != pilot.pk:
        raise ValidationError({"session": _("This session is of another pilot.")})
    if session:
        session = _locked(session)
        _take_out_of_undivided(session, amount)
    line = Spending.objects.create(
        pilot=pilot, session=session, category=category, amount=amount, note=note,
        spent_on=spent_on or (session.held_on if session else None),
    )
    _settle(line, by=by, action="spending.add")
    return line


@transaction.atomic
def change_spending(*, line: Spending, category: str, amount: Decimal, by: Any, spent_on: dt.date | None = None,
                    note: str = "") -> Spending:
    """Correct a line; the session's cost follows. Raises ValidationError as ``add_spending``."""
    _check("" if category == line.category else category, amount)
    if line.session:
        _locked(line.session)
    line.category, line.amount, line.spent_on, line.note = category, amount, spent_on, note
    line.save(update_fields=["category", "amount", "spent_on", "note"])
    _settle(line, by=by, action="spending.change")
    return line


@transaction.atomic
def remove_spending(*, line: Spending, by: Any) -> None:
    """Take a line away; the cost of a session without any line is not documented."""
    if line.session:
        _locked(line.session)
    Spending.objects.filter(pk=line.pk).delete()
    _settle(line, by=by, action="spending.remove")


def _check(category: str, amount: Decimal) -> None:
    check_known("category", category, load_vocabulary("spending_categories"))
    if amount <= 0:
        raise ValidationError({"amount": _("Write an amount above zero.")})


def _locked(session: Session) -> Session:
    """The session's row, held until the end of the transaction: two lines added at once both count."""
    return Session.objects.select_for_update().select_related("pilot").get(pk=session.pk)


def _take_out_of_undivided(session: Session, amount: Decimal) -> None:
    """Make a typed total a line of its own, and make room in it for ``amount``."""
    has_lines = session.spending.exists()
    rest = session.spending.filter(category=UNDIVIDED).first()
    if not has_lines and session.cost:
        rest = Spending(pilot_id=session.pilot_id, session=session, category=UNDIVIDED, amount=session.cost,
                        spent_on=session.held_on)
    if rest is None:
        return
    rest.amount -= amount
    if rest.amount > 0:
        rest.save()
    elif rest.pk:
        rest.delete()


def _settle(line: Spending, *, by: Any, action: str) -> None:
    """Let the session's cost be the sum of its lines, and say that numbers may have changed."""
    if line.session_id:
        total = Spending.objects.filter(session=line.session_id).aggregate(total=Sum("amount"))["total"]
        session = Session.objects.get(pk=line.session_id)
        session.cost = total
        session.save(update_fields=["cost"])
    record(action, line.session or line.pilot, by=by, category=line.category, amount=str(line.amount))
    note_change(pilot=line.pilot, reason="spending")
