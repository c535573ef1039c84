"""B4: everything of `large` computed anew, against a pandas and scipy script that does the same from CSV files.

Both are whole processes, from their start to their end, in turn: `manage.py compute_indicators --full` beside
PostgreSQL (reading rows, storing values and verdicts included) and `_baseline_pandas`. Afterwards their values are
compared one by one.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks._figures import Figure, report, seconds, spread
from benchmarks._loaded import analyze, load, set_up
from benchmarks._worlds import world

WORKERS = (1, 2, 4)  # processes that share the pilots, for docs/scaling.md
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
NAME = "Large"
EXACT, MONTE_CARLO = 1e-6, 0.05  # relative to the value; bootstrap limits rest on other random numbers
BOOTED = ("boot_lower", "boot_upper")


def run(*words: str) -> None:
    """Run Python with these words; its failure is ours."""
    subprocess.run([sys.executable, "-W", "ignore", *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def ours() -> dict[str, dict[str, dict[str, float | None]]]:
    """What is stored, in the shape of the analyst's result."""
    from indicators.models import IndicatorValue  # noqa: PLC0415  Django is configured only by now

    found: dict[str, dict[str, dict[str, float | None]]] = {}
    values = IndicatorValue.objects.current().filter(programme__name=NAME, pilot__isnull=False)
    for value in values.select_related("pilot"):
        name = value.indicator + (f"/{value.method}" if value.method else "")
        name += (f"@{value.period}" if value.period != "all" else "") + (f"#{value.split}" if value.split else "")
        found.setdefault(value.pilot.external_id, {})[name] = {
            part: getattr(value, part) for part in ("value", "lower", "upper", *BOOTED)
        } | {"suppressed": value.suppressed}
    return found


def our_verdicts() -> dict[str, dict[str, Any]]:
    """The figures of every verdict by outcome and subject."""
    from indicators.models import Verdict  # noqa: PLC0415

    found: dict[str, dict[str, Any]] = {}
    for verdict in Verdict.objects.filter(programme__name=NAME, is_current=True):
        found.setdefault(verdict.outcome, {})[verdict.subject] = verdict.figures
    return found


def agreement(mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[int, int, list[str]]:
    """Numbers compared, those that agree, and some that do not; withheld values are left out."""
    compared, alike, wrong = 0, 0, []
    for place in sorted(mine.keys() & theirs.keys()):
        for name in sorted(mine[place].keys() & theirs[place].keys()):
            a, b = mine[place][name], theirs[place][name]
            for part in sorted(a.keys() & b.keys()):
                if not isinstance(a[part], float) or not isinstance(b[part], int | float):
                    continue
                off = MONTE_CARLO if part in BOOTED else EXACT
                compared += 1
                if abs(a[part] - b[part]) <= off * max(1.0, abs(b[part])):
                    alike += 1
                else:
                    wrong.append(f"{place} {name} {part}: {a[part]:.6g}, pandas {b[part]:.6g}")
    return compared, alike, wrong


def forget() -> None:
    """Take away what an earlier round stored: what says the same would not be written again."""
    from indicators.models import IndicatorValue, Verdict  # noqa: PLC0415

    IndicatorValue.objects.all().delete()
    Verdict.objects.all().delete()


def main() -> None:
    """Measure and report."""
    set_up()
    with world("large") as folder, tempfile.TemporaryDirectory() as results:
        load(folder, NAME)
        analyze()
        result = Path(results) / "pandas.json"
        mine, theirs = [], []
        for _ in range(ROUNDS):
            forget()
            mine.append(seconds(lambda: run("manage.py", "compute_indicators", "--programme", NAME, "--full")))
            theirs.append(seconds(lambda: run("-m", "benchmarks._baseline_pandas", str(folder), str(result))))
        shared = {}
        for workers in WORKERS:
            forget()
            shared[workers] = seconds(lambda: run(
                "manage.py", "compute_indicators", "--programme", NAME, "--full", "--workers", str(workers)  # noqa: B023
            ))
        plain = json.loads(result.read_text())
    values = agreement(ours(), plain["pilots"])
    figures = agreement(our_verdicts(), plain["verdicts"])
    for line in (values[2] + figures[2])[:40]:
        print(f"    differs: {line}")
    report(Figure(
        "B4", "full recompute of `large` against pandas + scipy",
        median(a / b for a, b in zip(mine, theirs, strict=True)), 0.7,
        notes=(
            f"ours: {spread(mine)}; pandas and scipy: {spread(theirs)}; whole processes, run in turn",
            "with 1, 2 and 4 workers, one round each: "
            + ", ".join(f"{taken:.1f} s ({taken / shared[1]:.2f} x)" for taken in shared.values()),
            f"values and limits of pilots that both have: {values[1]} of {values[0]} agree (to 1e-6, bootstrap limits "
            "to 5 %)",
            f"figures of verdicts that both have: {figures[1]} of {figures[0]} agree",
        ),
    ))


if __name__ == "__main__":
    main()
