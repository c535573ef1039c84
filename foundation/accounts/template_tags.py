"""``{% load access %}`` and ``{% may "pilots.set_up" pilot as may_set_up %}``."""

from typing import Any

from django import template

from foundation.accounts.access import allowed

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str, obj: Any) -> bool:
    """Whether the reader has the named permission on an object. Raises LookupError for a name that is none."""
    return allowed(context["request"].user, permission, obj)
