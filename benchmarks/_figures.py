"""What a benchmark measured: printed at once, and kept for RESULTS.md where bin/bench asks for it."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

KEPT_IN = "BENCH_FIGURES"  # a file of JSON lines


@dataclass(frozen=True)
class Figure:
    """One measured figure. target: the most it may be, None where it is only recorded; notes: what it is made of."""

    benchmark: str
    work: str
    value: float
    target: float | None = None
    unit: str = "x"
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        if self.target is None:
            return "recorded"
        return "met" if self.value <= self.target else "MISSED"


def report(figure: Figure) -> None:
    """Print the figure and append it to the file that BENCH_FIGURES names."""
    target = "" if figure.target is None else f", target <= {figure.target:g}"
    print(f"{figure.benchmark} {figure.work}: {figure.value:.4g} {figure.unit}{target} ({figure.verdict})", flush=True)
    for note in figure.notes:
        print(f"    {note}", flush=True)
    if kept := os.environ.get(KEPT_IN):
        with Path(kept).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(figure) | {"verdict": figure.verdict}) + "\n")


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds that the work took."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def spread(times: Sequence[float]) -> str:
    """Median, smallest and largest of some times, for a note."""
    return f"median {median(times):.3g} s of {len(times)} ({min(times):.3g} to {max(times):.3g} s)"
