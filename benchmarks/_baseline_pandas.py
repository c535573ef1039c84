"""The yardstick of B4: what a competent analyst would write with pandas and scipy for the same indicators.

``python -m benchmarks._baseline_pandas FOLDER RESULT.json`` reads the CSV files of a world and writes
{"pilots": {pilot: {indicator: {value, lower, upper, boot_lower, boot_upper}}}, "verdicts": {outcome: {subject: …}}}.
It uses vectorised statistics wherever scipy takes them, and nothing of Peripheria.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks._baseline_pilot import Files, pilot_indicators
from benchmarks._baseline_verdicts import verdicts

DATES = {
    "pilots": ["start_date", "end_date"], "sessions": ["date"], "decisions": ["decided_on"],
    "commitments": ["raised_on", "decided_on", "delivered_on"],
    "contributions": ["received_on", "answered_on"], "impacts": ["observed_on"],
    "services": ["live_since", "live_until"], "obstacles": ["opened_on", "resolved_on"], "responses": ["submitted_on"],
}
NAMES = (
    "pilots", "census", "stakeholders", "sessions", "attendance", "commitments", "surveys", "responses",
    "session_details", "contributions", "decisions", "decision_roles", "services", "impacts", "obstacles", "skills",
    "living_lab", "groups", "stakeholder_groups", "feedback_levels",
)


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """All files as data frames, duplicates dropped."""
    frames = {
        name: pd.read_csv(
            folder / f"{name}.csv", parse_dates=DATES.get(name, []), low_memory=False,
            keep_default_na=False, na_values=[""],
        )
        for name in NAMES
    }
    frames["attendance"] = frames["attendance"].drop_duplicates(["session_id", "stakeholder_id"])
    frames["responses"] = frames["responses"].drop_duplicates(["response_id", "question"])
    return frames


def prepared(folder: Path) -> Files:
    """The frames joined as the indicators need them, up to the data cut-off."""
    frames = read(folder)
    cutoff = pd.Timestamp(json.loads((folder / "truth.json").read_text())["cutoff"])
    sessions = frames["sessions"].merge(frames["session_details"], on="session_id", how="left")
    sessions = sessions[sessions["date"] <= cutoff]
    attendance = frames["attendance"].merge(
        sessions[["session_id", "pilot", "date", "duration_h"]], on="session_id"
    ).merge(frames["stakeholders"].drop(columns="pilot"), on="stakeholder_id")
    attendance["known_hours"] = attendance["hours"].fillna(attendance["duration_h"])
    roles = frames["decision_roles"].merge(frames["stakeholders"][["stakeholder_id", "helix"]], on="stakeholder_id",
                                           how="left", suffixes=("", "_person"))
    roles["helix"] = roles["helix"].fillna(roles["helix_person"])
    return Files(frames, cutoff, sessions, attendance, roles)


def main(folder: str, result: str) -> None:
    """Compute everything and write it as JSON, as the product stores it."""
    files = prepared(Path(folder))
    found = pilot_indicators(files)
    everything = {"pilots": found, "verdicts": verdicts(files, found)}
    Path(result).write_text(json.dumps(_plain(everything)))


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {str(key): _plain(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(value) for value in part]
    if part is None or isinstance(part, str):
        return part
    number = float(part)
    return number if math.isfinite(number) else None


if __name__ == "__main__":
    main(*sys.argv[1:3])
