"""Sessions as the API shows them: facts without personal data, the same for every role."""

from typing import Any

from rest_framework import serializers

from engagement.choices import SessionStatus
from engagement.models import Session
from pilots.models import Pilot


class SessionFilterSerializer(serializers.Serializer[Any]):
    """What the list can be narrowed to; a bad value is an error naming it."""

    pilot = serializers.SlugField(required=False, help_text="slug of a pilot")
    status = serializers.ChoiceField(required=False, choices=SessionStatus.choices)
    to = serializers.DateField(required=False, help_text="first day that is left out")

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python, so it is added by name."""
        first = serializers.DateField(required=False, help_text="first day that is included")
        return super().get_fields() | {"from": first}


class SessionSerializer(serializers.ModelSerializer[Session]):
    """One session; ``people`` is the total of names, groups and heads, null where nobody counted."""

    programme = serializers.SlugRelatedField("slug", read_only=True)
    pilot: "serializers.SlugRelatedField[Pilot]" = serializers.SlugRelatedField("slug", read_only=True)
    method = serializers.SlugRelatedField("code", read_only=True)
    people = serializers.SerializerMethodField()
    contributions = serializers.IntegerField(source="said", read_only=True)
    commitments = serializers.IntegerField(source="promised", read_only=True)

    class Meta:
        model = Session
        fields = [
            "id", "external_id", "programme", "pilot", "method", "status", "held_on", "start_time", "duration_hours",
            "channel", "phase", "level", "promised_level", "head_count", "people", "staff_hours", "volunteer_hours",
            "cost", "contributions", "commitments",
        ]

    def get_people(self, session: Any) -> int | None:
        return session.people
