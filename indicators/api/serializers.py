"""Values and verdicts as JSON, in full precision; what is kept back is null."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.models import IndicatorValue, PilotComputation, Verdict

FAILED = PilotComputation.State.FAILED
FIGURES = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
           "coverage")


class ValueSerializer(serializers.ModelSerializer[Any]):
    """One value; ``pilot`` is null for a value over the whole programme."""

    programme = serializers.SlugRelatedField("slug", read_only=True)
    pilot = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)
    last_computation_failed = serializers.SerializerMethodField()

    class Meta:
        model = IndicatorValue
        fields = ["programme", "pilot", "indicator", "definition_version", "method", "period", "split", *FIGURES,
                  "suppressed", "flags", "as_of", "last_computation_failed"]
        read_only_fields = fields

    def get_last_computation_failed(self, value: IndicatorValue) -> bool:
        """Whether the value is an earlier one, because the newest computation of its pilot failed."""
        computation = getattr(value.pilot, "computation", None)
        return computation is not None and computation.state == FAILED

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, **dict.fromkeys(FIGURES)} if instance.suppressed else shown


class VerdictSerializer(serializers.ModelSerializer[Any]):
    """The newest look at one method with every figure of the engine."""

    programme = serializers.SlugRelatedField("slug", read_only=True)
    figures = serializers.SerializerMethodField()
    settings = serializers.SerializerMethodField()
    failed_pilots = serializers.SerializerMethodField()

    class Meta:
        model = Verdict
        fields = ["programme", "outcome", "subject", "verdict", "reason", "k", "interim", "figures", "settings",
                  "failed_pilots", "as_of"]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_figures(self, verdict: Verdict) -> dict[str, Any]:
        return dict(verdict.figures)

    @extend_schema_field(serializers.DictField())
    def get_settings(self, verdict: Verdict) -> dict[str, Any]:
        return dict(verdict.settings)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_failed_pilots(self, verdict: Verdict) -> list[str]:
        """Pilots of which the verdict uses earlier numbers, because their newest computation failed."""
        return [pilot.slug for pilot in verdict.programme.failed_pilots]  # type: ignore[attr-defined]
