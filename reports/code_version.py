"""Which code made a report."""

import subprocess
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "peripheria"


@lru_cache(maxsize=1)
def code_version() -> str:
    """The version of the package, and the commit where the code runs from a checkout; at most 64 characters."""
    try:
        released = version(PACKAGE)
    except PackageNotFoundError:
        released = "unreleased"
    return " ".join(part for part in (released, _commit()) if part)[:64]


def _commit() -> str:
    if not (ROOT / ".git").exists():
        return ""
    try:
        told = subprocess.run(  # noqa: S603  fixed words, nothing from outside
            ["git", "describe", "--always", "--tags", "--dirty"],  # noqa: S607  found on the path of the operator
            cwd=ROOT, capture_output=True, text=True, timeout=10, check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()
