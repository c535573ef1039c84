"""Run a command beside the services: ``python -m tests.services [--embedded] [--durable] COMMAND …``."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.folders import run_folder
from tests.services.launching import CannotStartError
from tests.services.postgres import postgres
from tests.services.redis import redis


def addresses(stack: contextlib.ExitStack, folder: Path, *, embedded: bool, durable: bool) -> dict[str, str]:
    """Start what is not given by the environment; ``embedded`` starts nothing and hides what is given."""
    if embedded:
        return {"DATABASE_URL": "", "REDIS_URL": ""}
    found = {}
    services = {"DATABASE_URL": lambda: postgres(folder, durable=durable), "REDIS_URL": lambda: redis(folder)}
    for name, start in services.items():
        if os.environ.get(name):
            continue
        try:
            found[name] = stack.enter_context(start())
        except CannotStartError as error:
            print(f"NOT HERE: {name.removesuffix('_URL').lower()}: {error}", file=sys.stderr)
    return found


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit code."""
    embedded = durable = False
    while arguments and arguments[0] in {"--embedded", "--durable"}:
        option = arguments.pop(0)
        embedded, durable = embedded or option == "--embedded", durable or option == "--durable"
    if not arguments:
        sys.exit(__doc__)
    # A terminal's Ctrl-C reaches the command as well; it decides, we tidy up afterwards.
    signal.signal(signal.SIGINT, lambda *_: None)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(run_folder())
        found = addresses(stack, folder, embedded=embedded, durable=durable)
        (folder / "data").mkdir()
        environment = {**os.environ, "DATA_DIR": str(folder / "data"), **found}
        process = subprocess.Popen(arguments, env=environment)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
