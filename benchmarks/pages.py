"""B6 and B7: how long pages take and what they ask of the database, in `large` (60 pilots) and `huge` (600).

B6: the dashboard of the largest pilot, the comparison and the "one size" page. B7: the whole POST of logging a session.
Beside them, on every page of the workspace that shows something of a programme, a pilot, a session or a person: the
same number of queries at both scales.

Each against the app's own empty page: the list of imports of a programme without any, for a signed-in coordinator. All
are fetched in turn from the WSGI application in this process (every middleware, no socket), beside PostgreSQL. A
programme that the database has already is not loaded again.
"""

import os
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks._figures import Figure, report
from benchmarks._loaded import set_up
from benchmarks.refresh import programme_of

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
FEW = max(3, ROUNDS // 8)  # rounds over all the pages
SCALES = ("large", "huge")
B6 = {"indicators:pilot-dashboard": "dashboard of a pilot", "indicators:compare": "comparison",
      "indicators:one-size": "one-size page"}
TIMES, QUERIES = 5.0, 15


def coordinator_of(programme: Any) -> Any:
    """Somebody who sees all of this programme and nothing else."""
    from foundation.accounts.models import User  # noqa: PLC0415  Django is configured only by now
    from pilots.models import Membership  # noqa: PLC0415

    user, _is_new = User.objects.get_or_create(email=f"bench-{programme.slug}@example.org")
    Membership.objects.get_or_create(programme=programme, pilot=None, user=user, role="coordinator")
    return user


def empty_programme() -> Any:
    """A programme with one pilot and nothing else."""
    from pilots.models import Pilot, Programme  # noqa: PLC0415

    programme, _is_new = Programme.objects.get_or_create(slug="empty", defaults={"name": "Empty"})
    Pilot.objects.get_or_create(programme=programme, slug="empty-here", defaults={"name": "Here"})
    return programme


class Stage:
    """Both programmes, loaded and computed, a visitor for each, and one for the empty page."""

    def __init__(self) -> None:
        from django.core.management import call_command  # noqa: PLC0415
        from django.urls import reverse  # noqa: PLC0415

        from benchmarks._addresses import pages, places_of  # noqa: PLC0415
        from benchmarks._visits import Visitor  # noqa: PLC0415

        with Path(os.devnull).open("w") as nowhere:  # pages name their style sheets by what these hold
            call_command("collectstatic", interactive=False, verbosity=0, stdout=nowhere)
        empty = empty_programme()
        nobody = Visitor(coordinator_of(empty))
        self.empty = partial(nobody.get, reverse("stakeholders:import-list", args=[empty.slug]))
        self.places, self.visitors, self.pages = {}, {}, {}
        for scale in SCALES:
            programme = programme_of(scale)
            self.places[scale] = places_of(programme)
            self.visitors[scale] = Visitor(coordinator_of(programme))
            self.pages[scale] = pages(self.visitors[scale], self.places[scale])

    def fetch(self, scale: str, name: str) -> Callable[[], Any]:
        return partial(self.visitors[scale].get, self.pages[scale][name])


def views(stage: Stage) -> None:
    """B6."""
    from benchmarks._visits import in_turn  # noqa: PLC0415

    work = {f"{name} {scale}": stage.fetch(scale, name) for name in B6 for scale in SCALES}
    found = in_turn({"empty": stage.empty, **work}, ROUNDS)
    for name, words in B6.items():
        there = {scale: found[f"{name} {scale}"] for scale in SCALES}
        notes = (f"empty page: {found['empty']}", *(f"{scale}: {visits}" for scale, visits in there.items()))
        report(Figure("B6", f"{words}, the slower scale, against the empty page",
                      max(visits.middle for visits in there.values()) / found["empty"].middle, TIMES, notes=notes))
        counts = {number for visits in there.values() for number in visits.queries}
        report(Figure("B6", f"{words}: queries", max(counts), QUERIES, "queries",
                      ("the same at both scales" if len(counts) == 1 else f"NOT the same: {sorted(counts)}",)))


def logging(stage: Stage) -> None:
    """B7: a session in the largest pilot, by a coordinator; the page that it leads to is not fetched."""
    from benchmarks._visits import Answer, in_turn  # noqa: PLC0415
    from engagement.models import Session  # noqa: PLC0415
    from pilots.models import Pilot  # noqa: PLC0415

    def log(scale: str) -> Answer:
        places = stage.places[scale]
        pilot = Pilot.objects.only("pk").get(slug=places["pilot_slug"])
        answer = stage.visitors[scale].post(f"/programmes/{places['programme_slug']}/sessions/log/", {
            "pilot": pilot.pk, "method": places["method_id"], "day": "today", "duration_hours": "2",
            "head_count": "12", "status": "held", "submission": uuid.uuid4(),
        })
        if answer.status != 302:
            raise RuntimeError(f"The session was not stored: {answer}")
        return answer

    before = Session.objects.count()
    found = in_turn({"empty": stage.empty, **{scale: partial(log, scale) for scale in SCALES}}, ROUNDS)
    stored = Session.objects.count() - before
    for scale in SCALES:
        report(Figure(
            "B7", f"log a session in `{scale}` (the whole POST) against the empty page",
            found[scale].middle / found["empty"].middle, TIMES,
            notes=(f"empty page: {found['empty']}", f"POST: {found[scale]}",
                   f"{stored} sessions were stored by both scales together, one for each POST"),
        ))


def every_page(stage: Stage) -> None:
    """All pages of both scales; those whose number of queries differs, and the slow ones, by name."""
    from benchmarks._visits import in_turn  # noqa: PLC0415

    names = sorted(stage.pages["large"].keys() & stage.pages["huge"].keys())
    work = {f"{name} {scale}": stage.fetch(scale, name) for name in names for scale in SCALES}
    found = in_turn({"empty": stage.empty, **work}, FEW)
    empty = found["empty"].middle
    differ, slow, ratios = [], [], []
    for name in names:
        large, huge = found[f"{name} large"], found[f"{name} huge"]
        ratios.append(huge.middle / empty)
        line = f"{name}: large {large}; huge {huge}; {ratios[-1]:.1f} x the empty page"
        print(f"    {line}", flush=True)
        if large.queries != huge.queries:
            differ.append(line)
        if ratios[-1] > TIMES:
            slow.append(line)
    report(Figure("Lists", f"pages, of {len(names)}, whose number of queries differs between the scales", len(differ),
                  0, "pages", (f"empty page: {found['empty']}", *differ)))
    report(Figure("Lists", f"the median of {len(names)} pages of `huge` against the empty page", median(ratios),
                  None, notes=(f"{len(slow)} take more than {TIMES:g} x", *slow)))


def main() -> None:
    """Measure and report."""
    set_up()
    stage = Stage()
    views(stage)
    logging(stage)
    every_page(stage)


if __name__ == "__main__":
    main()
