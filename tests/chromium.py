"""Which Chromium the browser tests drive, and whether it runs here."""

import functools
import os
import shutil
import subprocess

FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


def path() -> str:
    """CHROMIUM, else Debian's; "" without one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium", path="/usr/bin") or ""


@functools.cache
def missing() -> str:
    """Why no browser test can run here; "" if they can."""
    if not path():
        return "Chromium is not here: apt-get install chromium, or set CHROMIUM to its path"
    try:
        subprocess.run([path(), "--version"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        return f"Chromium does not run: {error}"
    from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415  not needed without Chromium

    node = compute_driver_executable()[0]
    try:
        subprocess.run([node, "--version"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        return f"The driver of the browser does not run (apt-get install libatomic1): {error}"
    return ""
