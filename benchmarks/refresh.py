"""B3 and B5: what 1,000 new responses in one pilot cost, against computing everything, and against more answers.

B3: in `large` (100 k answers) a pilot gets 1,000 responses to the citizens' survey; measured is what follows: their
counts are released, the pilot's indicators computed and all verdicts reached again, in a process that has compared
before, as a worker has. B5: the same with `huge` (2 M answers) and with its answers multiplied inside the database to
10 M. Programmes that the database has already are not loaded again.
"""

import os
import uuid
from random import Random
from statistics import median
from typing import Any

from benchmarks._figures import Figure, report, seconds, spread
from benchmarks._loaded import analyze, load, set_up
from benchmarks._multiplied import answers_of, multiply
from benchmarks._worlds import world

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
RESPONSES = 1000
TEN_MILLION = 10_000_000


def programme_of(scale: str) -> Any:
    """The world of that scale as a programme, loaded and computed if it is not here yet."""
    from pilots.models import Programme  # noqa: PLC0415  Django is configured only by now

    name = scale.capitalize()
    if not Programme.objects.filter(name=name).exists():
        with world(scale) as folder:
            load(folder, name)
        analyze()
    # answers of today count only where the programme has no cut-off in the past
    Programme.objects.filter(name=name).update(data_cutoff=None)
    programme = Programme.objects.get(name=name)
    if programme.pilots.exclude(computation__state="done").exists():
        compute_all(programme)
    return programme


def compute_all(programme: Any) -> None:
    """Every pilot, then the comparison with nothing remembered: the work of ``compute_indicators --full``."""
    from indicators.actions.comparison import compare_programme  # noqa: PLC0415
    from indicators.actions.pilot_values import compute_pilot  # noqa: PLC0415
    from indicators.reduction.remembering import forget_all  # noqa: PLC0415

    for pilot in programme.pilots.select_related("programme"):
        compute_pilot(pilot)
    forget_all()
    compare_programme(programme)


def respond(pilot: Any, seed: int) -> None:
    """1,000 responses to the citizens' survey of a pilot, with every row that the action of the survey page writes."""
    from django.db import transaction  # noqa: PLC0415

    from pilots.models import PilotChange  # noqa: PLC0415
    from surveys.actions.submit import definition_of, deltas_of  # noqa: PLC0415
    from surveys.models import ConstructAnswer, CountDelta, Response, Wave  # noqa: PLC0415

    random = Random(seed)  # noqa: S311  answers, not secrets
    wave = Wave.objects.select_related("version").get(pilot=pilot, questionnaire__code="citizen")
    questions, definition = list(wave.version.questions.all()), definition_of(wave.version)
    responses = [
        Response(
            id=uuid.UUID(int=random.getrandbits(128)), pilot=pilot, wave=wave, version=wave.version,
            answers={q.code: random.randint(q.lowest or 0, q.highest or 0) for q in questions},
            answered_count=len(questions), question_count=len(questions), submitted_on=pilot.local_date(),
            body_hash="0" * 64, receipt_hash=f"{random.getrandbits(256):064x}",
        )
        for _ in range(RESPONSES)
    ]
    typed = [
        ConstructAnswer(response=response, question=q, pilot=pilot, construct=q.construct,
                        value=response.answers[q.code])
        for response in responses for q in questions if q.construct
    ]
    with transaction.atomic():
        Response.objects.bulk_create(responses)
        ConstructAnswer.objects.bulk_create(typed, batch_size=2000)
        CountDelta.objects.bulk_create(
            [delta for response in responses for delta in deltas_of(response, definition, sign=1)], batch_size=2000
        )
        PilotChange.objects.bulk_create([PilotChange(pilot=pilot, reason="response") for _ in responses])


def refresh(programme: Any, pilot: Any) -> None:
    """What the jobs do after the responses came."""
    from indicators.actions.comparison import compare_programme  # noqa: PLC0415
    from indicators.actions.dirty import dirty_pilots  # noqa: PLC0415
    from indicators.actions.pilot_values import compute_pilot  # noqa: PLC0415
    from surveys.actions.fold import fold_counts  # noqa: PLC0415

    fold_counts(pilot=pilot)
    for changed in dirty_pilots(programme.pk):
        compute_pilot(changed)
    compare_programme(programme)


def refreshes(programme: Any, seed: int) -> list[float]:
    """Seconds of each refresh: every round 1,000 responses in another pilot."""
    pilots = list(programme.pilots.select_related("programme").order_by("pk")[:ROUNDS + 1])
    times = []
    for number in range(ROUNDS + 1):
        pilot = pilots[number]
        respond(pilot, seed + number)
        times.append(seconds(lambda: refresh(programme, pilot)))  # noqa: B023  called at once
    return times[1:]  # the first one warms up


def main() -> None:
    """Measure and report."""
    set_up()
    large = programme_of("large")
    small_times, full_times = [], []
    for number in range(max(2, ROUNDS // 2)):
        full_times.append(seconds(lambda: compute_all(large)))
        small_times += refreshes(large, 1000 * number)
    report(Figure(
        "B3", "refresh of `large` after 1,000 responses in one pilot against computing everything",
        median(small_times) / median(full_times), 0.05,
        notes=(f"refresh: {spread(small_times)}", f"everything, in the same process: {spread(full_times)}"),
    ))
    huge = programme_of("huge")
    for label, seed in (("2 M", 100_000), ("10 M", 200_000)):
        if label == "10 M":
            multiply(huge, TEN_MILLION)
            analyze()
            compute_all(huge)  # else the first refreshes would find that every outcome of their pilots has changed
        again, times = refreshes(large, seed), refreshes(huge, seed + 50_000)
        report(Figure(
            "B5", f"refresh after 1,000 responses with {label} stored answers, against 100 k",
            median(times) / median(again), 1.5,
            notes=(f"{answers_of(huge):,} answers, {huge.pilots.count()} pilots: {spread(times)}",
                   f"{answers_of(large):,} answers, {large.pilots.count()} pilots, in turn with it: {spread(again)}"),
        ))


if __name__ == "__main__":
    main()
