"""The generated worlds beside the checkout, and what a computed programme exports."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

SHARED = Path(__file__).parents[3] / "shared" / "data"


def shared(name: str) -> Path:
    """A file or folder of the shared data; the test is skipped loudly without it."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: no shared/data/{name} beside the checkout")
    return path


def computed(world: str, *options: str) -> dict[str, Any]:
    """Load a world as programme ``World``, compute it here and now, and give back what ``export_values`` writes."""
    call_command("load_world", shared(f"world/{world}"), "--programme", "World", *options, stdout=StringIO())
    call_command("compute_indicators", "--programme", "World", stdout=StringIO())
    return exported()


def exported() -> dict[str, Any]:
    """The JSON document of programme ``World``."""
    written = StringIO()
    call_command("export_values", "--programme", "World", "--format", "json", stdout=written)
    return json.loads(written.getvalue())
