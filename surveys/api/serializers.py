"""Input of the survey API."""

from typing import Any

from rest_framework import serializers


class SubmissionSerializer(serializers.Serializer[Any]):
    """One response as a client sends it; ``id`` is made by the client and makes sending again harmless."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000)
    language = serializers.CharField(max_length=10, allow_blank=True, default="")
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    feedback_code = serializers.CharField(max_length=6, allow_blank=True, default="")


class ReceiptSerializer(serializers.Serializer[Any]):
    """What the client gets back."""

    id = serializers.UUIDField()
    receipt = serializers.CharField()


class WaveSerializer(serializers.Serializer[Any]):
    """A wave and the questions it asks."""

    slug = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField())
    pilot = serializers.CharField()
    version = serializers.IntegerField()
    open = serializers.BooleanField()
    definition = serializers.DictField()
