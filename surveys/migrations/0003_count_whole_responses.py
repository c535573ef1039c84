"""Count of the stored responses what earlier releases did not: how far they went, scales, ratings by session."""

from collections import Counter

from django.db import migrations

from surveys.counting import counted_cells
from surveys.definition import read_definition


def count_responses(apps, schema_editor):
    """Only the counts under codes of their own; those of questions are there, or wait for their release."""
    answer_count = apps.get_model("surveys", "AnswerCount")
    responses = apps.get_model("surveys", "Response").objects.filter(is_test=False)
    versions = apps.get_model("surveys", "QuestionnaireVersion").objects.in_bulk()
    definitions = {key: read_definition(version.definition) for key, version in versions.items()}
    counts = Counter()
    for response in responses.iterator(chunk_size=2000):
        version, day = versions[response.version_id], response.submitted_on
        cells = counted_cells(
            definitions[version.pk], response.answers, version=version.number, answered=response.answered_count,
            asked=response.question_count, session_id=response.session_id,
        )
        counts.update(
            (response.wave_id, version.family, code, f"{day:%Y-%m}" if day else "", split, value)
            for code, split, value in cells if code.startswith("#")
        )
    fields = ("wave_id", "family", "question_code", "period", "split", "value")
    answer_count.objects.bulk_create(
        (answer_count(**dict(zip(fields, key, strict=True)), n=n) for key, n in sorted(counts.items())),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [("surveys", "0002_counts_of_whole_responses")]

    operations = [migrations.RunPython(count_responses, migrations.RunPython.noop)]
