"""A digest of what each verdict says, so that a comparison need not read all of them to find out what is new."""

import json
from hashlib import blake2b

from django.db import migrations, models


def fill(apps, schema_editor):
    rows = apps.get_model("indicators", "Verdict").objects
    for verdict in rows.only("figures", "working", "settings").iterator(chunk_size=200):
        said = json.dumps([verdict.figures, verdict.working, verdict.settings], sort_keys=True).encode()
        rows.filter(pk=verdict.pk).update(content_digest=blake2b(said, digest_size=16).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_unit_digests")]

    operations = [
        migrations.AddField(
            "verdict", "content_digest",
            models.CharField(default="", max_length=32, verbose_name="digest of figures, working and settings"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
