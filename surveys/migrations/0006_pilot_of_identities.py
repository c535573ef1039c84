"""The pilot of a response beside the identity of who answered."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_pilots(apps, schema_editor):
    response = apps.get_model("surveys", "Response")
    identity = apps.get_model("surveys", "ResponseIdentity")
    identity.objects.update(pilot=Subquery(response.objects.filter(pk=OuterRef("response")).values("pilot")[:1]))


class Migration(migrations.Migration):
    dependencies = [("pilots", "0004_programme_set_up"), ("surveys", "0005_question_types")]

    operations = [
        migrations.AddField(
            model_name="responseidentity",
            name="pilot",
            field=models.ForeignKey(
                null=True, on_delete=models.deletion.CASCADE, related_name="+", to="pilots.pilot", verbose_name="pilot"
            ),
        ),
        migrations.RunPython(copy_pilots, migrations.RunPython.noop),
    ]
