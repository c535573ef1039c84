"""One way to find an object a user may see, and one way to ask for a permission.

Not visible is 404; visible but not allowed is 403. A permission is a named predicate registered with ``rules``; views,
templates, exports, charts and the API ask for the same name.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import rules
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

AnyModel = TypeVar("AnyModel", bound=Model)
View = Callable[..., HttpResponseBase]
PUBLIC = "public"


def visible_or_404(queryset: QuerySet[AnyModel], **lookup: Any) -> AnyModel:
    """Return the one row of an already restricted queryset (``visible_to(user)``), else 404."""
    found = queryset.filter(**lookup).first()
    if found is None:
        raise Http404("Not found, or not visible to you.")
    return found


def require(user: Any, permission: str, obj: object) -> None:
    """Raise PermissionDenied (403) unless ``user`` has the named permission on ``obj``."""
    if not rules.perm_exists(permission):
        raise LookupError(f"No permission is named {permission!r}.")
    if not rules.has_perm(permission, user, obj):
        raise PermissionDenied(permission)


def allowed(user: Any, permission: str, obj: object) -> bool:
    """Whether ``user`` has the named permission on ``obj``; for templates and lists."""
    if not rules.perm_exists(permission):
        raise LookupError(f"No permission is named {permission!r}.")
    return bool(rules.has_perm(permission, user, obj))


def access(permission: str) -> Callable[[View], View]:
    """Declare what a view asks for, and send anonymous visitors to the sign-in page.

    ``permission`` is a registered name or ``PUBLIC``. The declaration is what the generated access test reads: it
    compares the answers of the view with the access matrix, so a view that declares and does not check fails there.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission != PUBLIC and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
