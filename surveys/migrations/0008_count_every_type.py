"""Count of the stored responses what earlier releases counted as answered only: ranks, numbers, days, places, repeats."""

from collections import Counter

from django.db import migrations

from surveys.counting import counted_cells
from surveys.definition import read_definition

BEFORE = ("single", "multiple", "scale")  # counted by value already


def count_values(apps, schema_editor):
    """As waiting deltas, so that they are released as all others are: in batches."""
    delta = apps.get_model("surveys", "CountDelta")
    responses = apps.get_model("surveys", "Response").objects.filter(is_test=False)
    counts = Counter()
    for version in apps.get_model("surveys", "QuestionnaireVersion").objects.iterator():
        definition = read_definition(version.definition)
        counted = {q.code for q in definition.questions if q.type in BEFORE}
        answered_only = {q.code for q in definition.questions} - counted
        if all(q.type in (*BEFORE, "text", "email") and not q.other for q in definition.every_question):
            continue
        for response in responses.filter(version=version).iterator(chunk_size=2000):
            day = response.submitted_on
            cells = counted_cells(definition, response.answers, version=version.number, answered=0, asked=0)
            counts.update(
                (response.wave_id, version.family, code, f"{day:%Y-%m}" if day else "", split, value)
                for code, split, value in cells
                if code and not code.startswith("#") and code not in counted
                and not (code in answered_only and value in ("", "*"))
            )
    fields = ("wave_id", "family", "question_code", "period", "split", "value")
    delta.objects.bulk_create(
        (delta(**dict(zip(fields, key, strict=True)), n=n) for key, n in sorted(counts.items())), batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_identities_have_a_pilot")]

    operations = [migrations.RunPython(count_values, migrations.RunPython.noop)]
