"""``GET /api/v1/sessions/`` and one session."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView

from engagement.api.serializers import SessionFilterSerializer, SessionSerializer
from engagement.models import Session
from foundation.accounts.access import require


class SessionList(ListAPIView[Session]):
    """Sessions that the caller may see, newest first; filters ``pilot``, ``status``, ``from`` (included), ``to``
    (left out)."""

    access = "engagement.list_sessions"
    serializer_class = SessionSerializer
    queryset = Session.objects.none()

    @extend_schema(parameters=[SessionFilterSerializer])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Session]:
        wanted = SessionFilterSerializer(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        lookups = {"pilot": "pilot__slug", "status": "status", "from": "held_on__gte", "to": "held_on__lt"}
        narrowed = {lookups[name]: value for name, value in wanted.validated_data.items()}
        return _sessions(self.request.user).filter(**narrowed).order_by("-held_on", "-pk")


class SessionDetail(RetrieveAPIView[Session]):
    """One session; 404 where the caller may not see it."""

    access = "engagement.view_session"
    serializer_class = SessionSerializer
    queryset = Session.objects.none()
    lookup_url_kwarg = "session_id"

    def get_queryset(self) -> QuerySet[Session]:
        return _sessions(self.request.user)

    def get_object(self) -> Session:
        session = super().get_object()
        require(self.request.user, self.access, session)
        return session


def _sessions(user: Any) -> QuerySet[Session]:
    return Session.objects.visible_to(user).select_related("programme", "pilot", "method").with_counts()
