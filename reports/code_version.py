"""Which code made a report."""

import subprocess
import tomllib
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
    except PackageNotFoundError:  # run from a checkout that is not installed
        released = _declared()
    return " ".join(part for part in (released, _commit()) if part)[:64]


def _declared() -> str:
    """The version that the checkout declares."""
    try:
        return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unreleased"


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
