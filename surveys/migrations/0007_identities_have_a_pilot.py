"""Every identity has the pilot of its response."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_pilot_of_identities")]

    operations = [
        migrations.AlterField(
            model_name="responseidentity",
            name="pilot",
            field=models.ForeignKey(
                on_delete=models.deletion.CASCADE, related_name="+", to="pilots.pilot", verbose_name="pilot"
            ),
        ),
    ]
