"""Generated worlds in a temporary folder, never committed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GENERATOR = "MAKE_WORLD"  # names make_world.py where it is not beside the checkout
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "world" / "make_world.py"


def generator() -> Path:
    """The program that makes worlds; ends the benchmark with a sentence where there is none."""
    path = Path(os.environ.get(GENERATOR) or BESIDE)
    if not path.is_file():
        sys.exit(
            "No worlds to measure with: make_world.py is neither in ../shared/data/world beside the checkout nor "
            f"where {GENERATOR} says."
        )
    return path


@contextmanager
def world(scale: str) -> Iterator[Path]:
    """A folder with the CSV files of a world of that scale (small, large, huge); removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="peripheria-world-") as parent:
        folder = Path(parent) / scale
        command = [sys.executable, str(generator()), "--scale", scale, "--out", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own generator
        yield folder
