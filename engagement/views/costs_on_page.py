"""What the page of a session shows of its costs."""

from typing import Any

from engagement.forms.costs import SpendingForm, category_labels
from engagement.models import Session


def spending_parts(session: Session, may_edit: bool) -> dict[str, Any]:
    """The lines of a session for its page."""
    labels = category_labels()
    lines = list(session.spending.all())
    for line in lines:
        line.label = labels.get(line.category, line.category)
    form = SpendingForm(currency=session.programme.currency, prefix="spent") if may_edit else None
    return {"spending": lines, "spending_form": form}
