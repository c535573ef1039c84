"""``python -m benchmarks._results FIGURES``: write RESULTS.md from the JSON lines of one run."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("RESULTS.md")
ROOT = RESULTS.parent.parent


def machine() -> str:
    """Cores and memory; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = ".".join(map(str, sys.version_info[:3]))
    busy = os.getloadavg()[2]
    return (
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB of memory, Python {version}; "
        f"{busy:.1f} processes wanted to run during the last 15 minutes"
    )


def commit() -> str:
    """The commit that was measured, and whether the tree held other changes."""
    def git(*words: str) -> str:
        command = ["git", "-C", str(ROOT), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/RESULTS.md")
    return git("rev-parse", "--short=12", "HEAD") + (" with uncommitted changes" if changed else "")


def page(figures: list[dict[str, Any]]) -> str:
    """The whole of RESULTS.md."""
    lines = [
        "# Benchmark results", "",
        "Written by `bin/bench`; every figure is a ratio or a count measured in one run. What is measured against what "
        "stands in the head of each module of this folder.", "",
        f"* Machine: {machine()}",
        f"* Date: {datetime.now(UTC):%Y-%m-%d}",
        f"* Commit: {commit()}", "",
        "| | work | measured | target | |", "|---|---|---|---|---|",
    ]
    for figure in figures:
        target = "" if figure["target"] is None else f"<= {figure['target']:g}"
        value = f"{figure['value']:.3g} {figure['unit']}"
        lines.append(f"| {figure['benchmark']} | {figure['work']} | {value} | {target} | {figure['verdict']} |")
    lines += ["", "## What the figures are made of"]
    for figure in figures:
        if figure["notes"]:
            lines += ["", f"**{figure['benchmark']}, {figure['work']}**", ""]
            lines += [f"* {note}" for note in figure["notes"]]
    return "\n".join(lines) + "\n"


def main(path: str) -> None:
    """Replace RESULTS.md."""
    figures = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    if not figures:
        sys.exit("Nothing was measured; RESULTS.md stays as it was.")
    RESULTS.write_text(page(figures), encoding="utf-8")
    print(f"Wrote {RESULTS.relative_to(ROOT)}.")


if __name__ == "__main__":
    main(sys.argv[1])
