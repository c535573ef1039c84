"""``{% load history %}``: the change behind a message."""

from typing import Any

from django import template

from foundation.audit.undoable_messages import change_of

register = template.Library()


@register.filter
def undoable(message: Any) -> str:
    """The key of the change that ``message`` reports, "" where there is nothing to undo."""
    return change_of(message)
