"""Answers that came before every type was counted are counted afterwards, in batches like all others."""

import importlib
import uuid

from django.apps import apps

from surveys.actions.fold import drift_of, fold_counts
from surveys.actions.submit import submit_response
from surveys.models import AnswerCount, CountDelta
from tests.factories.surveys import make_wave
from tests.surveys.every_type import EVERY_TYPE


def test_what_was_counted_as_answered_only_is_counted_by_value(db: None) -> None:
    wave = make_wave(document=EVERY_TYPE)
    for number in range(6):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={
            "travel": "other", "travel_other": "By boat", "order": ["soup", "bread"], "count": number, "rating": 3,
            "people": [{"age": 30, "dish": "soup"}]})
    fold_counts()
    before = set(AnswerCount.objects.values_list("question_code", "value", "n"))
    old = AnswerCount.objects.exclude(question_code__in=["travel", "topics", "rating", "row_a", "row_b", ""])
    old.exclude(question_code__startswith="#").exclude(value__in=["", "*"]).delete()
    old.filter(question_code__in=["travel_other", "people", "age", "dish"]).delete()
    assert drift_of(wave) != {}
    importlib.import_module("surveys.migrations.0008_count_every_type").count_values(apps, None)
    assert (drift_of(wave), CountDelta.objects.exists()) == ({}, True)
    fold_counts()
    assert set(AnswerCount.objects.values_list("question_code", "value", "n")) == before
