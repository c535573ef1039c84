from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("stakeholders", "0005_imports_and_merges"),
    ]

    operations = [
        migrations.AlterField(
            model_name="columnmeaning",
            name="field",
            field=models.CharField(blank=True, max_length=80, verbose_name="field"),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("new", "New"), ("matched", "Matched"), ("conflict", "To decide"), ("maybe", "Perhaps known"),
                    ("bad", "With errors"),
                ],
                max_length=10, verbose_name="outcome",
            ),
        ),
    ]
