"""Django on the database that tests.services started, with worlds loaded into it."""

import os
import sys
from pathlib import Path

import django


def set_up() -> None:
    """Configure Django and migrate an empty PostgreSQL; ends the benchmark where there is none."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("These figures are of PostgreSQL: run bin/bench, or python -m tests.services python -m benchmarks.…")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peripheria.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  Django is configured only now

    call_command("migrate", verbosity=0)


def load(folder: Path, name: str) -> None:
    """Load a world as the programme of that name."""
    from django.core.management import call_command  # noqa: PLC0415

    with Path(os.devnull).open("w") as nowhere:
        call_command("load_world", str(folder), programme=name, stdout=nowhere)


def analyze() -> None:
    """Let PostgreSQL look at its tables once, as its own autovacuum would within minutes."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
