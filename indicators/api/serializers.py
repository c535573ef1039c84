"""Values and verdicts as JSON, in full precision; what is kept back is null."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.models import IndicatorValue, Verdict

FIGURES = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
           "coverage")


class ValueSerializer(serializers.ModelSerializer[Any]):
    """One value; ``pilot`` is null for a value over the whole programme."""

    programme = serializers.SlugRelatedField("slug", read_only=True)
    pilot = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)

    class Meta:
        model = IndicatorValue
        fields = ["programme", "pilot", "indicator", "definition_version", "method", "period", "split", *FIGURES,
                  "suppressed", "flags", "as_of"]
        read_only_fields = fields

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, **dict.fromkeys(FIGURES)} if instance.suppressed else shown


class VerdictSerializer(serializers.ModelSerializer[Any]):
    """The newest look at one method with every figure of the engine."""

    programme = serializers.SlugRelatedField("slug", read_only=True)
    figures = serializers.SerializerMethodField()
    settings = serializers.SerializerMethodField()

    class Meta:
        model = Verdict
        fields = ["programme", "outcome", "subject", "verdict", "reason", "k", "interim", "figures", "settings",
                  "as_of"]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_figures(self, verdict: Verdict) -> dict[str, Any]:
        return dict(verdict.figures)

    @extend_schema_field(serializers.DictField())
    def get_settings(self, verdict: Verdict) -> dict[str, Any]:
        return dict(verdict.settings)
