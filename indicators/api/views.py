"""Values and verdicts of the user's programmes, filtered and paged."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics

from foundation.accounts.access import require, visible_or_404
from indicators.api.serializers import ValueSerializer, VerdictSerializer
from indicators.models import IndicatorValue, PilotComputation, Verdict
from pilots.models import Pilot, Programme

VIEW_VALUES = "indicators.view_values"
VALUE_FILTERS = ("programme", "pilot", "indicator", "method", "period", "split")
FAILED = Pilot.objects.filter(computation__state=PilotComputation.State.FAILED)


def asked_rows(view: generics.GenericAPIView[Any], rows: Any, filters: dict[str, str]) -> Any:
    """The rows the user may read, of the asked programme only (404 where it is not visible, 403 where not theirs)."""
    asked, user = view.request.query_params, view.request.user
    if slug := asked.get("programme"):
        programme = visible_or_404(Programme.objects.visible_to(user), slug=slug)
        require(user, VIEW_VALUES, programme)
        rows = rows.filter(programme=programme)
    wanted = {field: asked[name] for name, field in filters.items() if asked.get(name)}
    return rows.visible_to(user).filter(**wanted)


def _of_part(asked: Any) -> Any:
    """Current values of the period and split asked for; without either, those of the whole."""
    found = IndicatorValue.objects.current()
    if asked.get("period") and asked.get("split"):
        return found
    if asked.get("period"):
        return found.filter(split="")
    return found.filter(period="all") if asked.get("split") else found.whole()


class ValueList(generics.ListAPIView[Any]):
    """Current values: over the whole time and of everybody, unless a period ("2025-Q3", "phase:design") or a split asks
    for a part. Suppressed ones are null with `suppressed` true."""

    access = VIEW_VALUES
    serializer_class = ValueSerializer
    queryset = IndicatorValue.objects.none()

    @extend_schema(parameters=[OpenApiParameter(name) for name in VALUE_FILTERS])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        user = self.request.user
        if slug := self.request.query_params.get("pilot"):
            require(user, VIEW_VALUES, visible_or_404(Pilot.objects.visible_to(user), slug=slug))
        rows = _of_part(self.request.query_params).select_related("programme", "pilot__computation").order_by(
            "programme__slug", "pilot__slug", "indicator", "method", "period", "split", "pk"
        )
        return asked_rows(self, rows, {
            "pilot": "pilot__slug", "indicator": "indicator", "method": "method", "period": "period", "split": "split",
        })


class VerdictList(generics.ListAPIView[Any]):
    """The newest verdict on each method."""

    access = VIEW_VALUES
    serializer_class = VerdictSerializer
    queryset = Verdict.objects.none()

    @extend_schema(parameters=[OpenApiParameter(name) for name in ("programme", "method")])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        rows = Verdict.objects.filter(is_current=True).select_related("programme").order_by(
            "programme__slug", "outcome", "subject"
        ).prefetch_related(Prefetch("programme__pilots", FAILED.order_by("slug"), to_attr="failed_pilots"))
        return asked_rows(self, rows, {"method": "subject"})
