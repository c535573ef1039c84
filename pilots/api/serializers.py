"""Pilots as JSON. The sponsor is left out: it may be a named person."""

from typing import Any

from rest_framework import serializers

from pilots.models import Pilot


class PilotSerializer(serializers.ModelSerializer[Any]):
    programme = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Pilot
        fields = [
            "programme", "slug", "external_id", "name", "country", "arena_type", "tagline", "story", "context",
            "facts", "governance_form", "population", "population_year", "population_source", "latitude",
            "longitude", "coordinates_approximate", "time_zone", "start_date", "end_date", "is_public",
        ]
        read_only_fields = fields
