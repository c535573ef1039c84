"""Load a folder of CSV files as a programme."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from engagement.actions.catalogue import install_methods
from engagement.models import Method
from foundation.audit.record import record
from indicators.models import AnalysisPlan
from peripheria.world.checking import World
from peripheria.world.engagement_rows import write_engagement
from peripheria.world.loaded import Loaded
from peripheria.world.pilot_rows import create_programme, write_pilots
from peripheria.world.removing import delete_programme
from peripheria.world.stakeholder_rows import write_stakeholders
from peripheria.world.survey_rows import write_surveys
from pilots.actions.changes import note_change
from pilots.models import Programme
from stakeholders.actions.catalogue import install_groups
from stakeholders.models import StakeholderGroup


class ProgrammeExists(Exception):  # noqa: N818  says what happened, like DoesNotExist
    """A programme of that name is there already."""


@dataclass(frozen=True)
class LoadResult:
    """The new programme, rows kept by file, repeats left out by file."""

    programme: Programme
    counts: dict[str, int]
    duplicates: dict[str, int]


@transaction.atomic
def load_world(
    *, folder: Path, name: str, by: Any = None, replace: bool = False, core: bool = False
) -> LoadResult:
    """Load the files of ``folder`` as programme ``name``, whole or not at all; everything is checked first.

    ``core``: only the eight core files. ``replace``: an older programme of that name is deleted in the same
    transaction. Raises WorldRefused with every problem, ProgrammeExists without ``replace``.
    """
    old = Programme.objects.filter(name=name).first()
    if old is not None and not replace:
        raise ProgrammeExists(name)
    install_groups()
    install_methods()
    methods = dict(Method.objects.filter(programme=None).values_list("code", "pk"))
    groups = dict(StakeholderGroup.objects.filter(programme=None).values_list("code", "pk"))
    with TemporaryDirectory(prefix="world-") as scratch:
        world = World(folder, scratch=Path(scratch), methods=set(methods), groups=set(groups), core=core)
        try:
            world.check()
            if old is not None:
                delete_programme(programme=old)
            programme = create_programme(name, cutoff=world.cutoff)
            _write(world, Loaded(programme, methods, groups))
        finally:
            world.stage.close()
    _tell_the_planner()
    record("programme.load", programme, by=by, rows=sum(world.counts.values()), replaced=old is not None)
    return LoadResult(programme, world.counts, {file: n for file, n in world.duplicates.items() if n})


def _tell_the_planner() -> None:
    """Let PostgreSQL count what was loaded: with the statistics of empty tables it would join row by row for minutes.

    It does so by itself a minute later; what computes right after loading cannot wait for that.
    """
    if connection.vendor != "postgresql":
        return
    tables = [
        connection.ops.quote_name(model._meta.db_table)
        for label in ("pilots", "stakeholders", "engagement", "surveys")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def _write(world: World, loaded: Loaded) -> None:
    """Floor by floor, from below."""
    write_pilots(world, loaded)
    write_stakeholders(world, loaded)
    write_engagement(world, loaded)
    write_surveys(world, loaded)
    AnalysisPlan.objects.get_or_create(programme=loaded.programme)
    for pilot in loaded.pilots.values():
        note_change(pilot=pilot, reason="load")
