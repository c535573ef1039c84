"""Where tests run in several processes at once, each has a DATA_DIR and a queue in Redis of its own.

A plugin (``-p tests.apart``), because settings are read before any conftest. The databases are kept apart by
pytest-django.
"""

import os
from pathlib import Path

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1, … as pytest-xdist names them; "" where there is one

if PROCESS:
    folder = Path(os.environ.get("DATA_DIR") or "var") / PROCESS
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
    if os.environ.get("REDIS_URL", "").startswith("redis+socket:"):  # the one that tests.services started
        os.environ["REDIS_URL"] += f"?virtual_host={int(PROCESS.removeprefix('gw')) + 1}"
